//! Redundant statements: without one of them, what is permitted stays as it is.
//!
//! A statement is redundant when other statements cover each of its rules: for an allow, other allows (of what denies
//! leave of it); for a deny, other denies (of what it takes from allows). It counts how the union of the others lies,
//! however many they are; the order of statements plays no part. Statements that are redundant only thanks to each
//! other form a group of which one can go.

use std::borrow::Cow;

use expol_space::{Cover, Packet, Product, Region, TooComplex, cover};
use rustc_hash::{FxHashMap, FxHashSet};

use super::instance::effects;
use super::table::{
    Cell, Entry, RuleId, all_effects, allows_meeting, allows_of, cell_rules, cells, denies_of,
};
use super::wire::{inside_one, on_the_wire};
use crate::db::Db;
use crate::hir::Place;
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

/// A rule that rules of other statements cover.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
struct Covered<'db> {
    rule: RuleId<'db>,
    cause: Place<'db>,
    sample: Packet,
}

/// A statement whose rules are all covered.
#[derive(Clone)]
struct Candidate<'db> {
    cause: Place<'db>,
    rules: Vec<Covered<'db>>,
    /// Rules of other statements that cover it, each statement once.
    by: Vec<&'db Entry<'db>>,
}

/// The redundant statements of the project, in the order of cells. What is too complex to decide is not among them.
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
fn is_of_the_library<'db>(db: &'db dyn Db, candidate: &Candidate<'db>) -> bool {
    candidate.rules.iter().all(|covered| {
        let innermost = covered.rule.rule(db).and_then(|rule| rule.origin.innermost());
        innermost.is_some_and(|place| place.item.file(db).library(db))
    })
}

/// The statements of which every rule is covered.
fn candidates<'db>(db: &'db dyn Db) -> Vec<Candidate<'db>> {
    let mut found: Vec<Candidate<'db>> = Vec::new();
    let mut known: FxHashMap<Place<'db>, usize> = FxHashMap::default();
    for covered in cells(db).flat_map(|cell| covered_in(db, cell)) {
        let cause = covered.cause;
        let at = *known.entry(cause).or_insert_with(|| {
            found.push(Candidate { cause, rules: Vec::new(), by: Vec::new() });
            found.len() - 1
        });
        if let Some(candidate) = found.get_mut(at) {
            candidate.rules.push(covered.clone());
        }
    }
    found.retain(|candidate| candidate.rules.len() == rules_of(db, candidate.cause));
    found
}

/// How many rules in force come from a statement; those of a profile's statement, from every `apply` together.
fn rules_of<'db>(db: &'db dyn Db, cause: Place<'db>) -> usize {
    let from = |rules: &[super::effect::Rule<'db>]| {
        let is_its = |rule: &&super::effect::Rule<'db>| {
            super::table::cause_of(db, rule) == Some(cause)
                && !(rule.allow && super::table::is_expired(db, rule))
        };
        rules.iter().filter(is_its).count()
    };
    if cause.item.kind(db) == ItemKind::Statement {
        return from(&effects(db, cause.item).rules);
    }
    all_effects(db).map(|(_, effects)| from(&effects.rules)).sum()
}

/// The rules of a cell that rules of other statements cover.
#[salsa::tracked]
fn covered_in<'db>(db: &'db dyn Db, cell: Cell<'db>) -> Vec<Covered<'db>> {
    let rules = cell_rules(db, cell);
    let mut found = Vec::new();
    for (all, allow) in [(&rules.allows, true), (&rules.denies, false)] {
        for entry in all {
            let Some(cause) = entry.cause else { continue };
            let best = |others: Vec<&'db Entry<'db>>| widest(others.into_iter(), entry);
            if let Ok(Some(sample)) = is_covered(db, entry, allow, best).map(|answer| answer.map(|it| it.0)) {
                found.push(Covered { rule: entry.id, cause, sample });
            }
        }
    }
    found
}

/// A packet of the rule and the rules that cover it, where other statements cover it.
fn is_covered<'db>(
    db: &'db dyn Db,
    entry: &'db Entry<'db>,
    allow: bool,
    mut best: impl FnMut(Vec<&'db Entry<'db>>) -> Option<&'db Entry<'db>>,
) -> Result<Option<(Packet, Vec<&'db Entry<'db>>)>, TooComplex> {
    let mut by: Vec<&'db Entry<'db>> = Vec::new();
    for part in effective(db, entry, allow) {
        let holding = |packet: &Packet| {
            if let Some(inside) = inside_one(db, packet) {
                return Some((None, Cow::Owned(inside)));
            }
            let rules = if allow { allows_of(db, packet) } else { denies_of(db, packet) };
            if allow && let Some(deny) = denies_of(db, packet).first() {
                return Some((None, Cow::Borrowed(&deny.product)));
            }
            let others = rules.into_iter().filter(|other| covers(other, entry, allow)).collect();
            best(others).map(|other| (Some(other), Cow::Borrowed(&other.product)))
        };
        match cover(Region::from(part.as_ref()), holding)? {
            Cover::Open(_) => return Ok(None),
            Cover::Whole(taken) => by.extend(taken),
        }
    }
    if by.is_empty() {
        // Denies or the computer itself leave nothing of it: that is another finding.
        return Ok(None);
    }
    Ok(on_the_wire(db, &Region::from(&entry.product))?.sample().map(|sample| (sample, by)))
}

