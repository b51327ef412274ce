//! What is not known because something is broken: no finding is reported that a repair could remove.

use super::address::{entities, list_file, read_list};
use super::effect::Unknowns;
use super::instance::unknowns_of_item;
use super::summary::unknowns_of_file;
use crate::db::{Db, SourceFile};
use crate::hir::{
    Item, ast, file_items, import_cycles, item_problems, profile_cycles, program_modules, set_cycles,
    syntax_errors,
};
use crate::syntax::item::{Item as Tree, ListUse};

/// The items of a project's module that have errors in their text, names or types. A library module has none.
#[salsa::tracked]
pub fn broken_items<'db>(db: &'db dyn Db, file: SourceFile) -> Vec<Item<'db>> {
    if file.library(db) {
        return Vec::new();
    }
    let broken = |item: &&Item<'db>| has_syntax_errors(db, **item) || !item_problems(db, **item).is_empty();
    file_items(db, file).iter().filter(broken).copied().collect()
}

#[salsa::tracked(returns(copy))]
fn has_syntax_errors<'db>(db: &'db dyn Db, item: Item<'db>) -> bool {
    !syntax_errors(db, item).is_empty()
}

/// Whether a zone's list cannot be read, or has something wrong in it.
fn has_faulty_list(db: &dyn Db, item: Item<'_>) -> bool {
    matches!(&ast(db, item).item, Tree::Zone(zone) if zone.files.iter().any(|list| is_faulty(db, item, list)))
}

fn is_faulty(db: &dyn Db, zone: Item<'_>, list: &ListUse) -> bool {
    match list_file(db, zone, list) {
        Ok(Some(file)) => file.problem(db).is_some() || !read_list(db, file, list).faults.is_empty(),
        _ => true,
    }
}

/// What is unknown in the whole program. The library is without errors: its own tests see to that.
#[salsa::tracked(returns(copy))]
pub fn program_unknowns(db: &dyn Db) -> Unknowns {
    let mut unknowns = Unknowns::default();
    for module in program_modules(db).iter().filter(|module| !module.library(db)) {
        if module.problem(db).is_some()
            || !profile_cycles(db, *module).is_empty()
            || !set_cycles(db, *module).is_empty()
        {
            return Unknowns::ALL;
        }
        for item in broken_items(db, *module) {
            unknowns = unknowns.and(unknowns_of_item(db, *item));
        }
    }
    // A zone whose list is faulty is itself in order; what it has is not known all the same.
    for zone in entities(db).zones.iter().filter(|zone| has_faulty_list(db, **zone)) {
        unknowns = unknowns.and(unknowns_of_item(db, *zone));
    }
    if !import_cycles(db).is_empty() {
        return Unknowns::ALL;
    }
    for module in program_modules(db) {
        unknowns = unknowns.and(unknowns_of_file(db, *module));
    }
    unknowns
}
