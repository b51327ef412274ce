//! Denies against allows: what a deny removes, and what of an allow it leaves. Computed cell by cell.

use std::borrow::Cow;

use expol_space::{Budget, Packet, Product, Region, TooComplex, best_outside};
use rustc_hash::FxHashSet;

use super::finder::Finder;
use super::redundancy::{MAX_STEPS, STEPS_PER_RULE, eventful_cells, in_cell};
use super::table::{CellRules, Entry, RuleId};
use crate::db::Db;

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

/// All findings about denies, in the order of cells.
pub fn deny_findings<'db>(db: &'db dyn Db) -> impl Iterator<Item = &'db DenyFinding<'db>> {
    eventful_cells(db).iter().flat_map(move |cell| &in_cell(db, *cell).denies)
}

/// What denies do in a cell.
pub(super) fn findings_of<'db>(finder: &Finder<'db>, rules: &'db CellRules<'db>) -> Vec<DenyFinding<'db>> {
    let mut found = Vec::new();
    let budget = Budget::new(MAX_STEPS);
    let undecided = |rule: RuleId<'db>| DenyFinding { rule, kind: DenyFindingKind::Undecided };
    for deny in rules.denies.iter().filter(|deny| deny.cause.is_some()) {
        match removes_something(finder, deny) {
            Ok(true) => {}
            Ok(false) => found.push(DenyFinding { rule: deny.id, kind: DenyFindingKind::RemovesNothing }),
            Err(TooComplex) => found.push(undecided(deny.id)),
        }
    }
    for allow in rules.allows.iter().filter(|allow| allow.cause.is_some()) {
        match budget.share(STEPS_PER_RULE, |budget| fate_of(finder, budget, allow)) {
            Ok(fate) => found.extend(fate),
            Err(TooComplex) => found.push(undecided(allow.id)),
        }
    }
    found
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
    allow: &'db Entry<'db>,
) -> Result<Vec<DenyFinding<'db>>, TooComplex> {
    let mut denies: Vec<&'db Entry<'db>> =
        finder.meeting(&allow.product, false).take(MAX_DENIES + 1).collect();
    if denies.is_empty() {
        return Ok(Vec::new());
    }
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
        let deny_id = deny.id;
        found.push(finding(match deny.product.is_subset(&allow.product) {
            true => DenyFindingKind::Narrows { deny: deny_id, denied },
            false => DenyFindingKind::Crosses { deny: deny_id, denied, allowed },
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
    allow: &'db Product,
    near: &[&'db Entry<'db>],
) -> Result<(Option<Packet>, Vec<RuleId<'db>>), TooComplex> {
    let (mut by, mut told) = (Vec::new(), FxHashSet::default());
    let left = best_outside(Region::from(allow), budget, |packet| {
        if let Some(inside) = finder.inside_one(packet) {
            return Some(Cow::Owned(inside));
        }
        let known = near.iter().copied().find(|deny| deny.product.contains(packet));
        let deny = match known {
            None if near.len() > MAX_DENIES => finder.holding(packet, false).next()?,
            known => known?,
        };
        if told.insert(deny.id) {
            by.push(deny.id);
        }
        Some(Cow::Borrowed(&deny.product))
    })?;
    Ok((left, by))
}
