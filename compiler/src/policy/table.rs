//! The rules in force, by the cells in which they lie, so that who asks about a flow depends only on the cells that the
//! flow crosses: a rule that is edited elsewhere wakes nobody.

#![allow(missing_docs, reason = "salsa generates constructors without documentation")]

use std::sync::Arc;

use expol_space::{Bounds, Packet, Product, ProductIndex};
use rustc_hash::FxHashMap;

use super::area::{Area, Areas, Side, areas};
use super::entry::Entry;
use super::moving::settled_sections;
use super::statement::entries_within;
use crate::db::{Db, Section, SourceFile};
use crate::hir::program_sections;

/// A rule that lies in no more cells than this is found in each of them; one that lies in more, beside those that reach
/// beyond single areas.
const MAX_CELLS: usize = 4;

/// The rules from the addresses of one side to those of another.
#[salsa::interned(debug)]
pub struct Cell<'db> {
    /// Where they come from.
    #[returns(copy)]
    pub source: Side,
    /// Where they go.
    #[returns(copy)]
    pub destination: Side,
}

impl<'db> Cell<'db> {
    /// The cells in which rules lie that may hold packets of this one, which is that of two areas.
    pub(super) fn around(self, db: &'db dyn Db) -> impl Iterator<Item = Cell<'db>> {
        let (from, to) = (self.source(db), self.destination(db));
        let sides = [(from, to), (from, Side::Many), (Side::Many, to), (Side::Many, Side::Many)];
        sides.into_iter().map(move |(from, to)| Cell::new(db, from, to))
    }
}

/// The rules of a section that lie in one cell. A value of its own, so that an edit of the section wakes only those
/// cells in which something has changed.
#[salsa::tracked(debug)]
pub(super) struct Lying<'db> {
    #[returns(copy)]
    cell: Cell<'db>,
    #[tracked]
    entries: Box<[Arc<Entry<'db>>]>,
}

/// A cell and what lies in it, section by section.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
struct CellParts<'db> {
    cell: Cell<'db>,
    parts: Vec<Lying<'db>>,
}

/// The rules of one cell, in the order of files and lines.
#[derive(Clone, PartialEq, Eq, Debug, Default, salsa::SalsaValue)]
pub(super) struct CellRules<'db> {
    allows: Option<Arc<Rules<'db>>>,
    denies: Option<Arc<Rules<'db>>>,
}

/// Rules of one kind, and what finds them.
#[derive(Clone, PartialEq, Eq, Debug, Default, salsa::SalsaValue)]
pub(super) struct Rules<'db> {
    all: Box<[Arc<Entry<'db>>]>,
    index: ProductIndex,
}

impl<'db> Rules<'db> {
    /// Rules with an index, which is one of the constructors of [`ProductIndex`].
    pub(super) fn new(
        all: Vec<Arc<Entry<'db>>>,
        index: fn(&[Arc<Entry<'db>>]) -> ProductIndex,
    ) -> Rules<'db> {
        Rules { index: index(&all), all: all.into() }
    }

    pub(super) fn all(&self) -> &[Arc<Entry<'db>>] {
        &self.all
    }

    /// Those that hold a packet.
    pub(super) fn holding(&self, packet: Packet) -> impl Iterator<Item = &Entry<'db>> {
        self.index.holding(&self.all, packet).map(Arc::as_ref)
    }

    /// Those that meet a flow, whose bounds these are.
    pub(super) fn meeting<'r, 'f>(
        &'r self,
        flow: &'f Product,
        bounds: &Bounds,
    ) -> impl Iterator<Item = &'r Entry<'db>> + use<'r, 'f, 'db> {
        self.index.meeting(&self.all, flow, bounds).map(Arc::as_ref)
    }
}

/// Finds the cells of the rules of a section. Nothing but work done before it is asked for.
pub fn sort_rules(db: &dyn Db, section: Section) {
    lying(db, section);
}

/// The rules of a section by their cells.
#[salsa::tracked]
pub(super) fn lying<'db>(db: &'db dyn Db, section: Section) -> Vec<Lying<'db>> {
    let areas = areas(db);
    let mut found: Vec<(Cell<'db>, Vec<Arc<Entry<'db>>>)> = Vec::new();
    let mut known: FxHashMap<Cell<'db>, usize> = FxHashMap::default();
    for entry in entries_within(db, section) {
        for cell in cells_of(db, areas, &entry.product) {
            let at = *known.entry(cell).or_insert_with(|| {
                found.push((cell, Vec::new()));
                found.len() - 1
            });
            found[at].1.push(Arc::clone(entry));
        }
    }
    found.into_iter().map(|(cell, entries)| Lying::new(db, cell, entries.into())).collect()
}

