//! Values: what expressions mean.

use std::sync::Arc;

use expol_space::{RangeSet, ServiceSet};
use smol_str::SmolStr;

use super::endpoints::Endpoints;
use crate::hir::Item;
use crate::syntax::literal::Date;

/// A value.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub enum Value<'db> {
    /// A set of addresses.
    Endpoints(Endpoints<'db>),
    /// A set of services.
    Services(Arc<Services<'db>>),
    /// A set of ports, 0 to 65535.
    Ports(RangeSet<u32>),
    /// A flag.
    Flag(bool),
    /// A number.
    Number(u64),
    /// A text.
    Text(SmolStr),
    /// A date.
    Date(Date),
    /// Seconds.
    Duration(u64),
    /// A member of an enumeration.
    Word(SmolStr),
    /// `none`
    None,
    /// Something that could not be computed because of an error that is reported elsewhere.
    Unknown,
}

/// What a service set consists of.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub enum ServicePart<'db> {
    /// A declared service.
    Named(Item<'db>),
    /// Everything.
    Any,
    /// `tcp 25`: as people write it.
    Loose(ServiceSet),
}

/// A set of services.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub struct Services<'db> {
    /// How it is said.
    pub parts: Vec<ServicePart<'db>>,
    /// The exact meaning.
    pub set: ServiceSet,
}

impl<'db> Services<'db> {
    /// The empty set.
    pub fn empty() -> Services<'db> {
        Services { parts: Vec::new(), set: ServiceSet::empty() }
    }

    /// A set without a name.
    pub fn loose(set: ServiceSet) -> Services<'db> {
        let parts = if set.is_empty() { Vec::new() } else { vec![ServicePart::Loose(set.clone())] };
        Services { parts, set }
    }

    /// Everything.
    pub fn any() -> Services<'db> {
        Services { parts: vec![ServicePart::Any], set: ServiceSet::any() }
    }

    /// The union of many.
    pub fn union(all: &[Arc<Services<'db>>]) -> Services<'db> {
        let mut union = Services::empty();
        union.parts.reserve_exact(all.iter().map(|one| one.parts.len()).sum());
        for one in all {
            union.set = union.set.union(&one.set);
            for part in &one.parts {
                if !union.parts.contains(part) {
                    union.parts.push(part.clone());
                }
            }
        }
        union
    }

    /// The common part; a name survives where it still says all of it.
    pub fn intersection(&self, other: &Services<'db>) -> Services<'db> {
        let set = self.set.intersection(&other.set);
        if set == self.set {
            self.clone()
        } else if set == other.set {
            other.clone()
        } else {
            Services::loose(set)
        }
    }

    /// The part outside of `other`.
    pub fn except(&self, other: &Services<'db>) -> Services<'db> {
        if self.set.intersects(&other.set) {
            Services::loose(self.set.difference(&other.set))
        } else {
            self.clone()
        }
    }
}
