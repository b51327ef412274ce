//! The workers, in two lanes of which neither can starve the other.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, never, select, unbounded};

use expolc::syntax::forget_trees;

use super::calm::Calm;
use super::job::Lane;

/// Shorter than what the main loop waits before it gives memory back.
const WHILE: Duration = Duration::from_millis(250);

/// What a worker does.
pub(crate) type Task = Box<dyn FnOnce() + Send>;

/// The workers.
pub(crate) struct Pool {
    interactive: Sender<Task>,
    background: Sender<Task>,
    calm: Calm,
    /// Each task that has not ended holds it.
    open: Arc<()>,
}

impl Pool {
    /// As many as there are cores, two at least: of these, one is kept free for people. What lies in the heaps of more
    /// threads than can run is memory for nothing.
    ///
    /// # Errors
    /// Where the system has no threads to give.
    pub(crate) fn new() -> io::Result<Pool> {
        let (interactive, urgent) = unbounded();
        let (background, patient) = unbounded();
        let cores = std::thread::available_parallelism().map_or(2, usize::from).clamp(2, 4);
        spawn(never(), urgent.clone())?;
        for _ in 1..cores {
            spawn(patient.clone(), urgent.clone())?;
        }
        Ok(Pool { interactive, background, calm: Calm::default(), open: Arc::default() })
    }

    /// Has a task done.
    pub(crate) fn spawn(&self, lane: Lane, task: Task) {
        let (sender, waited) = match lane {
            Lane::Interactive => (&self.interactive, Some(self.calm.disturb())),
            Lane::Background => (&self.background, None),
        };
        let open = Arc::clone(&self.open);
        let task = move || {
            task();
            drop((waited, open));
        };
        // Workers end only when the senders are gone.
        let _ = sender.send(Box::new(task));
    }

    /// Whether no task is being done or waits to be.
    pub(crate) fn is_idle(&self) -> bool {
        Arc::strong_count(&self.open) == 1
    }

    /// Whether somebody waits for what it computes.
    pub(crate) fn calm(&self) -> Calm {
        self.calm.clone()
    }
}

/// A worker that prefers the first lane.
fn spawn(first: Receiver<Task>, second: Receiver<Task>) -> io::Result<()> {
    let work = move || {
        loop {
            let Some(task) = first.try_recv().ok().or_else(|| next(&first, &second)) else { return };
            // Tasks catch their own panics; this keeps the worker if one does not.
            let _ = catch_unwind(AssertUnwindSafe(task));
        }
    };
    // A policy may nest expressions as deeply as the compiler allows.
    std::thread::Builder::new().name("expol:worker".into()).stack_size(16 * 1024 * 1024).spawn(work)?;
    Ok(())
}

/// Waits for the next task; `None` when there will be none. Who has had nothing to do for a while lets go of the trees that
/// the next task might have asked for again.
fn next(first: &Receiver<Task>, second: &Receiver<Task>) -> Option<Task> {
    select! {
        recv(first) -> task => return task.ok(),
        recv(second) -> task => return task.ok(),
        default(WHILE) => forget_trees(),
    }
    select! {
        recv(first) -> task => task.ok(),
        recv(second) -> task => task.ok(),
    }
}
