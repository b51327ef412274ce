//! Redundant statements: without one of them, what is permitted stays as it is.
//!
//! A statement is redundant when other statements cover each of its rules: for an allow, other allows (of what denies
//! leave of it); for a deny, other denies (of what it takes from allows). It counts how the union of the others lies,
//! however many they are; the order of statements plays no part. Statements that are redundant only thanks to each
//! other form a group of which one can go.

use std::borrow::Cow;
use std::sync::Arc;

use expol_space::{Budget, Cover, Packet, Product, Region, TooComplex, best_outside, cover};
use rustc_hash::{FxHashMap, FxHashSet};

use super::analysis::{CHOICE_STEPS, eventful, eventful_in, in_item, steps_for};
use super::entry::{Entry, RuleId, all_entries, entries};
use super::finder::Finder;
use super::groups::{finding, groups};
use super::sample::presentable_by;
use crate::db::Db;
use crate::hir::{Item, Place, own_sections};
use crate::syntax::ItemKind;

/// Of so many rules that hold a packet, the one is chosen that covers most. Any of them would do.
const MAX_CHOICE: usize = 256;

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

/// A rule that rules of other statements cover.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub(super) struct Covered<'db> {
    pub(super) entry: Arc<Entry<'db>>,
    pub(super) cause: Place<'db>,
    /// A packet of what counts of it; none where nothing does: denies take all of it, or it takes nothing.
    pub(super) sample: Option<Packet>,
}

/// A statement whose rules are all covered.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub(super) struct Candidate<'db> {
    pub(super) cause: Place<'db>,
    pub(super) rules: Vec<Covered<'db>>,
    /// Rules of other statements that cover it, each statement once, with what they come from.
    pub(super) by: Vec<(RuleId<'db>, Option<Place<'db>>)>,
}

/// The redundant statements of the project, in the order of files and lines; those of [`super::undecided`] are not among
/// them.
#[salsa::tracked]
pub fn redundant<'db>(db: &'db dyn Db) -> Vec<Redundant<'db>> {
    let candidates: Vec<&Candidate<'db>> = own_sections(db)
        .iter()
        .flat_map(|section| eventful_in(db, *section))
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
fn candidates_of<'db>(db: &'db dyn Db, item: Item<'db>) -> &'db [Candidate<'db>] {
    if in_item(db, item).covered.is_empty() { &[] } else { candidates_within(db, item) }
}

#[salsa::tracked]
fn candidates_within<'db>(db: &'db dyn Db, item: Item<'db>) -> Vec<Candidate<'db>> {
    let causes = going(db, item).iter();
    let rules =
        |cause: Place<'db>| in_item(db, item).covered.iter().filter(move |covered| covered.cause == cause);
    causes.filter_map(|cause| candidate(db, *cause, rules(*cause).cloned().collect())).collect()
}

/// The statements of profiles that are redundant wherever they are applied, with what covers them.
#[salsa::tracked]
fn candidates_of_profiles<'db>(db: &'db dyn Db) -> Vec<Candidate<'db>> {
    let all = going_of_profiles(db).iter();
    all.filter_map(|(cause, rules)| candidate(db, *cause, rules.clone())).collect()
}

fn candidate<'db>(db: &'db dyn Db, cause: Place<'db>, rules: Vec<Covered<'db>>) -> Option<Candidate<'db>> {
    let by = covering(db, &rules).unwrap_or_default();
    (!by.is_empty()).then_some(Candidate { cause, rules, by })
}

/// Whether every rule of a statement is covered.
fn goes<'db>(db: &'db dyn Db, cause: Place<'db>) -> bool {
    if is_top_level(db, cause) {
        return !is_quiet(db, cause.item) && going(db, cause.item).contains(&cause);
    }
    going_of_profiles(db).iter().any(|(own, _)| *own == cause)
}

fn is_quiet<'db>(db: &'db dyn Db, item: Item<'db>) -> bool {
    in_item(db, item).covered.is_empty()
}

/// A statement outside of profiles: all its rules are its item's.
fn is_top_level<'db>(db: &'db dyn Db, cause: Place<'db>) -> bool {
    cause.item.kind(db) == ItemKind::Statement
}

/// The statements in a top-level statement of which every rule is covered. One of which nothing counts is another
/// finding.
#[salsa::tracked]
fn going<'db>(db: &'db dyn Db, item: Item<'db>) -> Vec<Place<'db>> {
    let mut found: Vec<Place<'db>> = Vec::new();
    let covered = &in_item(db, item).covered;
    for cause in covered.iter().map(|covered| covered.cause).filter(|cause| is_top_level(db, *cause)) {
        let own = || covered.iter().filter(|covered| covered.cause == cause);
        let all = entries(db, item).iter().filter(|entry| entry.cause == Some(cause)).count();
        if !found.contains(&cause) && own().count() == all && own().any(|covered| covered.sample.is_some()) {
            found.push(cause);
        }
    }
    found
}

