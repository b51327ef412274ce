//! A text with the items that it was cut into, kept while it is edited: of an edit only its surroundings are cut again.
//!
//! What comes out is what [`split`] says of the text, always; a test compares the two.

use std::sync::Arc;

use expol_text::TextRange;
use smol_str::SmolStr;

use super::split::{ItemSlice, Splitter};

/// A text and its items.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cut {
    text: SmolStr,
    pieces: Vec<Arc<Piece>>,
    /// Where each of them starts.
    starts: Vec<u32>,
    /// Where brackets stay open, how an item ends depends on everything behind it.
    is_balanced: bool,
}

/// An item, apart from where it stands. Its text, its section and whoever tracks it share it.
#[derive(PartialEq, Eq, Debug)]
pub struct Piece {
    /// The slice, its range starting at 0.
    pub slice: ItemSlice,
    /// Its text.
    pub text: SmolStr,
}

/// So many items before an edit are cut again: how one ends depends on the first two words behind it.
const LOOKS_BACK: usize = 2;

impl Cut {
    /// Cuts a text.
    pub fn new(text: SmolStr) -> Cut {
        let mut splitter = Splitter::new(&text, 0);
        while splitter.next_item() {}
        let is_balanced = splitter.is_balanced();
        let starts = splitter.items.iter().map(|slice| slice.range.start).collect();
        let mut pieces: Vec<Arc<Piece>> =
            splitter.items.into_iter().map(|slice| Piece::new(&text, slice)).collect();
        // They lie where the larger slices lay.
        pieces.shrink_to_fit();
        Cut { text, pieces, starts, is_balanced }
    }

    /// The text.
    pub fn text(&self) -> &SmolStr {
        &self.text
    }

    /// Its items, in order.
    pub fn pieces(&self) -> &[Arc<Piece>] {
        &self.pieces
    }

    /// Where each of its items starts.
    pub fn starts(&self) -> &[u32] {
        &self.starts
    }

    /// Cuts another text, which has much in common with this one.
    #[must_use]
    pub fn edited(&self, text: SmolStr) -> Cut {
        match self.pieces_of(&text) {
            Some((pieces, starts)) => Cut { text, pieces, starts, is_balanced: true },
            None => Cut::new(text),
        }
    }

    /// The items of another text and their starts; `None` where little of this one helps.
    fn pieces_of(&self, text: &str) -> Option<(Vec<Arc<Piece>>, Vec<u32>)> {
        if !self.is_balanced {
            return None;
        }
        let (before, behind) = common(&self.text, text);
        // An item ends before the next one starts: the last that ends before the edit is found among the starts.
        let started = self.starts.partition_point(|start| (*start as usize) < before);
        let untouched = (0..started).rev().find(|at| self.end(*at) < before).map_or(0, |at| at + 1);
        let kept = untouched.saturating_sub(LOOKS_BACK);
        let mut splitter = Splitter::new(text, kept.checked_sub(1).map_or(0, |last| self.end(last)));
        let moved_by = text.len() as i64 - self.text.len() as i64;
        let mut rest = self.pieces.len();
        while splitter.next_item() {
            if !splitter.is_balanced() {
                return None;
            }
            let Some(start) = splitter.items.last().map(|slice| slice.range.start) else { break };
            if (start as usize) < text.len() - behind {
                continue;
            }
            // From here on the texts are the same: where an item started, the rest is as it was.
            let known = (i64::from(start) - moved_by) as u32;
            if let Ok(at) = self.starts.binary_search(&known) {
                splitter.items.pop();
                rest = at;
                break;
            }
        }
        let fresh_starts = splitter.items.iter().map(|slice| slice.range.start);
        let moved = self.starts[rest..].iter().map(|start| (i64::from(*start) + moved_by) as u32);
        let starts = self.starts[..kept].iter().copied().chain(fresh_starts).chain(moved).collect();
        let fresh = splitter.items.into_iter().map(|slice| Piece::new(text, slice));
        let (before, behind) = (&self.pieces[..kept], &self.pieces[rest..]);
        Some((before.iter().cloned().chain(fresh).chain(behind.iter().cloned()).collect(), starts))
    }

