//! What is done when nobody has wanted anything for a while: memory that only the last edits needed goes back to the system.
//!
//! salsa keeps what an edit replaced until the next one, and malloc what was given back between pieces that are in use. An
//! editor stays open all day, and is written in for a part of it.

use std::time::{Duration, Instant};

use super::MainLoop;
use crate::heap;

/// Longer than people pause between two keys of a word.
const WHILE: Duration = Duration::from_millis(500);

impl MainLoop {
    /// Something happened.
    pub(super) fn put_off_rest(&mut self) {
        self.rest = Some(Instant::now() + WHILE);
    }

    /// Tidies up where it is time to; once, until something happens again.
    pub(super) fn rest(&mut self) {
        if self.rest.is_none_or(|due| Instant::now() < due) {
            return;
        }
        if !self.pool.is_idle() {
            return self.put_off_rest();
        }
        self.rest = None;
        self.policies.values_mut().for_each(|policy| policy.db.forget_replaced());
        heap::give_back();
    }
}
