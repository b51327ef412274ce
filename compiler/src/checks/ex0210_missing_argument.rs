//! EX0210: an argument without a default that is not given.

use super::context::Context;
use crate::diagnostics::{Diagnostic, declare_diagnostic};
use crate::hir::{Item, Place, Type, ast};
use crate::syntax::item::Item as Tree;

declare_diagnostic! { EX0210 "missing-argument", Error, since "0.1.0", "an argument that has no default and is not given" }

/// A parameter has no argument.
pub(crate) fn missing<'db>(
    ctx: Context<'db>,
    place: Place<'db>,
    parameter: &str,
    kind: &Type,
    callee: Item<'db>,
) -> Diagnostic {
    let spot = ctx.spot(place);
    spot.diagnostic(
        &ENTRY,
        format!("{} needs the argument `{parameter}`", spot.quoted()),
        format!("`{parameter}` is missing"),
    )
    .label(ctx.secondary(declaration(ctx, callee, parameter), "declared without a default here"))
    .help(format!("give the argument `{parameter}: …`, {kind}"))
}

/// Where a parameter is declared.
pub(crate) fn declaration<'db>(ctx: Context<'db>, callee: Item<'db>, parameter: &str) -> Place<'db> {
    let parameters = match &ast(ctx.db, callee).item {
        Tree::Role(role) => role.parameters.as_slice(),
        Tree::Profile(profile) => profile.parameters.as_slice(),
        _ => &[],
    };
    match parameters.iter().find(|own| own.name.text == parameter) {
        Some(own) => Place::new(callee, own.name.node),
        None => ctx.name_place(callee),
    }
}
