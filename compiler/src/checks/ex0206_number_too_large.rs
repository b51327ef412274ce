//! EX0206: a number beyond its limit.

use super::context::Spot;
use crate::diagnostics::{Diagnostic, declare_diagnostic};

declare_diagnostic! { EX0206 "number-too-large", Error, since "0.1.0", "a number beyond its limit" }

/// A number that its kind does not have.
pub(crate) fn too_large(spot: Spot<'_>, what: &str, max: u64) -> Diagnostic {
    spot.diagnostic(
        &ENTRY,
        format!("{} is too large for {what}", spot.quoted()),
        format!("{what} is at most {max}"),
    )
    .note("a number is never cut to what fits")
    .help(format!("write a number from 0 to {max}"))
}
