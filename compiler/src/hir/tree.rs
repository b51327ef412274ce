//! The trees of items: parsed once, kept packed, and unpacked for those who look at them.

#![allow(missing_docs, reason = "salsa generates constructors without documentation")]

use std::sync::Arc;

use smol_str::SmolStr;

use super::item::{Item, Place};
use crate::db::{Db, Embedded};
use crate::syntax::{ItemAst, PackedRanges, PackedTree, ParsedItem, SyntaxError, parse_item};
use crate::text::{FileId, TextRange};

/// What parsing an item comes to.
struct Parsed {
    tree: PackedTree,
    is_sound: bool,
    ranges: PackedRanges,
    /// What most items have nothing of.
    more: Option<Box<More>>,
}

#[derive(Default)]
struct More {
    doc: Option<SmolStr>,
    errors: Vec<SyntaxError>,
}

/// Equal where the trees are, though white space and comments differ: who reads the tree of an item need not be asked
/// again then. What belongs to the text rides along, and is read by [`of_text`] alone.
impl PartialEq for Parsed {
    fn eq(&self, other: &Self) -> bool {
        (self.is_sound, &self.tree) == (other.is_sound, &other.tree)
    }
}

impl Eq for Parsed {}

/// The parse of an item. One of the library is parsed since the build, and not asked for here.
#[salsa::tracked]
fn parsed<'db>(db: &'db dyn Db, item: Item<'db>) -> Parsed {
    let ParsedItem { ast, doc, ranges, errors } = parse_item(item.text(db), item.slice(db));
    let (is_sound, has_doc) = (errors.is_empty(), doc.is_some());
    Parsed {
        tree: PackedTree::new(&ast),
        is_sound,
        ranges: PackedRanges::new(&ranges),
        more: (has_doc || !is_sound).then(|| Box::new(More { doc, errors })),
    }
}

/// The parse with what belongs to the text. That is read too, so that it is asked for again when anything of it changes;
/// salsa keeps the newest value of a query, be it equal to the one before.
fn of_text<'db>(db: &'db dyn Db, item: Item<'db>) -> &'db Parsed {
    item.text(db);
    parsed(db, item)
}

/// The tree of an item, without documentation. It stays in memory: who looks at all statements reads [`passing_ast`].
#[salsa::tracked]
pub fn ast<'db>(db: &'db dyn Db, item: Item<'db>) -> Arc<ItemAst> {
    let embedded = item.embedded(db).and_then(Embedded::tree);
    embedded.unwrap_or_else(|| parsed(db, item).tree.tree())
}

/// The same tree, kept no longer than it is looked at.
pub fn passing_ast<'db>(db: &'db dyn Db, item: Item<'db>) -> Arc<ItemAst> {
    match item.embedded(db) {
        Some(_) => Arc::clone(ast(db, item)),
        None => parsed(db, item).tree.tree(),
    }
}

/// The documentation of an item.
#[salsa::tracked]
pub fn doc<'db>(db: &'db dyn Db, item: Item<'db>) -> Option<SmolStr> {
    match item.embedded(db) {
        Some(embedded) => embedded.doc().map(SmolStr::new_static),
        None => of_text(db, item).more.as_ref()?.doc.clone(),
    }
}

/// What is wrong with the text of an item. Changes with every byte of it.
pub fn syntax_errors<'db>(db: &'db dyn Db, item: Item<'db>) -> &'db [SyntaxError] {
    match item.embedded(db) {
        Some(_) => &[],
        None => of_text(db, item).more.as_ref().map_or(&[], |more| &more.errors),
    }
}

/// Whether something is wrong with the text of an item.
pub fn has_syntax_errors<'db>(db: &'db dyn Db, item: Item<'db>) -> bool {
    item.embedded(db).is_none() && !parsed(db, item).is_sound
}

/// The range of each node of an item, relative to it. Changes with every byte of it.
pub fn node_ranges<'db>(db: &'db dyn Db, item: Item<'db>) -> Vec<TextRange> {
    match item.embedded(db) {
        Some(embedded) => embedded.ranges().to_vec(),
        None => of_text(db, item).ranges.iter().collect(),
    }
}

/// The range of a node, relative to its item; empty where the item has no such node. Changes with every byte of it.
pub fn node_range(db: &dyn Db, place: Place<'_>) -> TextRange {
    let at = place.node.0 as usize;
    let found = match place.item.embedded(db) {
        Some(embedded) => embedded.ranges().get(at).copied(),
        None => of_text(db, place.item).ranges.iter().nth(at),
    };
    found.unwrap_or(TextRange::new(0, 0))
}

/// Where a place lies in its file. Not a query: offsets change with every edit.
pub fn range_of(db: &dyn Db, place: Place<'_>) -> (FileId, TextRange) {
    (place.item.file(db).id(db), node_range(db, place).shifted(place.item.start(db)))
}
