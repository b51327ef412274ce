//! EX0403: an assertion over an empty set, which holds and proves nothing.

use super::context::Context;
use super::ex0401_empty_side::reason;
use crate::diagnostics::{Diagnostic, declare_diagnostic};
use crate::hir::Place;
use crate::syntax::statement::Verb;

declare_diagnostic! {
    EX0403 "assertion-over-nothing", Note, since "0.1.0", "a `never` or `confine` is about an empty set and proves nothing"
}

/// A `never` or a `confine` about nothing.
pub(super) fn render<'db>(ctx: Context<'db>, place: Place<'db>, verb: Verb) -> Diagnostic {
    let message = format!("this `{}` is about nothing, so it always holds", verb.word());
    ctx.at(&ENTRY, place, message, &reason(ctx, place))
        .note("it begins to prove something as soon as the set has members")
        .help("check that the set is meant to be empty")
}
