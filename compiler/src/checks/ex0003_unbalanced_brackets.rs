//! EX0003: brackets that do not go together.

use super::context::Spot;
use crate::diagnostics::{Applicability, Diagnostic, declare_diagnostic};

declare_diagnostic! { EX0003 "unbalanced-brackets", Error, since "0.1.0", "brackets that do not go together" }

const WHY: &str = "brackets say where a declaration ends, so nothing in this one could be read";

/// A bracket that nothing closes.
pub(crate) fn unclosed(spot: Spot<'_>, bracket: char) -> Diagnostic {
    let closing = partner(bracket);
    spot.diagnostic(&ENTRY, format!("`{bracket}` is never closed"), "opened here")
        .note(WHY)
        .help(format!("write `{closing}` where it ends"))
}

/// A bracket that closes nothing.
pub(crate) fn stray(spot: Spot<'_>, bracket: char) -> Diagnostic {
    spot.diagnostic(&ENTRY, format!("`{bracket}` closes nothing"), "no bracket is open here")
        .note("what stands above is complete without it")
        .help(format!("remove it, or write the `{}` that it closes", partner(bracket)))
        .fix(spot.fix(format!("remove `{bracket}`"), "", Applicability::Unsafe))
}

/// A bracket closed by one of another kind.
pub(crate) fn mismatched(spot: Spot<'_>, open: char, close: char) -> Diagnostic {
    let wanted = partner(open);
    spot.diagnostic(
        &ENTRY,
        format!("`{open}` is closed by `{close}`"),
        format!("`{wanted}` is missing before this"),
    )
    .note(WHY)
    .help(format!("write `{wanted}` before this `{close}`"))
}

fn partner(bracket: char) -> char {
    match bracket {
        '{' => '}',
        '}' => '{',
        '(' => ')',
        _ => '(',
    }
}
