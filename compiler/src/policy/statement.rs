//! What each statement comes to, and the rules in force that it brings.
//!
//! Computed section by section: to look whether what is known of ten thousand statements still holds takes longer than to
//! compute thirty of them again. A statement of the library is computed by itself, since few of them concern anybody.

#![allow(missing_docs, reason = "salsa generates constructors without documentation")]

use std::rc::Rc;
use std::sync::Arc;

use super::effect::Effects;
use super::entry::{Entry, entries_of};
use super::holder::loops_over_nobody;
use super::instance::compute;
use crate::db::{Db, Section};
use crate::hir::{Item, Known, passing_ast, section_statements, statement_trees};
use crate::syntax::ItemKind;

/// What a top-level statement comes to; nothing for declarations.
pub fn effects<'db>(db: &'db dyn Db, item: Item<'db>) -> &'db Effects<'db> {
    static NOTHING: Effects<'static> = Effects::NOTHING;
    if item.kind(db) != ItemKind::Statement {
        return &NOTHING;
    }
    if item.file(db).library(db) {
        return effects_of_library(db, item);
    }
    effects_in(db, item.section(db)).get(item.position(db) as usize).unwrap_or(&NOTHING)
}

#[salsa::tracked]
fn effects_of_library<'db>(db: &'db dyn Db, item: Item<'db>) -> Effects<'db> {
    if loops_over_nobody(db, item) {
        return Effects::default();
    }
    compute(&Rc::new(Known::new(db)), item, &passing_ast(db, item))
}

/// What the statements of a section of the project come to, in order.
#[salsa::tracked]
fn effects_in<'db>(db: &'db dyn Db, section: Section) -> Box<[Effects<'db>]> {
    let known = Rc::new(Known::new(db));
    statement_trees(db, section).map(|(item, tree)| compute(&known, item, &tree)).collect()
}

/// The statements of a section with what each comes to, in order.
pub(super) fn section_effects<'db>(
    db: &'db dyn Db,
    section: Section,
) -> impl Iterator<Item = (Item<'db>, &'db Effects<'db>)> {
    let items = section_statements(db, section).iter().copied();
    let own = if section.file(db).library(db) { &[] } else { &**effects_in(db, section) };
    items.enumerate().map(move |(at, item)| (item, own.get(at).unwrap_or_else(|| effects(db, item))))
}

/// The rules in force that a statement brings, in their order. Expired allows no longer permit and are not among them;
/// expired denies still deny.
pub(super) fn entries<'db>(db: &'db dyn Db, item: Item<'db>) -> &'db [Arc<Entry<'db>>] {
    if item.kind(db) != ItemKind::Statement {
        return &[];
    }
    if item.file(db).library(db) {
        // Most statements of the library bring no rules, and a query that answers nothing still costs its place.
        let brings_none = effects_of_library(db, item).rules.is_empty();
        return if brings_none { &[] } else { entries_of_library(db, item) };
    }
    entries_in(db, item.section(db)).of(item.position(db))
}

#[salsa::tracked]
fn entries_of_library<'db>(db: &'db dyn Db, item: Item<'db>) -> Box<[Arc<Entry<'db>>]> {
    entries_of(db, item, effects_of_library(db, item)).collect()
}

/// The rules in force that the statements of a section of the project bring.
#[salsa::tracked]
fn entries_in<'db>(db: &'db dyn Db, section: Section) -> Entries<'db> {
    let (mut all, mut ends) = (Vec::new(), Vec::new());
    for (item, effects) in section_statements(db, section).iter().zip(effects_in(db, section)) {
        all.extend(entries_of(db, *item, effects));
        ends.push(all.len() as u32);
    }
    Entries { all: all.into(), ends: ends.into() }
}

/// The rules of statements, one statement after the other.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
struct Entries<'db> {
    all: Box<[Arc<Entry<'db>>]>,
    /// Where those of each statement end.
    ends: Box<[u32]>,
}

impl<'db> Entries<'db> {
    /// The rules of the statement at a position.
    fn of(&self, position: u32) -> &[Arc<Entry<'db>>] {
        let end = |at: Option<u32>| at.and_then(|at| self.ends.get(at as usize)).copied();
        let start = end(position.checked_sub(1)).unwrap_or(0);
        self.all.get(start as usize..end(Some(position)).unwrap_or(start) as usize).unwrap_or_default()
    }
}

/// The statements of a section of the project that bring rules in force, with these.
pub(super) fn ruling<'db>(
    db: &'db dyn Db,
    section: Section,
) -> impl Iterator<Item = (Item<'db>, &'db [Arc<Entry<'db>>])> {
    let own =
        (!section.file(db).library(db)).then(|| (section_statements(db, section), entries_in(db, section)));
    let all = own.into_iter().flat_map(|(items, entries)| {
        items.iter().zip(0..).map(|(item, position)| (*item, entries.of(position)))
    });
    all.filter(|(_, entries)| !entries.is_empty())
}

/// The rules in force of a section, in order.
pub(super) fn entries_within<'db>(
    db: &'db dyn Db,
    section: Section,
) -> impl Iterator<Item = &'db Arc<Entry<'db>>> {
    let is_library = section.file(db).library(db);
    let library = if is_library { section_statements(db, section).as_slice() } else { &[] };
    let own = if is_library { &[] } else { &*entries_in(db, section).all };
    library.iter().flat_map(move |item| entries(db, *item)).chain(own)
}
