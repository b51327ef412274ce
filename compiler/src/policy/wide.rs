//! The rules of many cells together, for flows from or to many areas.
//!
//! A flow from everywhere crosses every cell of its destination, and there are as many of these as there are zones; in
//! most of them lies nothing that it meets. To ask each of them took longer than everything else in large policies.

#![allow(missing_docs, reason = "salsa generates constructors without documentation")]

use expol_space::{Bounds, Product, ProductIndex};
use rustc_hash::FxHashMap;

use super::area::Side;
use super::table::{Cell, Entry, cell_rules, cells};
use crate::db::Db;

/// Rules of several cells, in the order of the cells.
#[derive(Clone, PartialEq, Eq, Debug, Default, salsa::SalsaValue)]
pub(super) struct Joined<'db> {
    allows: Indexed<'db>,
    denies: Indexed<'db>,
}

/// The rules themselves stay in their cells: here are their positions.
#[derive(Clone, PartialEq, Eq, Debug, Default, salsa::SalsaValue)]
struct Indexed<'db> {
    rules: Box<[(Cell<'db>, u32)]>,
    index: ProductIndex,
}

/// The rules of all cells from one side, or to one side, or of all; `None` is whatever side.
#[salsa::tracked]
pub(super) fn joined<'db>(db: &'db dyn Db, from: Option<Side<'db>>, to: Option<Side<'db>>) -> Joined<'db> {
    let by_side = cells_by_side(db);
    let chosen = match (from, to) {
        (Some(from), _) => by_side.from.get(&from),
        (None, Some(to)) => by_side.to.get(&to),
        (None, None) => Some(&by_side.all),
    };
    let chosen = chosen.map_or(&[] as &[Cell<'db>], Vec::as_slice);
    let of_kind = |allow: bool| {
        let in_cell = |cell: &Cell<'db>| (*cell, cell_rules(db, *cell).of_kind(allow).1);
        let all: Vec<(Cell<'db>, &'db [Entry<'db>])> = chosen.iter().map(in_cell).collect();
        let number = |(cell, rules): &(Cell<'db>, &'db [Entry<'db>])| {
            let cell = *cell;
            (0..rules.len() as u32).map(move |at| (cell, at))
        };
        let products: Vec<&Product> =
            all.iter().flat_map(|(_, rules)| rules.iter()).map(|entry| &entry.product).collect();
        Indexed {
            rules: all.iter().flat_map(number).collect(),
            // Who asks has few addresses on the named side, and many on the other.
            index: match (from, to) {
                (Some(_), _) => ProductIndex::by_source(products.iter().copied()),
                (None, Some(_)) => ProductIndex::by_destination(products.iter().copied()),
                (None, None) => ProductIndex::new(products.iter().copied()),
            },
        }
    };
    Joined { allows: of_kind(true), denies: of_kind(false) }
}

impl<'db> Joined<'db> {
    /// The allows, or the denies, that may meet a flow: their cells and their positions there.
    pub(super) fn meeting(
        &'db self,
        flow: &Product,
        bounds: &Bounds,
        allow: bool,
    ) -> impl Iterator<Item = (Cell<'db>, u32)> + use<'db> {
        let own = if allow { &self.allows } else { &self.denies };
        own.index.meeting(flow, bounds).into_iter().filter_map(|at| own.rules.get(at as usize).copied())
    }
}

/// The cells by their sides.
#[salsa::tracked]
fn cells_by_side<'db>(db: &'db dyn Db) -> BySide<'db> {
    let mut found = BySide { all: cells(db).collect(), ..BySide::default() };
    for cell in &found.all {
        found.from.entry(cell.source(db)).or_default().push(*cell);
        found.to.entry(cell.destination(db)).or_default().push(*cell);
    }
    found
}

/// See [`cells_by_side`].
#[derive(Clone, PartialEq, Eq, Debug, Default, salsa::SalsaValue)]
struct BySide<'db> {
    from: FxHashMap<Side<'db>, Vec<Cell<'db>>>,
    to: FxHashMap<Side<'db>, Vec<Cell<'db>>>,
    all: Vec<Cell<'db>>,
}
