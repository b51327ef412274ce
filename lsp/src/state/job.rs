//! A request on its way: queued in the order of the wire, computed by a worker, cancelled when nobody waits any more.

use std::any::Any;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use crossbeam_channel::Sender;
use serde::Serialize;
use serde_json::{Value, json};
use tokio::sync::oneshot;
use tower_lsp::jsonrpc::{Error, ErrorCode};

use super::home::FileKey;
use super::message::Message;
use super::snapshot::Snapshot;

/// How soon somebody needs the answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Lane {
    /// A person waits for it with the cursor in place.
    Interactive,
    /// The editor decorates with it.
    Background,
}

/// What to do where an edit comes in between.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Stale {
    /// Compute it again: the question makes sense in the new text too.
    Retry,
    /// Refuse: the place that was asked about may be another one now.
    Refuse,
}

/// An answer, or why there is none.
pub(crate) type Answer<T> = Result<T, Refusal>;

/// Why there is no answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Refusal {
    /// In words for a person.
    Because(String),
    /// The texts name files that are not loaded yet.
    NotLoaded,
    /// The policy as it is saved is to be computed first.
    NotPrepared(FileKey),
}

/// Why a request fails.
#[derive(Debug)]
pub(crate) enum Failure {
    ContentModified,
    Cancelled,
    NotOpen(String),
    Refused(String),
    Panicked(String),
}

/// Where a computation stands after a worker had it.
pub(crate) enum Flow {
    /// It has answered.
    Done,
    /// An input changed.
    Superseded,
    /// Its files have to be loaded first.
    NotLoaded,
    /// The policy as it is saved has to be computed first.
    NotPrepared(FileKey),
}

/// A request.
pub(crate) struct Job {
    pub(crate) lane: Lane,
    pub(crate) uri: Option<String>,
    pub(crate) stale: Stale,
    pub(crate) tries: u32,
    /// How many changes the document had seen when it was asked about.
    pub(crate) stamp: Option<u64>,
    pub(crate) cancel: Arc<CancelSlot>,
    pub(crate) work: Box<dyn Work>,
}

/// What a request computes.
pub(crate) trait Work: Send {
    fn run(&mut self, snapshot: Snapshot) -> Flow;
    fn fail(&mut self, failure: Failure);
}

/// The way to stop a request, wherever it is.
#[derive(Default)]
pub(crate) struct CancelSlot {
    state: Mutex<(bool, Vec<salsa::CancellationToken>)>,
}

impl CancelSlot {
    /// Lets `cancel` reach these databases too.
    pub(crate) fn arm(&self, tokens: Vec<salsa::CancellationToken>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.0 {
            tokens.iter().for_each(salsa::CancellationToken::cancel);
        }
        state.1 = tokens;
    }

    pub(crate) fn is_cancelled(&self) -> bool {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).0
    }

    fn cancel(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.0 = true;
        state.1.iter().for_each(salsa::CancellationToken::cancel);
    }
}

/// Cancels when it is dropped before the answer came: the transport drops what the editor cancels.
struct CancelGuard {
    slot: Arc<CancelSlot>,
    is_answered: bool,
}

impl Drop for CancelGuard {
    fn drop(&mut self) {
        if !self.is_answered {
            self.slot.cancel();
        }
    }
}

/// How a kind of request is treated.
#[derive(Clone, Copy)]
pub(crate) struct Manner {
    pub(crate) lane: Lane,
    pub(crate) stale: Stale,
}

/// Queues a request. Not an `async fn`: it is queued now, in the order of the wire, and only the answer is awaited.
pub(crate) fn ask<T, F>(
    sender: &Sender<Message>,
    manner: Manner,
    uri: Option<String>,
    compute: F,
) -> impl Future<Output = tower_lsp::jsonrpc::Result<Value>> + Send + use<T, F>
where
    T: Serialize + Send + 'static,
    F: Fn(&Snapshot) -> Answer<T> + Send + 'static,
{
    let (answer, answered) = oneshot::channel();
    let slot = Arc::<CancelSlot>::default();
    let guard = CancelGuard { slot: Arc::clone(&slot), is_answered: false };
    let work = Box::new(Typed { compute, answer: Some(answer), cancel: Arc::clone(&slot) });
    let Manner { lane, stale } = manner;
    // Where the main loop has ended, the sender goes with the message and the answer says so.
    let _ = sender.send(Message::Read(Job { lane, uri, stale, tries: 0, stamp: None, cancel: slot, work }));
    async move {
        // The whole guard: to name its field alone would leave the rest behind, and cancel at once.
        let mut guard = guard;
        let outcome = answered.await;
        guard.is_answered = true;
        match outcome {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(failure)) => Err(in_words(failure)),
            Err(_) => Err(Error {
                code: ErrorCode::ServerError(-32802),
                message: "the server is about to end".into(),
                data: Some(json!({ "retriggerRequest": true })),
            }),
        }
    }
}

struct Typed<F> {
    compute: F,
    answer: Option<oneshot::Sender<Result<Value, Failure>>>,
    cancel: Arc<CancelSlot>,
}

impl<T, F> Work for Typed<F>
where
    T: Serialize,
    F: Fn(&Snapshot) -> Answer<T> + Send,
{
    fn run(&mut self, snapshot: Snapshot) -> Flow {
        let compute = || {
            let answer = (self.compute)(&snapshot)?;
            serde_json::to_value(answer).map_err(|error| Refusal::Because(error.to_string()))
        };
        let outcome = catch_unwind(AssertUnwindSafe(compute));
        // Before the answer goes out: whoever writes waits until no copy of the database is left.
        drop(snapshot);
        let outcome = match outcome {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(Refusal::NotLoaded)) => return Flow::NotLoaded,
            Ok(Err(Refusal::NotPrepared(policy))) => return Flow::NotPrepared(policy),
            Ok(Err(Refusal::Because(why))) => Err(Failure::Refused(why)),
            Err(payload) => match payload.downcast::<salsa::Cancelled>().map(|cancelled| *cancelled) {
                Ok(salsa::Cancelled::Local) => Err(Failure::Cancelled),
                // What another thread computed for us was cancelled there, or has panicked and is reported there.
                Ok(_) if self.cancel.is_cancelled() => Err(Failure::Cancelled),
                Ok(_) => return Flow::Superseded,
                Err(payload) => Err(Failure::Panicked(panic_text(payload.as_ref()))),
            },
        };
        if let Some(answer) = self.answer.take() {
            let _ = answer.send(outcome);
        }
        Flow::Done
    }

    fn fail(&mut self, failure: Failure) {
        if let Some(answer) = self.answer.take() {
            let _ = answer.send(Err(failure));
        }
    }
}

/// What a panic says.
pub(crate) fn panic_text(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("unknown").to_owned()
}

fn in_words(failure: Failure) -> Error {
    match failure {
        Failure::ContentModified => Error::content_modified(),
        Failure::Cancelled => Error::request_cancelled(),
        Failure::NotOpen(uri) => Error::invalid_params(format!("the document is not open: {uri}")),
        Failure::Refused(why) => {
            Error { code: ErrorCode::ServerError(-32803), message: why.into(), data: None }
        }
        Failure::Panicked(what) => Error {
            code: ErrorCode::InternalError,
            message: format!("this is a bug in expol-lsp, please report it: {what}").into(),
            data: None,
        },
    }
}
