//! EX0204: a range that ends before it starts.

use super::context::Spot;
use crate::diagnostics::{Applicability, Diagnostic, declare_diagnostic};

declare_diagnostic! { EX0204 "reversed-range", Error, since "0.1.0", "a range that ends before it starts" }

/// A range of addresses or ports the wrong way round.
pub(crate) fn reversed(spot: Spot<'_>, corrected: &str) -> Diagnostic {
    spot.diagnostic(
        &ENTRY,
        format!("the range {} ends before it starts", spot.quoted()),
        "nothing lies in this range",
    )
    .note("a range is written from its first to its last element")
    .help(format!("write `{corrected}`"))
    .fix(spot.fix(format!("write `{corrected}`"), corrected, Applicability::Safe))
}
