//! The rules in force, by the cells in which they lie, so that who asks about a flow depends only on the cells that the
//! flow crosses: a rule that is edited elsewhere wakes nobody.

#![allow(missing_docs, reason = "salsa generates constructors without documentation")]

use expol_space::{Packet, Product, ProductIndex, Region, TooComplex};

use super::area::{Side, areas};
use super::effect::{Effects, Label, Rule};
use super::instance::{effects, is_over};
use crate::db::{Db, Settings, SourceFile};
use crate::hir::{Item, Place, file_items, program_modules};
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
struct Lying<'db> {
    cell: Cell<'db>,
    allows: Vec<Entry<'db>>,
    denies: Vec<Entry<'db>>,
}

/// A cell and the files that have rules in it.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
struct CellFiles<'db> {
    cell: Cell<'db>,
    files: Vec<SourceFile>,
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

/// The statements of a file, in the order of lines.
#[salsa::tracked]
pub fn file_statements<'db>(db: &'db dyn Db, file: SourceFile) -> Vec<Item<'db>> {
    file_items(db, file).iter().filter(|item| item.kind(db) == ItemKind::Statement).copied().collect()
}

/// Every statement of the program, in the order of files and lines.
pub fn statements<'db>(db: &'db dyn Db) -> impl Iterator<Item = Item<'db>> {
    program_modules(db).iter().flat_map(move |module| file_statements(db, *module).iter().copied())
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

/// The rules of a file by their cells.
#[salsa::tracked]
fn file_rules<'db>(db: &'db dyn Db, file: SourceFile) -> Vec<Lying<'db>> {
    let areas = areas(db);
    let mut found: Vec<Lying<'db>> = Vec::new();
    let mut known: rustc_hash::FxHashMap<Cell<'db>, usize> = rustc_hash::FxHashMap::default();
    for item in file_statements(db, file) {
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

/// The cells in which there are rules, in the order of their first rules.
#[salsa::tracked]
fn cell_files<'db>(db: &'db dyn Db) -> Vec<CellFiles<'db>> {
    let mut found: Vec<CellFiles<'db>> = Vec::new();
    let mut known: rustc_hash::FxHashMap<Cell<'db>, usize> = rustc_hash::FxHashMap::default();
    for file in program_modules(db) {
        for lying in file_rules(db, *file) {
            let at = *known.entry(lying.cell).or_insert_with(|| {
                found.push(CellFiles { cell: lying.cell, files: Vec::new() });
                found.len() - 1
            });
            if let Some(cell) = found.get_mut(at) {
                cell.files.push(*file);
            }
        }
    }
    found
}

/// The files that have rules in a cell.
#[salsa::tracked]
fn files_of_cell<'db>(db: &'db dyn Db, cell: Cell<'db>) -> Vec<SourceFile> {
    let all = cell_positions(db);
    let at = all.binary_search_by_key(&id_of(cell), |(id, _)| *id);
    let found = at.ok().and_then(|at| cell_files(db).get(all.get(at)?.1 as usize));
    found.map(|cell| cell.files.clone()).unwrap_or_default()
}

/// The positions of the cells in [`cell_files`], to find them by.
#[salsa::tracked]
fn cell_positions(db: &dyn Db) -> Vec<(salsa::Id, u32)> {
    let numbered = cell_files(db).iter().enumerate();
    let mut found: Vec<(salsa::Id, u32)> = numbered.map(|(at, cell)| (id_of(cell.cell), at as u32)).collect();
    found.sort_unstable_by_key(|(id, _)| *id);
    found
}

fn id_of(cell: Cell<'_>) -> salsa::Id {
    salsa::plumbing::AsId::as_id(&cell)
}

/// Every cell in which there are rules, in the order of their first rules.
pub fn cells<'db>(db: &'db dyn Db) -> impl Iterator<Item = Cell<'db>> {
    cell_files(db).iter().map(|cell| cell.cell)
}

/// The rules of a cell.
#[salsa::tracked]
pub fn cell_rules<'db>(db: &'db dyn Db, cell: Cell<'db>) -> CellRules<'db> {
    let mut found = CellRules::default();
    for file in files_of_cell(db, cell) {
        for lying in file_rules(db, *file).iter().filter(|lying| lying.cell == cell) {
            found.allows.extend_from_slice(&lying.allows);
            found.denies.extend_from_slice(&lying.denies);
        }
    }
    found.allow_index = ProductIndex::new(found.allows.iter().map(|entry| &entry.product));
    found.deny_index = ProductIndex::new(found.denies.iter().map(|entry| &entry.product));
    found
}

/// The rules of all cells that a flow may cross.
fn crossed<'db>(db: &'db dyn Db, flow: &Product) -> Vec<&'db CellRules<'db>> {
    let areas = areas(db);
    let (from, to) = (areas.side(&flow.from), areas.side(&flow.to));
    if from == Side::Many || to == Side::Many {
        let near = |cell: &Cell<'db>| cell.source(db).may_meet(from) && cell.destination(db).may_meet(to);
        return cells(db).filter(near).map(|cell| cell_rules(db, cell)).collect();
    }
    around(db, from, to)
}

