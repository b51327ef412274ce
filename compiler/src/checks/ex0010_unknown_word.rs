//! EX0010: a word that is not in the list from which it must come.

use super::context::{Spot, quote};
use super::suggest::did_you_mean;
use crate::diagnostics::{Applicability, Diagnostic, declare_diagnostic};

declare_diagnostic! { EX0010 "unknown-word", Error, since "0.1.0", "a word that is none of those that may stand here" }

/// A word out of a closed list.
pub(crate) fn unknown_word(spot: Spot<'_>, word: &str, what: &str, known: &[&'static str]) -> Diagnostic {
    let message = format!("{} is not {what}", quote(word));
    let diagnostic = spot.diagnostic(&ENTRY, message, format!("{what} should stand here"));
    did_you_mean(diagnostic, spot, word, known, Applicability::Safe)
}

/// A backslash before a character that needs none.
pub(crate) fn unknown_escape(spot: Spot<'_>) -> Diagnostic {
    spot.diagnostic(
        &ENTRY,
        "a backslash in a text stands before a character that it cannot escape",
        "in this text",
    )
    .note("a text knows `\\\"`, `\\\\` and `\\n`")
    .help("write a backslash itself as `\\\\`")
}
