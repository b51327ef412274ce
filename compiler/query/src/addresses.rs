//! Sets of addresses: as one family sees them, and as they are written.

use std::net::{Ipv4Addr, Ipv6Addr};

use expol_space::{AddressSet, ExternalId, Family, RangeSet};

/// The part of a set that one family sees.
pub(crate) fn only(set: &AddressSet, family: Family) -> AddressSet {
    let external = set.external().iter().copied();
    match family {
        Family::V4 => AddressSet::new(set.v4().clone(), RangeSet::empty(), external),
        Family::V6 => AddressSet::new(RangeSet::empty(), set.v6().clone(), external),
    }
}

/// Prefixes, or a range where that is shorter; an external point without a name by its number.
pub(crate) fn literals(set: &AddressSet) -> Vec<String> {
    let v4 = set.v4().ranges().iter().map(|(low, high)| {
        let (low, high) = (Ipv4Addr::from(*low), Ipv4Addr::from(*high));
        match AddressSet::ipv4_range(low, high).ipv4_cidrs().as_slice() {
            [(address, 32)] => address.to_string(),
            [(address, length)] => format!("{address}/{length}"),
            _ => format!("{low}-{high}"),
        }
    });
    let v6 = set.v6().ranges().iter().map(|(low, high)| {
        let (low, high) = (Ipv6Addr::from(*low), Ipv6Addr::from(*high));
        match AddressSet::ipv6_range(low, high).ipv6_cidrs().as_slice() {
            [(address, 128)] => address.to_string(),
            [(address, length)] => format!("{address}/{length}"),
            _ => format!("{low}-{high}"),
        }
    });
    let external = set.external().iter().map(|ExternalId(number)| format!("external-{number:016x}"));
    v4.chain(v6).chain(external).collect()
}
