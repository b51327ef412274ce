//! What the statements of a program bring, gathered section by section: who looks for something visits only the
//! statements that have it, and an edit reads one section anew.

use expol_space::AddressSet;

use super::effect::{Effects, Fact, Rule, Unknowns, Waiver};
use super::instance::is_over;
use super::moving::{World, settled_sections, typed_sections};
use super::statement::{effects, section_effects};
use crate::db::{Db, Section, Settings};
use crate::hir::{Item, own_sections, program_sections};

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
        effects(db, self.item).facts().get(self.index as usize)
    }
}

/// What the statements of a section bring.
#[derive(Clone, PartialEq, Eq, Debug, Default, salsa::SalsaValue)]
pub struct Summary<'db> {
    facts: Vec<FactId<'db>>,
    waivers: Vec<Waiver<'db>>,
    unknowns: Unknowns,
    /// The statements with something wrong in them.
    pub troubled: Vec<Item<'db>>,
    /// The statements that assert something.
    pub asserting: Vec<Item<'db>>,
    /// The tests.
    pub testing: Vec<Item<'db>>,
    /// The statements with an end.
    pub ending: Vec<Item<'db>>,
    /// The statements whose rules have an owner or a ticket.
    pub owned: Vec<Item<'db>>,
    /// The statements that permit something from every address to every address.
    pub sweeping: Vec<Item<'db>>,
}

impl<'db> Summary<'db> {
    fn add(&mut self, item: Item<'db>, effects: &Effects<'db>) {
        self.facts.extend((0..effects.facts().len() as u32).map(|index| FactId { item, index }));
        self.waivers.extend_from_slice(effects.waivers());
        self.unknowns = self.unknowns.and(effects.unknowns);
        let rule = |has: fn(&Rule<'db>) -> bool| effects.rules.iter().any(has);
        let ends = !effects.waivers().is_empty() || rule(|rule| rule.origin.meta().until.is_some());
        let is_owned = rule(|rule| rule.origin.meta().owner.is_some() || rule.origin.meta().ticket.is_some());
        let sweeps = rule(|rule| {
            rule.allow && is_every_address(rule.flow.from.set()) && is_every_address(rule.flow.to.set())
        });
        for (has, items) in [
            (!effects.troubles().is_empty(), &mut self.troubled),
            (!effects.assertions().is_empty(), &mut self.asserting),
            (!effects.expectations().is_empty(), &mut self.testing),
            (ends, &mut self.ending),
            (is_owned, &mut self.owned),
            (sweeps, &mut self.sweeping),
        ] {
            items.extend(has.then_some(item));
        }
    }
}

fn is_every_address(set: &AddressSet) -> bool {
    set.v4().ranges() == [(u32::MIN, u32::MAX)] && set.v6().ranges() == [(u128::MIN, u128::MAX)]
}

/// What the statements of a section bring.
#[salsa::tracked]
pub fn section_summary<'db>(db: &'db dyn Db, section: Section) -> Summary<'db> {
    let mut found = Summary::default();
    for (item, effects) in section_effects(db, section) {
        found.add(item, effects);
    }
    found
}

/// The statements of some sections that have something, with what they come to.
pub fn statements_with<'db>(
    db: &'db dyn Db,
    sections: &'db [Section],
    having: fn(&'db Summary<'db>) -> &'db [Item<'db>],
) -> impl Iterator<Item = (Item<'db>, &'db Effects<'db>)> {
    let items = sections.iter().flat_map(move |section| having(section_summary(db, *section)));
    items.map(move |item| (*item, effects(db, *item)))
}

/// The facts of a world, in the order of files and lines.
pub(super) fn facts<'db>(db: &'db dyn Db, world: World) -> &'db [FactId<'db>] {
    if world.moves(db) { facts_now(db) } else { settled_facts(db) }
}

#[salsa::tracked]
fn facts_now<'db>(db: &'db dyn Db) -> Vec<FactId<'db>> {
    facts_of(db, program_sections(db))
}

#[salsa::tracked]
fn settled_facts<'db>(db: &'db dyn Db) -> Vec<FactId<'db>> {
    facts_of(db, settled_sections(db))
}

fn facts_of<'db>(db: &'db dyn Db, sections: &[Section]) -> Vec<FactId<'db>> {
    sections.iter().flat_map(|section| section_summary(db, *section).facts.iter().copied()).collect()
}

/// Whether a statement that is being edited says something that concerns others, besides what is allowed and denied:
/// a fact or a waiver.
#[salsa::tracked]
pub(super) fn more_moves(db: &dyn Db) -> bool {
    let summaries = typed_sections(db).iter().map(|section| section_summary(db, *section));
    summaries.into_iter().any(|summary| !summary.facts.is_empty() || !summary.waivers.is_empty())
}

/// What the statements of a section could not compute.
pub(super) fn unknowns_of_section(db: &dyn Db, section: Section) -> Unknowns {
    section_summary(db, section).unknowns
}

/// The waivers of the project that are in force.
pub fn waivers<'db>(db: &'db dyn Db) -> &'db [Waiver<'db>] {
    waivers_in(db, World::Current)
}

/// Those of a world.
pub(super) fn waivers_in<'db>(db: &'db dyn Db, world: World) -> &'db [Waiver<'db>] {
    if world.moves(db) { waivers_now(db) } else { settled_waivers(db) }
}

#[salsa::tracked]
fn waivers_now<'db>(db: &'db dyn Db) -> Vec<Waiver<'db>> {
    in_force(db, own_sections(db))
}

#[salsa::tracked]
fn settled_waivers<'db>(db: &'db dyn Db) -> Vec<Waiver<'db>> {
    in_force(db, settled_sections(db))
}

fn in_force<'db>(db: &'db dyn Db, sections: &[Section]) -> Vec<Waiver<'db>> {
    let as_of = Settings::get(db).as_of(db);
    let own = sections.iter().filter(|section| !section.file(db).library(db));
    let all = own.flat_map(|section| &section_summary(db, *section).waivers);
    all.filter(|waiver| !is_over(waiver.until.date, as_of)).cloned().collect()
}
