//! Denies against allows: what a deny removes, and what of an allow it leaves. Computed cell by cell.

use expol_space::{Packet, Region, TooComplex};

use super::table::{Cell, Entry, RuleId, allows_meeting, cell_rules, cells, denies_meeting};
use super::wire::on_the_wire;
use crate::db::Db;

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
        /// The denies.
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
}

/// All findings about denies, in the order of cells; those whose regions are too complex to decide are left out.
pub fn deny_findings<'db>(db: &'db dyn Db) -> impl Iterator<Item = &'db DenyFinding<'db>> {
    cells(db).flat_map(move |cell| in_cell(db, cell))
}

#[salsa::tracked]
fn in_cell<'db>(db: &'db dyn Db, cell: Cell<'db>) -> Vec<DenyFinding<'db>> {
    let rules = cell_rules(db, cell);
    let mut found = Vec::new();
    for deny in rules.denies.iter().filter(|deny| deny.cause.is_some()) {
        if let Ok(removed) = removed_by(db, deny)
            && removed.is_empty()
        {
            found.push(DenyFinding { rule: deny.id, kind: DenyFindingKind::RemovesNothing });
        }
    }
    for allow in rules.allows.iter().filter(|allow| allow.cause.is_some()) {
        found.extend(fate_of(db, allow).unwrap_or_default());
    }
    found
}

/// What a deny takes away from the allows.
fn removed_by(db: &dyn Db, deny: &Entry<'_>) -> Result<Region, TooComplex> {
    let mut removed = Region::empty();
    for allow in allows_meeting(db, &deny.product) {
        removed.union_with(&allow.product.intersection(&deny.product))?;
    }
    on_the_wire(db, &removed)
}

/// What denies leave of an allow.
fn fate_of<'db>(db: &'db dyn Db, allow: &Entry<'db>) -> Result<Vec<DenyFinding<'db>>, TooComplex> {
    let denies = denies_meeting(db, &allow.product);
    if denies.is_empty() {
        return Ok(Vec::new());
    }
    let whole = on_the_wire(db, &Region::from(&allow.product))?;
    let mut left = whole.clone();
    for deny in &denies {
        left.remove(&deny.product)?;
    }
    let finding = |kind| DenyFinding { rule: allow.id, kind };
    let Some(allowed) = left.sample() else {
        let by = denies.iter().map(|deny| deny.id).collect();
        let kind = whole.sample().map(|sample| DenyFindingKind::RemovedWholly { by, sample });
        return Ok(kind.map(finding).into_iter().collect());
    };
    let one = |deny: &&Entry<'db>| {
        let denied = whole.intersect(&deny.product).sample()?;
        let deny_id = deny.id;
        Some(finding(match deny.product.is_subset(&allow.product) {
            true => DenyFindingKind::Narrows { deny: deny_id, denied },
            false => DenyFindingKind::Crosses { deny: deny_id, denied, allowed },
        }))
    };
    Ok(denies.iter().filter_map(one).collect())
}
