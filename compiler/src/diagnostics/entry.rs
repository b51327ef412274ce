//! What the registry knows of one code of the compiler.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use crate::diagnostics::Severity;

/// One code of the compiler, declared in the file of its check by `declare_diagnostic!`.
///
/// A code is given once and never again, so entries compare by their code alone.
#[derive(Debug)]
pub struct Entry {
    /// The code: `EX0101`.
    pub code: &'static str,
    /// The name, for configuration and for people: `unresolved-name`.
    pub name: &'static str,
    /// What a diagnostic with this code weighs unless it says otherwise.
    pub severity: Severity,
    /// The release that had it first.
    pub since: &'static str,
    /// What it means, in one line.
    pub summary: &'static str,
    /// Its page, in Markdown: what `explain` shows and whose examples run as tests.
    pub page: &'static str,
    /// Whether it is still given.
    pub status: Status,
}

/// Whether a code is still given.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Status {
    /// It is.
    Stable,
    /// It was; the code stays taken and its page stays readable.
    Removed {
        /// The first release without it.
        since: &'static str,
        /// Why, and what took its place.
        reason: &'static str,
    },
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl Eq for Entry {}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> Ordering {
        self.code.cmp(other.code)
    }
}

impl Hash for Entry {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.code.hash(state);
    }
}
