//! Denies against allows: what a deny removes, and what of an allow it leaves.

use std::borrow::Cow;

use expol_space::{Budget, Packet, Product, Region, TooComplex, best_outside};
use rustc_hash::FxHashSet;

use super::entry::{Entry, RuleId};
use super::finder::Finder;

/// So many denies are looked at for one allow; more of them cross it than anybody would read.
pub const MAX_DENIES: usize = 64;

/// A finding about the user's own rules.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub struct DenyFinding<'db> {
    /// The rule that it is about.
    pub rule: RuleId<'db>,
    /// What it is.
    pub kind: DenyFindingKind<'db>,
}

/// The kinds of findings.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub enum DenyFindingKind<'db> {
    /// A deny that takes away nothing.
    RemovesNothing,
    /// An allow of which denies leave nothing.
    RemovedWholly {
        /// Denies that take all of it together.
        by: Vec<RuleId<'db>>,
        /// A packet that the allow names.
        sample: Packet,
    },
    /// A deny and an allow that cross: neither contains the other.
    Crosses {
        /// The deny.
        deny: RuleId<'db>,
        /// A packet that is denied.
        denied: Packet,
        /// A packet that is still allowed.
        allowed: Packet,
    },
    /// A deny inside an allow: an exception from it.
    Narrows {
        /// The deny.
        deny: RuleId<'db>,
        /// A packet that is denied.
        denied: Packet,
    },
    /// More than [`MAX_DENIES`] denies meet the allow; what the others do to it is not told.
    Many,
    /// Too complex to be decided.
    Undecided,
}

/// What a deny does, or what denies do to an allow.
pub(super) fn findings_of<'db>(
    finder: &Finder<'db>,
    entry: &Entry<'db>,
    steps: u64,
) -> Vec<DenyFinding<'db>> {
    let finding = |kind| vec![DenyFinding { rule: entry.id, kind }];
    if entry.allow {
        return fate_of(finder, &Budget::new(steps), entry)
            .unwrap_or_else(|_| finding(DenyFindingKind::Undecided));
    }
    match removes_something(finder, entry) {
        Ok(true) => Vec::new(),
        Ok(false) => finding(DenyFindingKind::RemovesNothing),
        Err(TooComplex) => finding(DenyFindingKind::Undecided),
    }
}

/// Whether a deny takes away anything from the allows. The first packet decides.
fn removes_something(finder: &Finder<'_>, deny: &Entry<'_>) -> Result<bool, TooComplex> {
    for allow in finder.meeting(&deny.product, true) {
        if finder.on_the_wire(&allow.product.intersection(&deny.product))?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What denies leave of an allow.
fn fate_of<'db>(
    finder: &Finder<'db>,
    budget: &Budget,
    allow: &Entry<'db>,
) -> Result<Vec<DenyFinding<'db>>, TooComplex> {
    let mut denies: Vec<&'db Entry<'db>> =
        finder.meeting(&allow.product, false).take(MAX_DENIES + 1).collect();
    if denies.is_empty() {
        return Ok(Vec::new());
    }
    denies.sort_by(|a, b| a.compare(b, finder.db()));
    let finding = |kind| DenyFinding { rule: allow.id, kind };
    let (left, by) = left_of(finder, budget, &allow.product, &denies)?;
    let Some(allowed) = left else {
        let sample = finder.on_the_wire(&allow.product)?;
        let kind = sample.map(|sample| DenyFindingKind::RemovedWholly { by, sample });
        return Ok(kind.map(finding).into_iter().collect());
    };
    let many = denies.len() > MAX_DENIES;
    denies.truncate(MAX_DENIES);
    let mut found = Vec::new();
    for deny in denies {
        let Some(denied) = finder.on_the_wire(&allow.product.intersection(&deny.product))? else { continue };
        let is_inside = deny.product.is_subset(&allow.product);
        found.push(finding(match is_inside {
            true => DenyFindingKind::Narrows { deny: deny.id, denied },
            false => DenyFindingKind::Crosses { deny: deny.id, denied, allowed },
        }));
    }
    found.extend(many.then(|| finding(DenyFindingKind::Many)));
    Ok(found)
}

/// The best example of what denies leave of an allow, and the denies that hold better ones. The first of `near` are asked
/// before all others, which have to be found.
fn left_of<'db>(
    finder: &Finder<'db>,
    budget: &Budget,
    allow: &Product,
    near: &[&'db Entry<'db>],
) -> Result<(Option<Packet>, Vec<RuleId<'db>>), TooComplex> {
    let (mut by, mut told) = (Vec::new(), FxHashSet::default());
    let left = best_outside(Region::from(allow), budget, |packet| {
        if let Some(inside) = finder.inside_one(packet) {
            return Some(Cow::Owned(inside));
        }
        let known = near.iter().copied().find(|deny| deny.product.contains(packet));
        let deny = match known {
            None if near.len() > MAX_DENIES => finder.deny_of(packet)?,
            known => known?,
        };
        if told.insert(deny.id) {
            by.push(deny.id);
        }
        Some(Cow::Borrowed(&deny.product))
    })?;
    Ok((left, by))
}
