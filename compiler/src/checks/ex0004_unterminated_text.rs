//! EX0004: a text or a comment without its end.

use super::context::Spot;
use crate::diagnostics::{Diagnostic, declare_diagnostic};

declare_diagnostic! { EX0004 "unterminated-text", Error, since "0.1.0", "a text in quotes or a comment without its end" }

/// A string that runs into the end of its line.
pub(crate) fn string(spot: Spot<'_>) -> Diagnostic {
    spot.diagnostic(&ENTRY, "a text in quotes does not end on its line", "it starts here")
        .note("a text stands on one line, so that a forgotten quote spoils no more than that line")
        .help("write `\"` where the text ends; write a line break in it as `\\n`")
}

/// A comment that runs into the end of the file.
pub(crate) fn comment(spot: Spot<'_>) -> Diagnostic {
    spot.diagnostic(&ENTRY, "a comment `/*` does not end", "it starts here")
        .note("everything from here to the end of the file would be a comment")
        .help("write `*/` where the comment ends")
}
