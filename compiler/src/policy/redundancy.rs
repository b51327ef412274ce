//! Redundant statements: without one of them, what is permitted stays as it is.
//!
//! A statement is redundant when other statements cover each of its rules: for an allow, other allows (of what denies
//! leave of it); for a deny, other denies (of what it takes from allows). It counts how the union of the others lies,
//! however many they are; the order of statements plays no part. Statements that are redundant only thanks to each
//! other form a group of which one can go.

use std::borrow::Cow;

use expol_space::{Budget, Cover, Packet, Product, Region, TooComplex, best_outside, cover};
use rustc_hash::{FxHashMap, FxHashSet};

use super::deny::{DenyFinding, findings_of};
use super::effect::Rule;
use super::finder::Finder;
use super::groups::{finding, groups};
use super::instance::effects;
use super::table::{Cell, Entry, RuleId, all_effects, cause_of, cell_rules, cells, is_expired, some_cells};
use crate::db::Db;
use crate::hir::Place;
use crate::syntax::ItemKind;

/// Of so many rules that hold a packet, the one is chosen that covers most. Any of them would do.
const MAX_CHOICE: usize = 256;

/// The analysis of the rules between two areas takes so many steps at most, and some more for each of the rules.
/// One rule takes at most half of what those before it have left.
/// Policies that people write take a few steps for each rule.
pub const MAX_STEPS: u64 = 8_000_000;

/// See [`MAX_STEPS`].
pub(super) const STEPS_PER_RULE: u64 = 250;

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

/// What is found in a cell.
#[derive(Clone, PartialEq, Eq, Debug, Default, salsa::SalsaValue)]
pub(super) struct InCell<'db> {
    covered: Vec<Covered<'db>>,
    undecided: Vec<RuleId<'db>>,
    /// What denies do there: found together, since both ask the same cells.
    pub(super) denies: Vec<DenyFinding<'db>>,
}

/// A rule that rules of other statements cover.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub(super) struct Covered<'db> {
    pub(super) rule: RuleId<'db>,
    cell: Cell<'db>,
    allow: bool,
    /// Its position among the allows or denies of the cell.
    at: u32,
    cause: Place<'db>,
    /// A packet of what counts of it; none where nothing does: denies take all of it, or it takes nothing.
    pub(super) sample: Option<Packet>,
}

/// A statement whose rules are all covered.
#[derive(Clone)]
pub(super) struct Candidate<'db> {
    pub(super) cause: Place<'db>,
    pub(super) rules: Vec<Covered<'db>>,
    /// Rules of other statements that cover it, each statement once.
    pub(super) by: Vec<&'db Entry<'db>>,
}

/// The redundant statements of the project, in the order of cells; those of [`undecided`] are not among them.
#[salsa::tracked]
pub fn redundant<'db>(db: &'db dyn Db) -> Vec<Redundant<'db>> {
    let mut candidates = candidates(db);
    let all: FxHashSet<Place<'db>> = candidates.iter().map(|candidate| candidate.cause).collect();
    for candidate in &mut candidates {
        candidate.by = covering(db, candidate, &all);
    }
    candidates.retain(|candidate| !candidate.by.is_empty());
    let places: FxHashMap<Place<'db>, usize> =
        candidates.iter().enumerate().map(|(at, candidate)| (candidate.cause, at)).collect();
    groups(&candidates, &places).iter().filter_map(|group| finding(db, &candidates, group)).collect()
}

/// Whether the rules are those of a library profile that the statement applies. Such an `apply` is needed all the same,
/// for what the profile asserts and explains; only one that is repeated is not.
pub(super) fn is_of_the_library<'db>(db: &'db dyn Db, candidate: &Candidate<'db>) -> bool {
    candidate.rules.iter().all(|covered| {
        let innermost = covered.rule.rule(db).and_then(|rule| rule.origin.innermost());
        innermost.is_some_and(|place| place.item.file(db).library(db))
    })
}

/// The rules about which nothing was decided, since that would be too complex.
pub fn undecided<'db>(db: &'db dyn Db) -> impl Iterator<Item = RuleId<'db>> {
    eventful_cells(db).iter().flat_map(move |cell| in_cell(db, *cell).undecided.iter().copied())
}

/// The statements of which every rule is covered.
fn candidates<'db>(db: &'db dyn Db) -> Vec<Candidate<'db>> {
    let mut found: Vec<Candidate<'db>> = Vec::new();
    let mut known: FxHashMap<Place<'db>, usize> = FxHashMap::default();
    for covered in eventful_cells(db).iter().flat_map(|cell| covered_in(db, *cell)) {
        let cause = covered.cause;
        let at = *known.entry(cause).or_insert_with(|| {
            found.push(Candidate { cause, rules: Vec::new(), by: Vec::new() });
            found.len() - 1
        });
        if let Some(candidate) = found.get_mut(at) {
            candidate.rules.push(covered.clone());
        }
    }
    // A statement of which nothing counts is another finding.
    found.retain(|candidate| candidate.rules.iter().any(|covered| covered.sample.is_some()));
    let of_profiles = rules_of_profiles(db, &found);
    found.retain(|candidate| candidate.rules.len() == rules_of(db, candidate.cause, &of_profiles));
    found
}

