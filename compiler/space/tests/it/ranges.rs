//! Range sets against bit masks, at both ends of their integers.

use expol_space::{Coordinate, RangeSet};
use proptest::prelude::*;

/// The set of `base + i` for every bit `i` of `mask`.
fn set<T: Coordinate>(values: &[T; 64], mask: u64) -> RangeSet<T> {
    let chosen = values.iter().enumerate().filter(|(index, _)| mask >> index & 1 == 1);
    RangeSet::from_ranges(chosen.map(|(_, &value)| (value, value)))
}

fn check_pair<T: Coordinate>(values: &[T; 64], a: u64, b: u64) -> Result<(), TestCaseError> {
    let (left, right) = (set(values, a), set(values, b));
    prop_assert_eq!(left.union(&right), set(values, a | b));
    prop_assert_eq!(left.intersection(&right), set(values, a & b));
    prop_assert_eq!(left.difference(&right), set(values, a & !b));
    prop_assert_eq!(left.is_subset(&right), a & !b == 0);
    prop_assert_eq!(left.intersects(&right), a & b != 0);
    prop_assert_eq!(left == right, a == b);
    check_one(values, a)?;
    let outside = left.complement();
    prop_assert_eq!(outside.complement(), left.clone());
    prop_assert!(!outside.intersects(&left));
    prop_assert_eq!(outside.union(&left), RangeSet::full());
    prop_assert_eq!(right.intersection(&outside), right.difference(&left));
    Ok(())
}

fn check_one<T: Coordinate>(values: &[T; 64], mask: u64) -> Result<(), TestCaseError> {
    let set = set(values, mask);
    for (index, &value) in values.iter().enumerate() {
        prop_assert_eq!(set.contains(value), mask >> index & 1 == 1);
        let above = (index..64).find(|next| mask >> next & 1 == 1).map(|next| values[next]);
        prop_assert_eq!(set.first_within(value, T::MAX), above);
    }
    prop_assert_eq!(set.is_empty(), mask == 0);
    prop_assert_eq!(set.len_saturating(), u128::from(mask.count_ones()));
    prop_assert_eq!(set.min(), (mask != 0).then(|| values[mask.trailing_zeros() as usize]));
    prop_assert_eq!(set.max(), (mask != 0).then(|| values[63 - mask.leading_zeros() as usize]));
    for pair in set.ranges().windows(2) {
        prop_assert!(pair[0].1.widen() + 1 < pair[1].0.widen(), "sorted, disjoint, not adjacent");
    }
    Ok(())
}

/// Masks with long runs as well as scattered bits.
fn mask() -> impl Strategy<Value = u64> {
    let run = (0_u32..64, 0_u32..64).prop_map(|(a, b)| (u64::MAX >> a) & (u64::MAX << b));
    prop_oneof![
        any::<u64>(),
        run.clone(),
        (run.clone(), run).prop_map(|(a, b)| a ^ b),
        (any::<u64>(), any::<u64>()).prop_map(|(a, b)| a & b),
        (0..64).prop_map(|bit| 1_u64 << bit),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn narrow_sets_match_masks(a in mask(), b in mask()) {
        check_pair(&std::array::from_fn(|index| index as u32), a, b)?;
        check_pair(&std::array::from_fn(|index| u32::MAX - 63 + index as u32), a, b)?;
    }

    #[test]
    fn wide_sets_match_masks(a in mask(), b in mask()) {
        check_pair(&std::array::from_fn(|index| index as u128), a, b)?;
        check_pair(&std::array::from_fn(|index| u128::MAX - 63 + index as u128), a, b)?;
    }

    #[test]
    fn ranges_in_any_order_make_their_union(list in proptest::collection::vec((0_u32..64, 0_u32..64), 0..12)) {
        let inside = |value| list.iter().any(|&(low, high)| low <= value && value <= high);
        let built = RangeSet::from_ranges(list.iter().copied());
        let expected = RangeSet::from_ranges((0..64).filter(|&value| inside(value)).map(|value| (value, value)));
        prop_assert_eq!(built, expected);
    }
}

#[test]
fn the_ends_are_exact() {
    assert_eq!(RangeSet::<u32>::full().len_saturating(), 1 << 32);
    assert_eq!(RangeSet::<u128>::full().len_saturating(), u128::MAX);
    assert_eq!(RangeSet::<u128>::full().complement(), RangeSet::empty());
    assert_eq!(RangeSet::<u32>::empty().complement(), RangeSet::full());
    assert_eq!(RangeSet::single(2_u32, 1), RangeSet::empty());
    assert_eq!(RangeSet::from_ranges([(0_u32, u32::MAX), (5, 7)]), RangeSet::full());
    assert_eq!(RangeSet::single(3_u32, 5).union(&RangeSet::single(6, 9)).ranges(), [(3, 9)]);
}
