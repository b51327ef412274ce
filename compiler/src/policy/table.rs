//! The rules in force, by the cells in which they lie, so that who asks about a flow depends only on the cells that the
//! flow crosses: a rule that is edited elsewhere wakes nobody.

#![allow(missing_docs, reason = "salsa generates constructors without documentation")]

use expol_space::{Product, ProductIndex};
use rustc_hash::FxHashMap;

use super::area::{Side, areas};
use super::effect::{Effects, Label, Rule};
use super::instance::{effects, is_over};
use crate::db::{Db, Section, Settings, SourceFile};
use crate::hir::{Item, Place, program_sections, section_statements};
use crate::syntax::ItemKind;
use crate::syntax::literal::Date;

/// A rule by the item that brings it and its position there.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, salsa::SalsaValue)]
pub struct RuleId<'db> {
    /// The item.
    pub item: Item<'db>,
    /// Its position in the item's effects.
    pub index: u32,
}

impl<'db> RuleId<'db> {
    /// The rule.
    pub fn rule(self, db: &'db dyn Db) -> Option<&'db Rule<'db>> {
        effects(db, self.item).rules.get(self.index as usize)
    }
}

/// A rule as far as decisions need it.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub struct Entry<'db> {
    /// Which.
    pub id: RuleId<'db>,
    /// What it says.
    pub product: Product,
    /// Its label.
    pub label: Option<Label>,
    /// Its last day.
    pub until: Option<Date>,
    /// The innermost statement of the project that it comes from; none for a rule of the library's own.
    pub cause: Option<Place<'db>>,
}

/// The rules from the addresses of one side to those of another.
#[salsa::interned(debug)]
pub struct Cell<'db> {
    /// Where they come from.
    #[returns(copy)]
    pub source: Side<'db>,
    /// Where they go.
    #[returns(copy)]
    pub destination: Side<'db>,
}

/// Rules that lie in one cell.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub(crate) struct Lying<'db> {
    cell: Cell<'db>,
    allows: Vec<Entry<'db>>,
    denies: Vec<Entry<'db>>,
}

/// A cell and the sections that have rules in it.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
struct CellSections<'db> {
    cell: Cell<'db>,
    sections: Vec<Section>,
}

/// The rules of one cell, in the order of files and lines.
#[derive(Clone, PartialEq, Eq, Debug, Default, salsa::SalsaValue)]
pub struct CellRules<'db> {
    /// The allows; expired ones no longer permit and are not here.
    pub allows: Vec<Entry<'db>>,
    /// The denies, expired ones too: they still deny.
    pub denies: Vec<Entry<'db>>,
    allow_index: ProductIndex,
    deny_index: ProductIndex,
}

/// Every statement of the program, in the order of files and lines.
pub fn statements<'db>(db: &'db dyn Db) -> impl Iterator<Item = Item<'db>> {
    let all = program_sections(db).iter().flat_map(move |section| section_statements(db, *section));
    all.copied().filter(move |item| item.kind(db) == ItemKind::Statement)
}

/// The effects of all statements, with what brings them.
pub fn all_effects<'db>(db: &'db dyn Db) -> impl Iterator<Item = (Item<'db>, &'db Effects<'db>)> {
    statements(db).map(move |item| (item, effects(db, item)))
}

/// Whether a rule is over on the as-of day.
pub fn is_expired(db: &dyn Db, rule: &Rule<'_>) -> bool {
    let as_of = Settings::get(db).as_of(db);
    rule.origin.meta.until.is_some_and(|until| is_over(until.date, as_of))
}

