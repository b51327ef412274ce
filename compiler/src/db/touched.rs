//! What an edit touches: the items that have changed or moved, and the sections in which they lie.

use std::sync::Arc;

use crate::syntax::{Cut, Piece};

/// The sections that an edit touches, and the items that were in them.
pub(super) struct Touched {
    pub(super) sections: std::ops::Range<usize>,
    pub(super) items: std::ops::Range<usize>,
}

impl Touched {
    /// Items up to `start`, and those from `end` on, are as they were. There is at least one section.
    pub(super) fn new(counts: &[usize], start: usize, end: usize) -> Touched {
        let mut first = 0;
        let mut before = 0;
        while first + 1 < counts.len() && before + counts[first] <= start {
            before += counts[first];
            first += 1;
        }
        let (mut last, mut behind) = (first, before + counts[first]);
        while last + 1 < counts.len() && behind < end {
            last += 1;
            behind += counts[last];
        }
        Touched { sections: first..last + 1, items: before..behind }
    }
}

/// How many items are as they were at the start, and at the end beside these: they say the same, and none has moved
/// against its neighbours.
pub(super) fn changed(old: &Cut, new: &Cut) -> (usize, usize) {
    let same = |(old, new): &(&Arc<Piece>, &Arc<Piece>)| old == new;
    let alike = old.pieces().iter().zip(new.pieces()).take_while(same).count();
    let mut starts = old.starts().iter().zip(new.starts()).take(alike);
    let moved = starts.position(|(old, new)| old != new);
    let before = moved.unwrap_or(alike);
    // The first that has moved is where something between two items has changed.
    let most = old.pieces().len().min(new.pieces().len()) - before - usize::from(moved.is_some());
    let way = |(old, new): (&u32, &u32)| i64::from(*new) - i64::from(*old);
    let ways = || old.starts().iter().rev().zip(new.starts().iter().rev()).map(way);
    let last = ways().next();
    let pieces = old.pieces().iter().rev().zip(new.pieces().iter().rev());
    let behind = pieces.zip(ways()).take(most).take_while(|(pieces, way)| same(pieces) && Some(*way) == last);
    (before, behind.count())
}
