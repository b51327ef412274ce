//! Whether people wait for answers: what nobody waits for with the cursor in place goes on when they have them.
//!
//! The complete check takes all the cores that it gets, and the queries that it computes are computed for nobody else
//! meanwhile. An answer takes a fraction of that.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// An answer that takes longer is not waited for.
const PATIENCE: Duration = Duration::from_millis(5);

/// So often it is asked whether to go on waiting.
const STEP: Duration = Duration::from_micros(500);

/// How many answers are being computed, or are about to be. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct Calm {
    shared: Arc<(Mutex<usize>, Condvar)>,
}

/// An answer that somebody waits for, until it is dropped.
pub(crate) struct Waited(Calm);

impl Calm {
    /// Notes that somebody waits for an answer.
    pub(crate) fn disturb(&self) -> Waited {
        *self.count() += 1;
        Waited(self.clone())
    }

    /// Waits until nobody waits any more, but not long. `ask` unwinds where this one is no longer wanted.
    pub(crate) fn wait(&self, ask: impl Fn()) {
        let end = Instant::now() + PATIENCE;
        let mut count = self.count();
        while *count > 0 && Instant::now() < end {
            drop(count);
            ask();
            count = self.count();
            if *count > 0 {
                let waited = self.shared.1.wait_timeout(count, STEP);
                count = waited.unwrap_or_else(PoisonError::into_inner).0;
            }
        }
    }

    fn count(&self) -> MutexGuard<'_, usize> {
        self.shared.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Waited {
    fn drop(&mut self) {
        let mut count = self.0.count();
        *count = count.saturating_sub(1);
        self.0.shared.1.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_calm_when_the_last_answer_is_there() {
        let calm = Calm::default();
        calm.wait(|| unreachable!("nobody waits"));
        let (first, second) = (calm.disturb(), calm.disturb());
        let start = Instant::now();
        let waiting = calm.clone();
        let waiter = std::thread::spawn(move || waiting.wait(|| {}));
        drop(first);
        drop(second);
        waiter.join().unwrap();
        assert_eq!(*calm.count(), 0);
        assert!(start.elapsed() < Duration::from_secs(5));
    }

    #[test]
    fn an_answer_that_takes_long_is_not_waited_for() {
        let calm = Calm::default();
        let _never = calm.disturb();
        let start = Instant::now();
        calm.wait(|| {});
        assert!(start.elapsed() >= PATIENCE);
    }
}
