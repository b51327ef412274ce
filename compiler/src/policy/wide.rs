//! The rules of many cells together, for flows from or to many areas.
//!
//! A flow from everywhere crosses every cell of its destination, and there are as many of these as there are zones; in
//! most of them lies nothing that it meets. To ask each of them took longer than everything else in large policies.

#![allow(missing_docs, reason = "salsa generates constructors without documentation")]

use std::sync::Arc;

use expol_space::ProductIndex;
use rustc_hash::{FxHashMap, FxHashSet};

use super::area::Side;
use super::entry::RuleId;
use super::table::{Cell, Rules, cell_rules, cells};
use crate::db::Db;

/// The settled rules of all cells from one side, or to one side, or of all, each once; `None` is whatever side.
pub(super) fn joined<'db>(
    db: &'db dyn Db,
    from: Option<Side>,
    to: Option<Side>,
    allow: bool,
) -> &'db Rules<'db> {
    if allow { joined_allows(db, from, to) } else { joined_denies(db, from, to) }
}

#[salsa::tracked]
fn joined_allows<'db>(db: &'db dyn Db, from: Option<Side>, to: Option<Side>) -> Rules<'db> {
    join(db, from, to, |cell| allows_of(db, cell).as_deref())
}

#[salsa::tracked]
fn joined_denies<'db>(db: &'db dyn Db, from: Option<Side>, to: Option<Side>) -> Rules<'db> {
    join(db, from, to, |cell| denies_of(db, cell).as_deref())
}

/// The allows of a cell: who reads them does not depend on its denies.
#[salsa::tracked]
fn allows_of<'db>(db: &'db dyn Db, cell: Cell<'db>) -> Option<Arc<Rules<'db>>> {
    cell_rules(db, cell).of_kind(true).cloned()
}

/// The denies of a cell: who reads them does not depend on its allows.
#[salsa::tracked]
fn denies_of<'db>(db: &'db dyn Db, cell: Cell<'db>) -> Option<Arc<Rules<'db>>> {
    cell_rules(db, cell).of_kind(false).cloned()
}

fn join<'db>(
    db: &'db dyn Db,
    from: Option<Side>,
    to: Option<Side>,
    rules: impl Fn(Cell<'db>) -> Option<&'db Rules<'db>>,
) -> Rules<'db> {
    let by_side = cells_by_side(db);
    let chosen = match (from, to) {
        (Some(from), _) => by_side.from.get(&from),
        (None, Some(to)) => by_side.to.get(&to),
        (None, None) => Some(&by_side.all),
    };
    let mut known: FxHashSet<RuleId<'db>> = FxHashSet::default();
    let all = chosen.into_iter().flatten().filter_map(|cell| rules(*cell)).flat_map(Rules::all);
    let all = all.filter(|entry| known.insert(entry.id)).cloned().collect();
    // Who asks has few addresses on the named side, and many on the other.
    match (from, to) {
        (Some(_), _) => Rules::new(all, ProductIndex::by_source),
        (None, Some(_)) => Rules::new(all, ProductIndex::by_destination),
        (None, None) => Rules::new(all, ProductIndex::new),
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
    from: FxHashMap<Side, Vec<Cell<'db>>>,
    to: FxHashMap<Side, Vec<Cell<'db>>>,
    all: Vec<Cell<'db>>,
}