/// How many rules in force come from a statement; those of a profile's statement, from every `apply` together.
fn rules_of<'db>(db: &'db dyn Db, cause: Place<'db>, of_profiles: &FxHashMap<Place<'db>, usize>) -> usize {
    if cause.item.kind(db) != ItemKind::Statement {
        return of_profiles.get(&cause).copied().unwrap_or(0);
    }
    effects(db, cause.item).rules.iter().filter(|rule| in_force_from(db, rule) == Some(cause)).count()
}

/// The numbers of rules that come from statements of profiles, counted once for all where there are any to ask for.
fn rules_of_profiles<'db>(db: &'db dyn Db, candidates: &[Candidate<'db>]) -> FxHashMap<Place<'db>, usize> {
    let mut found = FxHashMap::default();
    if candidates.iter().all(|candidate| candidate.cause.item.kind(db) == ItemKind::Statement) {
        return found;
    }
    for rule in all_effects(db).flat_map(|(_, effects)| &effects.rules) {
        if let Some(cause) = in_force_from(db, rule) {
            *found.entry(cause).or_insert(0) += 1;
        }
    }
    found
}

/// The statement that a rule in force comes from.
fn in_force_from<'db>(db: &'db dyn Db, rule: &Rule<'db>) -> Option<Place<'db>> {
    cause_of(db, rule).filter(|_| !(rule.allow && is_expired(db, rule)))
}

/// The cells about which there is something to say: most cells are quiet, and those who look for something need not
/// visit them.
#[salsa::tracked]
pub(super) fn eventful_cells<'db>(db: &'db dyn Db) -> Vec<Cell<'db>> {
    let is_quiet = |found: &InCell<'db>| {
        found.covered.is_empty() && found.undecided.is_empty() && found.denies.is_empty()
    };
    cells(db).filter(|cell| !is_quiet(in_cell(db, *cell))).collect()
}

/// Finds everything that is to be said about some cells, by their positions: nothing but work done before it is asked for.
pub fn analyse_cells(db: &dyn Db, positions: std::ops::Range<usize>) {
    for cell in some_cells(db, positions) {
        in_cell(db, cell);
    }
}

/// The part of [`in_cell`] that decides what is redundant: it mostly stays as it is.
#[salsa::tracked]
fn covered_in<'db>(db: &'db dyn Db, cell: Cell<'db>) -> Vec<Covered<'db>> {
    in_cell(db, cell).covered.clone()
}

/// The rules of a cell that rules of other statements cover, and what denies do.
#[salsa::tracked]
pub(super) fn in_cell<'db>(db: &'db dyn Db, cell: Cell<'db>) -> InCell<'db> {
    let rules = cell_rules(db, cell);
    let finder = Finder::new(db);
    let mut found = InCell { denies: findings_of(&finder, rules), ..InCell::default() };
    let budget = Budget::new(MAX_STEPS);
    for (all, allow) in [(&rules.allows, true), (&rules.denies, false)] {
        for (at, entry) in all.iter().enumerate() {
            let Some(cause) = entry.cause else { continue };
            let decided = budget.share(STEPS_PER_RULE, |budget| {
                is_covered(&finder, budget, entry, allow, |others| widest(others, entry))
            });
            match decided {
                Ok(Some(by)) => {
                    let sample = if by.is_empty() { Ok(None) } else { sample_of(&finder, entry, allow) };
                    match sample {
                        Ok(sample) => {
                            let at = at as u32;
                            found.covered.push(Covered { rule: entry.id, cell, allow, at, cause, sample });
                        }
                        Err(TooComplex) => found.undecided.push(entry.id),
                    }
                }
                Ok(None) => {}
                Err(TooComplex) => found.undecided.push(entry.id),
            }
        }
    }
    found
}

/// The rules of other statements that cover all that counts of a rule; none are needed where nothing of it counts.
fn is_covered<'db>(
    finder: &Finder<'db>,
    budget: &Budget,
    entry: &'db Entry<'db>,
    allow: bool,
    mut best: impl FnMut(&mut dyn Iterator<Item = &'db Entry<'db>>) -> Option<&'db Entry<'db>>,
) -> Result<Option<Vec<&'db Entry<'db>>>, TooComplex> {
    let mut by: Vec<&'db Entry<'db>> = Vec::new();
    for part in effective(finder, entry, allow) {
        let holding = |packet: &Packet| {
            if let Some(inside) = finder.inside_one(packet) {
                return Some((None, Cow::Owned(inside)));
            }
            let other = |other: &&'db Entry<'db>| {
                budget.take(1);
                covers(other, entry, allow)
            };
            if !allow {
                let found = best(&mut finder.holding(packet, false).filter(other));
                return found.map(|other| (Some(other), Cow::Borrowed(&other.product)));
            }
            if let Some(deny) = finder.holding(packet, false).next() {
                return Some((None, Cow::Borrowed(&deny.product)));
            }
            let found = best(&mut finder.holding(packet, true).filter(other));
            found.map(|other| (Some(other), Cow::Borrowed(&other.product)))
        };
        match cover(Region::from(part.as_ref()), budget, holding)? {
            Cover::Open(_) => return Ok(None),
            Cover::Whole(taken) => by.extend(taken),
        }
    }
    Ok(Some(by))
}

