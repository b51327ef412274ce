//! A document that is open in the editor.

use std::sync::Arc;

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
    /// Its text, as the databases and the workers share it.
    pub(crate) text: Arc<str>,
    /// The lines of the text.
    pub(crate) lines: Arc<Lines>,
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
        let key = home_of(&uri)?;
        let lines = Arc::new(Lines::new(&text));
        Some(Document {
            uri,
            version,
            text: text.into(),
            lines,
            key,
            is_dirty: true,
            changes: 0,
            remembered: Vec::new(),
        })
    }

    /// Makes the editor's changes, each in the text that the one before it left.
    pub(crate) fn apply(&mut self, version: i32, changes: Vec<ContentChange>, encoding: Encoding) {
        let room = changes.iter().map(|change| change.text.len()).sum::<usize>();
        let mut text = String::with_capacity(self.text.len() + room);
        text.push_str(&self.text);
        let mut lines = Lines::clone(&self.lines);
        for change in changes {
            let change = edited(&mut text, &mut lines, change, encoding);
            self.remember(change);
        }
        (self.text, self.lines) = (text.into(), lines.into());
        self.version = version;
        self.is_dirty = true;
    }

    /// The changes since there were so many; `None` where they are forgotten.
    pub(crate) fn since(&self, changes: u64) -> Option<&[Change]> {
        let back = usize::try_from(self.changes.checked_sub(changes)?).ok()?;
        self.remembered.get(self.remembered.len().checked_sub(back)?..)
    }

    fn remember(&mut self, change: Change) {
        self.changes += 1;
        if self.remembered.len() == MAX_REMEMBERED {
            self.remembered.drain(..MAX_REMEMBERED / 2);
        }
        self.remembered.push(change);
    }
}

fn edited(text: &mut String, lines: &mut Lines, change: ContentChange, encoding: Encoding) -> Change {
    let inserted = change.text.len() as u32;
    if let Some(range) = change.range {
        let range = lines.offsets(text, range, encoding);
        text.replace_range(range.start as usize..range.end as usize, &change.text);
        lines.edited(text, range, inserted);
        return Change { range, inserted };
    }
    let range = TextRange::new(0, text.len() as u32);
    *text = change.text;
    *lines = Lines::new(text);
    Change { range, inserted }
}
