//! EX0109: a library that waives what only the project may waive.

use super::context::Context;
use crate::diagnostics::{Diagnostic, declare_diagnostic};
use crate::hir::Place;

declare_diagnostic! { EX0109 "waiver-in-library", Error, since "0.1.0", "a waiver in a module of the library" }

/// A `waive` in a library module.
pub(crate) fn waiver<'db>(ctx: Context<'db>, place: Place<'db>) -> Diagnostic {
    ctx.spot(place)
        .diagnostic(&ENTRY, "a module of the library cannot waive anything", "waived here")
        .note("a waiver takes a risk, and only who answers for the network can do that")
        .help("move the waiver into the policy that needs it")
}
