//! Where renderers find the texts.

use std::borrow::Cow;

use crate::text::{FileId, LineIndex};

/// The files that diagnostics point into, as the run read them.
pub trait Sources {
    /// The name to show, not yet escaped.
    fn name(&self, file: FileId) -> Cow<'_, str>;

    /// The text that was checked.
    fn text(&self, file: FileId) -> &str;

    /// The index of that text.
    fn line_index(&self, file: FileId) -> &LineIndex;
}
