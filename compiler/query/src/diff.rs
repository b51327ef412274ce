//! What has changed between two documents: the flows that are opened and closed, exactly, and who is responsible.

use std::collections::{BTreeSet, HashMap, HashSet};

use expol_ir::Action;
use expol_space::{AddressSet, Product, Region, TooComplex, permitted};

use crate::resolved::{Resolved, ResolvedRule};

/// Packets that one document permits and the other does not, rule by rule.
///
/// The parts may overlap; their union is exact: the packets that pass by `new` and not by `old`. Packets that either
/// document places between two addresses of one server are on no network, and left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gain {
    /// The parts.
    pub parts: Vec<GainPart>,
}

/// What one change of a rule brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GainPart {
    /// The packets that it may be about: a rule that is new or wider, or a deny that is gone or narrower.
    pub candidate: Product,
    /// Those of them that pass now and did not before.
    pub gained: Region,
}

/// The packets that pass by `new` and not by `old`.
///
/// A packet that is gained is in an allow of `new`. Either it is in no counterpart of that allow in `old`, or the old
/// policy denied it by a deny that has no counterpart in `new`. So only rules that differ have to be looked at.
///
/// # Errors
/// Where an intermediate region has too many pieces.
pub fn gained(old: &Resolved, new: &Resolved) -> Result<Gain, TooComplex> {
    let mut parts = Vec::new();
    let wider = candidates(old, new, Action::Allow);
    let narrower = candidates(new, old, Action::Deny);
    for (candidate, before) in wider.into_iter().chain(narrower) {
        let mut region = Region::from(candidate);
        if let Some(before) = before {
            region.remove(before)?;
        }
        let gained = passing(old, new, candidate, &region)?;
        if !gained.is_empty() {
            parts.push(GainPart { candidate: candidate.clone(), gained });
        }
    }
    Ok(Gain { parts })
}

/// The rules of `after` that `before` does not have in the same meaning, each with the one of the same id there.
fn candidates<'a>(
    before: &'a Resolved,
    after: &'a Resolved,
    action: Action,
) -> Vec<(&'a Product, Option<&'a Product>)> {
    let known: HashSet<&Product> = before.products(action).collect();
    let by_id: HashMap<&str, &Product> =
        of(before, action).map(|rule| (rule.id.as_str(), &rule.product)).collect();
    let changed = of(after, action).filter(|rule| !known.contains(&rule.product));
    changed.map(|rule| (&rule.product, by_id.get(rule.id.as_str()).copied())).collect()
}

fn of(resolved: &Resolved, action: Action) -> impl Iterator<Item = &ResolvedRule> {
    resolved.rules().iter().filter(move |rule| rule.action == action)
}

/// What of a region passes by `new` and not by `old`.
fn passing(
    old: &Resolved,
    new: &Resolved,
    candidate: &Product,
    region: &Region,
) -> Result<Region, TooComplex> {
    // The rules that cannot matter are left out once, not for every piece.
    let near = |resolved: &'_ Resolved, action: Action| -> Vec<Product> {
        resolved.products(action).filter(|product| product.intersects(candidate)).cloned().collect()
    };
    let new_rules = (near(new, Action::Allow), near(new, Action::Deny));
    let old_rules = (near(old, Action::Allow), near(old, Action::Deny));
    let hosts: Vec<AddressSet> = [old, new]
        .iter()
        .flat_map(|side| side.hosts())
        .filter(|host| meets(host, candidate))
        .cloned()
        .collect();
    let mut sum = Region::empty();
    for piece in region.pieces() {
        let mut now = permitted(piece, &new_rules.0, &new_rules.1)?;
        if now.is_empty() {
            continue;
        }
        now = now.without_self(&hosts)?;
        // now − (allows − denies) = (now − allows) ∪ (now ∩ denies)
        let mut rest = now.clone();
        for allow in &old_rules.0 {
            if rest.is_empty() {
                break;
            }
            rest.remove(allow)?;
        }
        for part in rest.pieces() {
            sum.union_with(part)?;
        }
        for deny in &old_rules.1 {
            for part in now.intersect(deny).pieces() {
                sum.union_with(part)?;
            }
        }
    }
    Ok(sum)
}

fn meets(host: &AddressSet, candidate: &Product) -> bool {
    host.intersects(&candidate.from) && host.intersects(&candidate.to)
}

/// The ids of the rules of a document that a change of traffic is due to: of `action`, meeting the packets.
pub(crate) fn responsible(resolved: &Resolved, action: Action, packets: &Region) -> Vec<String> {
    let meeting = of(resolved, action).filter(|rule| packets.intersects(&rule.product));
    let ids: BTreeSet<&String> = meeting.map(|rule| &rule.id).collect();
    ids.into_iter().cloned().collect()
}
