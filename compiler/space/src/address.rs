//! Sets of places: IPv4 addresses, IPv6 addresses and external points.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::cidr;
use crate::external::{ExternalId, ExternalSet};
use crate::packet::{Family, Point};
use crate::range_set::RangeSet;

/// A set of IPv4 addresses, IPv6 addresses and external points. Equal sets compare equal; cloning is cheap.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct AddressSet {
    v4: RangeSet<u32>,
    v6: RangeSet<u128>,
    external: ExternalSet,
}

/// The families in which a set has addresses; external points do not count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Families {
    /// There is an IPv4 address.
    pub v4: bool,
    /// There is an IPv6 address.
    pub v6: bool,
}

impl AddressSet {
    /// The set of nothing.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// The set of the given addresses and points; `external` may be in any order and repeat itself.
    #[must_use]
    pub fn new(
        v4: RangeSet<u32>,
        v6: RangeSet<u128>,
        external: impl IntoIterator<Item = ExternalId>,
    ) -> Self {
        Self { v4, v6, external: ExternalSet::new(external) }
    }

    /// The addresses that share the first `length` bits of `address`; a length above 32 counts as 32.
    #[must_use]
    pub fn ipv4_prefix(address: Ipv4Addr, length: u8) -> Self {
        let host = cidr::low_bits(32 - u32::from(length.min(32))) as u32;
        let bits = address.to_bits();
        Self { v4: RangeSet::single(bits & !host, bits | host), ..Self::default() }
    }

    /// The addresses that share the first `length` bits of `address`; a length above 128 counts as 128.
    #[must_use]
    pub fn ipv6_prefix(address: Ipv6Addr, length: u8) -> Self {
        let host = cidr::low_bits(128 - u32::from(length.min(128)));
        let bits = address.to_bits();
        Self { v6: RangeSet::single(bits & !host, bits | host), ..Self::default() }
    }

    /// The addresses from `first` to `last`, both included; nothing if `first` lies above `last`.
    #[must_use]
    pub fn ipv4_range(first: Ipv4Addr, last: Ipv4Addr) -> Self {
        Self { v4: RangeSet::single(first.to_bits(), last.to_bits()), ..Self::default() }
    }

    /// The addresses from `first` to `last`, both included; nothing if `first` lies above `last`.
    #[must_use]
    pub fn ipv6_range(first: Ipv6Addr, last: Ipv6Addr) -> Self {
        Self { v6: RangeSet::single(first.to_bits(), last.to_bits()), ..Self::default() }
    }

    /// The set of one external point.
    #[must_use]
    pub fn external_point(id: ExternalId) -> Self {
        Self { external: ExternalSet::new([id]), ..Self::default() }
    }

    /// The IPv4 addresses, as integers in network order.
    #[must_use]
    pub fn v4(&self) -> &RangeSet<u32> {
        &self.v4
    }

    /// The IPv6 addresses, as integers in network order.
    #[must_use]
    pub fn v6(&self) -> &RangeSet<u128> {
        &self.v6
    }

    /// The external points, sorted.
    #[must_use]
    pub fn external(&self) -> &[ExternalId] {
        self.external.ids()
    }

