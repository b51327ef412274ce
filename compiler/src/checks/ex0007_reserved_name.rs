//! EX0007: a word of the language as a name.

use super::context::Spot;
use crate::diagnostics::{Applicability, Diagnostic, declare_diagnostic};

declare_diagnostic! { EX0007 "reserved-name", Error, since "0.1.0", "a word of the language used as a name" }

/// A reserved word where a name should stand.
pub(crate) fn reserved(spot: Spot<'_>, word: &str) -> Diagnostic {
    let escaped = format!("`{word}`");
    spot.diagnostic(
        &ENTRY,
        format!("`{word}` is a word of the language, not a name"),
        "a name should stand here",
    )
    .note(format!("bare, `{word}` means the same everywhere; in backticks it is a name like any other"))
    .help("choose another name, or put backticks around this one wherever it stands")
    .fix(spot.fix("put backticks around it", escaped, Applicability::Safe))
}
