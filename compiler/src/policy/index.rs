//! Finds the flows whose destination may meet a set: an implicit interval tree per family.
//!
//! Intervals are sorted by their start; the array itself is a balanced tree (the middle of a slice is its root), and
//! each root knows the greatest end below it (Cormen et al., Introduction to Algorithms, augmented search trees).

use expol_space::AddressSet;
use rustc_hash::FxHashMap;

/// Entries by the addresses of one side. Equal sets are entered once: `internet`, of many intervals, stands in many rules.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct AddressIndex {
    v4: Intervals<u32>,
    v6: Intervals<u128>,
    external: Vec<u32>,
    /// The entries of each distinct set.
    entries: Vec<Vec<u32>>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct Intervals<T> {
    /// (first, last, entry), sorted.
    sorted: Vec<(T, T, u32)>,
    /// The greatest last address in the subtree of each root.
    reach: Vec<T>,
}

impl<T> Default for Intervals<T> {
    fn default() -> Self {
        Intervals { sorted: Vec::new(), reach: Vec::new() }
    }
}

impl<T: Copy + Ord> Intervals<T> {
    fn new(mut sorted: Vec<(T, T, u32)>) -> Self {
        sorted.sort_unstable();
        let mut reach: Vec<T> = sorted.iter().map(|(_, last, _)| *last).collect();
        Self::fill(&sorted, &mut reach, 0, sorted.len());
        Intervals { sorted, reach }
    }

    fn fill(sorted: &[(T, T, u32)], reach: &mut [T], low: usize, high: usize) -> Option<T> {
        if low >= high {
            return None;
        }
        let root = low + (high - low) / 2;
        let left = Self::fill(sorted, reach, low, root);
        let right = Self::fill(sorted, reach, root + 1, high);
        let greatest = [left, right].into_iter().flatten().fold(sorted[root].1, Ord::max);
        reach[root] = greatest;
        Some(greatest)
    }

    /// Every entry whose interval meets `first` to `last`.
    fn meeting(&self, first: T, last: T, low: usize, high: usize, found: &mut Vec<u32>) {
        if low >= high {
            return;
        }
        let root = low + (high - low) / 2;
        if self.reach[root] < first {
            return;
        }
        self.meeting(first, last, low, root, found);
        let (own_first, own_last, entry) = self.sorted[root];
        if own_first <= last {
            if own_last >= first {
                found.push(entry);
            }
            self.meeting(first, last, root + 1, high, found);
        }
    }
}

impl AddressIndex {
    /// Indexes the sets by their position.
    pub(super) fn new<'a>(sets: impl Iterator<Item = &'a AddressSet>) -> AddressIndex {
        let (mut v4, mut v6, mut external) = (Vec::new(), Vec::new(), Vec::new());
        let mut known: FxHashMap<&AddressSet, usize> = FxHashMap::default();
        let mut entries: Vec<Vec<u32>> = Vec::new();
        for (position, set) in sets.enumerate() {
            let distinct = *known.entry(set).or_insert_with(|| {
                let own = entries.len() as u32;
                v4.extend(set.v4().ranges().iter().map(|(low, high)| (*low, *high, own)));
                v6.extend(set.v6().ranges().iter().map(|(low, high)| (*low, *high, own)));
                if !set.external().is_empty() {
                    external.push(own);
                }
                entries.push(Vec::new());
                own as usize
            });
            if let Some(all) = entries.get_mut(distinct) {
                all.push(position as u32);
            }
        }
        AddressIndex { v4: Intervals::new(v4), v6: Intervals::new(v6), external, entries }
    }

    /// The positions of the sets that may meet `set`, ascending, each once.
    pub(super) fn candidates(&self, set: &AddressSet) -> Vec<u32> {
        let mut found = Vec::new();
        for (low, high) in set.v4().ranges() {
            self.v4.meeting(*low, *high, 0, self.v4.sorted.len(), &mut found);
        }
        for (low, high) in set.v6().ranges() {
            self.v6.meeting(*low, *high, 0, self.v6.sorted.len(), &mut found);
        }
        if !set.external().is_empty() {
            found.extend(&self.external);
        }
        found.sort_unstable();
        found.dedup();
        let entries = found.into_iter().filter_map(|distinct| self.entries.get(distinct as usize));
        let mut positions: Vec<u32> = entries.flatten().copied().collect();
        positions.sort_unstable();
        positions
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    #[test]
    fn equals_a_scan_of_everything() {
        let mut seed = 1u32;
        let mut next = move || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            seed >> 16
        };
        let mut set = || {
            let low = next() % 500;
            AddressSet::ipv4_range(Ipv4Addr::from(low), Ipv4Addr::from(low + next() % 40))
        };
        let sets: Vec<AddressSet> = (0..300).map(|_| set()).collect();
        let index = AddressIndex::new(sets.iter());
        for _ in 0..300 {
            let wanted = set();
            let scan: Vec<u32> = (0u32..300).filter(|at| sets[*at as usize].intersects(&wanted)).collect();
            assert_eq!(index.candidates(&wanted), scan);
        }
    }
}