/// The rules of a section by their cells.
#[salsa::tracked]
pub(crate) fn section_rules<'db>(db: &'db dyn Db, section: Section) -> Vec<Lying<'db>> {
    let areas = areas(db);
    let mut found: Vec<Lying<'db>> = Vec::new();
    let mut known: FxHashMap<Cell<'db>, usize> = FxHashMap::default();
    for item in section_statements(db, section) {
        for (index, rule) in effects(db, *item).rules.iter().enumerate() {
            if rule.allow && is_expired(db, rule) {
                continue;
            }
            let entry = entry(db, RuleId { item: *item, index: index as u32 }, rule);
            let cell = Cell::new(db, areas.side(&entry.product.from), areas.side(&entry.product.to));
            let at = *known.entry(cell).or_insert_with(|| {
                found.push(Lying { cell, allows: Vec::new(), denies: Vec::new() });
                found.len() - 1
            });
            if let Some(lying) = found.get_mut(at) {
                (if rule.allow { &mut lying.allows } else { &mut lying.denies }).push(entry);
            }
        }
    }
    // In most cells lies one rule: there are more of them than of anything else, so they keep no room to grow.
    for lying in &mut found {
        lying.allows.shrink_to_fit();
        lying.denies.shrink_to_fit();
    }
    found.shrink_to_fit();
    found
}

fn entry<'db>(db: &'db dyn Db, id: RuleId<'db>, rule: &Rule<'db>) -> Entry<'db> {
    Entry {
        id,
        product: rule.flow.product(),
        label: rule.origin.label.clone(),
        until: rule.origin.meta.until.map(|until| until.date),
        cause: cause_of(db, rule),
    }
}

/// The innermost statement of the project that a rule comes from; none for a rule of the library's own.
pub(super) fn cause_of<'db>(db: &'db dyn Db, rule: &Rule<'db>) -> Option<Place<'db>> {
    let own = |place: &&Place<'db>| !place.item.file(db).library(db);
    rule.origin.chain.iter().rev().find(own).copied()
}

/// The cells in which a section has rules, in the order of their first rules: they mostly stay as they are.
#[salsa::tracked]
fn cells_of_section<'db>(db: &'db dyn Db, section: Section) -> Vec<Cell<'db>> {
    section_rules(db, section).iter().map(|lying| lying.cell).collect()
}

/// The cells in which there are rules, in the order of their first rules.
#[salsa::tracked]
fn cell_sections<'db>(db: &'db dyn Db) -> Vec<CellSections<'db>> {
    let mut found: Vec<CellSections<'db>> = Vec::new();
    let mut known: FxHashMap<Cell<'db>, usize> = FxHashMap::default();
    for section in program_sections(db) {
        for cell in cells_of_section(db, *section) {
            let at = *known.entry(*cell).or_insert_with(|| {
                found.push(CellSections { cell: *cell, sections: Vec::new() });
                found.len() - 1
            });
            if let Some(cell) = found.get_mut(at) {
                cell.sections.push(*section);
            }
        }
    }
    for cell in &mut found {
        cell.sections.shrink_to_fit();
    }
    found
}

/// The sections that have rules in a cell. Its rules depend on all cells: they stay where they are, mostly, and a query
/// for each cell alone would cost more than it spares.
fn sections_of_cell<'db>(db: &'db dyn Db, cell: Cell<'db>) -> &'db [Section] {
    let all = cell_positions(db);
    let at = all.binary_search_by_key(&id_of(cell), |(id, _)| *id);
    let found = at.ok().and_then(|at| cell_sections(db).get(all.get(at)?.1 as usize));
    found.map_or(&[], |cell| &cell.sections)
}

/// The positions of the cells in [`cell_sections`], to find them by.
#[salsa::tracked]
fn cell_positions(db: &dyn Db) -> Vec<(salsa::Id, u32)> {
    let numbered = cell_sections(db).iter().enumerate();
    let mut found: Vec<(salsa::Id, u32)> = numbered.map(|(at, cell)| (id_of(cell.cell), at as u32)).collect();
    found.sort_unstable_by_key(|(id, _)| *id);
    found
}

