//! The writing side: a thread writes to standard output, so that nobody waits for an editor that does not read.
//!
//! Of the findings of one file only the newest are kept while they wait: an editor that is slow gets the state, not the
//! history, and the queue stays small.

use std::collections::{HashMap, VecDeque};
use std::io::{self, Write};
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use serde::Serialize;
use tokio::io::AsyncWrite;

use super::framing::framed;

/// The queue of what is to be written. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct Outlet {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    queue: Mutex<Queue>,
    changed: Condvar,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Entry>,
    /// What is to be written for the `Findings` among the entries.
    findings: HashMap<String, Vec<u8>>,
    writing: bool,
    closed: bool,
}

enum Entry {
    Bytes(Vec<u8>),
    Findings(String),
}

impl Outlet {
    /// Starts to write.
    ///
    /// # Errors
    /// Where the system has no thread to give.
    pub(crate) fn start(&self, output: impl Write + Send + 'static) -> io::Result<()> {
        let outlet = self.clone();
        std::thread::Builder::new().name("expol:write".into()).spawn(move || outlet.pump(output))?;
        Ok(())
    }

    /// Sends a notification.
    pub(crate) fn notify(&self, method: &str, params: &impl Serialize) {
        self.push(Entry::Bytes(notification(method, params)));
    }

    /// Sends the findings of a file, in place of older ones that still wait.
    pub(crate) fn publish(&self, uri: &str, params: &impl Serialize) {
        let bytes = notification("textDocument/publishDiagnostics", params);
        let mut queue = self.lock();
        if queue.closed {
            return;
        }
        if queue.findings.insert(uri.to_owned(), bytes).is_none() {
            queue.waiting.push_back(Entry::Findings(uri.to_owned()));
        }
        self.shared.changed.notify_all();
    }

    /// Waits until everything is written, for as long as an editor that is leaving deserves.
    pub(crate) fn flush(&self, patience: Duration) {
        let end = Instant::now() + patience;
        let mut queue = self.lock();
        while (queue.writing || !queue.waiting.is_empty()) && !queue.closed {
            let Some(left) = end.checked_duration_since(Instant::now()) else { return };
            queue = match self.shared.changed.wait_timeout(queue, left) {
                Ok((queue, _)) => queue,
                Err(poisoned) => poisoned.into_inner().0,
            };
        }
    }

    fn push(&self, entry: Entry) {
        let mut queue = self.lock();
        if !queue.closed {
            queue.waiting.push_back(entry);
            self.shared.changed.notify_all();
        }
    }

    /// Writes until the editor closes its end; whoever asks then is told to go by the reading side.
    fn pump(&self, mut output: impl Write) {
        loop {
            let bytes = self.next();
            let written = output.write_all(&bytes).and_then(|()| output.flush());
            let mut queue = self.lock();
            queue.writing = false;
            if written.is_err() {
                queue.closed = true;
                queue.waiting.clear();
                queue.findings.clear();
            }
            self.shared.changed.notify_all();
            if queue.closed {
                return;
            }
        }
    }

    fn next(&self) -> Vec<u8> {
        let mut queue = self.lock();
        loop {
            if let Some(entry) = queue.waiting.pop_front() {
                queue.writing = true;
                return match entry {
                    Entry::Bytes(bytes) => bytes,
                    Entry::Findings(uri) => queue.findings.remove(&uri).unwrap_or_default(),
                };
            }
            queue = self.shared.changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.shared.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AsyncWrite for Outlet {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.push(Entry::Bytes(bytes.to_vec()));
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

/// Written at once: a tree of values in between would cost as much again.
#[derive(Serialize)]
struct Notification<'a, P> {
    jsonrpc: &'static str,
    method: &'a str,
    params: &'a P,
}

fn notification(method: &str, params: &impl Serialize) -> Vec<u8> {
    let body = serde_json::to_vec(&Notification { jsonrpc: "2.0", method, params });
    // INVARIANT: what is sent here has texts for keys, and so is JSON.
    framed(&body.unwrap_or_default())
}
