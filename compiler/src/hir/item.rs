//! Items as tracked values, their trees, and places in them.

#![allow(missing_docs, reason = "salsa generates constructors and setters without documentation")]

use std::sync::Arc;

use smol_str::SmolStr;

use crate::db::{Db, SourceFile};
use crate::syntax::{ItemAst, ItemKind, ItemSlice, NodeId, ParsedItem, parse_item, split};
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
    pub text: Arc<str>,
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
    let text = file.text(db);
    let one = |mut slice: ItemSlice| {
        let range = slice.range;
        let cut = text.get(range.start as usize..range.end as usize).unwrap_or_default();
        slice.range = TextRange::new(0, cut.len() as u32);
        let (kind, name, private) = (slice.kind, slice.name.clone(), slice.private);
        let fingerprint = if name.is_some() { 0 } else { slice.fingerprint };
        slice.fingerprint = 0;
        Item::new(db, file, kind, name, fingerprint, private, Arc::new(slice), Arc::from(cut), range.start)
    };
    split(text).into_iter().map(one).collect()
}

/// The parse of an item, with its ranges. Changes with every byte of it: read [`ast`] where the ranges do not matter.
#[salsa::tracked(no_eq)]
pub fn parsed<'db>(db: &'db dyn Db, item: Item<'db>) -> ParsedItem {
    parse_item(item.text(db), item.slice(db))
}

/// The tree of an item, without documentation: it stays as it was when only white space and comments change.
#[salsa::tracked]
pub fn ast<'db>(db: &'db dyn Db, item: Item<'db>) -> Arc<ItemAst> {
    parsed(db, item).ast.clone()
}

/// The documentation of an item.
#[salsa::tracked]
pub fn doc<'db>(db: &'db dyn Db, item: Item<'db>) -> Option<SmolStr> {
    parsed(db, item).doc.clone()
}

/// Where a place lies in its file. Not a query: offsets change with every edit.
pub fn range_of(db: &dyn Db, place: Place<'_>) -> (FileId, TextRange) {
    let item = place.item;
    let ranges = &parsed(db, item).ranges;
    let range = ranges.get(place.node.0 as usize).copied().unwrap_or(TextRange::new(0, 0));
    let start = item.start(db);
    (item.file(db).id(db), TextRange::new(range.start + start, range.end + start))
}
