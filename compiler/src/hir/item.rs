//! Items as tracked values, their trees, and places in them.

#![allow(missing_docs, reason = "salsa generates constructors and setters without documentation")]

use std::sync::Arc;

use smol_str::SmolStr;

use crate::db::{Db, Embedded, LibraryFile, SourceFile};
use crate::syntax::{
    ItemAst, ItemKind, ItemSlice, NodeId, ParsedItem, Piece, SyntaxError, parse_item, pieces,
};
use crate::text::{FileId, TextRange};

/// A top-level item. Declarations are known by kind and name, statements by their tokens, so that an edit elsewhere in
/// the file leaves the identity alone.
#[salsa::tracked(debug)]
pub struct Item<'db> {
    /// Its file.
    #[returns(copy)]
    pub file: SourceFile,
    /// What its first word says.
    #[returns(copy)]
    pub kind: ItemKind,
    /// The declared name.
    pub name: Option<SmolStr>,
    /// The hash of its tokens, for items without a name.
    #[returns(copy)]
    pub fingerprint: u64,
    /// Whether `private` stands before it.
    #[tracked]
    #[returns(copy)]
    pub private: bool,
    /// The slice, its range starting at 0.
    #[tracked]
    pub slice: Arc<ItemSlice>,
    /// Its text.
    #[tracked]
    pub text: SmolStr,
    /// Its parse, for an item of the library.
    #[tracked]
    #[returns(copy)]
    pub embedded: Option<Embedded>,
    /// Where it starts in the file. Read by nothing but [`range_of`].
    #[tracked]
    #[returns(copy)]
    pub start: u32,
}

/// A node of an item.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, salsa::SalsaValue)]
pub struct Place<'db> {
    /// The item.
    pub item: Item<'db>,
    /// The node.
    pub node: NodeId,
}

impl<'db> Place<'db> {
    /// A node of an item.
    pub fn new(item: Item<'db>, node: NodeId) -> Place<'db> {
        Place { item, node }
    }
}

/// The items of a file, in order.
#[salsa::tracked]
pub fn file_items<'db>(db: &'db dyn Db, file: SourceFile) -> Vec<Item<'db>> {
    if let Some(items) = file.embedded(db).and_then(LibraryFile::items) {
        let one = |item: Embedded| {
            let text = SmolStr::new_static(item.text());
            tracked(db, file, Piece::with(item.slice(), text), Some(item))
        };
        return items.map(one).collect();
    }
    let text = file.text(db);
    // An editor keeps its documents cut. Whoever sets a text alone leaves a cut of another one behind.
    match file.cut(db).as_ref().filter(|cut| cut.text() == text) {
        Some(cut) => cut.pieces().iter().map(|piece| tracked(db, file, piece.clone(), None)).collect(),
        None => pieces(text).map(|piece| tracked(db, file, piece, None)).collect(),
    }
}

fn tracked<'db>(db: &'db dyn Db, file: SourceFile, piece: Piece, embedded: Option<Embedded>) -> Item<'db> {
    let Piece { start, fingerprint, slice, text } = piece;
    let (kind, name, private) = (slice.kind, slice.name.clone(), slice.private);
    let fingerprint = if name.is_some() { 0 } else { fingerprint };
    Item::new(db, file, kind, name, fingerprint, private, slice, text, embedded, start)
}

/// The parse of an item, with its ranges. Changes with every byte of it: read [`ast`] where the ranges do not matter. An
/// item of the library is parsed since the build, and not asked for here.
#[salsa::tracked(no_eq)]
fn parsed<'db>(db: &'db dyn Db, item: Item<'db>) -> ParsedItem {
    parse_item(item.text(db), item.slice(db))
}

/// The tree of an item, without documentation: it stays as it was when only white space and comments change.
#[salsa::tracked]
pub fn ast<'db>(db: &'db dyn Db, item: Item<'db>) -> Arc<ItemAst> {
    let embedded = item.embedded(db).and_then(Embedded::tree);
    embedded.unwrap_or_else(|| parsed(db, item).ast.clone())
}

/// The documentation of an item.
#[salsa::tracked]
pub fn doc<'db>(db: &'db dyn Db, item: Item<'db>) -> Option<SmolStr> {
    match item.embedded(db) {
        Some(embedded) => embedded.doc().map(SmolStr::new_static),
        None => parsed(db, item).doc.clone(),
    }
}

/// What is wrong with the text of an item.
pub fn syntax_errors<'db>(db: &'db dyn Db, item: Item<'db>) -> &'db [SyntaxError] {
    match item.embedded(db) {
        Some(_) => &[],
        None => &parsed(db, item).errors,
    }
}

/// The range of each node of an item, relative to it. Changes with every byte of it.
pub fn node_ranges<'db>(db: &'db dyn Db, item: Item<'db>) -> &'db [TextRange] {
    match item.embedded(db) {
        Some(embedded) => embedded.ranges(),
        None => &parsed(db, item).ranges,
    }
}

/// Where a place lies in its file. Not a query: offsets change with every edit.
pub fn range_of(db: &dyn Db, place: Place<'_>) -> (FileId, TextRange) {
    let item = place.item;
    let range = node_ranges(db, item).get(place.node.0 as usize).copied().unwrap_or(TextRange::new(0, 0));
    (item.file(db).id(db), range.shifted(item.start(db)))
}