    fn end(&self, at: usize) -> usize {
        self.starts[at] as usize + self.pieces[at].text.len()
    }
}

impl Piece {
    /// Cut out of its text.
    pub fn new(text: &str, slice: ItemSlice) -> Arc<Piece> {
        let own = slice.range.slice(text).into();
        Piece::with(slice, own)
    }

    /// A slice and its text.
    pub fn with(mut slice: ItemSlice, text: SmolStr) -> Arc<Piece> {
        slice.range = TextRange::new(0, text.len() as u32);
        Arc::new(Piece { slice, text })
    }
}

/// How many bytes two texts have in common at their starts, and at their ends beside these.
fn common(old: &str, new: &str) -> (usize, usize) {
    let before = equal(old.as_bytes().chunks(BLOCK), new.as_bytes().chunks(BLOCK), |a, b| {
        a.iter().zip(b).take_while(|(a, b)| a == b).count()
    });
    let most = old.len().min(new.len()) - before;
    let behind = equal(old.as_bytes().rchunks(BLOCK), new.as_bytes().rchunks(BLOCK), |a, b| {
        a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count()
    });
    (before, behind.min(most))
}

/// Whole blocks are compared at once, as fast as memory is read.
const BLOCK: usize = 4096;

fn equal<'a>(
    old: impl Iterator<Item = &'a [u8]>,
    new: impl Iterator<Item = &'a [u8]>,
    within: impl Fn(&[u8], &[u8]) -> usize,
) -> usize {
    let mut length = 0;
    for (old, new) in old.zip(new) {
        if old != new {
            return length + within(old, new);
        }
        length += old.len();
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    const PIECES: &[&str] = &[
        "zone a { 10.0.0.0/8 }",
        "\n",
        "\n\n",
        "allow a -> b on tcp 1",
        "// c",
        "/// doc\n",
        "/* x */",
        "/*",
        "*/",
        "\"",
        "{",
        "}",
        "(",
        ")",
        "role r",
        "for",
        " zone",
        "private ",
        "use std.net",
        "profile p() {\n  allow a -> b\n}",
        "é",
        "😀",
        " ",
        "for x in y {\n}\n",
        "test \"t\" {\n}\n",
    ];

    /// 20,000 random edits of texts with and without balanced brackets: what is kept cut is what is cut afresh.
    #[test]
    fn an_edited_text_is_cut_as_a_new_one() {
        let mut state = 1_u64;
        let mut random = |limit: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((state >> 33) as usize) % limit.max(1)
        };
        let (mut helped, mut kept) = (0, 0);
        let mut cut = Cut::new(SmolStr::default());
        for step in 0..20_000 {
            let boundary =
                |text: &str, at: usize| (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
            let old = cut.text();
            let start = boundary(old, random(old.len() + 1));
            let end = boundary(old, (start + random(12)).min(old.len())).max(start);
            let mut text = if old.len() > 900 { String::new() } else { old.to_string() };
            if text.is_empty() {
                // Brackets that balance, so that there is something to keep.
                (0..20).for_each(|at| {
                    text.push_str(&format!("zone z{at} {{ 10.0.{at}.0/24 }}\nallow z{at} -> z1 on tcp 1\n"))
                });
            } else {
                text.replace_range(start..end, PIECES[random(PIECES.len())]);
            }
            let text = SmolStr::from(text);
            let (fresh, next) = (Cut::new(text.clone()), cut.edited(text.clone()));
            assert_eq!(next, fresh, "step {step}: {:?} became {text:?}", cut.text());
            let known = |piece: &&Arc<Piece>| cut.pieces.iter().any(|old| Arc::ptr_eq(old, piece));
            let same = next.pieces.iter().filter(known).count();
            helped += usize::from(same > 0);
            kept += same;
            cut = next;
        }
        assert!(helped > 2_000 && kept > 20_000, "{helped} edits kept {kept} items");
    }
}
