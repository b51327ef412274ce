//! Products: what one rule says.

use crate::address::AddressSet;
use crate::packet::{Family, Packet};
use crate::service::ServiceSet;

/// The packets from one address set to another with a service of a set: what one rule says.
///
/// A product may be written differently and hold the same packets (an IPv6 destination beside IPv4 sources adds
/// none); equality compares what is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Product {
    /// The sources.
    pub from: AddressSet,
    /// The destinations.
    pub to: AddressSet,
    /// The protocols and destination ports.
    pub service: ServiceSet,
}

impl Product {
    /// Whether there is no such packet, be it because no family has a source, a destination and a service.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        Family::ALL.into_iter().all(|family| self.is_empty_in(family))
    }

    /// Whether some source and some destination go with one family.
    #[must_use]
    pub fn shares_family(&self) -> bool {
        Family::ALL.into_iter().any(|family| self.from.reaches(family) && self.to.reaches(family))
    }

    /// Whether `packet` is one of the packets.
    #[must_use]
    pub fn contains(&self, packet: &Packet) -> bool {
        packet.from.goes_with(packet.family)
            && packet.to.goes_with(packet.family)
            && self.service.contains(packet.family, packet.protocol, packet.port)
            && self.from.contains(packet.from)
            && self.to.contains(packet.to)
    }

    /// Whether the products have a packet in common.
    #[must_use]
    pub fn intersects(&self, other: &Self) -> bool {
        Family::ALL.into_iter().any(|family| {
            self.from.intersects_in(&other.from, family)
                && self.to.intersects_in(&other.to, family)
                && self.service.for_family(family).intersects(other.service.for_family(family))
        })
    }

    /// The packets in both products.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        Self {
            from: self.from.intersection(&other.from),
            to: self.to.intersection(&other.to),
            service: self.service.intersection(&other.service),
        }
    }

    /// Whether `other` holds every packet of this product.
    #[must_use]
    pub fn is_subset(&self, other: &Self) -> bool {
        Family::ALL.into_iter().all(|family| {
            self.is_empty_in(family)
                || (self.from.is_subset_in(&other.from, family)
                    && self.to.is_subset_in(&other.to, family)
                    && self.service.for_family(family).is_subset(other.service.for_family(family)))
        })
    }

    /// The number of packets.
    #[must_use]
    pub fn volume(&self) -> f64 {
        let in_family = |family| {
            let services = self.service.for_family(family).len_saturating() as f64;
            self.from.volume_in(family) * self.to.volume_in(family) * services
        };
        Family::ALL.into_iter().map(in_family).sum()
    }

    /// The packet that makes the best example; see [`Region::sample`](crate::Region::sample).
    #[must_use]
    pub fn sample(&self) -> Option<Packet> {
        let in_family = |family| {
            let (protocol, port) = self.service.sample_in(family)?;
            let (from, to) = (self.from.sample_in(family)?, self.to.sample_in(family)?);
            Some(Packet { family, from, to, protocol, port })
        };
        Family::ALL.into_iter().filter_map(in_family).min_by_key(Packet::preference)
    }

    /// The packets of this product that are not in `other`, as disjoint products, none of them empty.
    ///
    /// A packet is outside `other` because of its source; or its source is inside and its destination is not; or
    /// both are inside and its service is not. The three cases are disjoint, and each is a product.
    pub(crate) fn difference(&self, other: &Self) -> impl Iterator<Item = Self> {
        let from = self.from.intersection(&other.from);
        let to = self.to.intersection(&other.to);
        let by_source = Self {
            from: self.from.difference(&other.from),
            to: self.to.clone(),
            service: self.service.clone(),
        };
        let by_destination =
            Self { from: from.clone(), to: self.to.difference(&other.to), service: self.service.clone() };
        let by_service = Self { from, to, service: self.service.difference(&other.service) };
        [by_source, by_destination, by_service].into_iter().filter(|piece| !piece.is_empty())
    }

    fn is_empty_in(&self, family: Family) -> bool {
        !self.from.reaches(family) || !self.to.reaches(family) || self.service.for_family(family).is_empty()
    }
}
