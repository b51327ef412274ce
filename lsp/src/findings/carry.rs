//! Findings that outlive an edit for a moment: what the proof said before, moved along until it has spoken again.

use std::collections::BTreeMap;

use expolc::diagnostics::{Diagnostic, LabelStyle};
use expolc::text::{FileId, TextRange};

use crate::state::{Change, FileKey};

/// What was found that one file alone does not show, and for which texts.
#[derive(Default, Debug)]
pub(crate) struct Carried {
    /// The findings.
    pub(crate) findings: Vec<Diagnostic>,
    /// How many changes each open document had seen.
    pub(crate) stamps: BTreeMap<FileKey, u64>,
}

impl Carried {
    /// The findings after these changes: moved along, without those whose own place was changed, and without fixes.
    pub(crate) fn moved(&self, changes: &BTreeMap<FileId, Vec<Change>>) -> Vec<Diagnostic> {
        self.findings.iter().filter_map(|finding| move_one(finding, changes)).collect()
    }
}

fn move_one(finding: &Diagnostic, changes: &BTreeMap<FileId, Vec<Change>>) -> Option<Diagnostic> {
    let mut moved = finding.clone();
    let mut labels = Vec::with_capacity(moved.labels.len());
    for mut label in std::mem::take(&mut moved.labels) {
        let made = changes.get(&label.file).map(Vec::as_slice).unwrap_or_default();
        match made.iter().try_fold(label.range, |range, change| move_range(range, *change)) {
            Some(range) => {
                label.range = range;
                labels.push(label);
            }
            None if label.style == LabelStyle::Primary => return None,
            None => {}
        }
    }
    moved.labels = labels;
    moved.fixes.clear();
    Some(moved)
}

/// A range after a change; `None` where the change was made in it.
fn move_range(range: TextRange, change: Change) -> Option<TextRange> {
    if change.range.end <= range.start
        && !(change.range.is_empty() && change.range.end == range.start && range.is_empty())
    {
        let by = i64::from(change.inserted) - i64::from(change.range.len());
        let moved = |offset: u32| u32::try_from(i64::from(offset) + by).unwrap_or(0);
        return Some(TextRange::new(moved(range.start), moved(range.end)));
    }
    (change.range.start >= range.end).then_some(range)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_moves_with_what_is_before_it_and_goes_with_what_is_in_it() {
        let range = TextRange::new(10, 14);
        let change = |start, end, inserted| Change { range: TextRange::new(start, end), inserted };
        assert_eq!(move_range(range, change(0, 2, 5)), Some(TextRange::new(13, 17)));
        assert_eq!(move_range(range, change(8, 10, 0)), Some(TextRange::new(8, 12)));
        assert_eq!(move_range(range, change(14, 20, 1)), Some(range));
        assert_eq!(move_range(range, change(12, 12, 1)), None);
        assert_eq!(move_range(range, change(9, 11, 2)), None);
    }
}
