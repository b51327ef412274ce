//! EX0215: something that decides a rule asks what the rules permit.

use super::context::Context;
use crate::diagnostics::{Diagnostic, declare_diagnostic};
use crate::hir::Place;

declare_diagnostic! { EX0215 "depends-on-permitted", Error, since "0.1.0", "a rule, set or argument that depends on what is permitted" }

/// `permitted`, `blocked`, `present` or `waived` outside of an assertion.
pub(crate) fn depends<'db>(ctx: Context<'db>, place: Place<'db>, function: &str) -> Diagnostic {
    ctx.spot(place)
        .diagnostic(
            &ENTRY,
            format!("`{function}` can be asked only in an assertion"),
            "this decides a rule, a set or an argument",
        )
        .note("rules decide what is permitted, so no rule may depend on it: the order would matter")
        .help("ask it in an assertion: `check when …`, or behind `when` of a `must` or `never`")
}
