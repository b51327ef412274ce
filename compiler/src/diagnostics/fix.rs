//! Changes that a diagnostic offers.

use crate::text::{FileId, TextEdit};

/// A change that would settle a diagnostic. All of its edits are made, or none.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Fix {
    /// What it does, in the imperative: ``write `servers` ``.
    pub title: String,
    /// The edits, in any order; those of one file do not overlap.
    pub edits: Vec<FileEdit>,
    /// What one may do with it unread.
    pub applicability: Applicability,
}

/// An edit and the file that it is for.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FileEdit {
    /// The file.
    pub file: FileId,
    /// The change in it.
    pub edit: TextEdit,
}

/// What a fix promises.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Applicability {
    /// After it the policy permits exactly the flows that it permitted before; or it permitted nothing, since it did
    /// not compile, and now says what was evidently meant. May be applied unread.
    Safe,
    /// It yields a policy that compiles at this place, but may permit other flows than before. To be read, then
    /// applied on request.
    Unsafe,
    /// It shows a direction and leaves a part to be filled in. Never applied by a program.
    DisplayOnly,
}

impl Fix {
    /// A fix that so far changes nothing.
    pub fn new(title: impl Into<String>, applicability: Applicability) -> Self {
        Fix { title: title.into(), edits: Vec::new(), applicability }
    }

    /// With one more edit.
    #[must_use]
    pub fn edit(mut self, file: FileId, edit: TextEdit) -> Self {
        self.edits.push(FileEdit { file, edit });
        self
    }
}
