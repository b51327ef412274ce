//! What is found about the rules of each statement: which others cover them, and what denies do to them.
//!
//! A statement depends on the rules in the cells that it crosses, and on nothing else, so an edit analyses its
//! neighbours anew. Nearly every question takes a few steps. Those that take more share a number of steps among all of
//! them, which keeps the whole within bounds and does not depend on the order of statements.

#![allow(missing_docs, reason = "salsa generates constructors without documentation")]

use std::sync::Arc;

use super::cover::{Covered, covered_of};
use super::deny::{DenyFinding, DenyFindingKind, findings_of};
use super::entry::{Entry, RuleId};
use super::finder::Finder;
use super::moving::{Group, World, moving, settled_sections};
use super::redundancy::covers;
use super::statement::{entries, ruling};
use super::summary::more_moves;
use crate::db::{Db, Section};
use crate::hir::{Item, Single, known_of, own_sections};

/// A question takes so many steps at first.
pub(super) const QUICK_STEPS: u64 = 8_192;

/// To choose among the rules that cover a statement may take so many: less than what is found without a choice is
/// never told.
pub(super) const CHOICE_STEPS: u64 = 65_536;

/// All questions that take more share so many steps.
pub const MAX_STEPS: u64 = 64_000_000;

/// What is found about the rules of a statement.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub(super) struct InItem<'db> {
    /// Those that other statements cover.
    pub(super) covered: Vec<Covered<'db>>,
    /// Those of which nobody knows whether others cover them: that would be too complex.
    pub(super) undecided: Vec<RuleId<'db>>,
    /// What denies do to them, or they do.
    pub(super) denies: Vec<DenyFinding<'db>>,
}

impl InItem<'_> {
    const NOTHING: InItem<'static> =
        InItem { covered: Vec::new(), undecided: Vec::new(), denies: Vec::new() };

    fn is_quiet(&self) -> bool {
        self.covered.is_empty() && self.undecided.is_empty() && self.denies.is_empty()
    }

    fn is_decided(&self) -> bool {
        let is_open = |finding: &DenyFinding<'_>| finding.kind == DenyFindingKind::Undecided;
        self.undecided.is_empty() && !self.denies.iter().any(is_open)
    }
}

/// What is found about the rules of a statement. The settled world leaves open what takes long.
pub(super) fn in_item<'db>(db: &'db dyn Db, world: World, item: Item<'db>) -> &'db InItem<'db> {
    if world == World::Settled || !stirred(db).has(item) {
        return quickly(db, item);
    }
    let quick = anew(db, item);
    if quick.is_decided() { quick } else { told(thoroughly(db, Single::new(db, item))) }
}

/// What was found, or that it was nothing: about most statements nothing is.
type Found<'db> = Option<Box<InItem<'db>>>;

fn told<'f, 'db>(found: &'f Found<'db>) -> &'f InItem<'db> {
    found.as_deref().unwrap_or(const { &InItem::NOTHING })
}

/// The steps that a question about the rules of a statement may take.
pub(super) fn steps_for<'db>(db: &'db dyn Db, world: World, item: Item<'db>) -> u64 {
    let is_hard = world == World::Current && stirred(db).has(item) && !anew(db, item).is_decided();
    if is_hard { *steps_of_each(db) } else { QUICK_STEPS }
}

fn quickly<'db>(db: &'db dyn Db, item: Item<'db>) -> &'db InItem<'db> {
    known_of(quickly_in(db, item.section(db)), item).unwrap_or(const { &InItem::NOTHING })
}

/// The statements of a section about whose rules something is found in the settled world, and what.
#[salsa::tracked]
fn quickly_in<'db>(db: &'db dyn Db, section: Section) -> Box<[(Item<'db>, InItem<'db>)]> {
    let finder = Finder::new(db, World::Settled);
    let found = |(item, entries)| Some((item, within(&finder, entries, QUICK_STEPS)?));
    ruling(db, section).filter_map(found).collect()
}

/// What is found quickly about the rules of a statement in the current world.
fn anew<'db>(db: &'db dyn Db, item: Item<'db>) -> &'db InItem<'db> {
    told(quickly_anew(db, Single::new(db, item)))
}

#[salsa::tracked]
fn quickly_anew<'db>(db: &'db dyn Db, single: Single<'db>) -> Found<'db> {
    within(&Finder::new(db, World::Current), entries(db, single.item(db)), QUICK_STEPS).map(Box::new)
}

#[salsa::tracked]
fn thoroughly<'db>(db: &'db dyn Db, single: Single<'db>) -> Found<'db> {
    within(&Finder::new(db, World::Current), entries(db, single.item(db)), *steps_of_each(db)).map(Box::new)
}

