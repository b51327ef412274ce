//! EX0218: a parameter that hides something, or another parameter.

use super::context::Context;
use crate::diagnostics::{Diagnostic, declare_diagnostic};
use crate::hir::{Item, Place};
use crate::syntax::ItemKind;

declare_diagnostic! { EX0218 "hiding-parameter", Error, since "0.1.0", "a parameter with the name of a service, a role or another parameter" }

/// A parameter called like a service or a role.
pub(crate) fn hiding<'db>(ctx: Context<'db>, place: Place<'db>, name: &str, item: Item<'db>) -> Diagnostic {
    let kind = if item.kind(ctx.db) == ItemKind::Role { "role" } else { "service" };
    ctx.spot(place)
        .diagnostic(&ENTRY, format!("the parameter `{name}` hides the {kind} `{name}`"), "this parameter")
        .label(ctx.secondary(ctx.name_place(item), format!("the {kind} is declared here")))
        .note(format!("a reader would take one for the other where `{name}` is written"))
        .help("give the parameter another name")
}

/// A parameter declared twice.
pub(crate) fn repeated<'db>(ctx: Context<'db>, place: Place<'db>, name: &str) -> Diagnostic {
    ctx.spot(place)
        .diagnostic(&ENTRY, format!("the parameter `{name}` is declared twice"), "this is the second one")
        .note("arguments are given by name, so each name stands for one parameter")
        .help("give one of them another name, or remove it")
}
