//! Redundant statements that need each other form groups: of one group one statement can go.

use expol_space::Product;
use rustc_hash::FxHashMap;

use super::entry::RuleId;
use super::redundancy::{Candidate, Redundant, RedundantKind, is_of_the_library};
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
        for other in candidate.needed.iter().filter_map(|cause| places.get(cause)) {
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
    let leader = match group {
        [only] => &all[*only],
        _ => &all[leader(all, group)?],
    };
    let (first, sample) =
        leader.rules.iter().find_map(|covered| Some((covered.entry.id, covered.sample?)))?;
    let kind = match group {
        [_] => RedundantKind::Covered(leader.by.iter().map(|(rule, _)| *rule).collect()),
        _ => {
            let others = group.iter().map(|at| &all[*at]).filter(|other| other.cause != leader.cause);
            let rules: Vec<RuleId<'db>> =
                others.filter_map(|other| other.rules.first()).map(|covered| covered.entry.id).collect();
            let same = group.iter().all(|at| says_the_same(&all[*at], leader));
            if same { RedundantKind::Same(rules) } else { RedundantKind::Mutual(rules) }
        }
    };
    if is_of_the_library(db, leader) && !matches!(kind, RedundantKind::Same(_)) {
        return None;
    }
    Some(Redundant { statement: leader.cause, rule: first, sample, kind })
}

/// The statement of a group that says least.
fn leader(all: &[Candidate<'_>], group: &[usize]) -> Option<usize> {
    let size = |at: &&usize| {
        // Of statements that say equally much, the last in the file is told.
        (products(&all[**at]).map(Product::volume).sum::<f64>().to_bits(), std::cmp::Reverse(**at))
    };
    let least = *group.iter().min_by_key(size)?;
    // Numbers of packets are rounded: of equal ones, one statement may still lie inside the other.
    let inside = |at: &&usize| says_within(&all[**at], &all[least]) && !says_within(&all[least], &all[**at]);
    Some(group.iter().find(inside).copied().unwrap_or(least))
}

fn says_the_same(a: &Candidate<'_>, b: &Candidate<'_>) -> bool {
    let within = |some: &Candidate<'_>, others: &Candidate<'_>| {
        products(some).all(|one| products(others).any(|other| one == other))
    };
    within(a, b) && within(b, a)
}

/// Whether each rule of one statement lies in a rule of the other.
fn says_within(a: &Candidate<'_>, b: &Candidate<'_>) -> bool {
    products(a).all(|one| products(b).any(|other| one.is_subset(other)))
}

fn products<'a>(candidate: &'a Candidate<'_>) -> impl Iterator<Item = &'a Product> {
    candidate.rules.iter().map(|covered| &covered.entry.product)
}
