//! What is asked of the names in a section, in two readings: who asks several things of the same trees reads, and depends
//! on, the same names.

#![allow(missing_docs, reason = "salsa generates constructors without documentation")]

use std::rc::Rc;

use super::check::problems_of;
use super::cycle::{Applied, Needed, applied_profiles, needed_sets};
use super::item::Item;
use super::known::Known;
use super::named::{Named, names_of};
use super::problem::Problem;
use super::repeated::{Repeated, repeats_of};
use super::tree::statement_trees;
use crate::db::{Db, Section};

/// What all items of a section say by their names.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
struct Survey<'db> {
    problems: Vec<(Item<'db>, Vec<Problem<'db>>)>,
    named: Named<'db>,
}

#[salsa::tracked]
fn survey<'db>(db: &'db dyn Db, section: Section) -> Survey<'db> {
    let known = Rc::new(Known::new(db));
    let statements: Vec<_> = statement_trees(db, section).collect();
    Survey {
        problems: problems_of(&known, section, &statements),
        named: names_of(&known, section, &statements),
    }
}

/// The items of a section in which something is wrong with names and types, and what. Nearly all are in order.
pub fn section_problems<'db>(db: &'db dyn Db, section: Section) -> &'db [(Item<'db>, Vec<Problem<'db>>)] {
    &survey(db, section).problems
}

/// Everything that a section names.
pub fn named_in<'db>(db: &'db dyn Db, section: Section) -> &'db Named<'db> {
    &survey(db, section).named
}

/// What the declarations of a section say about other declarations.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
struct Relations<'db> {
    repeated: Vec<Repeated<'db>>,
    applied: Applied<'db>,
    needed: Needed<'db>,
}

#[salsa::tracked]
fn relations<'db>(db: &'db dyn Db, section: Section) -> Relations<'db> {
    Relations {
        repeated: repeats_of(db, section),
        applied: applied_profiles(db, section),
        needed: needed_sets(db, section),
    }
}

/// Interfaces of a server, and members of an enumeration, that are called the same.
pub fn repeated_in<'db>(db: &'db dyn Db, section: Section) -> &'db [Repeated<'db>] {
    &relations(db, section).repeated
}

/// The profiles of a section, and what each applies.
pub(super) fn applied_in<'db>(db: &'db dyn Db, section: Section) -> &'db Applied<'db> {
    &relations(db, section).applied
}

/// What the sets that are declared in a section need.
pub(super) fn needed_in<'db>(db: &'db dyn Db, section: Section) -> &'db Needed<'db> {
    &relations(db, section).needed
}
