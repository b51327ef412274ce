//! Redundant statements: without one of them, what is permitted stays as it is.
//!
//! A statement is redundant when other statements cover each of its rules: for an allow, other allows (of what denies
//! leave of it); for a deny, other denies (of what it takes from allows). It counts how the union of the others lies,
//! however many they are; the order of statements plays no part. Statements that are redundant only thanks to each
//! other form a group of which one can go.

use std::sync::Arc;

use expol_space::Packet;
use rustc_hash::{FxHashMap, FxHashSet};

use super::analysis::{eventful_in, eventful_of, in_item, stirred};
use super::cover::{Covered, covering};
use super::entry::{Entry, RuleId};
use super::finder::Finder;
use super::groups::{finding, groups};
use super::moving::{Group, World, moving, settled_sections};
use super::statement::{entries, entries_within};
use crate::db::{Db, Section};
use crate::hir::{Item, Place, Single, known_of, own_sections};
use crate::syntax::ItemKind;

/// A statement, or a group of them, without which the same is permitted.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub struct Redundant<'db> {
    /// The statement; of a group, the one that says least.
    pub statement: Place<'db>,
    /// One of its rules.
    pub rule: RuleId<'db>,
    /// A packet of it.
    pub sample: Packet,
    /// Why it is redundant.
    pub kind: RedundantKind<'db>,
}

/// The kinds of redundancy.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub enum RedundantKind<'db> {
    /// These rules, none of them redundant itself, say everything that the statement says.
    Covered(Vec<RuleId<'db>>),
    /// The statement and these say the same.
    Same(Vec<RuleId<'db>>),
    /// The statement and these cover each other: one can go, but not all.
    Mutual(Vec<RuleId<'db>>),
}

/// A statement whose rules are all covered.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub(super) struct Candidate<'db> {
    pub(super) cause: Place<'db>,
    pub(super) rules: Vec<Covered<'db>>,
    /// Rules of other statements that cover it, each statement once, with what they come from.
    pub(super) by: Vec<(RuleId<'db>, Option<Place<'db>>)>,
    /// The statements that could go too, and of which one has to stay.
    pub(super) needed: Vec<Place<'db>>,
}

/// The redundant statements of the project, in the order of files and lines; those of [`super::undecided`] are not among
/// them.
#[salsa::tracked]
pub fn redundant<'db>(db: &'db dyn Db) -> Vec<Redundant<'db>> {
    let candidates: Vec<Candidate<'db>> = own_sections(db)
        .iter()
        .flat_map(|section| &eventful_of(db, *section).covered)
        .flat_map(|item| candidates_of(db, *item))
        .chain(candidates_of_profiles(db))
        .collect();
    let places: FxHashMap<Place<'db>, usize> =
        candidates.iter().enumerate().map(|(at, candidate)| (candidate.cause, at)).collect();
    groups(&candidates, &places).iter().filter_map(|group| finding(db, &candidates, group)).collect()
}

/// Whether the rules are those of a library profile that the statement applies. Such an `apply` is needed all the same,
/// for what the profile asserts and explains; only one that is repeated is not.
pub(super) fn is_of_the_library<'db>(db: &'db dyn Db, candidate: &Candidate<'db>) -> bool {
    candidate.rules.iter().all(|covered| {
        let innermost = covered.entry.id.rule(db).and_then(|rule| rule.origin.innermost());
        innermost.is_some_and(|place| place.item.file(db).library(db))
    })
}

/// The redundant statements of a top-level statement, with what covers them.
fn candidates_of<'db>(db: &'db dyn Db, item: Item<'db>) -> impl Iterator<Item = Candidate<'db>> {
    let candidate = move |cause: &Place<'db>| {
        let own = covered_and_covers(db, item).filter(|(covered, _)| covered.cause == *cause);
        candidate(db, *cause, own)
    };
    going(db, World::Current, item).iter().filter_map(candidate)
}

/// The statements of profiles that are redundant wherever they are applied, with what covers them.
fn candidates_of_profiles<'db>(db: &'db dyn Db) -> impl Iterator<Item = Candidate<'db>> {
    let candidate = move |(cause, items): &(Place<'db>, Vec<Item<'db>>)| {
        let all = items.iter().flat_map(|item| covered_and_covers(db, *item));
        candidate(db, *cause, all.filter(|(covered, _)| covered.cause == *cause))
    };
    going_of_profiles(db, World::Current).iter().filter_map(candidate)
}

fn candidate<'db>(
    db: &'db dyn Db,
    cause: Place<'db>,
    all: impl Iterator<Item = (&'db Covered<'db>, &'db Covers<'db>)>,
) -> Option<Candidate<'db>> {
    let (mut rules, mut by, mut needed) = (Vec::new(), Vec::new(), Vec::new());
    for (covered, covers) in all {
        let covers = covers.as_ref()?;
        rules.push(covered.clone());
        by.extend(&covers.by);
        needed.extend(&covers.needed);
    }
    if by.len() > 1 {
        let mut told = FxHashSet::default();
        by.sort_by(|(a, _), (b, _)| a.compare(*b, db));
        by.retain(|(rule, cause)| told.insert(cause.ok_or(*rule)));
    }
    (!by.is_empty()).then_some(Candidate { cause, rules, by, needed })
}

