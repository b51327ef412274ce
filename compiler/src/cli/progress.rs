//! Says on a terminal what takes long. In a pipe nothing is said.

use std::io::{IsTerminal, Write, stderr};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// What ends sooner is not worth a line.
const PATIENCE: Duration = Duration::from_millis(500);
/// How often the line is written anew.
const TICK: Duration = Duration::from_millis(200);

/// A line on the terminal from half a second after its beginning until it is dropped.
pub(super) struct Progress {
    work: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Begins something that may take long.
    pub(super) fn of(label: &'static str) -> Progress {
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        if !stderr().is_terminal() || dumb {
            return Progress { work: None };
        }
        let (stop, stopped) = channel();
        let began = Instant::now();
        let show = move || {
            let mut wait = PATIENCE;
            let mut shown = false;
            while stopped.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                let line = format!("\r{label} … {:.1} s", began.elapsed().as_secs_f32());
                // If nobody can read it, there is nobody to tell.
                let _ = stderr().write_all(line.as_bytes());
                (wait, shown) = (TICK, true);
            }
            if shown {
                let _ = stderr().write_all(b"\r\x1b[K");
            }
        };
        let work = thread::Builder::new().name("progress".to_owned()).spawn(show).ok();
        Progress { work: work.map(|thread| (stop, thread)) }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.work.take() {
            drop(stop);
            // The line is gone before anything else is written.
            let _ = thread.join();
        }
    }
}
