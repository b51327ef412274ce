//! Intervals of one dimension that can be asked which of them meet a point or an interval: an implicit interval tree.
//!
//! Intervals are sorted by their start; the array itself is a balanced tree (the middle of a slice is its root), and
//! each root knows the greatest end below it (Cormen et al., Introduction to Algorithms, augmented search trees).

/// Intervals, each with the number of what it belongs to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Intervals<T> {
    /// (first, last, entry), sorted.
    sorted: Vec<(T, T, u32)>,
    /// The greatest last value in the subtree of each root.
    reach: Vec<T>,
}

impl<T> Default for Intervals<T> {
    fn default() -> Self {
        Self { sorted: Vec::new(), reach: Vec::new() }
    }
}

impl<T: Copy + Ord> Intervals<T> {
    /// Sorts intervals, both ends included.
    pub(crate) fn new(mut sorted: Vec<(T, T, u32)>) -> Self {
        sorted.sort_unstable();
        let mut reach: Vec<T> = sorted.iter().map(|(_, last, _)| *last).collect();
        Self::fill(&sorted, &mut reach, 0, sorted.len());
        Self { sorted, reach }
    }

    /// Gives the entries whose intervals meet `first` to `last`, until `hit` has enough and says `None`.
    pub(crate) fn meeting(&self, first: T, last: T, hit: &mut impl FnMut(u32) -> Option<()>) -> Option<()> {
        self.search(first, last, (0, self.sorted.len()), hit)
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

    fn search(
        &self,
        first: T,
        last: T,
        (low, high): (usize, usize),
        hit: &mut impl FnMut(u32) -> Option<()>,
    ) -> Option<()> {
        if low >= high {
            return Some(());
        }
        let root = low + (high - low) / 2;
        if self.reach[root] < first {
            return Some(());
        }
        self.search(first, last, (low, root), hit)?;
        let (own_first, own_last, entry) = self.sorted[root];
        if own_first <= last {
            if own_last >= first {
                hit(entry)?;
            }
            self.search(first, last, (root + 1, high), hit)?;
        }
        Some(())
    }
}
