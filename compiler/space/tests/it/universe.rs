//! A universe of a few hundred packets, in which every set is a mask and every answer can be listed.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::LazyLock;

use expol_space::{AddressSet, ExternalId, Family, Packet, Point, Product, Region, ServiceSet};
use proptest::prelude::*;

/// Both ends of each address space, and neighbours, so that ranges grow together.
pub(crate) const POINTS: [Point; 9] = [
    Point::V4(Ipv4Addr::from_bits(0)),
    Point::V4(Ipv4Addr::from_bits(1)),
    Point::V4(Ipv4Addr::from_bits(2)),
    Point::V4(Ipv4Addr::from_bits(u32::MAX)),
    Point::V6(Ipv6Addr::from_bits(0)),
    Point::V6(Ipv6Addr::from_bits(1)),
    Point::V6(Ipv6Addr::from_bits(u128::MAX)),
    Point::External(ExternalId(3)),
    Point::External(ExternalId(8)),
];

/// In order of preference as examples. TCP 65535 and protocol 7 are neighbours in the encoding.
pub(crate) const SERVICES: [(u8, Option<u16>); 8] = [
    (6, Some(0)),
    (6, Some(25)),
    (6, Some(26)),
    (6, Some(65535)),
    (17, Some(53)),
    (1, None),
    (7, None),
    (58, None),
];

/// A product of the tiny universe: bit i of a mask says whether the i-th point or service is in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Masks {
    pub(crate) from: u16,
    pub(crate) to: u16,
    pub(crate) v4: u8,
    pub(crate) v6: u8,
}

/// A packet of the tiny universe as indices.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Indices {
    family: Family,
    pub(crate) from: usize,
    pub(crate) to: usize,
    service: usize,
}

impl Masks {
    pub(crate) fn product(self) -> Product {
        let service = services(self.v4).only(Family::V4).union(&services(self.v6).only(Family::V6));
        Product { from: addresses(self.from), to: addresses(self.to), service }
    }

    pub(crate) fn contains(self, packet: Indices) -> bool {
        let services = if packet.family == Family::V4 { self.v4 } else { self.v6 };
        self.from >> packet.from & 1 == 1
            && self.to >> packet.to & 1 == 1
            && services >> packet.service & 1 == 1
    }
}

impl Indices {
    pub(crate) fn packet(self) -> Packet {
        let (protocol, port) = SERVICES[self.service];
        Packet { family: self.family, from: POINTS[self.from], to: POINTS[self.to], protocol, port }
    }

    fn externals(self) -> usize {
        usize::from(self.from >= 7) + usize::from(self.to >= 7)
    }
}

/// All packets of the tiny universe, the best example first.
pub(crate) fn packets() -> &'static [Indices] {
    static PACKETS: LazyLock<Vec<Indices>> = LazyLock::new(listed);
    &PACKETS
}

fn listed() -> Vec<Indices> {
    let mut all = Vec::new();
    for (family, ends) in [(Family::V4, [0, 1, 2, 3, 7, 8].as_slice()), (Family::V6, &[4, 5, 6, 7, 8])] {
        for &from in ends {
            for &to in ends {
                all.extend((0..SERVICES.len()).map(|service| Indices { family, from, to, service }));
            }
        }
    }
    all.sort_by_key(|packet| packet.externals());
    all
}

/// The address set of a mask over [`POINTS`].
pub(crate) fn addresses(mask: u16) -> AddressSet {
    let one = |point: &Point| match *point {
        Point::V4(address) => AddressSet::ipv4_prefix(address, 32),
        Point::V6(address) => AddressSet::ipv6_prefix(address, 128),
        Point::External(id) => AddressSet::external_point(id),
    };
    let chosen = POINTS.iter().enumerate().filter(|(index, _)| mask >> index & 1 == 1);
    chosen.fold(AddressSet::empty(), |set, (_, point)| set.union(&one(point)))
}

/// The service set of a mask over [`SERVICES`], in both families.
pub(crate) fn services(mask: u8) -> ServiceSet {
    let one = |&(protocol, port): &(u8, Option<u16>)| match port {
        Some(port) => ServiceSet::ports(protocol, port, port),
        None => ServiceSet::protocol(protocol),
    };
    let chosen = SERVICES.iter().enumerate().filter(|(index, _)| mask >> index & 1 == 1);
    chosen.fold(ServiceSet::empty(), |set, (_, service)| set.union(&one(service)))
}

/// Sparse, even and dense masks over [`POINTS`].
pub(crate) fn point_mask() -> impl Strategy<Value = u16> {
    let mask = || 0_u16..512;
    prop_oneof![
        mask(),
        (mask(), mask()).prop_map(|(a, b)| a & b),
        (mask(), mask()).prop_map(|(a, b)| a | b),
        (0..9).prop_map(|index| 1_u16 << index),
        Just(511),
    ]
}

/// Sparse, even and dense masks over [`SERVICES`].
pub(crate) fn service_mask() -> impl Strategy<Value = u8> {
    prop_oneof![any::<u8>(), (0..8).prop_map(|index| 1_u8 << index), Just(0), Just(255)]
}

/// Products of the tiny universe.
pub(crate) fn masks() -> impl Strategy<Value = Masks> {
    (point_mask(), point_mask(), service_mask(), service_mask()).prop_map(|(from, to, v4, v6)| Masks {
        from,
        to,
        v4,
        v6,
    })
}

/// Short lists of products.
pub(crate) fn lists() -> impl Strategy<Value = Vec<Masks>> {
    proptest::collection::vec(masks(), 0..6)
}

/// The products of masks.
pub(crate) fn products(list: &[Masks]) -> Vec<Product> {
    list.iter().map(|masks| masks.product()).collect()
}

/// Whether one of the products holds the packet.
pub(crate) fn in_any(list: &[Masks], packet: Indices) -> bool {
    list.iter().any(|masks| masks.contains(packet))
}

/// Checks everything a region says about itself against the list of its packets. The volume is the number of
/// packets only if the pieces are disjoint and hold nothing outside the tiny universe.
pub(crate) fn check(region: &Region, expected: impl Fn(Indices) -> bool) -> Result<(), TestCaseError> {
    let mut inside = Vec::new();
    for &packet in packets() {
        let (found, wanted) = (region.contains(&packet.packet()), expected(packet));
        if found != wanted {
            return Err(TestCaseError::fail(format!("{packet:?} is in: {found}, should be: {wanted}")));
        }
        if wanted {
            inside.push(packet);
        }
    }
    prop_assert_eq!(region.volume(), inside.len() as f64);
    prop_assert_eq!(region.is_empty(), inside.is_empty());
    prop_assert_eq!(region.sample(), inside.first().map(|packet| packet.packet()));
    prop_assert!(region.pieces().iter().all(|piece| !piece.is_empty()));
    Ok(())
}
