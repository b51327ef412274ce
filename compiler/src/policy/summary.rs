//! What the statements of a program bring besides rules, gathered file by file: an edit reads one file anew.

use super::effect::{Fact, Unknowns, Waiver};
use super::instance::{effects, is_over};
use super::table::file_statements;
use crate::db::{Db, Settings, SourceFile};
use crate::hir::{Item, program_modules};

/// A fact by the item that states it and its position there.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, salsa::SalsaValue)]
pub(super) struct FactId<'db> {
    /// The item.
    pub item: Item<'db>,
    /// Its position in the item's effects.
    pub index: u32,
}

impl<'db> FactId<'db> {
    /// The fact.
    pub(super) fn fact(self, db: &'db dyn Db) -> Option<&'db Fact<'db>> {
        effects(db, self.item).facts.get(self.index as usize)
    }
}

/// What a file brings.
#[derive(Clone, PartialEq, Eq, Debug, Default, salsa::SalsaValue)]
struct Summary<'db> {
    facts: Vec<FactId<'db>>,
    waivers: Vec<Waiver<'db>>,
    unknowns: Unknowns,
}

#[salsa::tracked]
fn summary<'db>(db: &'db dyn Db, file: SourceFile) -> Summary<'db> {
    let mut found = Summary::default();
    for item in file_statements(db, file).iter().copied() {
        let effects = effects(db, item);
        found.facts.extend((0..effects.facts.len() as u32).map(|index| FactId { item, index }));
        found.waivers.extend_from_slice(&effects.waivers);
        found.unknowns = found.unknowns.and(effects.unknowns);
    }
    found
}

/// Every fact of the program, in the order of files and lines.
pub(super) fn facts<'db>(db: &'db dyn Db) -> impl Iterator<Item = FactId<'db>> {
    program_modules(db).iter().flat_map(move |file| summary(db, *file).facts.iter().copied())
}

/// What the statements of a file could not compute.
pub(super) fn unknowns_of_file(db: &dyn Db, file: SourceFile) -> Unknowns {
    summary(db, file).unknowns
}

/// The waivers of the project that are in force.
#[salsa::tracked]
pub fn waivers<'db>(db: &'db dyn Db) -> Vec<Waiver<'db>> {
    let as_of = Settings::get(db).as_of(db);
    let own = program_modules(db).iter().filter(|file| !file.library(db));
    let all = own.flat_map(|file| &summary(db, *file).waivers);
    all.filter(|waiver| !is_over(waiver.until.date, as_of)).cloned().collect()
}
