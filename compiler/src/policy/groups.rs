//! Redundant statements that need each other form groups: of one group one statement can go.

use expol_space::Product;
use rustc_hash::FxHashMap;

use super::redundancy::{Candidate, Redundant, RedundantKind, is_of_the_library};
use super::table::RuleId;
use crate::db::Db;
use crate::hir::Place;

/// Candidates that need each other, together; the others alone.
pub(super) fn groups<'db>(
    candidates: &[Candidate<'db>],
    places: &FxHashMap<Place<'db>, usize>,
) -> Vec<Vec<usize>> {
    let mut group: Vec<usize> = (0..candidates.len()).collect();
    let root = |group: &mut [usize], mut at: usize| {
        while group[at] != at {
            group[at] = group[group[at]];
            at = group[at];
        }
        at
    };
    for (at, candidate) in candidates.iter().enumerate() {
        for other in candidate.by.iter().filter_map(|entry| places.get(&entry.cause?)) {
            let (a, b) = (root(&mut group, at), root(&mut group, *other));
            group[a.max(b)] = a.min(b);
        }
    }
    let mut found: Vec<Vec<usize>> = vec![Vec::new(); candidates.len()];
    for at in 0..candidates.len() {
        found[root(&mut group, at)].push(at);
    }
    found.retain(|group| !group.is_empty());
    found
}

/// What is told of a group; nothing where its rules are those of a library profile that it applies.
pub(super) fn finding<'db>(
    db: &'db dyn Db,
    all: &[Candidate<'db>],
    group: &[usize],
) -> Option<Redundant<'db>> {
    let size = |at: &&usize| {
        let rules = all[**at].rules.iter().filter_map(|covered| covered.rule.rule(db));
        // Of statements that say equally much, the last in the file is told.
        (rules.map(|rule| rule.flow.product().volume()).sum::<f64>().to_bits(), std::cmp::Reverse(**at))
    };
    let least = *group.iter().min_by_key(size)?;
    // Numbers of packets are rounded: of equal ones, one statement may still lie inside the other.
    let inside =
        |at: &&usize| says_within(db, &all[**at], &all[least]) && !says_within(db, &all[least], &all[**at]);
    let leader = &all[group.iter().find(inside).copied().unwrap_or(least)];
    let (first, sample) = leader.rules.iter().find_map(|covered| Some((covered, covered.sample?)))?;
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
    Some(Redundant { statement: leader.cause, rule: first.rule, sample, kind })
}

fn says_the_same<'db>(db: &'db dyn Db, a: &Candidate<'db>, b: &Candidate<'db>) -> bool {
    let (a, b) = (products(db, a), products(db, b));
    let within = |some: &[Product], others: &[Product]| some.iter().all(|one| others.contains(one));
    within(&a, &b) && within(&b, &a)
}

/// Whether each rule of one statement lies in a rule of the other.
fn says_within<'db>(db: &'db dyn Db, a: &Candidate<'db>, b: &Candidate<'db>) -> bool {
    let (a, b) = (products(db, a), products(db, b));
    a.iter().all(|one| b.iter().any(|other| one.is_subset(other)))
}

fn products<'db>(db: &'db dyn Db, candidate: &Candidate<'db>) -> Vec<Product> {
    let rules = candidate.rules.iter().filter_map(|covered| covered.rule.rule(db));
    rules.map(|rule| rule.flow.product()).collect()
}
