//! A document that is open in the editor.

use tower_lsp::gen_lsp_types::Range;

use expolc::text::TextRange;

use super::home::{FileKey, home_of};
use super::message::ContentChange;
use crate::text::{Encoding, Lines};

/// So many changes are remembered; findings that are older than these are not moved along, but computed anew.
const MAX_REMEMBERED: usize = 1_000;

/// An open document.
#[derive(Debug)]
pub(crate) struct Document {
    /// Its name, as the editor spells it.
    pub(crate) uri: String,
    /// The editor's number of its text.
    pub(crate) version: i32,
    /// Its text.
    pub(crate) text: String,
    /// The lines of the text.
    pub(crate) lines: Lines,
    /// Where it belongs.
    pub(crate) key: FileKey,
    /// Whether the text has changed since the database got it.
    pub(crate) is_dirty: bool,
    /// How many changes were ever made.
    pub(crate) changes: u64,
    /// The last of them.
    remembered: Vec<Change>,
}

/// A change: these bytes became so many others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Change {
    /// The bytes before it.
    pub(crate) range: TextRange,
    /// How many came for them.
    pub(crate) inserted: u32,
}

impl Document {
    /// As the editor opened it.
    pub(crate) fn open(uri: String, version: i32, text: String) -> Option<Document> {
        let lines = Lines::new(&text);
        let key = home_of(&uri)?;
        Some(Document { uri, version, text, lines, key, is_dirty: true, changes: 0, remembered: Vec::new() })
    }

    /// Makes the editor's changes, each in the text that the one before it left.
    pub(crate) fn apply(&mut self, version: i32, changes: Vec<ContentChange>, encoding: Encoding) {
        for change in changes {
            match change.range {
                Some(range) => self.replace(range, &change.text, encoding),
                None => self.replace_all(change.text),
            }
        }
        self.version = version;
        self.is_dirty = true;
    }

    /// The changes since there were so many; `None` where they are forgotten.
    pub(crate) fn since(&self, changes: u64) -> Option<&[Change]> {
        let back = usize::try_from(self.changes.checked_sub(changes)?).ok()?;
        self.remembered.get(self.remembered.len().checked_sub(back)?..)
    }

    fn replace(&mut self, range: Range, text: &str, encoding: Encoding) {
        let range = self.lines.offsets(&self.text, range, encoding);
        self.text.replace_range(range.start as usize..range.end as usize, text);
        let inserted = text.len() as u32;
        self.lines.edited(&self.text, range, inserted);
        self.remember(Change { range, inserted });
    }

    fn replace_all(&mut self, text: String) {
        let range = TextRange::new(0, self.text.len() as u32);
        self.remember(Change { range, inserted: text.len() as u32 });
        self.lines = Lines::new(&text);
        self.text = text;
    }

    fn remember(&mut self, change: Change) {
        self.changes += 1;
        if self.remembered.len() == MAX_REMEMBERED {
            self.remembered.drain(..MAX_REMEMBERED / 2);
        }
        self.remembered.push(change);
    }
}
