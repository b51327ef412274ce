//! Positions, and the item in which one lies.

use crate::db::{Db, SourceFile};
use crate::hir::{Item, Place, ast, item_before, node_range, range_of};
use crate::syntax::{LexemeKind, lexemes};
use crate::text::TextRange;

/// A place between two characters of a file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct FilePosition {
    /// The file.
    pub file: SourceFile,
    /// The offset of the byte behind it.
    pub offset: u32,
}

/// A piece of a file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct FileRange {
    /// The file.
    pub file: SourceFile,
    /// The bytes.
    pub range: TextRange,
}

impl FilePosition {
    /// A position in a file.
    pub fn new(file: SourceFile, offset: u32) -> FilePosition {
        FilePosition { file, offset }
    }
}

/// The item that the position lies in or touches; between items the one before.
pub(super) fn item_at<'db>(db: &'db dyn Db, position: FilePosition) -> Option<Item<'db>> {
    item_before(db, position.file, position.offset.saturating_add(1))
}

/// The bytes of an item.
pub(super) fn item_range(db: &dyn Db, item: Item<'_>) -> TextRange {
    let start = item.start(db);
    TextRange::new(start, start + item.text(db).len() as u32)
}

/// Whether a range holds the offset or ends at it.
pub(super) fn touches(range: TextRange, offset: u32) -> bool {
    range.start <= offset && offset <= range.end
}

/// A place as a piece of its file.
pub(super) fn range_of_place(db: &dyn Db, place: Place<'_>) -> FileRange {
    FileRange { file: place.item.file(db), range: range_of(db, place).1 }
}

/// Where the name of a declaration stands; its first word where the declaration is broken, or has no name.
pub(super) fn name_range(db: &dyn Db, item: Item<'_>) -> TextRange {
    name_in(db, item).shifted(item.start(db))
}

/// The same, by its place in the item.
pub(super) fn name_in(db: &dyn Db, item: Item<'_>) -> TextRange {
    if let Some(name) = ast(db, item).item.name() {
        return place_in(db, Place::new(item, name.node));
    }
    let text = item.text(db);
    let words = || lexemes(text).into_iter().filter(|lexeme| lexeme.kind == LexemeKind::Word);
    let is_name = |word: &str| item.name(db).as_deref() == Some(word.trim_matches('`'));
    let found = words().skip(1).find(|lexeme| is_name(lexeme.text(text))).or_else(|| words().next());
    found.map_or(TextRange::empty(0), |lexeme| lexeme.range)
}

/// A node by its place in the item.
pub(super) fn place_in(db: &dyn Db, place: Place<'_>) -> TextRange {
    node_range(db, place)
}
