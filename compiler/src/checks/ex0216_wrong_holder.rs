//! EX0216: a role held by something that it is not for.

use super::context::Context;
use crate::diagnostics::{Diagnostic, declare_diagnostic};
use crate::hir::{Item, Place};
use crate::syntax::item::HolderKind;

declare_diagnostic! { EX0216 "wrong-holder", Error, since "0.1.0", "a role held by something that it is not for" }

/// A role at the wrong kind of thing.
pub(crate) fn wrong_holder<'db>(
    ctx: Context<'db>,
    place: Place<'db>,
    role: Item<'db>,
    wanted: HolderKind,
    found: HolderKind,
) -> Diagnostic {
    let name = ctx.full_name(role);
    let (wanted, found) = (word(wanted), word(found));
    ctx.spot(place)
        .diagnostic(
            &ENTRY,
            format!("the role `{name}` is for a {wanted}, not for a {found}"),
            format!("held by a {found} here"),
        )
        .label(ctx.secondary(ctx.name_place(role), format!("declared for a {wanted} here")))
        .note("what a role means, and where its rules apply, depends on what holds it")
        .help(format!("write the role at a {wanted}"))
}

fn word(kind: HolderKind) -> &'static str {
    match kind {
        HolderKind::Server => "server",
        HolderKind::Interface => "interface",
        HolderKind::Zone => "zone",
        HolderKind::Group => "group",
    }
}