/// The cells in which a rule is found.
pub(super) fn cells_of<'db>(db: &'db dyn Db, areas: &Areas, product: &Product) -> Vec<Cell<'db>> {
    let one = |areas: Vec<Area>| areas.into_iter().map(Side::One).collect::<Vec<_>>();
    let (from, to) = (areas.met_by(&product.from).map(one), areas.met_by(&product.to).map(one));
    let many = || vec![Side::Many];
    let (from, to) = match (from, to) {
        (Some(from), Some(to)) if from.len() * to.len() <= MAX_CELLS => (from, to),
        (Some(from), Some(to)) if from.len() <= to.len() => (from, many()),
        (Some(_), Some(to)) => (many(), to),
        (from, to) => (from.unwrap_or_else(many), to.unwrap_or_else(many)),
    };
    from.iter().flat_map(|from| to.iter().map(move |to| Cell::new(db, *from, *to))).collect()
}

/// The cells in which there are settled rules, in the order of the first of them.
#[salsa::tracked]
fn cell_parts<'db>(db: &'db dyn Db) -> Vec<CellParts<'db>> {
    let mut found: Vec<CellParts<'db>> = Vec::new();
    let mut known: FxHashMap<Cell<'db>, usize> = FxHashMap::default();
    for lying in settled_sections(db).iter().flat_map(|section| lying(db, *section)) {
        let cell = lying.cell(db);
        let at = *known.entry(cell).or_insert_with(|| {
            found.push(CellParts { cell, parts: Vec::new() });
            found.len() - 1
        });
        found[at].parts.push(*lying);
    }
    for cell in &mut found {
        cell.parts.shrink_to_fit();
    }
    found
}

/// What lies in a cell. Its rules depend on all cells: they stay where they are, mostly, and a query for each cell alone
/// would cost more than it spares.
fn parts_of_cell<'db>(db: &'db dyn Db, cell: Cell<'db>) -> &'db [Lying<'db>] {
    let all = cell_positions(db);
    let at = all.binary_search_by_key(&id_of(cell), |(id, _)| *id);
    let found = at.ok().and_then(|at| cell_parts(db).get(all.get(at)?.1 as usize));
    found.map_or(&[], |cell| &cell.parts)
}

/// The positions of the cells in [`cell_parts`], to find them by.
#[salsa::tracked]
fn cell_positions(db: &dyn Db) -> Vec<(salsa::Id, u32)> {
    let numbered = cell_parts(db).iter().enumerate();
    let mut found: Vec<(salsa::Id, u32)> = numbered.map(|(at, cell)| (id_of(cell.cell), at as u32)).collect();
    found.sort_unstable_by_key(|(id, _)| *id);
    found
}

fn id_of(cell: Cell<'_>) -> salsa::Id {
    salsa::plumbing::AsId::as_id(&cell)
}

/// Every cell in which there are rules, in the order of their first rules.
pub(super) fn cells<'db>(db: &'db dyn Db) -> impl Iterator<Item = Cell<'db>> {
    cell_parts(db).iter().map(|cell| cell.cell)
}

/// Gathers the cells of all rules. Nothing but work done before it is asked for.
pub fn gather_cells(db: &dyn Db) {
    cell_parts(db);
}

/// The settled rules of a cell.
#[salsa::tracked]
pub(super) fn cell_rules<'db>(db: &'db dyn Db, cell: Cell<'db>) -> CellRules<'db> {
    let all = parts_of_cell(db, cell).iter().flat_map(|part| part.entries(db).iter().cloned());
    let (allows, denies) = all.partition(|entry| entry.allow);
    let rules = |all: Vec<Arc<Entry<'db>>>| {
        // Most cells have rules of one kind only.
        (!all.is_empty()).then(|| Arc::new(Rules::new(all, ProductIndex::new)))
    };
    CellRules { allows: rules(allows), denies: rules(denies) }
}

/// The settled rules that may hold a packet from one area to another: those of their cell, and those that reach beyond
/// it. Whoever asks about many packets depends on one thing for each two areas.
#[salsa::tracked]
pub(super) fn around<'db>(db: &'db dyn Db, between: Cell<'db>) -> Around<'db> {
    let of_kind =
        |allow| between.around(db).filter_map(|cell| cell_rules(db, cell).of_kind(allow).cloned()).collect();
    Around { allows: of_kind(true), denies: of_kind(false) }
}

/// See [`around`].
#[derive(Clone, PartialEq, Eq, Debug, Default, salsa::SalsaValue)]
pub(super) struct Around<'db> {
    allows: Box<[Arc<Rules<'db>>]>,
    denies: Box<[Arc<Rules<'db>>]>,
}

impl<'db> Around<'db> {
    pub(super) fn of_kind(&self, allow: bool) -> &[Arc<Rules<'db>>] {
        if allow { &self.allows } else { &self.denies }
    }
}

impl<'db> CellRules<'db> {
    pub(super) fn of_kind(&self, allow: bool) -> Option<&Arc<Rules<'db>>> {
        if allow { self.allows.as_ref() } else { self.denies.as_ref() }
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
    let labels =
        entries_within(db, section).filter(|entry| entry.allow).filter_map(|entry| entry.label.as_deref());
    let mut found: Vec<(SourceFile, smol_str::SmolStr)> =
        labels.map(|label| (label.module, label.name.clone())).collect();
    found.sort_by(|a, b| (a.0.id(db), &a.1).cmp(&(b.0.id(db), &b.1)));
    found.dedup();
    found
}
