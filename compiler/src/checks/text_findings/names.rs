//! One name for two things: in a file, in a declaration, and in the project.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use crate::checks::context::Context;
use crate::checks::ex0102_duplicate_name as ex0102;
use crate::db::SourceFile;
use crate::diagnostics::Diagnostic;
use crate::hir::{Item, Place, ast, duplicates as in_scope, file_items};
use crate::syntax::item::{Item as Tree, Parameter, TypeName};
use crate::syntax::{ItemKind, Name};

/// Names that one file brings twice, at its top level or inside a declaration.
pub(super) fn duplicates(ctx: Context<'_>, module: SourceFile, found: &mut Vec<Diagnostic>) {
    for twice in in_scope(ctx.db, module) {
        found.push(ex0102::in_module(ctx, &twice.name, twice.first, twice.later));
    }
    for item in file_items(ctx.db, module) {
        match &ast(ctx.db, *item).item {
            Tree::Server(server) => {
                let names: Vec<&Name> = server.interfaces.iter().map(|interface| &interface.name).collect();
                in_declaration(ctx, *item, &names, found);
            }
            Tree::Role(role) => enumerations(ctx, *item, &role.parameters, found),
            Tree::Profile(profile) => enumerations(ctx, *item, &profile.parameters, found),
            _ => {}
        }
    }
}

/// Zones, servers, groups and services of two of the project's files with one name.
pub(super) fn across_files(ctx: Context<'_>, modules: &[SourceFile], found: &mut Vec<Diagnostic>) {
    let mut known: BTreeMap<(Space, SmolStr), Item<'_>> = BTreeMap::new();
    for module in modules.iter().filter(|module| !module.library(ctx.db)) {
        for item in file_items(ctx.db, *module) {
            let (Some(space), Some(name)) = (space(item.kind(ctx.db)), item.name(ctx.db)) else { continue };
            let first = *known.entry((space, name.clone())).or_insert(*item);
            // Two of one file are that file's affair.
            if first.file(ctx.db) != *module {
                found.push(ex0102::in_project(ctx, name, first, *item));
            }
        }
    }
}

/// What shares its names in the output.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Space {
    Endpoints,
    Services,
}

fn space(kind: ItemKind) -> Option<Space> {
    match kind {
        ItemKind::Zone | ItemKind::Server | ItemKind::Group => Some(Space::Endpoints),
        ItemKind::Service => Some(Space::Services),
        _ => None,
    }
}

fn enumerations<'db>(
    ctx: Context<'db>,
    item: Item<'db>,
    parameters: &[Parameter],
    found: &mut Vec<Diagnostic>,
) {
    for parameter in parameters {
        if let TypeName::Enumeration(members) = &parameter.kind {
            in_declaration(ctx, item, &members.iter().collect::<Vec<_>>(), found);
        }
    }
}

fn in_declaration<'db>(ctx: Context<'db>, item: Item<'db>, names: &[&Name], found: &mut Vec<Diagnostic>) {
    for (index, name) in names.iter().enumerate() {
        if let Some(first) = names[..index].iter().find(|first| first.text == name.text) {
            let (first, later) = (Place::new(item, first.node), Place::new(item, name.node));
            found.push(ex0102::in_declaration(ctx, &name.text, first, later));
        }
    }
}
