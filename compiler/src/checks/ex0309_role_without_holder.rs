//! EX0309: a role that rules name and nobody holds.

use super::context::Context;
use crate::diagnostics::{Diagnostic, declare_diagnostic};
use crate::hir::{Item, Place};

declare_diagnostic! { EX0309 "role-without-holder", Warning, since "0.1.0", "a role that is used and that nobody holds" }

/// A role without a holder, and where it is used.
pub(crate) fn without_holder<'db>(ctx: Context<'db>, role: Item<'db>, used: Place<'db>) -> Diagnostic {
    let name = ctx.name(role);
    ctx.spot(ctx.name_place(role))
        .diagnostic(&ENTRY, format!("nobody holds the role `{name}`"), "this role")
        .label(ctx.secondary(used, "it is used here, and means nothing"))
        .note("a role as an endpoint stands for its holders, and there are none")
        .help(format!("write `role {name}` at the servers that are meant, or remove the role"))
}
