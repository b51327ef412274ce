//! Rules that are being edited.
//!
//! Somebody who types changes one rule again and again, and everything that is decided about rules reads tables of all of
//! them. So the rules of the statements that are being edited are kept out of these tables: the *settled* world has
//! none of them and stays as it is while somebody types, the *current* one adds them. What the settled world says of a
//! statement holds in the current one too, unless a moving rule meets it; of those few, the current world is asked.

#![allow(missing_docs, reason = "salsa generates constructors without documentation")]

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::area::areas;
use super::entry::Entry;
use super::statement::entries_within;
use super::table::{Cell, cells_of};
use crate::db::{Db, Section};
use crate::hir::{Item, own_sections, program_sections};

/// Which rules count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum World {
    /// All but the moving ones.
    Settled,
    /// All.
    Current,
}

impl World {
    /// Whether moving rules are to be looked for.
    pub(super) fn moves(self, db: &dyn Db) -> bool {
        self == World::Current && !typed_sections(db).is_empty()
    }
}

/// Items, and the sections in which they lie.
#[derive(Clone, PartialEq, Eq, Debug, Default, salsa::SalsaValue)]
pub(super) struct Group<'db> {
    items: FxHashSet<Item<'db>>,
    sections: FxHashSet<Section>,
}

impl<'db> Group<'db> {
    pub(super) fn add(&mut self, db: &'db dyn Db, item: Item<'db>) {
        self.items.insert(item);
        self.sections.insert(item.section(db));
    }

    pub(super) fn has(&self, item: Item<'db>) -> bool {
        self.items.contains(&item)
    }

    pub(super) fn has_some_of(&self, section: Section) -> bool {
        self.sections.contains(&section)
    }

    /// In no order: for sums.
    pub(super) fn items(&self) -> impl Iterator<Item = Item<'db>> {
        self.items.iter().copied()
    }
}

/// The sections in which somebody types.
#[salsa::tracked]
pub(super) fn typed_sections(db: &dyn Db) -> Vec<Section> {
    own_sections(db).iter().copied().filter(|section| section.typed(db)).collect()
}

/// The sections in which nobody types.
#[salsa::tracked]
pub(super) fn settled_sections(db: &dyn Db) -> Vec<Section> {
    program_sections(db).iter().copied().filter(|section| !section.typed(db)).collect()
}

/// The moving rules, in the order of files and lines.
#[salsa::tracked]
pub(super) fn moving<'db>(db: &'db dyn Db) -> Vec<Arc<Entry<'db>>> {
    typed_sections(db).iter().flat_map(|section| entries_within(db, *section)).cloned().collect()
}

/// The moving rules that lie in a cell.
#[salsa::tracked]
pub(super) fn moving_in<'db>(db: &'db dyn Db, cell: Cell<'db>) -> Vec<Arc<Entry<'db>>> {
    let lies_here = |entry: &&Arc<Entry<'db>>| cells_of(db, areas(db), &entry.product).contains(&cell);
    moving(db).iter().filter(lies_here).cloned().collect()
}
