//! Where something stands: a file and a range of bytes in it.

use std::ops::Range;

/// A source file of the run. Ids are given out by whoever loads files; here they only compare.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FileId(pub u32);

/// A range of byte offsets, the end excluded.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct TextRange {
    /// The offset of the first byte.
    pub start: u32,
    /// The offset after the last byte, never below `start`.
    pub end: u32,
}

impl TextRange {
    /// The bytes from `start` up to `end`. An end before the start makes the empty range at `start`, so that what a
    /// broken text leads to stays a range.
    pub fn new(start: u32, end: u32) -> Self {
        TextRange { start, end: end.max(start) }
    }

    /// The empty range at `at`: a place between two characters.
    pub fn empty(at: u32) -> Self {
        TextRange { start: at, end: at }
    }

    /// The number of bytes.
    pub fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether this is only a place.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether the byte at `offset` is inside; nothing is inside an empty range.
    pub fn contains(self, offset: u32) -> bool {
        self.start <= offset && offset < self.end
    }

    /// Whether all of `other` is inside, or touches an end from inside.
    pub fn contains_range(self, other: TextRange) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The smallest range with both inside.
    #[must_use]
    pub fn cover(self, other: TextRange) -> Self {
        TextRange { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The same length, `by` bytes further on: from an offset in a slice to one in its file.
    #[must_use]
    pub fn shifted(self, by: u32) -> Self {
        TextRange { start: self.start.saturating_add(by), end: self.end.saturating_add(by) }
    }

    /// The part of `text` that the range covers; empty where the range does not fit the text.
    pub fn slice(self, text: &str) -> &str {
        text.get(Range::<usize>::from(self)).unwrap_or_default()
    }
}

impl From<TextRange> for Range<usize> {
    fn from(range: TextRange) -> Self {
        range.start as usize..range.end as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_before_the_start_makes_an_empty_range() {
        assert_eq!(TextRange::new(7, 3), TextRange::empty(7));
        assert_eq!(TextRange::new(7, 3).len(), 0);
    }

    #[test]
    fn a_range_contains_its_first_byte_and_not_the_one_after_its_last() {
        let range = TextRange::new(2, 5);
        assert_eq!([1, 2, 4, 5].map(|at| range.contains(at)), [false, true, true, false]);
        assert!(!TextRange::empty(2).contains(2));
        assert!(range.contains_range(TextRange::empty(5)) && !range.contains_range(TextRange::new(4, 6)));
    }

    #[test]
    fn cover_reaches_over_the_gap_and_shifted_keeps_the_length() {
        assert_eq!(TextRange::new(8, 9).cover(TextRange::new(1, 2)), TextRange::new(1, 9));
        assert_eq!(TextRange::new(8, 9).shifted(100), TextRange::new(108, 109));
    }

    #[test]
    fn a_range_that_cuts_a_character_or_leaves_the_text_has_no_text() {
        assert_eq!(TextRange::new(1, 3).slice("aßb"), "ß");
        assert_eq!(TextRange::new(1, 2).slice("aßb"), "");
        assert_eq!(TextRange::new(1, 9).slice("aßb"), "");
    }
}