/// The cells of rules that reach beyond one area on a side, by their ids: few, and always the same ones.
#[salsa::tracked]
fn wide_cells(db: &dyn Db) -> Vec<salsa::Id> {
    let is_wide = |cell: &Cell<'_>| [cell.source(db), cell.destination(db)].contains(&Side::Many);
    let mut found: Vec<salsa::Id> = cells(db).filter(is_wide).map(id_of).collect();
    found.sort_unstable();
    found
}

/// The cell of the rules from one side to another; of sides of which one is wide, only where there are rules. So whoever
/// asks does not come to depend on cells that are empty.
pub(super) fn cell_between<'db>(
    db: &'db dyn Db,
    source: Side<'db>,
    destination: Side<'db>,
) -> Option<Cell<'db>> {
    let cell = Cell::new(db, source, destination);
    let is_wide = [source, destination].contains(&Side::Many);
    (!is_wide || wide_cells(db).binary_search(&id_of(cell)).is_ok()).then_some(cell)
}

fn id_of(cell: Cell<'_>) -> salsa::Id {
    salsa::plumbing::AsId::as_id(&cell)
}

/// Every cell in which there are rules, in the order of their first rules.
pub fn cells<'db>(db: &'db dyn Db) -> impl Iterator<Item = Cell<'db>> {
    cell_sections(db).iter().map(|cell| cell.cell)
}

/// Those of them at some positions.
pub(super) fn some_cells<'db>(
    db: &'db dyn Db,
    positions: std::ops::Range<usize>,
) -> impl Iterator<Item = Cell<'db>> {
    let all = cell_sections(db);
    let end = positions.end.min(all.len());
    all.get(positions.start..end).unwrap_or_default().iter().map(|cell| cell.cell)
}

/// The rules of a cell.
#[salsa::tracked]
pub fn cell_rules<'db>(db: &'db dyn Db, cell: Cell<'db>) -> CellRules<'db> {
    let mut found = CellRules::default();
    for section in sections_of_cell(db, cell) {
        for lying in section_rules(db, *section).iter().filter(|lying| lying.cell == cell) {
            found.allows.extend_from_slice(&lying.allows);
            found.denies.extend_from_slice(&lying.denies);
        }
    }
    found.allows.shrink_to_fit();
    found.denies.shrink_to_fit();
    found.allow_index = ProductIndex::new(found.allows.iter().map(|entry| &entry.product));
    found.deny_index = ProductIndex::new(found.denies.iter().map(|entry| &entry.product));
    found
}

impl<'db> CellRules<'db> {
    pub(super) fn of_kind(&'db self, allow: bool) -> (&'db ProductIndex, &'db [Entry<'db>]) {
        if allow { (&self.allow_index, &self.allows) } else { (&self.deny_index, &self.denies) }
    }
}

/// The modules in which active allows carry labels, sorted.
#[salsa::tracked]
pub fn present_labels(db: &dyn Db) -> Vec<(SourceFile, smol_str::SmolStr)> {
    let mut found: Vec<(SourceFile, smol_str::SmolStr)> = program_sections(db)
        .iter()
        .flat_map(|section| labels_present(db, *section).iter().cloned())
        .collect();
    found.sort_by(|a, b| (a.0.id(db), &a.1).cmp(&(b.0.id(db), &b.1)));
    found.dedup();
    found
}

/// The labels that the active allows of a section carry.
#[salsa::tracked]
fn labels_present(db: &dyn Db, section: Section) -> Vec<(SourceFile, smol_str::SmolStr)> {
    let allows = section_rules(db, section).iter().flat_map(|lying| &lying.allows);
    let labels = allows.filter_map(|entry| entry.label.clone());
    let mut found: Vec<(SourceFile, smol_str::SmolStr)> =
        labels.map(|label| (label.module, label.name)).collect();
    found.sort_by(|a, b| (a.0.id(db), &a.1).cmp(&(b.0.id(db), &b.1)));
    found.dedup();
    found
}
