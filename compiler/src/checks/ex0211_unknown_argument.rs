//! EX0211: an argument for a parameter that is not there, or that has one already.

use smol_str::SmolStr;

use super::context::{Context, quote};
use super::suggest::did_you_mean;
use crate::diagnostics::{Applicability, Diagnostic, declare_diagnostic};
use crate::hir::{Item, Place};

declare_diagnostic! { EX0211 "unknown-argument", Error, since "0.1.0", "an argument for a parameter that is not there" }

/// An argument for no parameter.
pub(crate) fn unknown<'db>(
    ctx: Context<'db>,
    place: Place<'db>,
    name: &str,
    known: &[SmolStr],
    callee: Item<'db>,
) -> Diagnostic {
    let spot = ctx.spot(place);
    let callee_name = ctx.full_name(callee);
    let diagnostic = spot
        .diagnostic(&ENTRY, format!("`{callee_name}` has no parameter {}", quote(name)), "no such parameter")
        .label(ctx.secondary(ctx.name_place(callee), "declared here"));
    if known.is_empty() {
        return diagnostic.help("remove the argument: there are no parameters");
    }
    let known: Vec<&str> = known.iter().map(SmolStr::as_str).collect();
    did_you_mean(diagnostic, spot, name, &known, Applicability::Safe)
}

/// An argument given twice.
pub(crate) fn repeated<'db>(ctx: Context<'db>, place: Place<'db>, name: &str) -> Diagnostic {
    ctx.spot(place)
        .diagnostic(&ENTRY, format!("the argument `{name}` is given twice"), "this is the second one")
        .note("which of the two holds would depend on their order")
        .help("keep one of them; a list is bracketed: `name: (a, b)`")
}
