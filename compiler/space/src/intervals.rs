//! Intervals of one dimension that can be asked which of them meet a point or an interval: an implicit interval tree.
//!
//! Intervals are sorted by their start and fall into blocks of a few; the array of blocks itself is a balanced tree (the
//! middle of a slice is its root), and each root knows the greatest end below it (Cormen et al., Introduction to
//! Algorithms, augmented search trees). There are very many small sets of intervals, so that none takes more room than
//! it needs: what belongs together in an interval lies apart, without the gaps that alignment would leave.

/// Intervals of a block. They are looked at one after the other.
const BLOCK: usize = 8;

/// Intervals, each with the number of what it belongs to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Intervals<T> {
    /// (first, last), sorted.
    sorted: Box<[(T, T)]>,
    /// What each of them belongs to.
    entries: Box<[u32]>,
    /// The greatest last value in the subtree of each block.
    reach: Box<[T]>,
}

impl<T> Default for Intervals<T> {
    fn default() -> Self {
        Self { sorted: Box::default(), entries: Box::default(), reach: Box::default() }
    }
}

impl<T: Copy + Ord> Intervals<T> {
    /// Sorts intervals, both ends included.
    pub(crate) fn new(mut all: Vec<(T, T, u32)>) -> Self {
        all.sort_unstable();
        let last_of = |block: &[(T, T, u32)]| block.iter().map(|(_, last, _)| *last).max();
        let mut reach: Box<[T]> = all.chunks(BLOCK).filter_map(last_of).collect();
        let blocks = reach.len();
        fill(&mut reach, (0, blocks));
        Self {
            sorted: all.iter().map(|(first, last, _)| (*first, *last)).collect(),
            entries: all.iter().map(|(_, _, entry)| *entry).collect(),
            reach,
        }
    }

    /// Gives the entries whose intervals meet `first` to `last`, until `hit` has enough and says `None`.
    pub(crate) fn meeting(&self, first: T, last: T, hit: &mut impl FnMut(u32) -> Option<()>) -> Option<()> {
        self.search((first, last), (0, self.reach.len()), hit)
    }

    /// The same among the blocks from `low` to before `high`.
    fn search(
        &self,
        (first, last): (T, T),
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
        self.search((first, last), (low, root), hit)?;
        let own = root * BLOCK..self.sorted.len().min((root + 1) * BLOCK);
        for (interval, entry) in self.sorted[own.clone()].iter().zip(&self.entries[own]) {
            // All that follow start later still.
            if interval.0 > last {
                return Some(());
            }
            if interval.1 >= first {
                hit(*entry)?;
            }
        }
        self.search((first, last), (root + 1, high), hit)
    }
}

/// Makes of the greatest value of each block that of its subtree.
fn fill<T: Copy + Ord>(reach: &mut [T], (low, high): (usize, usize)) -> Option<T> {
    if low >= high {
        return None;
    }
    let root = low + (high - low) / 2;
    let below = [fill(reach, (low, root)), fill(reach, (root + 1, high))];
    reach[root] = below.into_iter().flatten().fold(reach[root], Ord::max);
    Some(reach[root])
}
