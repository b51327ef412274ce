//! EX0008: operators side by side that people read in two ways.

use super::context::Spot;
use crate::diagnostics::{Diagnostic, declare_diagnostic};

declare_diagnostic! { EX0008 "ambiguous-operators", Error, since "0.1.0", "operators that need brackets to be read in one way" }

/// `&` and `except` without brackets.
pub(crate) fn mixed(spot: Spot<'_>) -> Diagnostic {
    spot.diagnostic(
        &ENTRY,
        "`&` and `except` stand side by side without brackets",
        "this can be read in two ways",
    )
    .note("`a & b except c` could mean `(a & b) except c` or `a & (b except c)`")
    .help("put brackets around what belongs together")
}

/// A chain of comparisons.
pub(crate) fn chained(spot: Spot<'_>) -> Diagnostic {
    spot.diagnostic(&ENTRY, "comparisons stand in a chain", "this is compared once more")
        .note("a comparison is true or false, and that is not compared with anything")
        .help("compare twice: `a < b and b < c`")
}