/// A packet that shows what a rule does: of an allow one that is permitted, of a deny one that an allow would permit.
fn sample_of<'db>(
    finder: &Finder<'db>,
    entry: &'db Entry<'db>,
    allow: bool,
) -> Result<Option<Packet>, TooComplex> {
    if allow {
        return best_outside(Region::from(&entry.product), &Budget::new(MAX_STEPS), |packet| {
            let inside = finder.inside_one(packet).map(Cow::Owned);
            inside.or_else(|| finder.holding(packet, false).next().map(|deny| Cow::Borrowed(&deny.product)))
        });
    }
    for part in effective(finder, entry, allow) {
        if let Some(sample) = finder.on_the_wire(&part)? {
            return Ok(Some(sample));
        }
    }
    Ok(None)
}

/// What of a rule counts: all of an allow, and what a deny takes from allows.
fn effective<'f, 'db>(
    finder: &'f Finder<'db>,
    entry: &'db Entry<'db>,
    allow: bool,
) -> impl Iterator<Item = Cow<'db, Product>> + use<'f, 'db> {
    let whole = allow.then_some(Cow::Borrowed(&entry.product));
    let met = (!allow).then(|| finder.meeting(&entry.product, true)).into_iter().flatten();
    whole.into_iter().chain(met.map(|allow| Cow::Owned(allow.product.intersection(&entry.product))))
}

/// Whether a rule may stand in for another: it comes from another statement and, where it permits, lasts as long.
fn covers(other: &Entry<'_>, entry: &Entry<'_>, allow: bool) -> bool {
    let lasts = match (other.until, entry.until) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(other), Some(own)) => other >= own,
    };
    other.cause != entry.cause && (lasts || !allow)
}

/// The rule that covers most of another: all of it, or else as much as it can. Of very many, the first are looked at.
fn widest<'db>(others: impl Iterator<Item = &'db Entry<'db>>, entry: &Entry<'db>) -> Option<&'db Entry<'db>> {
    let mut near: Vec<&'db Entry<'db>> = Vec::new();
    for other in others.take(MAX_CHOICE) {
        if entry.product.is_subset(&other.product) {
            return Some(other);
        }
        near.push(other);
    }
    if near.len() < 2 {
        return near.pop();
    }
    near.into_iter().max_by_key(|other| other.product.intersection(&entry.product).volume().to_bits())
}

/// The rules that cover a candidate, those of statements that stay before those of other candidates; each statement
/// once.
fn covering<'db>(
    db: &'db dyn Db,
    candidate: &Candidate<'db>,
    all: &FxHashSet<Place<'db>>,
) -> Vec<&'db Entry<'db>> {
    let finder = Finder::new(db);
    let mut found: Vec<&'db Entry<'db>> = Vec::new();
    for covered in &candidate.rules {
        let Some(entry) = entry_of(db, covered) else { return Vec::new() };
        let best = |others: &mut dyn Iterator<Item = &'db Entry<'db>>| {
            let mut going: Vec<&'db Entry<'db>> = Vec::new();
            let goes = |other: &Entry<'db>| other.cause.is_some_and(|cause| all.contains(&cause));
            let staying = others.filter(|other| {
                let goes = goes(other);
                if goes && going.len() < MAX_CHOICE {
                    going.push(other);
                }
                !goes
            });
            let found = widest(staying, entry);
            found.or_else(|| widest(going.into_iter(), entry))
        };
        let budget = || Budget::new(MAX_STEPS);
        // Where the better choice would take too long, the one that was found to do is made again.
        let chosen = is_covered(&finder, &budget(), entry, covered.allow, best);
        let plain = |_| is_covered(&finder, &budget(), entry, covered.allow, |others| widest(others, entry));
        match chosen.or_else(plain) {
            Ok(Some(by)) => found.extend(by),
            _ => return Vec::new(),
        }
    }
    let mut told = FxHashSet::default();
    found.retain(|entry| told.insert(entry.cause.ok_or(entry.id)));
    found
}

/// A rule among those of its cell.
fn entry_of<'db>(db: &'db dyn Db, covered: &Covered<'db>) -> Option<&'db Entry<'db>> {
    let rules = cell_rules(db, covered.cell);
    (if covered.allow { &rules.allows } else { &rules.denies }).get(covered.at as usize)
}
