//! What is not known because something is broken: no finding is reported that a repair could remove.

use super::address::{list_file, read_list};
use super::effect::Unknowns;
use super::instance::unknowns_of_item;
use super::summary::unknowns_of_section;
use crate::db::{Db, Section, SourceFile};
use crate::hir::{
    Item, ast, import_cycles, items_by_part, known_of, own_sections, profile_cycles, program_modules,
    program_sections, section_declarations, section_problems, set_cycles, unsound_in,
};
use crate::syntax::ItemKind;
use crate::syntax::item::{Item as Tree, ListUse};

/// The items of a section that have errors in their text, names or types: `use`s, declarations, statements.
#[salsa::tracked]
pub fn broken_in<'db>(db: &'db dyn Db, section: Section) -> Vec<Item<'db>> {
    let unsound = unsound_in(db, section);
    let problems = section_problems(db, section);
    if unsound.is_empty() && problems.is_empty() {
        return Vec::new();
    }
    let is_broken = |item: &Item<'db>| unsound.contains(item) || known_of(problems, *item).is_some();
    items_by_part(db, section).filter(is_broken).collect()
}

/// The items of a file that have errors in their text, names or types.
pub fn broken_items<'db>(db: &'db dyn Db, file: SourceFile) -> impl Iterator<Item = Item<'db>> {
    file.sections(db).iter().flat_map(move |section| broken_in(db, *section).iter().copied())
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
    }
    if !import_cycles(db).is_empty() {
        return Unknowns::ALL;
    }
    for section in own_sections(db) {
        unknowns = unknowns.and(unknowns_of_items(db, *section));
    }
    for section in program_sections(db) {
        unknowns = unknowns.and(unknowns_of_section(db, *section));
    }
    unknowns
}

/// What the items of a section leave unknown: those that are broken, and zones whose lists are faulty. Such a zone is
/// itself in order; what it has is not known all the same.
#[salsa::tracked(returns(copy))]
fn unknowns_of_items(db: &dyn Db, section: Section) -> Unknowns {
    let is_zone = |item: &&Item<'_>| item.kind(db) == ItemKind::Zone;
    let zones = section_declarations(db, section).iter().filter(is_zone);
    let faulty = zones.filter(|zone| has_faulty_list(db, **zone));
    let all = broken_in(db, section).iter().chain(faulty);
    all.fold(Unknowns::default(), |known, item| known.and(unknowns_of_item(db, *item)))
}