/// What of a rule counts: all of an allow, and what a deny takes from allows.
fn effective<'db>(db: &'db dyn Db, entry: &'db Entry<'db>, allow: bool) -> Vec<Cow<'db, Product>> {
    if allow {
        return vec![Cow::Borrowed(&entry.product)];
    }
    let met = allows_meeting(db, &entry.product).into_iter();
    met.map(|allow| Cow::Owned(allow.product.intersection(&entry.product))).collect()
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

/// The rule that covers most of another: all of it, or else as much as it can.
fn widest<'db>(others: impl Iterator<Item = &'db Entry<'db>>, entry: &Entry<'db>) -> Option<&'db Entry<'db>> {
    let size = |other: &&Entry<'db>| {
        let whole = entry.product.is_subset(&other.product);
        (whole, other.product.intersection(&entry.product).volume().to_bits())
    };
    others.max_by_key(size)
}

/// The rules that cover a candidate, those of statements that stay before those of other candidates; each statement
/// once.
fn covering<'db>(
    db: &'db dyn Db,
    candidate: &Candidate<'db>,
    all: &FxHashSet<Place<'db>>,
) -> Vec<&'db Entry<'db>> {
    let mut found: Vec<&'db Entry<'db>> = Vec::new();
    for covered in &candidate.rules {
        let Some((entry, allow)) = entry_of(db, covered.rule) else { return Vec::new() };
        let best = |others: Vec<&'db Entry<'db>>| {
            let stays = |other: &&Entry<'db>| other.cause.is_none_or(|cause| !all.contains(&cause));
            let (staying, going): (Vec<_>, Vec<_>) = others.into_iter().partition(|other| stays(other));
            widest(staying.into_iter(), entry).or_else(|| widest(going.into_iter(), entry))
        };
        match is_covered(db, entry, allow, best) {
            Ok(Some((_, by))) => found.extend(by),
            _ => return Vec::new(),
        }
    }
    let mut told = FxHashSet::default();
    found.retain(|entry| told.insert(entry.cause.ok_or(entry.id)));
    found
}

/// A rule among those of its cell.
fn entry_of<'db>(db: &'db dyn Db, id: RuleId<'db>) -> Option<(&'db Entry<'db>, bool)> {
    let rule = id.rule(db)?;
    let product = rule.flow.product();
    let near =
        if rule.allow { allows_meeting(db, &product) } else { super::table::denies_meeting(db, &product) };
    near.into_iter().find(|entry| entry.id == id).map(|entry| (entry, rule.allow))
}

/// Candidates that need each other, together; the others alone.
fn groups<'db>(candidates: &[Candidate<'db>], places: &FxHashMap<Place<'db>, usize>) -> Vec<Vec<usize>> {
    let mut group: Vec<usize> = (0..candidates.len()).collect();
    let root = |group: &[usize], mut at: usize| {
        while group[at] != at {
            at = group[at];
        }
        at
    };
    for (at, candidate) in candidates.iter().enumerate() {
        for other in candidate.by.iter().filter_map(|entry| places.get(&entry.cause?)) {
            let (a, b) = (root(&group, at), root(&group, *other));
            group[a.max(b)] = a.min(b);
        }
    }
    let mut found: Vec<Vec<usize>> = vec![Vec::new(); candidates.len()];
    for at in 0..candidates.len() {
        found[root(&group, at)].push(at);
    }
    found.retain(|group| !group.is_empty());
    found
}

fn finding<'db>(db: &'db dyn Db, all: &[Candidate<'db>], group: &[usize]) -> Option<Redundant<'db>> {
    let size = |at: &&usize| {
        let rules = all[**at].rules.iter().filter_map(|covered| covered.rule.rule(db));
        // Of statements that say equally much, the last in the file is told.
        (rules.map(|rule| rule.flow.product().volume()).sum::<f64>().to_bits(), std::cmp::Reverse(**at))
    };
    let leader = &all[*group.iter().min_by_key(size)?];
    let first = leader.rules.first()?;
    let kind = match group {
        [_] => RedundantKind::Covered(leader.by.iter().map(|entry| entry.id).collect()),
        _ => {
            let others = group.iter().map(|at| &all[*at]).filter(|other| other.cause != leader.cause);
            let rules: Vec<RuleId<'db>> =
                others.filter_map(|other| other.rules.first()).map(|covered| covered.rule).collect();
            let same = group.iter().all(|at| says_the_same(db, &all[*at], leader));
            if same { RedundantKind::Same(rules) } else { RedundantKind::Mutual(rules) }
        }
    };
    if is_of_the_library(db, leader) && !matches!(kind, RedundantKind::Same(_)) {
        return None;
    }
    Some(Redundant { statement: leader.cause, rule: first.rule, sample: first.sample, kind })
}

fn says_the_same<'db>(db: &'db dyn Db, a: &Candidate<'db>, b: &Candidate<'db>) -> bool {
    let products = |candidate: &Candidate<'db>| -> Vec<Product> {
        let rules = candidate.rules.iter().filter_map(|covered| covered.rule.rule(db));
        rules.map(|rule| rule.flow.product()).collect()
    };
    let (a, b) = (products(a), products(b));
    let within = |some: &[Product], others: &[Product]| some.iter().all(|one| others.contains(one));
    within(&a, &b) && within(&b, &a)
}