/// The covered rules of a statement, with what covers them.
fn covered_and_covers<'db>(
    db: &'db dyn Db,
    item: Item<'db>,
) -> impl Iterator<Item = (&'db Covered<'db>, &'db Covers<'db>)> {
    in_item(db, World::Current, item).covered.iter().zip(covers(db, item))
}

/// What covers a rule; none where that was not decided.
type Covers<'db> = Option<CoveredBy<'db>>;

/// What covers a rule.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub(super) struct CoveredBy<'db> {
    /// The rules, with what they come from.
    by: Vec<(RuleId<'db>, Option<Place<'db>>)>,
    /// See [`Candidate::needed`].
    needed: Vec<Place<'db>>,
}

/// What covers each of the covered rules of a statement, where its statement could go.
pub(super) fn covers<'db>(db: &'db dyn Db, item: Item<'db>) -> &'db [Covers<'db>] {
    if rechosen(db).has(item) {
        return covers_now(db, Single::new(db, item));
    }
    known_of(covers_in(db, item.section(db)), item).map_or(&[], Vec::as_slice)
}

/// The statements of a section with covered rules, and what covers them.
#[salsa::tracked]
fn covers_in<'db>(db: &'db dyn Db, section: Section) -> Box<[(Item<'db>, Vec<Covers<'db>>)]> {
    let finder = Finder::new(db, World::Settled);
    let covered = eventful_in(db, section).covered.iter();
    covered.map(|item| (*item, covers_within(&finder, *item))).collect()
}

#[salsa::tracked]
fn covers_now<'db>(db: &'db dyn Db, single: Single<'db>) -> Vec<Covers<'db>> {
    covers_within(&Finder::new(db, World::Current), single.item(db))
}

fn covers_within<'db>(finder: &Finder<'db>, item: Item<'db>) -> Vec<Covers<'db>> {
    let (db, world) = (finder.db(), finder.world());
    let by = |covered: &Covered<'db>| {
        let covering = goes(db, world, covered.cause).then(|| covering(finder, &covered.entry)).flatten()?;
        Some(CoveredBy {
            by: covering.by.into_iter().map(|entry| (entry.id, entry.cause)).collect(),
            needed: covering.needed,
        })
    };
    in_item(db, world, item).covered.iter().map(by).collect()
}

/// The statements whose cover may be another than in the settled world: those about which something else is found, and
/// those that meet a statement of which it is another question now whether it could go.
#[salsa::tracked]
fn rechosen<'db>(db: &'db dyn Db) -> Group<'db> {
    let mut found = stirred(db).clone();
    let flipped = |item: &Item<'db>| going(db, World::Settled, *item) != going(db, World::Current, *item);
    let mut moved: Vec<&Arc<Entry<'db>>> =
        stirred(db).items().filter(flipped).flat_map(|item| entries(db, item)).collect();
    let [before, now] = [World::Settled, World::Current].map(|world| going_of_profiles(db, world));
    if before != now {
        moved.extend(
            before.iter().chain(now).flat_map(|(_, items)| items).flat_map(|item| entries(db, *item)),
        );
    }
    let finder = Finder::new(db, World::Current);
    for entry in moved {
        let met = [true, false].map(|allow| finder.meeting(&entry.product, allow));
        met.into_iter().flatten().for_each(|met| found.add(db, met.id.item));
    }
    found
}

/// Whether every rule of a statement is covered.
pub(super) fn goes<'db>(db: &'db dyn Db, world: World, cause: Place<'db>) -> bool {
    if is_top_level(db, cause) {
        return going(db, world, cause.item).contains(&cause);
    }
    going_of_profiles(db, world).iter().any(|(own, _)| *own == cause)
}

/// A statement outside of profiles: all its rules are its item's.
fn is_top_level<'db>(db: &'db dyn Db, cause: Place<'db>) -> bool {
    cause.item.kind(db) == ItemKind::Statement
}

/// The statements in a top-level statement of which every rule is covered. One of which nothing counts is another
/// finding.
fn going<'db>(db: &'db dyn Db, world: World, item: Item<'db>) -> &'db [Place<'db>] {
    if in_item(db, world, item).covered.is_empty() {
        return &[];
    }
    let is_settled = world == World::Settled || !stirred(db).has(item);
    if !is_settled {
        return going_now(db, Single::new(db, item));
    }
    known_of(going_in(db, item.section(db)), item).map_or(&[], Vec::as_slice)
}

/// The statements of a section with covered rules, and what of each could go.
#[salsa::tracked]
fn going_in<'db>(db: &'db dyn Db, section: Section) -> Box<[(Item<'db>, Vec<Place<'db>>)]> {
    let covered = eventful_in(db, section).covered.iter();
    covered.map(|item| (*item, going_within(db, World::Settled, *item))).collect()
}

