//! From offsets to the protocol's positions and back. Every conversion is total: what lies outside is moved inside.
//!
//! The compiler's own index knows neither all line ends of the protocol (a lone carriage return is one) nor edits. This
//! one holds the starts of lines alone, is kept up to date in place, and counts columns in the one line that is asked for.

use memchr::memchr2_iter;
use tower_lsp::gen_lsp_types::{Position, PositionEncodingKind, Range};

use expolc::text::TextRange;

/// What a column counts, as it was agreed upon.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Encoding {
    /// Bytes.
    Utf8,
    /// Units of UTF-16.
    Utf16,
    /// Characters.
    Utf32,
}

impl Encoding {
    /// The protocol's name for it.
    pub(crate) fn kind(self) -> PositionEncodingKind {
        match self {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    fn width(self, character: char) -> u32 {
        match self {
            Encoding::Utf8 => character.len_utf8() as u32,
            Encoding::Utf16 => character.len_utf16() as u32,
            Encoding::Utf32 => 1,
        }
    }
}

/// Where the lines of one text start.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Lines {
    starts: Vec<u32>,
}

impl Lines {
    /// The lines of `text`.
    pub(crate) fn new(text: &str) -> Lines {
        let mut starts = vec![0];
        scan(text, 0, text.len(), &mut starts);
        Lines { starts }
    }

    /// After the bytes of `range` became others, `inserted` in number: `text` is the new text.
    pub(crate) fn edited(&mut self, text: &str, range: TextRange, inserted: u32) {
        // A line break may begin before the edit or end behind it, so one line more is read on each side.
        let first = self.line_of(range.start.saturating_sub(1)).saturating_sub(1);
        let behind = self.starts.partition_point(|start| *start <= range.end.saturating_add(1));
        let move_by = i64::from(inserted) - i64::from(range.len());
        let moved = |start: &u32| (i64::from(*start) + move_by) as u32;
        let from = self.starts.get(first).copied().unwrap_or(0);
        let to = self.starts.get(behind).map_or(text.len(), |start| moved(start) as usize);
        let mut starts: Vec<u32> = self.starts.get(..=first).unwrap_or_default().to_vec();
        scan(text, from as usize, to, &mut starts);
        if starts.last().is_some_and(|last| *last as usize == to) && behind < self.starts.len() {
            starts.pop();
        }
        starts.extend(self.starts.get(behind..).unwrap_or_default().iter().map(moved));
        self.starts = starts;
    }

    /// The offset of a position: at the end of its line where the column is beyond it, of the text where the line is,
    /// and at the start of a character that it cuts.
    pub(crate) fn offset(&self, text: &str, position: Position, encoding: Encoding) -> u32 {
        let Some(start) = self.starts.get(position.line as usize).copied() else { return text.len() as u32 };
        let line = self.line_text(text, position.line);
        let (mut offset, mut column) = (start, 0);
        for character in line.chars() {
            column += encoding.width(character);
            if column > position.character {
                break;
            }
            offset += character.len_utf8() as u32;
        }
        offset
    }

    /// The position of an offset.
    pub(crate) fn position(&self, text: &str, offset: u32, encoding: Encoding) -> Position {
        let line = self.line_of(offset);
        let start = self.starts.get(line).copied().unwrap_or(0);
        let content = self.line_text(text, line as u32);
        let end = (offset.saturating_sub(start) as usize).min(content.len());
        let end = (0..=end).rev().find(|at| content.is_char_boundary(*at)).unwrap_or(0);
        let before = content.get(..end).unwrap_or_default();
        let character = match encoding {
            Encoding::Utf8 => end as u32,
            _ => before.chars().map(|character| encoding.width(character)).sum(),
        };
        Position { line: line as u32, character }
    }

    /// The range of two offsets.
    pub(crate) fn range(&self, text: &str, range: TextRange, encoding: Encoding) -> Range {
        let start = self.position(text, range.start, encoding);
        Range { start, end: self.position(text, range.end, encoding) }
    }

    /// The offsets of a range; one that runs backwards is turned round.
    pub(crate) fn offsets(&self, text: &str, range: Range, encoding: Encoding) -> TextRange {
        let (a, b) = (self.offset(text, range.start, encoding), self.offset(text, range.end, encoding));
        TextRange::new(a.min(b), a.max(b))
    }

    fn line_of(&self, offset: u32) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// A line without its line break.
    fn line_text<'t>(&self, text: &'t str, line: u32) -> &'t str {
        let start = self.starts.get(line as usize).map_or(text.len(), |start| *start as usize);
        let end = self.starts.get(line as usize + 1).map_or(text.len(), |end| *end as usize);
        let whole = text.get(start..end).unwrap_or_default();
        let whole = whole.strip_suffix('\n').unwrap_or(whole);
        whole.strip_suffix('\r').unwrap_or(whole)
    }
}

/// The positions of ascending offsets, each counted from the one before: for whoever asks for thousands.
pub(crate) struct Walk<'a> {
    lines: &'a Lines,
    text: &'a str,
    encoding: Encoding,
    last: (u32, Position),
}

