//! Changes to a text.

use std::fmt;

use crate::TextRange;

/// One change: the bytes of a range become another text. An empty range inserts, an empty text deletes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TextEdit {
    /// What goes, as offsets in the text before any edit.
    pub range: TextRange,
    /// What comes.
    pub replacement: String,
}

impl TextEdit {
    /// `replacement` in place of the bytes of `range`.
    pub fn replace(range: TextRange, replacement: impl Into<String>) -> Self {
        TextEdit { range, replacement: replacement.into() }
    }

    /// `text` between the characters before and after `at`.
    pub fn insert(at: u32, text: impl Into<String>) -> Self {
        TextEdit::replace(TextRange::empty(at), text)
    }

    /// Nothing in place of the bytes of `range`.
    pub fn delete(range: TextRange) -> Self {
        TextEdit::replace(range, "")
    }
}

/// Why edits cannot be made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EditError {
    /// Two edits change the same bytes, or one inserts into what the other replaces.
    Overlapping(TextRange, TextRange),
    /// A range leaves the text or cuts a character.
    OutOfBounds(TextRange),
}

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EditError::Overlapping(a, b) => {
                write!(f, "the edits of bytes {}..{} and {}..{} overlap", a.start, a.end, b.start, b.end)
            }
            EditError::OutOfBounds(range) => {
                write!(f, "bytes {}..{} are not whole characters of the text", range.start, range.end)
            }
        }
    }
}

impl std::error::Error for EditError {}

/// `text` with all of `edits` made at once. Their order matters only between insertions at one place, which come out
/// as given; an insertion goes before a replacement that starts at its place.
///
/// # Errors
///
/// [`EditError`] if two edits overlap or one does not fit the text; then none is made.
pub fn apply_edits(text: &str, edits: &[TextEdit]) -> Result<String, EditError> {
    let mut ordered: Vec<&TextEdit> = edits.iter().collect();
    ordered.sort_by_key(|edit| edit.range);
    let mut result = String::with_capacity(text.len());
    let mut done = TextRange::empty(0);
    for edit in ordered {
        if edit.range.start < done.end {
            return Err(EditError::Overlapping(done, edit.range));
        }
        let kept = text.get(done.end as usize..edit.range.start as usize);
        let fits = text.get(edit.range.start as usize..edit.range.end as usize).is_some();
        let Some(kept) = kept.filter(|_| fits) else {
            return Err(EditError::OutOfBounds(edit.range));
        };
        result.push_str(kept);
        result.push_str(&edit.replacement);
        done = edit.range;
    }
    result.push_str(text.get(done.end as usize..).unwrap_or_default());
    Ok(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(start: u32, end: u32, replacement: &str) -> TextEdit {
        TextEdit::replace(TextRange::new(start, end), replacement)
    }

    #[test]
    fn edits_are_made_at_once_whatever_their_order() {
        let edits = [edit(8, 10, "16"), edit(0, 4, "zone"), TextEdit::insert(4, "s")];
        assert_eq!(apply_edits("Zona dmz24", &edits).as_deref(), Ok("zones dmz16"));
    }

    #[test]
    fn edits_may_touch_and_insertions_at_one_place_keep_their_order() {
        let edits = [edit(0, 2, "x"), edit(2, 4, "y"), TextEdit::insert(2, "1"), TextEdit::insert(2, "2")];
        assert_eq!(apply_edits("aabb", &edits).as_deref(), Ok("x12y"));
        assert_eq!(
            apply_edits("ab", &[TextEdit::delete(TextRange::new(0, 1)), TextEdit::insert(2, "c")]).as_deref(),
            Ok("bc")
        );
    }

    #[test]
    fn no_edits_change_nothing() {
        assert_eq!(apply_edits("a\r\nb", &[]).as_deref(), Ok("a\r\nb"));
    }

    #[test]
    fn overlapping_edits_are_refused() {
        let overlap = EditError::Overlapping(TextRange::new(0, 3), TextRange::new(2, 4));
        assert_eq!(apply_edits("abcdef", &[edit(2, 4, ""), edit(0, 3, "")]), Err(overlap));
        assert_eq!(overlap.to_string(), "the edits of bytes 0..3 and 2..4 overlap");
        assert!(apply_edits("abcdef", &[edit(0, 3, "x"), TextEdit::insert(1, "y")]).is_err());
        assert!(apply_edits("abcdef", &[edit(0, 3, "x"), edit(0, 3, "x")]).is_err());
    }

    #[test]
    fn an_edit_outside_the_text_or_through_a_character_is_refused() {
        for range in [TextRange::new(1, 9), TextRange::new(8, 9), TextRange::new(1, 2), TextRange::new(2, 3)]
        {
            let edits = [TextEdit::delete(range)];
            assert_eq!(apply_edits("aßb", &edits), Err(EditError::OutOfBounds(range)), "{range:?}");
        }
    }
}