fn within<'db>(finder: &Finder<'db>, entries: &[Arc<Entry<'db>>], steps: u64) -> Option<InItem<'db>> {
    let mut found = InItem::NOTHING;
    for entry in entries.iter().filter(|entry| entry.cause.is_some()) {
        found.denies.extend(findings_of(finder, entry, steps));
        match covered_of(finder, entry, steps) {
            Ok(covered) => found.covered.extend(covered),
            Err(_) => found.undecided.push(entry.id),
        }
    }
    if found.is_quiet() {
        return None;
    }
    found.covered.shrink_to_fit();
    found.denies.shrink_to_fit();
    Some(found)
}

/// The statements about which the settled world does not say what holds in the current one: those that move, those
/// that a moving rule meets, and those about which it leaves something open.
#[salsa::tracked]
pub(super) fn stirred<'db>(db: &'db dyn Db) -> Group<'db> {
    let mut found = Group::default();
    for section in settled_sections(db) {
        hard_in(db, *section).iter().for_each(|item| found.add(db, *item));
    }
    if *more_moves(db) {
        // Which packet makes a good example depends on the waivers.
        let all = settled_sections(db).iter().flat_map(|section| &eventful_in(db, *section).all);
        all.for_each(|item| found.add(db, *item));
    }
    let finder = Finder::new(db, World::Settled);
    for entry in moving(db) {
        found.add(db, entry.id.item);
        let met = [true, false].map(|allow| finder.meeting(&entry.product, allow));
        met.into_iter().flatten().for_each(|met| found.add(db, met.id.item));
    }
    found
}

/// What each question may take that takes long: they get equal parts, which stay as they are until the number of
/// questions has doubled.
#[salsa::tracked]
fn steps_of_each(db: &dyn Db) -> u64 {
    let hard = stirred(db).items().filter(|item| !anew(db, *item).is_decided()).count();
    (MAX_STEPS / hard.next_power_of_two() as u64).max(QUICK_STEPS)
}

/// The statements of a settled section that are not decided quickly.
#[salsa::tracked]
fn hard_in<'db>(db: &'db dyn Db, section: Section) -> Vec<Item<'db>> {
    let hard = quickly_in(db, section).iter().filter(|(_, found)| !found.is_decided());
    hard.map(|(item, _)| *item).collect()
}

/// Asks everything about the statements of a section that is answered quickly. Nothing but work done before it is asked for.
pub fn analyse_quickly(db: &dyn Db, section: Section) {
    hard_in(db, section);
}

/// Asks everything else about them: not before everything is asked that is answered quickly.
pub fn analyse_thoroughly(db: &dyn Db, section: Section) {
    for item in &eventful_of(db, section).covered {
        covers(db, *item);
    }
}

/// The statements of a section about which there is something to say: about most there is nothing, and who looks for
/// something need not visit them.
#[derive(Clone, PartialEq, Eq, Debug, Default, salsa::SalsaValue)]
pub(super) struct Eventful<'db> {
    /// All of them.
    pub(super) all: Vec<Item<'db>>,
    /// Those with rules that others cover.
    pub(super) covered: Vec<Item<'db>>,
    /// Those of these rules that come from profiles.
    pub(super) of_profiles: Vec<Item<'db>>,
}

impl<'db> Eventful<'db> {
    fn among<'f>(all: impl Iterator<Item = (Item<'db>, &'f InItem<'db>)>) -> Eventful<'db>
    where
        'db: 'f,
    {
        let mut eventful = Eventful::default();
        for (item, found) in all.filter(|(_, found)| !found.is_quiet()) {
            let is_of_profile = |covered: &Covered<'db>| covered.cause.item != item;
            eventful.all.push(item);
            eventful.covered.extend((!found.covered.is_empty()).then_some(item));
            eventful.of_profiles.extend(found.covered.iter().any(is_of_profile).then_some(item));
        }
        eventful
    }
}

/// The statements of a section about which there is something to say.
pub(super) fn eventful_of<'db>(db: &'db dyn Db, section: Section) -> &'db Eventful<'db> {
    if stirred(db).has_some_of(section) { eventful_now(db, section) } else { eventful_in(db, section) }
}

/// The same in the settled world.
#[salsa::tracked]
pub(super) fn eventful_in<'db>(db: &'db dyn Db, section: Section) -> Eventful<'db> {
    Eventful::among(quickly_in(db, section).iter().map(|(item, found)| (*item, found)))
}

#[salsa::tracked]
fn eventful_now<'db>(db: &'db dyn Db, section: Section) -> Eventful<'db> {
    Eventful::among(ruling(db, section).map(|(item, _)| (item, in_item(db, World::Current, item))))
}

/// What is found about the statements of the project, in the order of files and lines.
fn eventful<'db>(db: &'db dyn Db) -> impl Iterator<Item = &'db InItem<'db>> {
    own_sections(db).iter().flat_map(move |section| {
        let is_stirred = stirred(db).has_some_of(*section);
        let settled = if is_stirred { &[] } else { &**quickly_in(db, *section) };
        let current = if is_stirred { eventful_now(db, *section).all.as_slice() } else { &[] };
        let current = current.iter().map(move |item| in_item(db, World::Current, *item));
        settled.iter().map(|(_, found)| found).chain(current)
    })
}

/// The rules about which nothing was decided, since that would be too complex.
pub fn undecided<'db>(db: &'db dyn Db) -> impl Iterator<Item = RuleId<'db>> {
    eventful(db).flat_map(|found| found.undecided.iter().copied())
}

/// All findings about denies.
pub fn deny_findings<'db>(db: &'db dyn Db) -> impl Iterator<Item = &'db DenyFinding<'db>> {
    eventful(db).flat_map(|found| &found.denies)
}