/// The cell of two areas, and those of rules that reach beyond them.
fn around<'db>(db: &'db dyn Db, from: Side<'db>, to: Side<'db>) -> Vec<&'db CellRules<'db>> {
    let cells = [(from, to), (from, Side::Many), (Side::Many, to), (Side::Many, Side::Many)];
    cells.into_iter().map(|(from, to)| cell_rules(db, Cell::new(db, from, to))).collect()
}

/// The allows that meet a flow.
pub fn allows_meeting<'db>(db: &'db dyn Db, flow: &Product) -> Vec<&'db Entry<'db>> {
    let near = |cell: &'db CellRules<'db>| (cell.allow_index.meeting(flow), &cell.allows);
    meeting(crossed(db, flow).into_iter().map(near), flow)
}

/// The denies that meet a flow.
pub fn denies_meeting<'db>(db: &'db dyn Db, flow: &Product) -> Vec<&'db Entry<'db>> {
    let near = |cell: &'db CellRules<'db>| (cell.deny_index.meeting(flow), &cell.denies);
    meeting(crossed(db, flow).into_iter().map(near), flow)
}

fn meeting<'db>(
    near: impl Iterator<Item = (Vec<u32>, &'db Vec<Entry<'db>>)>,
    flow: &Product,
) -> Vec<&'db Entry<'db>> {
    let entries = near.flat_map(|(at, all)| at.into_iter().filter_map(move |at| all.get(at as usize)));
    entries.filter(|entry| entry.product.intersects(flow)).collect()
}

/// The allows that hold a packet.
pub fn allows_of<'db>(db: &'db dyn Db, packet: &Packet) -> Vec<&'db Entry<'db>> {
    let near = |cell: &'db CellRules<'db>| (cell.allow_index.near(packet), &cell.allows);
    holding(around_packet(db, packet).into_iter().map(near), packet)
}

/// The denies that hold a packet.
pub fn denies_of<'db>(db: &'db dyn Db, packet: &Packet) -> Vec<&'db Entry<'db>> {
    let near = |cell: &'db CellRules<'db>| (cell.deny_index.near(packet), &cell.denies);
    holding(around_packet(db, packet).into_iter().map(near), packet)
}

fn around_packet<'db>(db: &'db dyn Db, packet: &Packet) -> Vec<&'db CellRules<'db>> {
    let areas = areas(db);
    around(db, Side::One(areas.of_point(packet.from)), Side::One(areas.of_point(packet.to)))
}

fn holding<'db>(
    near: impl Iterator<Item = (Vec<u32>, &'db Vec<Entry<'db>>)>,
    packet: &Packet,
) -> Vec<&'db Entry<'db>> {
    let entries = near.flat_map(|(at, all)| at.into_iter().filter_map(move |at| all.get(at as usize)));
    entries.filter(|entry| entry.product.contains(packet)).collect()
}

/// The part of a flow that is permitted. Traffic inside one computer counts as it falls: see `on_the_wire`.
///
/// # Errors
/// Where the answer has too many pieces.
pub fn permitted(db: &dyn Db, flow: &Product) -> Result<Region, TooComplex> {
    let (allows, denies) = (allows_meeting(db, flow), denies_meeting(db, flow));
    expol_space::permitted(flow, products(&allows), products(&denies))
}

/// The part of a flow that is not permitted.
///
/// # Errors
/// Where the answer has too many pieces.
pub fn missing(db: &dyn Db, flow: &Product) -> Result<Region, TooComplex> {
    let (allows, denies) = (allows_meeting(db, flow), denies_meeting(db, flow));
    expol_space::missing(flow, products(&allows), products(&denies))
}

fn products<'a, 'db>(entries: &'a [&'db Entry<'db>]) -> impl Iterator<Item = &'db Product> + 'a {
    entries.iter().map(|entry| &entry.product)
}

/// The modules in which active allows carry labels, sorted.
#[salsa::tracked]
pub fn present_labels(db: &dyn Db) -> Vec<(SourceFile, smol_str::SmolStr)> {
    let mut found: Vec<(SourceFile, smol_str::SmolStr)> =
        program_modules(db).iter().flat_map(|file| labels_of_file(db, *file).iter().cloned()).collect();
    found.sort_by(|a, b| (a.0.id(db), &a.1).cmp(&(b.0.id(db), &b.1)));
    found.dedup();
    found
}

/// The labels that the active allows of a file carry.
#[salsa::tracked]
fn labels_of_file(db: &dyn Db, file: SourceFile) -> Vec<(SourceFile, smol_str::SmolStr)> {
    let allows = file_rules(db, file).iter().flat_map(|lying| &lying.allows);
    let labels = allows.filter_map(|entry| entry.label.clone());
    let mut found: Vec<(SourceFile, smol_str::SmolStr)> =
        labels.map(|label| (label.module, label.name)).collect();
    found.sort_by(|a, b| (a.0.id(db), &a.1).cmp(&(b.0.id(db), &b.1)));
    found.dedup();
    found
}
