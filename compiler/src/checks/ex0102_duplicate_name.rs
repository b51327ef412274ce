//! EX0102: one name for two things.

use super::context::Context;
use crate::diagnostics::{Diagnostic, declare_diagnostic};
use crate::hir::{Item, Place, ast, use_target};
use crate::syntax::item::Item as Tree;

declare_diagnostic! { EX0102 "duplicate-name", Error, since "0.1.0", "one name for two things" }

/// A name that a module declares or imports twice.
pub(crate) fn in_module<'db>(
    ctx: Context<'db>,
    name: &str,
    first: Item<'db>,
    later: Item<'db>,
) -> Diagnostic {
    let places = (bringing(ctx, first, name), bringing(ctx, later, name));
    twice(ctx, name, places.0, places.1).note("a name means one thing in a file, wherever it stands")
}

/// A name of the network that two files declare.
pub(crate) fn in_project<'db>(
    ctx: Context<'db>,
    name: &str,
    first: Item<'db>,
    later: Item<'db>,
) -> Diagnostic {
    twice(ctx, name, ctx.name_place(first), ctx.name_place(later))
        .note("zones, servers, groups and services have one name in the whole project: it is their name in the output")
}

/// Two interfaces of one server, or two members of an enumeration.
pub(crate) fn in_declaration<'db>(
    ctx: Context<'db>,
    name: &str,
    first: Place<'db>,
    later: Place<'db>,
) -> Diagnostic {
    twice(ctx, name, first, later).note("the name could mean either of them")
}

fn twice<'db>(ctx: Context<'db>, name: &str, first: Place<'db>, later: Place<'db>) -> Diagnostic {
    ctx.spot(later)
        .diagnostic(&ENTRY, format!("`{name}` is declared twice"), "declared again here")
        .label(ctx.secondary(first, "first declared here"))
        .help("give one of them another name, or remove it")
}

/// Where an item brings the name: its own name, its alias or its import.
fn bringing<'db>(ctx: Context<'db>, item: Item<'db>, name: &str) -> Place<'db> {
    let Tree::Use(used) = &ast(ctx.db, item).item else { return ctx.name_place(item) };
    if let Some(import) = used.imports.iter().find(|import| import.text == name) {
        return Place::new(item, import.node);
    }
    match use_target(ctx.db, item).as_ref().and_then(|used| used.alias.as_ref()) {
        Some((_, node)) => Place::new(item, *node),
        None => ctx.name_place(item),
    }
}
