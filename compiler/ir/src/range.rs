//! Arithmetic on sorted lists of inclusive ranges, and their minimal cover by prefixes.

/// An inclusive range. Both families count in 128 bits; IPv4 uses the lowest 32.
pub(crate) type Range = (u128, u128);

/// Sorts and merges: afterwards the ranges are ascending, disjoint and not adjacent.
pub(crate) fn merged(mut ranges: Vec<Range>) -> Vec<Range> {
    ranges.sort_unstable();
    let mut out: Vec<Range> = Vec::with_capacity(ranges.len());
    for (low, high) in ranges {
        match out.last_mut() {
            Some(last) if low <= last.1.saturating_add(1) => last.1 = last.1.max(high),
            _ => out.push((low, high)),
        }
    }
    out
}

/// What of `ranges` lies outside `removed`; both merged.
pub(crate) fn subtracted(ranges: &[Range], removed: &[Range]) -> Vec<Range> {
    let mut out = Vec::new();
    let mut first = 0;
    for &(low, high) in ranges {
        while removed.get(first).is_some_and(|hole| hole.1 < low) {
            first += 1;
        }
        let mut start = Some(low);
        for &(hole_low, hole_high) in &removed[first..] {
            let Some(from) = start else { break };
            if hole_low > high {
                break;
            }
            if hole_low > from {
                out.push((from, hole_low - 1));
            }
            start = hole_high.checked_add(1).filter(|next| *next <= high);
        }
        out.extend(start.map(|from| (from, high)));
    }
    out
}

/// The fewest prefixes that cover merged ranges, in ascending order, for addresses of `bits` bits.
///
/// Greedy: at each step the largest aligned block that still fits (RFC 4632, section 3.1).
pub(crate) fn prefixes(ranges: &[Range], bits: u32) -> Vec<(u128, u8)> {
    let mut out = Vec::new();
    for &(low, high) in ranges {
        let mut start = low;
        loop {
            let size = block(start, high, bits);
            out.push((start, u8::try_from(bits - size).unwrap_or(0)));
            let end = start | mask(size);
            if end >= high {
                break;
            }
            start = end + 1;
        }
    }
    out
}

/// The range of the prefix of `length` bits at `address`.
pub(crate) fn of_prefix(address: u128, length: u8, bits: u32) -> Range {
    (address, address | mask(bits.saturating_sub(u32::from(length))))
}

/// The low `size` bits.
pub(crate) fn mask(size: u32) -> u128 {
    if size >= 128 { u128::MAX } else { (1 << size) - 1 }
}

/// The size in bits of the largest aligned block that begins at `start` and ends by `high`.
fn block(start: u128, high: u128, bits: u32) -> u32 {
    let mut size = start.trailing_zeros().min(bits);
    while start | mask(size) > high {
        size -= 1;
    }
    size
}

#[cfg(test)]
mod tests {
    use super::{merged, of_prefix, prefixes, subtracted};

    #[test]
    fn merging_joins_overlaps_and_neighbours() {
        assert_eq!(merged(vec![(5, 9), (0, 3), (4, 4), (20, 30), (25, 26)]), [(0, 9), (20, 30)]);
        assert_eq!(merged(vec![(0, u128::MAX), (3, 4)]), [(0, u128::MAX)]);
    }

    #[test]
    fn subtraction_agrees_with_counting() {
        // Every pair of subsets of eight points.
        let set = |bits: u32| merged((0..8).filter(|at| bits >> at & 1 == 1).map(|at| (at, at)).collect());
        for left in 0..256 {
            for right in 0..256 {
                assert_eq!(subtracted(&set(left), &set(right)), set(left & !right), "{left} {right}");
            }
        }
        assert_eq!(subtracted(&[(0, u128::MAX)], &[(0, u128::MAX)]), []);
    }

    #[test]
    fn prefixes_are_minimal_and_cover_exactly() {
        assert_eq!(prefixes(&[(0, u128::MAX)], 128), [(0, 0)]);
        assert_eq!(prefixes(&[(0, 0xffff_ffff)], 32), [(0, 0)]);
        assert_eq!(prefixes(&[(1, 6)], 32), [(1, 32), (2, 31), (4, 31), (6, 32)]);
        for low in 0..32 {
            for high in low..32 {
                let cover = prefixes(&[(low, high)], 32);
                let back = merged(cover.iter().map(|(at, length)| of_prefix(*at, *length, 32)).collect());
                assert_eq!(back, [(low, high)]);
            }
        }
    }
}
