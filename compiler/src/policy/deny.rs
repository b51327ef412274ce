//! Denies against allows: what a deny removes, and what of an allow it leaves.

use expol_space::{Packet, Region, TooComplex};

use super::table::{Entry, RuleId, on_the_wire, table};
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
}

/// All findings about denies; those whose regions are too complex to decide are left out.
#[salsa::tracked]
pub fn deny_findings<'db>(db: &'db dyn Db) -> Vec<DenyFinding<'db>> {
    let table = table(db);
    let mut found = Vec::new();
    for deny in &table.denies {
        if !is_own(db, deny) {
            continue;
        }
        if let Ok(removed) = removed_by(db, deny)
            && removed.is_empty()
        {
            found.push(DenyFinding { rule: deny.id, kind: DenyFindingKind::RemovesNothing });
        }
    }
    for allow in table.allows.iter().filter(|allow| is_own(db, allow)) {
        found.extend(fate_of(db, allow).ok().flatten());
    }
    found
}

fn is_own(db: &dyn Db, entry: &Entry<'_>) -> bool {
    !entry.id.item.file(db).library(db)
}

/// What a deny takes away from the allows.
fn removed_by(db: &dyn Db, deny: &Entry<'_>) -> Result<Region, TooComplex> {
    let mut removed = Region::empty();
    for allow in table(db).allows_meeting(&deny.product) {
        removed.union_with(&allow.product.intersection(&deny.product))?;
    }
    on_the_wire(db, &removed)
}

/// What denies leave of an allow.
fn fate_of<'db>(db: &'db dyn Db, allow: &Entry<'db>) -> Result<Option<DenyFinding<'db>>, TooComplex> {
    let denies: Vec<&Entry<'db>> = table(db).denies_meeting(&allow.product).collect();
    if denies.is_empty() {
        return Ok(None);
    }
    let whole = on_the_wire(db, &Region::from(&allow.product))?;
    let mut left = whole.clone();
    for deny in &denies {
        left.remove(&deny.product)?;
    }
    let Some(allowed) = left.sample() else {
        let by = denies.iter().map(|deny| deny.id).collect();
        let kind = whole.sample().map(|sample| DenyFindingKind::RemovedWholly { by, sample });
        return Ok(kind.map(|kind| DenyFinding { rule: allow.id, kind }));
    };
    for deny in denies {
        let inside = deny.product.is_subset(&allow.product);
        let denied = whole.intersect(&deny.product).sample();
        if let (false, Some(denied)) = (inside, denied) {
            let kind = DenyFindingKind::Crosses { deny: deny.id, denied, allowed };
            return Ok(Some(DenyFinding { rule: allow.id, kind }));
        }
    }
    Ok(None)
}
