//! How much work a question may take before it is refused.

use std::cell::Cell;

use crate::region::TooComplex;

/// Steps that several questions may take together: one for each product that is looked at. What would take more is
/// refused and never guessed, so that no input makes an answer take hours.
#[derive(Debug)]
pub struct Budget {
    left: Cell<u64>,
}

impl Budget {
    /// So many steps.
    #[must_use]
    pub fn new(steps: u64) -> Self {
        Self { left: Cell::new(steps) }
    }

    /// Asks one of several questions, which may take half of what is left, and `least` in any case: a hard question leaves
    /// enough for the easy ones.
    pub fn share<T>(&self, least: u64, ask: impl FnOnce(&Self) -> T) -> T {
        let given = (self.left.get() / 2).max(least);
        let own = Self::new(given);
        let answer = ask(&own);
        self.left.set(self.left.get().saturating_sub(given - own.left.get()));
        answer
    }

    /// Takes steps away. Whether too many were taken says the next [`Budget::check`].
    pub fn take(&self, steps: usize) {
        self.left.set(self.left.get().saturating_sub(steps as u64));
    }

    /// Whether there are steps left.
    ///
    /// # Errors
    /// Where there are none.
    pub fn check(&self) -> Result<(), TooComplex> {
        if self.left.get() == 0 { Err(TooComplex) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hard_question_leaves_half_and_then_the_least() {
        let budget = Budget::new(8);
        let all_of = |own: &Budget| {
            let given = own.left.get();
            own.take(100);
            (given, own.check())
        };
        assert_eq!(budget.share(1, all_of), (4, Err(TooComplex)));
        assert_eq!(budget.share(3, all_of), (3, Err(TooComplex)));
        assert_eq!(budget.share(3, all_of), (3, Err(TooComplex)));
        assert_eq!(budget.share(3, Budget::check), Ok(()));
    }

    #[test]
    fn an_easy_question_takes_what_it_needs() {
        let budget = Budget::new(8);
        budget.share(1, |own| own.take(2));
        assert_eq!(budget.left.get(), 6);
    }
}