    /// Whether the set holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.v4.is_empty() && self.v6.is_empty() && self.external.is_empty()
    }

    /// Whether the set holds `point`.
    #[must_use]
    pub fn contains(&self, point: Point) -> bool {
        match point {
            Point::V4(address) => self.v4.contains(address.to_bits()),
            Point::V6(address) => self.v6.contains(address.to_bits()),
            Point::External(id) => self.external.contains(id),
        }
    }

    /// What lies in either set.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self {
            v4: self.v4.union(&other.v4),
            v6: self.v6.union(&other.v6),
            external: self.external.union(&other.external),
        }
    }

    /// What lies in both sets.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        Self {
            v4: self.v4.intersection(&other.v4),
            v6: self.v6.intersection(&other.v6),
            external: self.external.intersection(&other.external),
        }
    }

    /// What lies in this set and not in `other`.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        Self {
            v4: self.v4.difference(&other.v4),
            v6: self.v6.difference(&other.v6),
            external: self.external.difference(&other.external),
        }
    }

    /// Whether `other` holds everything in this set.
    #[must_use]
    pub fn is_subset(&self, other: &Self) -> bool {
        self.v4.is_subset(&other.v4)
            && self.v6.is_subset(&other.v6)
            && self.external.is_subset(&other.external)
    }

    /// Whether the sets have something in common.
    #[must_use]
    pub fn intersects(&self, other: &Self) -> bool {
        self.v4.intersects(&other.v4)
            || self.v6.intersects(&other.v6)
            || self.external.intersects(&other.external)
    }

    /// The families in which the set has addresses.
    #[must_use]
    pub fn families(&self) -> Families {
        Families { v4: !self.v4.is_empty(), v6: !self.v6.is_empty() }
    }

    /// Whether the set has an external point.
    #[must_use]
    pub fn has_external(&self) -> bool {
        !self.external.is_empty()
    }

    /// The number of addresses and external points.
    #[must_use]
    pub fn volume(&self) -> f64 {
        self.v4.len_saturating() as f64 + self.v6.len_saturating() as f64 + self.external().len() as f64
    }

    /// The IPv4 addresses as the shortest list of prefixes, sorted.
    #[must_use]
    pub fn ipv4_cidrs(&self) -> Vec<(Ipv4Addr, u8)> {
        let blocks = cidr::prefixes(&self.v4).into_iter();
        // The blocks of a set of 32-bit values start at 32-bit values.
        blocks.map(|(start, length)| (Ipv4Addr::from_bits(start as u32), length)).collect()
    }

    /// The IPv6 addresses as the shortest list of prefixes, sorted.
    #[must_use]
    pub fn ipv6_cidrs(&self) -> Vec<(Ipv6Addr, u8)> {
        let blocks = cidr::prefixes(&self.v6).into_iter();
        blocks.map(|(start, length)| (Ipv6Addr::from_bits(start), length)).collect()
    }

    /// The first point: the smallest IPv4 address, else the smallest IPv6 address, else the first external point.
    #[must_use]
    pub fn sample(&self) -> Option<Point> {
        self.sample_in(Family::V4)
            .filter(|point| matches!(point, Point::V4(_)))
            .or_else(|| self.sample_in(Family::V6))
    }
}

/// The set as the packets of one family see it: the addresses of the family and all external points.
impl AddressSet {
    /// Whether the set has a point that goes with `family`.
    #[must_use]
    pub fn reaches(&self, family: Family) -> bool {
        self.families().contains(family) || self.has_external()
    }

    /// Whether the sets have a point in common that goes with `family`.
    pub(crate) fn intersects_in(&self, other: &Self, family: Family) -> bool {
        let addresses = match family {
            Family::V4 => self.v4.intersects(&other.v4),
            Family::V6 => self.v6.intersects(&other.v6),
        };
        addresses || self.external.intersects(&other.external)
    }

    /// Whether `other` holds every point of this set that goes with `family`.
    pub(crate) fn is_subset_in(&self, other: &Self, family: Family) -> bool {
        let addresses = match family {
            Family::V4 => self.v4.is_subset(&other.v4),
            Family::V6 => self.v6.is_subset(&other.v6),
        };
        addresses && self.external.is_subset(&other.external)
    }

    /// The first point that goes with `family`, external points last.
    pub(crate) fn sample_in(&self, family: Family) -> Option<Point> {
        let address = match family {
            Family::V4 => self.v4.min().map(|bits| Point::V4(Ipv4Addr::from_bits(bits))),
            Family::V6 => self.v6.min().map(|bits| Point::V6(Ipv6Addr::from_bits(bits))),
        };
        address.or_else(|| self.external().first().copied().map(Point::External))
    }

    /// The number of points that go with `family`.
    pub(crate) fn volume_in(&self, family: Family) -> f64 {
        let addresses = match family {
            Family::V4 => self.v4.len_saturating(),
            Family::V6 => self.v6.len_saturating(),
        };
        addresses as f64 + self.external().len() as f64
    }
}

impl Families {
    /// Whether `family` is one of them.
    #[must_use]
    pub fn contains(self, family: Family) -> bool {
        match family {
            Family::V4 => self.v4,
            Family::V6 => self.v6,
        }
    }
}
