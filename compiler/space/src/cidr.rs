//! The shortest list of prefixes for a set of addresses.

use crate::coordinate::Coordinate;
use crate::range_set::RangeSet;

/// The minimal sorted list of (first address, prefix length) that covers `set` exactly.
///
/// Greedy alignment is optimal: the block at the start of a range cannot be larger than the alignment of the
/// start or the rest of the range allow, and taking a smaller one never saves a block. Ranges of a set are not
/// adjacent, so no block spans two of them.
pub(crate) fn prefixes<T: Coordinate>(set: &RangeSet<T>) -> Vec<(u128, u8)> {
    let mut blocks = Vec::new();
    for &(low, high) in set.ranges() {
        let (mut start, end) = (low.widen(), high.widen());
        loop {
            let host_bits = largest_block(start, end, T::BITS);
            blocks.push((start, prefix_length(T::BITS, host_bits)));
            let last = start | low_bits(host_bits);
            if last >= end {
                break;
            }
            start = last + 1;
        }
    }
    blocks
}

/// The value whose lowest `count` bits are set.
pub(crate) fn low_bits(count: u32) -> u128 {
    1_u128.checked_shl(count).map_or(u128::MAX, |bit| bit - 1)
}

/// The number of host bits of the largest aligned block at `start` that does not pass `end`.
fn largest_block(start: u128, end: u128, width: u32) -> u32 {
    let alignment = start.trailing_zeros().min(width);
    let room = (end - start).checked_add(1).map_or(width, u128::ilog2);
    alignment.min(room)
}

fn prefix_length(width: u32, host_bits: u32) -> u8 {
    // At most 128: the subtraction and the conversion lose nothing.
    (width - host_bits) as u8
}
