//! Places that a diagnostic points at.

use crate::text::{FileId, TextRange};

/// A place and what is there.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Label {
    /// The file.
    pub file: FileId,
    /// The bytes; an empty range points between two characters.
    pub range: TextRange,
    /// What is here. May be empty.
    pub message: String,
    /// Whether this is the place itself or one that explains it.
    pub style: LabelStyle,
}

/// The part that a place plays.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum LabelStyle {
    /// The place to look at and, as a rule, to change.
    Primary,
    /// A place that explains the primary one.
    Secondary,
}
