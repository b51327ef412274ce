//! Sets of services: protocols and destination ports, for each family.

use std::sync::LazyLock;

use crate::packet::{Family, Packet};
use crate::protocol::{self, has_ports};
use crate::range_set::RangeSet;

/// The number of values that the encoding keeps for each protocol.
const PORT_BITS: u32 = 16;

/// A set of protocols and destination ports, for each family.
///
/// A service is the integer `protocol << 16 | port`; a protocol without ports is the one integer
/// `protocol << 16`. Equal sets compare equal; cloning is cheap.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ServiceSet {
    v4: RangeSet<u32>,
    v6: RangeSet<u32>,
}

/// What a service set holds of one protocol.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ServiceMatch {
    /// The number of the protocol.
    pub protocol: u8,
    /// Inclusive ranges of destination ports, sorted; empty for a protocol without ports.
    pub ports: Vec<(u16, u16)>,
}

impl ServiceSet {
    /// Every service.
    #[must_use]
    pub fn any() -> Self {
        static ANY: LazyLock<ServiceSet> =
            LazyLock::new(|| ServiceSet::in_both(RangeSet::from_ranges((0..=u8::MAX).map(protocol_range))));
        ANY.clone()
    }

    /// The set of nothing.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// One protocol, with all its ports if it carries ports.
    #[must_use]
    pub fn protocol(number: u8) -> Self {
        let (low, high) = protocol_range(number);
        Self::in_both(RangeSet::single(low, high))
    }

    /// ICMP: protocol 1 in IPv4, protocol 58 in IPv6.
    #[must_use]
    pub fn icmp() -> Self {
        Self { v4: Self::protocol(protocol::ICMP).v4, v6: Self::protocol(protocol::ICMP_V6).v6 }
    }

    /// The packets of `protocol` to the ports from `low` to `high`, both included. A protocol without ports has no
    /// such packets.
    #[must_use]
    pub fn ports(protocol: u8, low: u16, high: u16) -> Self {
        if !has_ports(protocol) {
            return Self::empty();
        }
        Self::in_both(RangeSet::single(encode(protocol, low), encode(protocol, high)))
    }

    /// The services in packets of `family`, encoded.
    #[must_use]
    pub fn for_family(&self, family: Family) -> &RangeSet<u32> {
        match family {
            Family::V4 => &self.v4,
            Family::V6 => &self.v6,
        }
    }

    /// The part of the set in packets of `family`.
    #[must_use]
    pub fn only(&self, family: Family) -> Self {
        match family {
            Family::V4 => Self { v4: self.v4.clone(), ..Self::default() },
            Family::V6 => Self { v6: self.v6.clone(), ..Self::default() },
        }
    }

    /// Whether the set holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.v4.is_empty() && self.v6.is_empty()
    }

    /// Whether the set holds packets of `family` with this protocol and port. A port is given exactly for the
    /// protocols that carry one; anything else is no service.
    #[must_use]
    pub fn contains(&self, family: Family, protocol: u8, port: Option<u16>) -> bool {
        port.is_some() == has_ports(protocol)
            && self.for_family(family).contains(encode(protocol, port.unwrap_or(0)))
    }

    /// What lies in either set.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self { v4: self.v4.union(&other.v4), v6: self.v6.union(&other.v6) }
    }

    /// What lies in both sets.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        Self { v4: self.v4.intersection(&other.v4), v6: self.v6.intersection(&other.v6) }
    }

    /// What lies in this set and not in `other`.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        Self { v4: self.v4.difference(&other.v4), v6: self.v6.difference(&other.v6) }
    }

    /// Whether `other` holds everything in this set.
    #[must_use]
    pub fn is_subset(&self, other: &Self) -> bool {
        self.v4.is_subset(&other.v4) && self.v6.is_subset(&other.v6)
    }

    /// Whether the sets have something in common.
    #[must_use]
    pub fn intersects(&self, other: &Self) -> bool {
        self.v4.intersects(&other.v4) || self.v6.intersects(&other.v6)
    }

    /// The services in packets of `family`, by protocol.
    #[must_use]
    pub fn matches(&self, family: Family) -> Vec<ServiceMatch> {
        let services = self.for_family(family);
        (0..=u8::MAX).filter_map(|number| match_of(number, services)).collect()
    }

    /// The service that makes the best example: TCP, else UDP, else the smallest number; the lowest port.
    pub(crate) fn sample_in(&self, family: Family) -> Option<(u8, Option<u16>)> {
        let services = self.for_family(family);
        let preferred = protocol::PREFERRED.into_iter().find_map(|number| {
            let (low, high) = protocol_range(number);
            services.first_within(low, high)
        });
        preferred.or_else(|| services.min()).map(decode)
    }

    fn in_both(services: RangeSet<u32>) -> Self {
        Self { v4: services.clone(), v6: services }
    }
}

/// What `services` hold of one protocol. The last port of a protocol is the neighbour of the next protocol, so a
/// range may span several.
fn match_of(number: u8, services: &RangeSet<u32>) -> Option<ServiceMatch> {
    let (low, high) = protocol_range(number);
    let found = services.intersection(&RangeSet::single(low, high));
    if found.is_empty() {
        return None;
    }
    let ports = match has_ports(number) {
        true => found.ranges().iter().map(|&(first, last)| (port_of(first), port_of(last))).collect(),
        false => Vec::new(),
    };
    Some(ServiceMatch { protocol: number, ports })
}

fn protocol_range(number: u8) -> (u32, u32) {
    (encode(number, 0), encode(number, if has_ports(number) { u16::MAX } else { 0 }))
}

/// The service of a packet, encoded.
pub(crate) fn service_of(packet: &Packet) -> u32 {
    encode(packet.protocol, packet.port.unwrap_or(0))
}

fn encode(protocol: u8, port: u16) -> u32 {
    u32::from(protocol) << PORT_BITS | u32::from(port)
}

fn decode(service: u32) -> (u8, Option<u16>) {
    let number = (service >> PORT_BITS) as u8;
    (number, has_ports(number).then(|| port_of(service)))
}

/// The lower half: the cast drops the protocol.
fn port_of(service: u32) -> u16 {
    service as u16
}
