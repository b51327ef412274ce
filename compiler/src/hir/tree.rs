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
    ranges: PackedRanges,
    /// What most items have nothing of.
    more: Option<Box<More>>,
}

#[derive(Default)]
struct More {
    doc: Option<SmolStr>,
    errors: Vec<SyntaxError>,
}

/// The tree of an item, packed, and whether its text has no errors.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Packed {
    tree: PackedTree,
    is_sound: bool,
}

/// The parse of an item, with its ranges. Changes with every byte of it: read [`ast`] where the ranges do not matter. An
/// item of the library is parsed since the build, and not asked for here.
#[salsa::tracked(no_eq)]
fn parsed<'db>(db: &'db dyn Db, item: Item<'db>) -> Parsed {
    let ParsedItem { ast, doc, ranges, errors } = parse_item(item.text(db), item.slice(db));
    let has_more = doc.is_some() || !errors.is_empty();
    Parsed {
        tree: PackedTree::new(&ast),
        ranges: PackedRanges::new(&ranges),
        more: has_more.then(|| Box::new(More { doc, errors })),
    }
}

/// The tree without documentation: it stays as it was when only white space and comments change.
#[salsa::tracked]
fn packed<'db>(db: &'db dyn Db, item: Item<'db>) -> Packed {
    let tree = parsed(db, item).tree.clone();
    Packed { tree, is_sound: syntax_errors(db, item).is_empty() }
}

/// The tree of an item, without documentation. It stays in memory: who looks at all statements reads [`passing_ast`].
#[salsa::tracked]
pub fn ast<'db>(db: &'db dyn Db, item: Item<'db>) -> Arc<ItemAst> {
    let embedded = item.embedded(db).and_then(Embedded::tree);
    embedded.unwrap_or_else(|| packed(db, item).tree.tree())
}

/// The same tree, kept no longer than it is looked at.
pub fn passing_ast<'db>(db: &'db dyn Db, item: Item<'db>) -> Arc<ItemAst> {
    match item.embedded(db) {
        Some(_) => Arc::clone(ast(db, item)),
        None => packed(db, item).tree.tree(),
    }
}

/// The documentation of an item.
#[salsa::tracked]
pub fn doc<'db>(db: &'db dyn Db, item: Item<'db>) -> Option<SmolStr> {
    match item.embedded(db) {
        Some(embedded) => embedded.doc().map(SmolStr::new_static),
        None => parsed(db, item).more.as_ref()?.doc.clone(),
    }
}

/// What is wrong with the text of an item. Changes with every byte of it.
pub fn syntax_errors<'db>(db: &'db dyn Db, item: Item<'db>) -> &'db [SyntaxError] {
    match item.embedded(db) {
        Some(_) => &[],
        None => parsed(db, item).more.as_ref().map_or(&[], |more| &more.errors),
    }
}

/// Whether something is wrong with the text of an item.
pub fn has_syntax_errors<'db>(db: &'db dyn Db, item: Item<'db>) -> bool {
    item.embedded(db).is_none() && !packed(db, item).is_sound
}

/// The range of each node of an item, relative to it. Changes with every byte of it.
pub fn node_ranges<'db>(db: &'db dyn Db, item: Item<'db>) -> Vec<TextRange> {
    match item.embedded(db) {
        Some(embedded) => embedded.ranges().to_vec(),
        None => parsed(db, item).ranges.iter().collect(),
    }
}

/// The range of a node, relative to its item; empty where the item has no such node. Changes with every byte of it.
pub fn node_range(db: &dyn Db, place: Place<'_>) -> TextRange {
    let at = place.node.0 as usize;
    let found = match place.item.embedded(db) {
        Some(embedded) => embedded.ranges().get(at).copied(),
        None => parsed(db, place.item).ranges.iter().nth(at),
    };
    found.unwrap_or(TextRange::new(0, 0))
}

/// Where a place lies in its file. Not a query: offsets change with every edit.
pub fn range_of(db: &dyn Db, place: Place<'_>) -> (FileId, TextRange) {
    (place.item.file(db).id(db), node_range(db, place).shifted(place.item.start(db)))
}
