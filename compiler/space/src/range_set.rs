//! Sets of integers as sorted ranges.

use std::sync::Arc;

use crate::coordinate::Coordinate;

/// A set of integers, held as sorted, disjoint, non-adjacent inclusive ranges.
///
/// The form is canonical: two sets are equal exactly if their ranges are. Cloning copies a pointer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RangeSet<T> {
    ranges: Arc<[(T, T)]>,
}

impl<T: Coordinate> RangeSet<T> {
    /// The set of nothing.
    #[must_use]
    pub fn empty() -> Self {
        // The default of a shared slice is one static value: empty sets allocate nothing.
        Self { ranges: Arc::default() }
    }

    /// The set of every value.
    #[must_use]
    pub fn full() -> Self {
        Self::single(T::MIN, T::MAX)
    }

    /// The values from `low` to `high`, both included; nothing if `low` lies above `high`.
    #[must_use]
    pub fn single(low: T, high: T) -> Self {
        if low > high { Self::empty() } else { Self { ranges: Arc::from([(low, high)]) } }
    }

    /// The union of inclusive ranges in any order; a range whose start lies above its end holds nothing.
    #[must_use]
    pub fn from_ranges(ranges: impl IntoIterator<Item = (T, T)>) -> Self {
        let mut sorted: Vec<(T, T)> = ranges.into_iter().filter(|(low, high)| low <= high).collect();
        sorted.sort();
        sorted.dedup_by(|next, last| {
            let touches = last.1.successor().is_none_or(|after| next.0 <= after);
            if touches {
                last.1 = last.1.max(next.1);
            }
            touches
        });
        Self::from_canonical(sorted)
    }

    /// Whether the set holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// Whether the set holds `point`.
    #[must_use]
    pub fn contains(&self, point: T) -> bool {
        self.first_within(point, point).is_some()
    }

    /// The values in either set.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        if other.is_subset(self) {
            return self.clone();
        }
        if self.is_subset(other) {
            return other.clone();
        }
        Self::from_ranges(self.ranges.iter().chain(other.ranges.iter()).copied())
    }

    /// The values in both sets.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        // Both shortcuts keep the shared allocation, which matters when a region has many pieces.
        if self.is_subset(other) {
            return self.clone();
        }
        if other.is_subset(self) {
            return other.clone();
        }
        let (mut left, mut right) = (other.overlapping(self), self.overlapping(other));
        let mut common = Vec::new();
        while let (Some(&a), Some(&b)) = (left.first(), right.first()) {
            let (low, high) = (a.0.max(b.0), a.1.min(b.1));
            if low <= high {
                common.push((low, high));
            }
            // The range that ends first can meet nothing further.
            if a.1 < b.1 { left = &left[1..] } else { right = &right[1..] }
        }
        Self::from_canonical(common)
    }

    /// The values in this set and not in `other`.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        if !self.intersects(other) {
            return self.clone();
        }
        let mut holes = self.overlapping(other);
        let mut rest = Vec::with_capacity(self.ranges.len() + 1);
        for &range in self.ranges.iter() {
            while holes.first().is_some_and(|hole| hole.1 < range.0) {
                holes = &holes[1..];
            }
            subtract_holes(range, holes, &mut rest);
        }
        Self::from_canonical(rest)
    }

    /// The values not in this set.
    #[must_use]
    pub fn complement(&self) -> Self {
        Self::full().difference(self)
    }

    /// Whether `other` holds every value of this set.
    #[must_use]
    pub fn is_subset(&self, other: &Self) -> bool {
        if Arc::ptr_eq(&self.ranges, &other.ranges) {
            return true;
        }
        let mut cover = self.overlapping(other);
        self.ranges.iter().all(|range| {
            while cover.first().is_some_and(|candidate| candidate.1 < range.0) {
                cover = &cover[1..];
            }
            // Ranges are not adjacent, so one range of the other set has to hold the whole of this one.
            cover.first().is_some_and(|candidate| candidate.0 <= range.0 && range.1 <= candidate.1)
        })
    }

    /// Whether the sets have a value in common.
    #[must_use]
    pub fn intersects(&self, other: &Self) -> bool {
        let (mut left, mut right) = (other.overlapping(self), self.overlapping(other));
        while let (Some(a), Some(b)) = (left.first(), right.first()) {
            if a.1 < b.0 {
                left = &left[1..];
            } else if b.1 < a.0 {
                right = &right[1..];
            } else {
                return true;
            }
        }
        false
    }

    /// The smallest value.
    #[must_use]
    pub fn min(&self) -> Option<T> {
        self.ranges.first().map(|range| range.0)
    }

    /// The largest value.
    #[must_use]
    pub fn max(&self) -> Option<T> {
        self.ranges.last().map(|range| range.1)
    }

    /// The smallest value from `low` to `high`, both included.
    #[must_use]
    pub fn first_within(&self, low: T, high: T) -> Option<T> {
        let next = self.ranges.partition_point(|range| range.1 < low);
        let start = self.ranges.get(next)?.0.max(low);
        (start <= high).then_some(start)
    }

    /// The ranges: sorted, disjoint, non-adjacent, inclusive.
    #[must_use]
    pub fn ranges(&self) -> &[(T, T)] {
        &self.ranges
    }

    /// The number of values; `u128::MAX` also stands for the one set that is larger by one.
    #[must_use]
    pub fn len_saturating(&self) -> u128 {
        self.ranges.iter().fold(0_u128, |sum, &(low, high)| {
            sum.saturating_add(high.widen() - low.widen()).saturating_add(1)
        })
    }

    /// The ranges of `other` that can meet this set: those within its bounds. Empty where the bounds are apart.
    fn overlapping<'a>(&self, other: &'a Self) -> &'a [(T, T)] {
        let (Some(low), Some(high)) = (self.min(), self.max()) else { return &[] };
        let all = other.ranges();
        // Comparing the bounds first decides most pairs of sets without a search.
        if other.max().is_none_or(|last| last < low) || other.min().is_none_or(|first| high < first) {
            return &[];
        }
        let rest = &all[all.partition_point(|range| range.1 < low)..];
        &rest[..rest.partition_point(|range| range.0 <= high)]
    }

    fn from_canonical(ranges: Vec<(T, T)>) -> Self {
        if ranges.is_empty() { Self::empty() } else { Self { ranges: ranges.into() } }
    }
}

impl<T: Coordinate> Default for RangeSet<T> {
    fn default() -> Self {
        Self::empty()
    }
}

/// Adds to `rest` what `holes`, sorted and none of them wholly below `range`, leave of `range`.
fn subtract_holes<T: Coordinate>(range: (T, T), holes: &[(T, T)], rest: &mut Vec<(T, T)>) {
    let (mut start, end) = range;
    for &(low, high) in holes.iter().take_while(|hole| hole.0 <= end) {
        if let Some(before) = low.predecessor()
            && start <= before
        {
            rest.push((start, before));
        }
        match high.successor() {
            Some(after) if after <= end => start = after,
            _ => return,
        }
    }
    rest.push((start, end));
}
