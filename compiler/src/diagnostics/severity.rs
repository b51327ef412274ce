//! How bad it is.

use std::fmt;

/// How much a diagnostic weighs: a contradiction is an error, dead weight a warning, taste a note.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// Worth knowing; nothing is wrong.
    Note,
    /// Probably not what was meant; the policy holds.
    Warning,
    /// The policy cannot be used.
    Error,
}

impl Severity {
    /// The word for it, in lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_weighs_most() {
        assert_eq!(
            [Severity::Error, Severity::Note, Severity::Warning].into_iter().max(),
            Some(Severity::Error)
        );
        assert!(Severity::Note < Severity::Warning);
    }
}