#[salsa::tracked]
fn going_now<'db>(db: &'db dyn Db, single: Single<'db>) -> Vec<Place<'db>> {
    going_within(db, World::Current, single.item(db))
}

fn going_within<'db>(db: &'db dyn Db, world: World, item: Item<'db>) -> Vec<Place<'db>> {
    let mut found: Vec<Place<'db>> = Vec::new();
    let covered = &in_item(db, world, item).covered;
    for cause in covered.iter().map(|covered| covered.cause).filter(|cause| is_top_level(db, *cause)) {
        let own = || covered.iter().filter(|covered| covered.cause == cause);
        let all = entries(db, item).iter().filter(|entry| entry.cause == Some(cause)).count();
        if !found.contains(&cause) && own().count() == all && own().any(|covered| covered.sample.is_some()) {
            found.push(cause);
        }
    }
    found
}

/// Statements of profiles, each with the statements that apply it.
type OfProfiles<'db> = Vec<(Place<'db>, Vec<Item<'db>>)>;

/// The statements of profiles of which every rule is covered, wherever they are applied.
fn going_of_profiles<'db>(db: &'db dyn Db, world: World) -> &'db OfProfiles<'db> {
    match world {
        World::Settled => going_of_profiles_in(db),
        World::Current => going_of_profiles_now(db),
    }
}

#[salsa::tracked]
fn going_of_profiles_in<'db>(db: &'db dyn Db) -> OfProfiles<'db> {
    let items = settled_sections(db).iter().flat_map(|section| &eventful_in(db, *section).of_profiles);
    wholly_covered(db, items, World::Settled)
}

#[salsa::tracked]
fn going_of_profiles_now<'db>(db: &'db dyn Db) -> OfProfiles<'db> {
    let items = own_sections(db).iter().flat_map(|section| &eventful_of(db, *section).of_profiles);
    wholly_covered(db, items, World::Current)
}

fn wholly_covered<'db>(
    db: &'db dyn Db,
    items: impl Iterator<Item = &'db Item<'db>>,
    world: World,
) -> OfProfiles<'db> {
    let mut found: Vec<Applied<'db>> = Vec::new();
    let mut known: FxHashMap<Place<'db>, usize> = FxHashMap::default();
    for item in items {
        for covered in
            in_item(db, world, *item).covered.iter().filter(|covered| !is_top_level(db, covered.cause))
        {
            let at = *known.entry(covered.cause).or_insert_with(|| {
                found.push(Applied { cause: covered.cause, items: Vec::new(), rules: 0, counts: false });
                found.len() - 1
            });
            found[at].add(*item, covered);
        }
    }
    found.retain(|applied| applied.counts && applied.rules == brought_by_profile(db, world, applied.cause));
    found.into_iter().map(|applied| (applied.cause, applied.items)).collect()
}

/// A statement of a profile, with its covered rules.
struct Applied<'db> {
    cause: Place<'db>,
    /// Who applies it.
    items: Vec<Item<'db>>,
    rules: usize,
    /// Whether anything of them counts.
    counts: bool,
}

impl<'db> Applied<'db> {
    fn add(&mut self, item: Item<'db>, covered: &Covered<'db>) {
        if self.items.last() != Some(&item) {
            self.items.push(item);
        }
        self.rules += 1;
        self.counts |= covered.sample.is_some();
    }
}

/// How many rules in force come from a statement of a profile.
fn brought_by_profile<'db>(db: &'db dyn Db, world: World, cause: Place<'db>) -> usize {
    let is_own = |entry: &&Arc<Entry<'db>>| entry.cause == Some(cause);
    let moving = if world == World::Current { moving(db).iter().filter(is_own).count() } else { 0 };
    brought_by_profiles(db).get(&cause).copied().unwrap_or(0) + moving
}

/// How many settled rules come from each statement of a profile.
#[salsa::tracked]
fn brought_by_profiles<'db>(db: &'db dyn Db) -> FxHashMap<Place<'db>, usize> {
    let mut found = FxHashMap::default();
    for (cause, count) in settled_sections(db).iter().flat_map(|section| brought_in(db, *section)) {
        *found.entry(*cause).or_insert(0) += count;
    }
    found
}

/// How many rules of a section come from each statement of a profile.
#[salsa::tracked]
fn brought_in<'db>(db: &'db dyn Db, section: Section) -> FxHashMap<Place<'db>, usize> {
    let mut found = FxHashMap::default();
    let causes = entries_within(db, section).filter_map(|entry| entry.cause);
    for cause in causes.filter(|cause| !is_top_level(db, *cause)) {
        *found.entry(cause).or_insert(0) += 1;
    }
    found
}

/// Asks for what concerns all statements, before it is needed for one of them.
pub fn gather_redundancy(db: &dyn Db) {
    rechosen(db);
    brought_by_profiles(db);
}
