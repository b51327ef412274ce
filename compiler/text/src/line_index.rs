//! From byte offsets to lines and columns, and back.
//!
//! The index is built in one pass over a text and then answers without the text, each question by binary search: a
//! file that is one line of a megabyte costs no more than any other. A line ends with `\n`; a `\r` before it belongs
//! to the line break, any other `\r` is a character.

use crate::TextRange;

/// A place as people count it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct LineColumn {
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in Unicode scalar values.
    pub column: u32,
}

/// A place as editors count it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Utf16Position {
    /// The line, from 0.
    pub line: u32,
    /// The column, from 0, in units of UTF-16.
    pub character: u32,
}

/// The lines of one text and the characters in it that are not one byte.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LineIndex {
    /// The lines without their line breaks, at least one, in order.
    lines: Vec<TextRange>,
    /// The characters of more than one byte, in order.
    wide: Vec<Wide>,
}

/// A character of more than one byte, with what the columns of the text before it fall short of its bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Wide {
    start: u32,
    bytes: u8,
    scalar_excess: u32,
    utf16_excess: u32,
}

/// What a column counts.
#[derive(Clone, Copy)]
enum Unit {
    Scalar,
    Utf16,
}

impl LineIndex {
    /// The index of `text`.
    pub fn new(text: &str) -> Self {
        let mut index = LineIndex { lines: Vec::new(), wide: Vec::new() };
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let content = line.strip_suffix('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
            index.push_line(start, content.unwrap_or(line));
            if !line.is_ascii() {
                let wide = line.char_indices().filter(|&(_, it)| !it.is_ascii());
                wide.for_each(|(at, character)| index.push_wide(start + at, character));
            }
            start += line.len();
        }
        if text.is_empty() || text.ends_with('\n') {
            index.push_line(start, "");
        }
        index
    }

    /// The number of lines: one more than there are line breaks.
    pub fn line_count(&self) -> u32 {
        self.lines.len() as u32
    }

    /// The bytes of a line (from 0) without its line break.
    pub fn line_range(&self, line: u32) -> Option<TextRange> {
        self.lines.get(line as usize).copied()
    }

    /// The line (from 0) that `offset` is in; the last one for an offset past the end.
    pub fn line_of(&self, offset: u32) -> u32 {
        self.lines.partition_point(|line| line.start <= offset).saturating_sub(1) as u32
    }

    /// The place of `offset`. In a line break it is the end of the line, inside a character the character's.
    pub fn line_column(&self, offset: u32) -> LineColumn {
        let line = self.line_of(offset);
        LineColumn { line: line + 1, column: self.column(line, offset, Unit::Scalar) + 1 }
    }

    /// The place of `offset` for an editor, with the same rules as [`LineIndex::line_column`].
    pub fn utf16_position(&self, offset: u32) -> Utf16Position {
        let line = self.line_of(offset);
        Utf16Position { line, character: self.column(line, offset, Unit::Utf16) }
    }

    /// The offset of a place. A column past the end of its line is the line's end, a line past the last the text's.
    pub fn offset_of(&self, place: LineColumn) -> u32 {
        self.offset(place.line.saturating_sub(1), place.column.saturating_sub(1), Unit::Scalar)
    }

    /// The offset of an editor's place, with the same rules as [`LineIndex::offset_of`]; between the halves of a
    /// surrogate pair it is the start of the character.
    pub fn offset_of_utf16(&self, place: Utf16Position) -> u32 {
        self.offset(place.line, place.character, Unit::Utf16)
    }

    fn push_line(&mut self, start: usize, content: &str) {
        self.lines.push(TextRange::new(start as u32, (start + content.len()) as u32));
    }

    fn push_wide(&mut self, at: usize, character: char) {
        let (scalar_excess, utf16_excess) = match self.wide.last() {
            Some(last) => (last.excess_after(Unit::Scalar), last.excess_after(Unit::Utf16)),
            None => (0, 0),
        };
        self.wide.push(Wide {
            start: at as u32,
            bytes: character.len_utf8() as u8,
            scalar_excess,
            utf16_excess,
        });
    }

    fn column(&self, line: u32, offset: u32, unit: Unit) -> u32 {
        let Some(range) = self.line_range(line) else { return 0 };
        let offset = self.character_start(offset.clamp(range.start, range.end));
        offset - range.start - (self.excess_before(offset, unit) - self.excess_before(range.start, unit))
    }

    fn offset(&self, line: u32, column: u32, unit: Unit) -> u32 {
        let last = self.lines.last().copied().unwrap_or_default();
        let Some(range) = self.line_range(line) else { return last.end };
        let before = self.excess_before(range.start, unit);
        let column_of = |wide: &Wide| wide.start - range.start - (wide.excess_before(unit) - before);
        let in_line = self.wide_from(range.start, range.end);
        let passed = in_line.partition_point(|wide| column_of(wide) < column);
        let offset = match passed.checked_sub(1).and_then(|at| in_line.get(at)) {
            None => range.start.saturating_add(column),
            Some(wide) if column < column_of(wide) + wide.units(unit) => wide.start,
            Some(wide) => range.start.saturating_add(column).saturating_add(wide.excess_after(unit) - before),
        };
        offset.min(range.end)
    }

    /// `offset`, or the start of the character that it cuts.
    fn character_start(&self, offset: u32) -> u32 {
        match self.last_wide_before(offset) {
            Some(wide) if offset < wide.end() => wide.start,
            _ => offset,
        }
    }

    fn excess_before(&self, offset: u32, unit: Unit) -> u32 {
        self.last_wide_before(offset).map_or(0, |wide| wide.excess_after(unit))
    }

    fn last_wide_before(&self, offset: u32) -> Option<&Wide> {
        let passed = self.wide.partition_point(|wide| wide.start < offset);
        self.wide.get(passed.checked_sub(1)?)
    }

    fn wide_from(&self, start: u32, end: u32) -> &[Wide] {
        let first = self.wide.partition_point(|wide| wide.start < start);
        let after = self.wide.partition_point(|wide| wide.start < end);
        self.wide.get(first..after).unwrap_or_default()
    }
}

impl Wide {
    fn end(self) -> u32 {
        self.start + u32::from(self.bytes)
    }

    fn units(self, unit: Unit) -> u32 {
        match unit {
            Unit::Scalar => 1,
            Unit::Utf16 => 1 + u32::from(self.bytes == 4),
        }
    }

    fn excess_before(self, unit: Unit) -> u32 {
        match unit {
            Unit::Scalar => self.scalar_excess,
            Unit::Utf16 => self.utf16_excess,
        }
    }

    fn excess_after(self, unit: Unit) -> u32 {
        self.excess_before(unit) + u32::from(self.bytes) - self.units(unit)
    }
}

#[cfg(test)]
mod tests;
