//! The lines of a source that a view shows, as miette reads them.
//!
//! miette's own sources are scanned from the first byte for every label (milliseconds each in a large file) and shown
//! as they are, escape sequences included. An excerpt holds only the lines it needs, found by the line index, escaped
//! and cut to a length that can be read; so its size depends on its marks and not on the file.

use std::collections::BTreeSet;

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use crate::render::mark::{CONTEXT_LINES, Mark};
use crate::render::sources::Sources;
use crate::text::{FileId, LineColumn, TextRange, escape_for_display, escape_line_for_display};

/// The bytes of a line that are shown at most.
pub(super) const MAX_LINE: u32 = 200;
/// The bytes shown before a mark in a line that is cut.
const LEAD: u32 = 60;
const CUT: &str = "...";

/// Some lines of one file, escaped, each ended by `\n`, with the marks in them.
#[derive(Debug)]
pub(super) struct Excerpt {
    name: String,
    text: String,
    lines: Vec<Line>,
    spans: Vec<LabeledSpan>,
    /// Where the marks stand in the file, by their offset in `text`.
    places: Vec<(usize, LineColumn)>,
}

/// A line of an excerpt.
#[derive(Debug)]
struct Line {
    /// Its number in the file, from 0.
    number: u32,
    /// The bytes of the file that it shows.
    shown: TextRange,
    /// Its start in the excerpt's text, and that of the first byte of `shown`.
    start: usize,
    shown_start: usize,
}

impl Excerpt {
    /// The lines of `file` around `marks`.
    pub(super) fn new(file: FileId, marks: &[Mark], sources: &dyn Sources) -> Self {
        let mut excerpt = Excerpt {
            name: escape_line_for_display(&sources.name(file)).into_owned(),
            text: String::new(),
            lines: Vec::new(),
            spans: Vec::new(),
            places: Vec::new(),
        };
        let source = sources.text(file);
        let index = sources.line_index(file);
        for number in wanted_lines(marks) {
            // The empty line after the last line break is shown only where something points at it.
            let is_pointless = |line: &TextRange| {
                line.is_empty()
                    && number + 1 == index.line_count()
                    && !marks.iter().any(|it| it.lines.1 == number)
            };
            if let Some(line) = index.line_range(number).filter(|line| !is_pointless(line)) {
                excerpt.push_line(number, line, window(line, number, marks, source), source);
            }
        }
        for mark in marks {
            excerpt.push_span(mark, source);
        }
        excerpt
    }

    /// The marks, as offsets in the excerpt.
    pub(super) fn spans(&self) -> impl Iterator<Item = LabeledSpan> + '_ {
        self.spans.iter().cloned()
    }

    /// The bytes held: the measure of the work that drawing takes.
    #[cfg(test)]
    pub(super) fn size(&self) -> usize {
        self.text.len()
    }

    fn push_line(&mut self, number: u32, line: TextRange, shown: TextRange, source: &str) {
        let start = self.text.len();
        if line.start < shown.start {
            self.text.push_str(CUT);
        }
        self.lines.push(Line { number, shown, start, shown_start: self.text.len() });
        self.text.push_str(&escape_for_display(shown.slice(source)));
        if shown.end < line.end {
            self.text.push_str(CUT);
        }
        self.text.push('\n');
    }

    fn push_span(&mut self, mark: &Mark, source: &str) {
        let start = self.offset(mark.lines.0, mark.range.start, source);
        let end = self.offset(mark.lines.1, mark.range.end, source).max(start);
        let span = SourceSpan::from((start, end - start));
        self.places.push((start, mark.place));
        self.spans.push(if mark.is_primary {
            LabeledSpan::new_primary_with_span(mark.message.clone(), span)
        } else {
            LabeledSpan::new_with_span(mark.message.clone(), span)
        });
    }

    /// Where the byte at `offset` of the file, in line `number`, is shown.
    fn offset(&self, number: u32, offset: u32, source: &str) -> usize {
        let Ok(at) = self.lines.binary_search_by_key(&number, |line| line.number) else { return 0 };
        let Some(line) = self.lines.get(at) else { return 0 };
        let before = TextRange::new(line.shown.start, offset.clamp(line.shown.start, line.shown.end));
        line.shown_start + escape_for_display(before.slice(source)).len()
    }

    /// The line of the excerpt with the byte at `offset`.
    fn line_at(&self, offset: usize) -> usize {
        self.lines.partition_point(|line| line.start <= offset).saturating_sub(1)
    }

    /// The last line that `step` reaches from `from` in at most `count` steps without leaving a gap in the file.
    fn walk(&self, from: usize, count: usize, step: fn(usize) -> Option<usize>) -> usize {
        let mut reached = from;
        for _ in 0..count {
            let next = step(reached).filter(|&next| self.are_adjacent(reached, next));
            let Some(next) = next else { break };
            reached = next;
        }
        reached
    }

    fn are_adjacent(&self, a: usize, b: usize) -> bool {
        match (self.lines.get(a), self.lines.get(b)) {
            (Some(a), Some(b)) => a.number.abs_diff(b.number) as usize == 1,
            _ => false,
        }
    }

    fn start_of(&self, line: usize) -> usize {
        self.lines.get(line).map_or(self.text.len(), |line| line.start)
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (first, last) = (self.line_at(span.offset()), self.line_at(span.offset() + span.len()));
        let has_gap = (first..last).any(|line| !self.are_adjacent(line, line + 1));
        let first = self.walk(first, lines_before, |line| line.checked_sub(1));
        let last = self.walk(last, lines_after, |line| line.checked_add(1));
        let (start, end) = (self.start_of(first), self.start_of(last + 1));
        let (Some(data), Some(line), false) = (self.text.get(start..end), self.lines.get(first), has_gap)
        else {
            return Err(MietteError::OutOfBounds);
        };
        // Without context miette asks for the place to print, which is the one in the file.
        let place = self.places.iter().find(|(at, _)| lines_before == 0 && *at == span.offset());
        let (line, column) = match place {
            Some((_, place)) => (place.line as usize - 1, place.column as usize - 1),
            None => (line.number as usize, 0),
        };
        let shown = SourceSpan::from((start, end - start));
        let name = self.name.clone();
        let count = last + 1 - first;
        Ok(Box::new(MietteSpanContents::new_named(name, data.as_bytes(), shown, line, column, count)))
    }
}

fn wanted_lines(marks: &[Mark]) -> BTreeSet<u32> {
    let around = |mark: &Mark| mark.lines.0.saturating_sub(CONTEXT_LINES)..=mark.lines.1 + CONTEXT_LINES;
    marks.iter().flat_map(around).collect()
}

/// The bytes of a line that are shown: all, or those around its primary or else its first mark.
fn window(line: TextRange, number: u32, marks: &[Mark], source: &str) -> TextRange {
    if line.len() <= MAX_LINE {
        return line;
    }
    let in_line = marks.iter().filter(|mark| mark.lines.0 == number);
    let anchor = in_line.min_by_key(|mark| (!mark.is_primary, mark.range.start));
    let anchor = anchor.map_or(line.start, |mark| mark.range.start);
    let from = anchor.saturating_sub(LEAD).max(line.start);
    let from = source.floor_char_boundary(from as usize) as u32;
    let to = source.floor_char_boundary((from + MAX_LINE) as usize) as u32;
    TextRange::new(from, to.min(line.end))
}
