//! A slice without its comments and with single blanks, for the parser: what means nothing costs it the most.
//!
//! Every run of white space and comments becomes one blank (a line feed where it holds one). Offsets are mapped back, so
//! that ranges speak of the slice as it is written.

use expol_text::TextRange;

/// A compact text with the way back.
pub(super) struct Compact {
    /// What the parser reads.
    pub(super) text: String,
    /// (offset in the compact text, offset in the slice), ascending; between two entries the distance is constant.
    map: Vec<(u32, u32)>,
}

impl Compact {
    /// Drops what means nothing.
    pub(super) fn new(slice: &str) -> Compact {
        let mut compact = Compact { text: String::with_capacity(slice.len()), map: vec![(0, 0)] };
        let bytes = slice.as_bytes();
        let mut copied = 0;
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'"' => at = string_end(bytes, at),
                b' ' | b'\t' | b'\r' | b'\n' | b'/' => {
                    let end = trivia_end(slice, at);
                    if end == at {
                        at += 1;
                        continue;
                    }
                    if end - at > 1 {
                        compact.copy(slice, copied, at);
                        compact.blank(slice, at, end);
                        copied = end;
                    }
                    at = end;
                }
                _ => at += 1,
            }
        }
        compact.copy(slice, copied, slice.len());
        compact
    }

    fn copy(&mut self, slice: &str, from: usize, to: usize) {
        self.text.push_str(slice.get(from..to).unwrap_or_default());
    }

    fn blank(&mut self, slice: &str, from: usize, to: usize) {
        let run = slice.get(from..to).unwrap_or_default();
        self.map.push((self.text.len() as u32, from as u32));
        self.text.push(if run.contains('\n') { '\n' } else { ' ' });
        self.map.push((self.text.len() as u32, to as u32));
    }

    /// The offset in the slice.
    pub(super) fn original(&self, offset: u32) -> u32 {
        let after = self.map.partition_point(|(compact, _)| *compact <= offset);
        let (compact, original) = self.map.get(after.saturating_sub(1)).copied().unwrap_or((0, 0));
        original + (offset - compact)
    }

    /// The range in the slice. A range ends where its last character ends, whatever blank follows.
    pub(super) fn original_range(&self, range: TextRange) -> TextRange {
        if range.is_empty() {
            return TextRange::empty(self.original(range.start));
        }
        TextRange::new(self.original(range.start), self.original(range.end - 1) + 1)
    }
}

/// Where a string ends: behind its closing quote, or at the line's end.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\n' => return at,
            b'\\' if bytes.get(at + 1).is_some_and(|next| *next != b'\n') => at += 2,
            _ => at += 1,
        }
    }
    at.min(bytes.len())
}

/// Where a run of white space and comments ends; `start` where none begins.
fn trivia_end(slice: &str, start: usize) -> usize {
    let bytes = slice.as_bytes();
    let mut at = start;
    loop {
        match (bytes.get(at), bytes.get(at + 1)) {
            (Some(b' ' | b'\t' | b'\r' | b'\n'), _) => at += 1,
            (Some(b'/'), Some(b'/')) => {
                at = slice.get(at..).and_then(|rest| rest.find('\n')).map_or(slice.len(), |end| at + end);
            }
            (Some(b'/'), Some(b'*')) => {
                let end = slice.get(at + 2..).and_then(|rest| rest.find("*/"));
                at = end.map_or(slice.len(), |end| at + 2 + end + 2);
            }
            _ => return at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_find_their_way_back() {
        let slice = "/// doc\nallow  a /* x */ ->\n   b // \"q\"\n on \"s  //\" c";
        let compact = Compact::new(slice);
        assert_eq!(compact.text, "\nallow a ->\nb\non \"s  //\" c");
        for word in ["allow", "a ", "->", "b", "on", "\"s  //\"", "c"] {
            let word = word.trim();
            let at = compact.text.find(word).unwrap_or(usize::MAX) as u32;
            let range = compact.original_range(TextRange::new(at, at + word.len() as u32));
            assert_eq!(slice.get(range.start as usize..range.end as usize), Some(word));
        }
    }
}
