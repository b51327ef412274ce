//! Address sets: algebra by masks, prefixes, examples.

use std::net::{Ipv4Addr, Ipv6Addr};

use expol_space::{AddressSet, ExternalId, Families, Family, Point, RangeSet};
use proptest::prelude::*;

use crate::universe::{POINTS, addresses, point_mask};

/// Whether a sorted list of prefixes is the shortest: no two are halves of one, and none lies in another. For a
/// given set of addresses there is exactly one such list.
fn is_shortest(width: u32, prefixes: &[(u128, u8)]) -> bool {
    let size_bits = |length: u8| width - u32::from(length);
    prefixes.windows(2).all(|pair| {
        let [(first, length), (second, other)] = [pair[0], pair[1]];
        let last = first | 1_u128.checked_shl(size_bits(length)).map_or(u128::MAX, |size| size - 1);
        let halves = length == other && first ^ second == 1 << size_bits(length);
        last < second && !halves
    })
}

fn check_v4(set: &AddressSet) -> Result<(), TestCaseError> {
    let cidrs = set.ipv4_cidrs();
    let plain: Vec<_> = cidrs.iter().map(|&(start, length)| (u128::from(start.to_bits()), length)).collect();
    prop_assert!(is_shortest(32, &plain), "{:?}", cidrs);
    let back = cidrs.iter().fold(AddressSet::empty(), |set, &(start, length)| {
        set.union(&AddressSet::ipv4_prefix(start, length))
    });
    prop_assert_eq!(back.v4(), set.v4());
    Ok(())
}

fn check_v6(set: &AddressSet) -> Result<(), TestCaseError> {
    let cidrs = set.ipv6_cidrs();
    let plain: Vec<_> = cidrs.iter().map(|&(start, length)| (start.to_bits(), length)).collect();
    prop_assert!(is_shortest(128, &plain), "{:?}", cidrs);
    let back = cidrs.iter().fold(AddressSet::empty(), |set, &(start, length)| {
        set.union(&AddressSet::ipv6_prefix(start, length))
    });
    prop_assert_eq!(back.v6(), set.v6());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn sets_match_masks(a in point_mask(), b in point_mask()) {
        let (left, right) = (addresses(a), addresses(b));
        prop_assert_eq!(left.union(&right), addresses(a | b));
        prop_assert_eq!(left.intersection(&right), addresses(a & b));
        prop_assert_eq!(left.difference(&right), addresses(a & !b));
        prop_assert_eq!(left.is_subset(&right), a & !b == 0);
        prop_assert_eq!(left.intersects(&right), a & b != 0);
        prop_assert_eq!(left.is_empty(), a == 0);
        prop_assert_eq!(left.volume(), f64::from(a.count_ones()));
        prop_assert_eq!(left.sample(), POINTS.get(a.trailing_zeros() as usize).copied());
        let families = Families { v4: a & 0b1111 != 0, v6: a & 0b111_0000 != 0 };
        prop_assert_eq!((left.families(), left.has_external()), (families, a >> 7 != 0));
        prop_assert_eq!(left.reaches(Family::V6), a >> 4 != 0);
        for (index, &point) in POINTS.iter().enumerate() {
            prop_assert_eq!(left.contains(point), a >> index & 1 == 1);
        }
    }

    #[test]
    fn ipv4_prefixes_cover_exactly(ranges in proptest::collection::vec(any::<(u32, u32)>(), 0..6)) {
        check_v4(&AddressSet::new(RangeSet::from_ranges(ranges), RangeSet::empty(), []))?;
    }

    #[test]
    fn ipv4_prefixes_merge(mask in any::<u32>()) {
        let near_the_end = (0..32).filter(|bit| mask >> bit & 1 == 1).map(|bit| (u32::MAX - bit, u32::MAX - bit));
        check_v4(&AddressSet::new(RangeSet::from_ranges(near_the_end), RangeSet::empty(), []))?;
    }

    #[test]
    fn ipv6_prefixes_cover_exactly(ranges in proptest::collection::vec(any::<(u128, u128)>(), 0..4)) {
        check_v6(&AddressSet::new(RangeSet::empty(), RangeSet::from_ranges(ranges), []))?;
    }

    #[test]
    fn a_prefix_is_its_own_cover(bits in any::<u128>(), length in 0_u8..=128) {
        let set = AddressSet::ipv6_prefix(bits.into(), length);
        let [(start, found)] = set.ipv6_cidrs()[..] else { return Err(TestCaseError::fail("one prefix")) };
        prop_assert_eq!(found, length);
        prop_assert!(set.contains(Point::V6(bits.into())));
        prop_assert_eq!(Some(start.to_bits()), set.v6().min());
        let (v4, short) = (Ipv4Addr::from_bits(bits as u32), length.min(32));
        let set = AddressSet::ipv4_prefix(v4, short);
        prop_assert!(set.contains(Point::V4(v4)));
        prop_assert_eq!(set.v4().len_saturating(), 1_u128 << (32 - short));
        prop_assert_eq!(set.ipv4_cidrs(), [(Ipv4Addr::from_bits(set.v4().min().unwrap_or(0)), short)]);
    }
}

#[test]
fn known_covers() {
    let v4 = |low: [u8; 4], high: [u8; 4]| AddressSet::ipv4_range(low.into(), high.into()).ipv4_cidrs();
    assert_eq!(v4([0, 0, 0, 0], [255, 255, 255, 255]), [(Ipv4Addr::UNSPECIFIED, 0)]);
    assert_eq!(v4([0, 0, 0, 1], [255, 255, 255, 254]).len(), 62);
    assert_eq!(
        v4([10, 0, 0, 3], [10, 0, 0, 8]),
        [([10, 0, 0, 3].into(), 32), ([10, 0, 0, 4].into(), 30), ([10, 0, 0, 8].into(), 32)]
    );
    let all = AddressSet::ipv6_range(Ipv6Addr::UNSPECIFIED, Ipv6Addr::from_bits(u128::MAX));
    assert_eq!(all.ipv6_cidrs(), [(Ipv6Addr::UNSPECIFIED, 0)]);
    let inner = AddressSet::ipv6_range(Ipv6Addr::LOCALHOST, Ipv6Addr::from_bits(u128::MAX - 1));
    assert_eq!(inner.ipv6_cidrs().len(), 254);
    assert!(AddressSet::empty().ipv4_cidrs().is_empty());
}

#[test]
fn lengths_and_orders_are_tolerated() {
    let address = Ipv4Addr::new(192, 0, 2, 1);
    assert_eq!(AddressSet::ipv4_prefix(address, 40), AddressSet::ipv4_range(address, address));
    assert!(AddressSet::ipv4_range(address, Ipv4Addr::UNSPECIFIED).is_empty());
    let ids = [9, 2, 9].map(ExternalId);
    let set = AddressSet::new(RangeSet::empty(), RangeSet::empty(), ids);
    assert_eq!(set.external(), [ExternalId(2), ExternalId(9)]);
}
