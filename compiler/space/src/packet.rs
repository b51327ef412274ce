//! The points of the universe: families, places and packets.

use std::cmp::Reverse;
use std::net::{Ipv4Addr, Ipv6Addr};

use crate::external::ExternalId;
use crate::protocol;

/// An address family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// IPv4.
    V4,
    /// IPv6.
    V6,
}

impl Family {
    /// Both families, IPv4 first.
    pub const ALL: [Self; 2] = [Self::V4, Self::V6];
}

/// One end of a packet. The order is IPv4, IPv6, external.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Point {
    /// An IPv4 address.
    V4(Ipv4Addr),
    /// An IPv6 address.
    V6(Ipv6Addr),
    /// An external point.
    External(ExternalId),
}

impl Point {
    /// Whether the point can be an end of a packet of `family`.
    #[must_use]
    pub fn goes_with(self, family: Family) -> bool {
        match self {
            Self::V4(_) => family == Family::V4,
            Self::V6(_) => family == Family::V6,
            Self::External(_) => true,
        }
    }

    fn is_external(self) -> bool {
        matches!(self, Self::External(_))
    }
}

/// One packet: a point of the universe if both ends go with the family and the port is there exactly when the
/// protocol carries one. Everything else lies in no product and no region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Packet {
    /// The address family of the packet.
    pub family: Family,
    /// The source.
    pub from: Point,
    /// The destination.
    pub to: Point,
    /// The number of the protocol.
    pub protocol: u8,
    /// The destination port, for protocols that carry one.
    pub port: Option<u16>,
}

/// Sorts the packet first that serves best as an example: few external ends, IPv4, low addresses, TCP, then UDP,
/// a low port.
type Preference = (usize, Family, Point, Point, [Reverse<bool>; 2], u8, Option<u16>);

impl Packet {
    /// The key of the order in which packets are preferred as examples. It is total, and the packets of a product
    /// take its minimum in every dimension at once, so the best packet of a region does not depend on its pieces.
    pub(crate) fn preference(&self) -> Preference {
        let externals = [self.from, self.to].into_iter().filter(|point| point.is_external()).count();
        let common = protocol::PREFERRED.map(|preferred| Reverse(self.protocol == preferred));
        (externals, self.family, self.from, self.to, common, self.protocol, self.port)
    }
}
