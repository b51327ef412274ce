//! EX0304: a zone with addresses that the zone around it does not have.

use super::context::Context;
use crate::diagnostics::{Diagnostic, declare_diagnostic};
use crate::hir::{Item, Place};

declare_diagnostic! { EX0304 "zone-outside-parent", Error, since "0.1.0", "a zone with addresses outside of the zone in which it lies" }

/// A zone that is not part of its parent.
pub(crate) fn outside<'db>(ctx: Context<'db>, place: Place<'db>, parent: Option<Item<'db>>) -> Diagnostic {
    let name = ctx.name(place.item);
    let parent_name = parent.map_or_else(|| "internet".into(), |parent| ctx.name(parent));
    let diagnostic = ctx
        .spot(place)
        .diagnostic(
            &ENTRY,
            format!("the zone `{name}` has addresses outside of `{parent_name}`"),
            "this zone",
        )
        .note(format!("`in {parent_name}` says that every address of `{name}` is one of `{parent_name}`"))
        .help(format!("add the prefixes to `{parent_name}`, correct them, or remove `in {parent_name}`"));
    match parent {
        Some(parent) => diagnostic.label(ctx.secondary(ctx.name_place(parent), "the zone around it")),
        None => diagnostic,
    }
}
