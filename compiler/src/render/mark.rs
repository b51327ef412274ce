//! A label made fit for drawing: inside the text, at whole characters, of few lines.

use crate::diagnostics::{Label, LabelStyle};
use crate::text::{LineColumn, LineIndex, TextRange, escape_for_display};

/// The lines shown before and after those with a mark.
pub(super) const CONTEXT_LINES: u32 = 1;
/// A label over more lines than these is drawn on its first line only: a bracket that nothing closes would
/// otherwise show the rest of the file.
const MAX_LINES: u32 = 6;

/// What is drawn for a label.
pub(super) struct Mark {
    /// The bytes to underline, none of a line break.
    pub(super) range: TextRange,
    /// The lines of its start and of its end, from 0.
    pub(super) lines: (u32, u32),
    /// Where the label stands, for the head of the excerpt.
    pub(super) place: LineColumn,
    /// What is written to it, if anything.
    pub(super) message: Option<String>,
    /// Whether it is the place to look at.
    pub(super) is_primary: bool,
}

impl Mark {
    /// The mark of `label` in the text that `index` is of.
    pub(super) fn new(label: &Label, text: &str, index: &LineIndex) -> Self {
        let range = fit(label.range, text, index);
        let (first, last) = (index.line_of(range.start), index.line_of(range.end));
        let mut mark = Mark {
            range,
            lines: (first, last),
            place: index.line_column(range.start),
            message: Some(escape_for_display(&label.message).into_owned()).filter(|it| !it.is_empty()),
            is_primary: label.style == LabelStyle::Primary,
        };
        if last - first >= MAX_LINES {
            mark.keep_first_line(index);
        }
        mark
    }

    /// Whether both would be drawn under the same characters of one line, where one would push the other aside.
    pub(super) fn collides_with(&self, other: &Mark) -> bool {
        let drawn = |mark: &Mark| (mark.range.start, mark.range.end.max(mark.range.start + 1));
        let ((start, end), (other_start, other_end)) = (drawn(self), drawn(other));
        self.is_on_one_line() && self.lines == other.lines && start < other_end && other_start < end
    }

    /// Whether this is above `other` and so far from it that they are drawn as two blocks.
    pub(super) fn stands_far_above(&self, other: &Mark) -> bool {
        self.lines.1 + 2 * CONTEXT_LINES + 1 < other.lines.0
    }

    fn is_on_one_line(&self) -> bool {
        self.lines.0 == self.lines.1
    }

    fn keep_first_line(&mut self, index: &LineIndex) {
        let (first, last) = self.lines;
        let reach = format!("(as far as line {})", last + 1);
        self.message = Some(match self.message.take() {
            Some(message) => format!("{message} {reach}"),
            None => reach,
        });
        self.range.end = line_of_source(index, first).end;
        self.lines = (first, first);
    }
}

/// The part of `range` that is in the text, widened to whole characters; an end after a line break moves before it.
fn fit(range: TextRange, text: &str, index: &LineIndex) -> TextRange {
    let mut start = text.floor_char_boundary(range.start as usize) as u32;
    let mut end = text.ceil_char_boundary(range.end as usize) as u32;
    let last = line_of_source(index, index.line_of(end));
    if end == last.start && start < end {
        end = line_of_source(index, index.line_of(end).saturating_sub(1)).end;
    }
    start = start.min(line_of_source(index, index.line_of(start)).end);
    end = end.min(line_of_source(index, index.line_of(end)).end);
    TextRange::new(start, end)
}

fn line_of_source(index: &LineIndex, line: u32) -> TextRange {
    index.line_range(line).unwrap_or_default()
}
