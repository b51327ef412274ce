//! What is found about the rules of each statement: which others cover them, and what denies do to them.
//!
//! A statement depends on the rules in the cells that it crosses, and on nothing else, so an edit analyses its
//! neighbours anew. Nearly every question takes a few steps. Those that take more share a number of steps among all of
//! them, which keeps the whole within bounds and does not depend on the order of statements.

#![allow(missing_docs, reason = "salsa generates constructors without documentation")]

use super::deny::{DenyFinding, DenyFindingKind, findings_of};
use super::entry::{RuleId, brought_by, entries};
use super::finder::Finder;
use super::redundancy::{Covered, covered_of};
use crate::db::{Db, Section};
use crate::hir::{Item, own_sections, section_statements};

/// A question takes so many steps at first.
pub(super) const QUICK_STEPS: u64 = 8_192;

/// To choose among the rules that cover a statement may take so many: less than what is found without a choice is
/// never told.
pub(super) const CHOICE_STEPS: u64 = 65_536;

/// All questions that take more share so many steps.
pub const MAX_STEPS: u64 = 64_000_000;

/// What is found about the rules of a statement.
#[derive(Clone, PartialEq, Eq, Debug, Default, salsa::SalsaValue)]
pub(super) struct InItem<'db> {
    /// Those that other statements cover.
    pub(super) covered: Vec<Covered<'db>>,
    /// Those of which nobody knows whether others cover them: that would be too complex.
    pub(super) undecided: Vec<RuleId<'db>>,
    /// What denies do to them, or they do.
    pub(super) denies: Vec<DenyFinding<'db>>,
}

impl InItem<'_> {
    fn is_quiet(&self) -> bool {
        self.covered.is_empty() && self.undecided.is_empty() && self.denies.is_empty()
    }

    fn is_decided(&self) -> bool {
        let is_open = |finding: &DenyFinding<'_>| finding.kind == DenyFindingKind::Undecided;
        self.undecided.is_empty() && !self.denies.iter().any(is_open)
    }
}

/// What is found about the rules of a statement.
pub(super) fn in_item<'db>(db: &'db dyn Db, item: Item<'db>) -> &'db InItem<'db> {
    let quick = quickly(db, item);
    if quick.is_decided() { quick } else { thoroughly(db, item) }
}

/// The steps that a question about the rules of a statement may take.
pub(super) fn steps_for<'db>(db: &'db dyn Db, item: Item<'db>) -> u64 {
    if quickly(db, item).is_decided() { QUICK_STEPS } else { *steps_of_each(db) }
}

#[salsa::tracked]
fn quickly<'db>(db: &'db dyn Db, item: Item<'db>) -> InItem<'db> {
    within(db, item, QUICK_STEPS)
}

#[salsa::tracked]
fn thoroughly<'db>(db: &'db dyn Db, item: Item<'db>) -> InItem<'db> {
    within(db, item, *steps_of_each(db))
}

fn within<'db>(db: &'db dyn Db, item: Item<'db>, steps: u64) -> InItem<'db> {
    let finder = Finder::new(db);
    let mut found = InItem::default();
    for entry in entries(db, item).iter().filter(|entry| entry.cause.is_some()) {
        found.denies.extend(findings_of(&finder, entry, steps));
        match covered_of(&finder, entry, steps) {
            Ok(covered) => found.covered.extend(covered),
            Err(_) => found.undecided.push(entry.id),
        }
    }
    found
}

/// What each question may take that takes long: they get equal parts, which stay as they are until the number of
/// questions has doubled.
#[salsa::tracked]
fn steps_of_each(db: &dyn Db) -> u64 {
    let hard: usize = own_sections(db).iter().map(|section| *hard_in(db, *section)).sum();
    (MAX_STEPS / hard.next_power_of_two() as u64).max(QUICK_STEPS)
}

/// How many statements of a section are not decided quickly.
#[salsa::tracked]
fn hard_in(db: &dyn Db, section: Section) -> usize {
    ruling(db, section).filter(|item| !quickly(db, *item).is_decided()).count()
}

/// The statements of a section that bring rules.
fn ruling<'db>(db: &'db dyn Db, section: Section) -> impl Iterator<Item = Item<'db>> {
    let all = section_statements(db, section).iter().copied();
    all.filter(move |item| !brought_by(db, *item).is_empty())
}

/// Asks everything about the statements of a section that is answered quickly. Nothing but work done before it is asked
/// for.
pub fn analyse_quickly(db: &dyn Db, section: Section) {
    hard_in(db, section);
}

/// Asks everything else about them: not before everything is asked that is answered quickly.
pub fn analyse_thoroughly(db: &dyn Db, section: Section) {
    eventful_in(db, section);
}

/// The statements of a section about which there is something to say: about most there is nothing, and who looks for
/// something need not visit them.
#[salsa::tracked]
pub(super) fn eventful_in<'db>(db: &'db dyn Db, section: Section) -> Vec<Item<'db>> {
    ruling(db, section).filter(|item| !in_item(db, *item).is_quiet()).collect()
}

/// The statements of the project about which there is something to say, in the order of files and lines.
pub(super) fn eventful<'db>(db: &'db dyn Db) -> impl Iterator<Item = (Item<'db>, &'db InItem<'db>)> {
    let all = own_sections(db).iter().flat_map(move |section| eventful_in(db, *section));
    all.map(move |item| (*item, in_item(db, *item)))
}

/// The rules about which nothing was decided, since that would be too complex.
pub fn undecided<'db>(db: &'db dyn Db) -> impl Iterator<Item = RuleId<'db>> {
    eventful(db).flat_map(|(_, found)| found.undecided.iter().copied())
}

/// All findings about denies.
pub fn deny_findings<'db>(db: &'db dyn Db) -> impl Iterator<Item = &'db DenyFinding<'db>> {
    eventful(db).flat_map(|(_, found)| &found.denies)
}
