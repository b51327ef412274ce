//! EX0009: a part of a statement that is missing, twice there, or another statement's.

use super::context::{Spot, quote};
use crate::diagnostics::{Diagnostic, declare_diagnostic};

declare_diagnostic! { EX0009 "misplaced-part", Error, since "0.1.0", "a part that is missing, repeated or out of place" }

/// A part that this statement cannot have.
pub(crate) fn misplaced(spot: Spot<'_>, part: &str, verb: &str) -> Diagnostic {
    spot.diagnostic(
        &ENTRY,
        format!("`{verb}` has no place for {part}"),
        format!("`{verb}` does not take this"),
    )
    .note("what a statement cannot have would have no effect, and is therefore refused")
    .help(format!("remove {part}, or write the statement that takes it"))
}

/// Something that stands only elsewhere.
pub(crate) fn out_of_place(spot: Spot<'_>, part: &str, place: &str) -> Diagnostic {
    spot.diagnostic(&ENTRY, format!("{part} stands only {place}"), "this is another place")
        .help(format!("move it: {part} stands {place}"))
}

/// A part that is missing.
pub(crate) fn missing(spot: Spot<'_>, part: &str, of: &str) -> Diagnostic {
    let of = if of.contains(' ') { of.to_owned() } else { format!("`{of}`") };
    spot.diagnostic(&ENTRY, format!("{of} lacks {part}"), format!("{part} is missing"))
        .note("nothing is filled in silently: what a policy means is written in it")
        .help(format!("add {part}"))
}

/// A part that stands twice.
pub(crate) fn repeated(spot: Spot<'_>, part: &str) -> Diagnostic {
    let part = quote(part);
    spot.diagnostic(&ENTRY, format!("{part} stands twice in one place"), "this is the second one")
        .note("which of the two holds would depend on their order")
        .help(format!("keep one {part}, with all that it should say"))
}