/// The statements of profiles of which every rule is covered, wherever they are applied.
#[salsa::tracked]
fn going_of_profiles<'db>(db: &'db dyn Db) -> Vec<(Place<'db>, Vec<Covered<'db>>)> {
    let mut found: Vec<(Place<'db>, Vec<Covered<'db>>)> = Vec::new();
    let mut known: FxHashMap<Place<'db>, usize> = FxHashMap::default();
    let all = eventful(db).flat_map(|(_, found)| &found.covered);
    for covered in all.filter(|covered| !is_top_level(db, covered.cause)) {
        let at = *known.entry(covered.cause).or_insert_with(|| {
            found.push((covered.cause, Vec::new()));
            found.len() - 1
        });
        found[at].1.push(covered.clone());
    }
    if found.is_empty() {
        return found;
    }
    let mut brought: FxHashMap<Place<'db>, usize> = FxHashMap::default();
    for cause in all_entries(db).filter_map(|entry| entry.cause).filter(|cause| known.contains_key(cause)) {
        *brought.entry(cause).or_insert(0) += 1;
    }
    found.retain(|(cause, rules)| {
        brought.get(cause) == Some(&rules.len()) && rules.iter().any(|covered| covered.sample.is_some())
    });
    found
}

/// What is said of a rule that rules of other statements cover; nothing of one that they do not.
///
/// # Errors
/// Where the answer takes more than so many steps.
pub(super) fn covered_of<'db>(
    finder: &Finder<'db>,
    entry: &Arc<Entry<'db>>,
    steps: u64,
) -> Result<Option<Covered<'db>>, TooComplex> {
    let Some(cause) = entry.cause else { return Ok(None) };
    let by = is_covered(finder, &Budget::new(steps), entry, |others| widest(others, entry))?;
    let Some(by) = by else { return Ok(None) };
    let sample = if by.is_empty() { None } else { sample_of(finder, entry, steps)? };
    Ok(Some(Covered { entry: Arc::clone(entry), cause, sample }))
}

/// The rules of other statements that cover all that counts of a rule; none are needed where nothing of it counts.
fn is_covered<'db>(
    finder: &Finder<'db>,
    budget: &Budget,
    entry: &Entry<'db>,
    mut best: impl FnMut(&mut dyn Iterator<Item = &'db Entry<'db>>) -> Option<&'db Entry<'db>>,
) -> Result<Option<Vec<&'db Entry<'db>>>, TooComplex> {
    let allow = entry.allow;
    let mut by: Vec<&'db Entry<'db>> = Vec::new();
    for part in effective(finder, entry) {
        let holding = |packet: &Packet| {
            if let Some(inside) = finder.inside_one(packet) {
                return Some((None, Cow::Owned(inside)));
            }
            let other = |other: &&'db Entry<'db>| {
                budget.take(1);
                covers(other, entry)
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
    entry: &Entry<'db>,
    steps: u64,
) -> Result<Option<Packet>, TooComplex> {
    let shown = |sample: Packet| presentable_by(finder, &sample, &entry.product);
    if entry.allow {
        let sample = best_outside(Region::from(&entry.product), &Budget::new(steps), |packet| {
            let inside = finder.inside_one(packet).map(Cow::Owned);
            inside.or_else(|| finder.holding(packet, false).next().map(|deny| Cow::Borrowed(&deny.product)))
        })?;
        return Ok(sample.map(shown));
    }
    for part in effective(finder, entry) {
        if let Some(sample) = finder.on_the_wire(&part)? {
            return Ok(Some(shown(sample)));
        }
    }
    Ok(None)
}

/// What of a rule counts: all of an allow, and what a deny takes from allows.
fn effective<'e, 'db>(
    finder: &'e Finder<'db>,
    entry: &'e Entry<'db>,
) -> impl Iterator<Item = Cow<'e, Product>> + use<'e, 'db> {
    let whole = entry.allow.then_some(Cow::Borrowed(&entry.product));
    let met = (!entry.allow).then(|| finder.meeting(&entry.product, true)).into_iter().flatten();
    whole.into_iter().chain(met.map(|allow| Cow::Owned(allow.product.intersection(&entry.product))))
}

/// Whether a rule may stand in for another: it comes from another statement and, where it permits, lasts as long.
fn covers(other: &Entry<'_>, entry: &Entry<'_>) -> bool {
    let lasts = match (other.until, entry.until) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(other), Some(own)) => other >= own,
    };
    other.cause != entry.cause && (lasts || !entry.allow)
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

/// The rules that cover those of a statement: rules of statements that stay before those of statements that could go
/// themselves; each statement once. `None` where that was not decided.
fn covering<'db>(db: &'db dyn Db, rules: &[Covered<'db>]) -> Option<Vec<(RuleId<'db>, Option<Place<'db>>)>> {
    let finder = Finder::new(db);
    let mut found = Vec::new();
    for covered in rules {
        let by = covering_one(&finder, &covered.entry)?;
        found.extend(by.into_iter().map(|entry| (entry.id, entry.cause)));
    }
    let mut told = FxHashSet::default();
    found.retain(|(rule, cause)| told.insert(cause.ok_or(*rule)));
    Some(found)
}

fn covering_one<'db>(finder: &Finder<'db>, entry: &Entry<'db>) -> Option<Vec<&'db Entry<'db>>> {
    let best = |others: &mut dyn Iterator<Item = &'db Entry<'db>>| {
        let mut going: Vec<&'db Entry<'db>> = Vec::new();
        let staying = others.filter(|other| {
            let goes = other.cause.is_some_and(|cause| goes(finder.db(), cause));
            if goes && going.len() < MAX_CHOICE {
                going.push(other);
            }
            !goes
        });
        let found = widest(staying, entry);
        found.or_else(|| widest(going.into_iter(), entry))
    };
    // Where the better choice would take too long, the one that was found to do is made again.
    let chosen = is_covered(finder, &Budget::new(CHOICE_STEPS), entry, best);
    let steps = steps_for(finder.db(), entry.id.item);
    let plain = |_| is_covered(finder, &Budget::new(steps), entry, |others| widest(others, entry));
    chosen.or_else(plain).ok().flatten()
}