impl<'a> Walk<'a> {
    /// Starts at the beginning.
    pub(crate) fn new(lines: &'a Lines, text: &'a str, encoding: Encoding) -> Walk<'a> {
        Walk { lines, text, encoding, last: (0, Position { line: 0, character: 0 }) }
    }

    /// The position of an offset; one that lies before the last is looked up.
    pub(crate) fn position(&mut self, offset: u32) -> Position {
        let (known, mut position) = self.last;
        let next = self.lines.starts.get(position.line as usize + 1).copied().unwrap_or(u32::MAX);
        let between = self.text.get(known as usize..offset as usize).filter(|_| offset < next);
        match between {
            // A line break has no column of its own.
            Some(between) if !between.contains(['\r', '\n']) => {
                position.character += match self.encoding {
                    Encoding::Utf8 => between.len() as u32,
                    _ if between.is_ascii() => between.len() as u32,
                    encoding => between.chars().map(|character| encoding.width(character)).sum(),
                };
            }
            _ => position = self.lines.position(self.text, offset, self.encoding),
        }
        self.last = (offset, position);
        position
    }
}

/// Adds the starts of lines behind the line breaks of `text[from..to]`.
fn scan(text: &str, from: usize, to: usize, starts: &mut Vec<u32>) {
    let bytes = text.as_bytes();
    let part = bytes.get(from..to).unwrap_or_default();
    for at in memchr2_iter(b'\n', b'\r', part).map(|at| at + from) {
        let is_half = bytes.get(at) == Some(&b'\r') && bytes.get(at + 1) == Some(&b'\n');
        if !is_half {
            starts.push(at as u32 + 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    #[test]
    fn all_three_line_ends_end_lines() {
        assert_eq!(Lines::new("a\nb\r\nc\rd\r\r\n").starts, [0, 2, 5, 7, 9, 11]);
        assert_eq!(Lines::new("").starts, [0]);
    }

    #[test]
    fn columns_count_what_was_agreed_upon() {
        let text = "aé😀z\r\nx";
        let lines = Lines::new(text);
        for (encoding, columns) in [
            (Encoding::Utf8, [0, 1, 3, 7, 8]),
            (Encoding::Utf16, [0, 1, 2, 4, 5]),
            (Encoding::Utf32, [0, 1, 2, 3, 4]),
        ] {
            for (offset, column) in [0, 1, 3, 7, 8].into_iter().zip(columns) {
                assert_eq!(lines.position(text, offset, encoding), at(0, column), "{encoding:?}");
                assert_eq!(lines.offset(text, at(0, column), encoding), offset, "{encoding:?}");
            }
        }
    }

    #[test]
    fn what_lies_outside_is_moved_inside() {
        let text = "aé😀z\r\nx";
        let lines = Lines::new(text);
        assert_eq!(lines.offset(text, at(0, 3), Encoding::Utf16), 3, "inside a surrogate pair");
        assert_eq!(
            lines.offset(text, at(0, 99), Encoding::Utf16),
            8,
            "behind the line, before its line break"
        );
        assert_eq!(lines.offset(text, at(9, 0), Encoding::Utf16), 11, "behind the text");
        assert_eq!(lines.position(text, 9, Encoding::Utf16), at(0, 5), "inside the line break");
        assert_eq!(lines.position(text, 99, Encoding::Utf16), at(1, 1));
        assert_eq!(lines.position(text, 2, Encoding::Utf16), at(0, 1), "inside a character");
        let backwards = Range { start: at(1, 0), end: at(0, 1) };
        assert_eq!(lines.offsets(text, backwards, Encoding::Utf16), TextRange::new(1, 10));
    }

    #[test]
    fn whoever_walks_arrives_at_the_same_positions() {
        let text = "aé😀z\r\nx\ry\n\n😀";
        let lines = Lines::new(text);
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            for step in 1..9 {
                let mut walk = Walk::new(&lines, text, encoding);
                for offset in (0..text.len() as u32 + 2).step_by(step).chain([3, 1]) {
                    assert_eq!(
                        walk.position(offset),
                        lines.position(text, offset, encoding),
                        "{encoding:?} {offset}"
                    );
                }
            }
        }
    }

    /// 20,000 random edits: what is kept up to date is what is computed afresh.
    #[test]
    fn edits_keep_the_lines_true() {
        let pieces = ["", "a", "\n", "\r", "\r\n", "é", "😀\n", "x\ry", "\n\r"];
        let (mut state, mut text) = (1_u64, String::new());
        let mut lines = Lines::new(&text);
        let mut random = |limit: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((state >> 33) as usize) % limit.max(1)
        };
        for step in 0..20_000 {
            let boundary =
                |text: &str, at: usize| (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap();
            let (a, b) = (random(text.len() + 1), random(8));
            let start = boundary(&text, a);
            let end = boundary(&text, (start + b).min(text.len())).max(start);
            let piece = if text.len() > 200 { "" } else { pieces[random(pieces.len())] };
            let before = text.clone();
            text.replace_range(start..end, piece);
            lines.edited(&text, TextRange::new(start as u32, end as u32), piece.len() as u32);
            assert_eq!(lines, Lines::new(&text), "step {step}: {before:?} {start}..{end} {piece:?}");
        }
    }
}
