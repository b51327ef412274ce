//! The trees of items. Statements are parsed section by section; their trees are kept packed, and unpacked for those who
//! look at them. Declarations, which are looked at from everywhere, are parsed one by one, and their trees stay as they are.

#![allow(missing_docs, reason = "salsa generates constructors without documentation")]

use std::sync::Arc;

use smol_str::SmolStr;

use super::item::{Item, Place, library_file, section_declarations, section_statements, section_uses};
use crate::db::{Db, Part, Section};
use crate::syntax::item::Item as Tree;
use crate::syntax::{ItemAst, ItemSlice, PackedRanges, PackedTree, ParsedItem, SyntaxError, parse_item};
use crate::text::{FileId, TextRange};

/// What parsing an item comes to.
struct Parsed<T> {
    tree: T,
    of_text: OfText,
}

/// What belongs to the text of an item.
struct OfText {
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

impl<T> Parsed<T> {
    fn new(text: &str, slice: &ItemSlice, keep: fn(Arc<ItemAst>) -> T) -> Parsed<T> {
        let ParsedItem { ast, doc, ranges, errors } = parse_item(text, slice);
        let (is_sound, has_doc) = (errors.is_empty(), doc.is_some());
        let more = (has_doc || !is_sound).then(|| Box::new(More { doc, errors }));
        Parsed { tree: keep(ast), of_text: OfText { is_sound, ranges: PackedRanges::new(&ranges), more } }
    }
}

/// Equal where the trees are, though white space and comments differ: who reads the tree of an item need not be asked
/// again then. What belongs to the text rides along, and is read by [`of_text`] alone.
impl<T: PartialEq> PartialEq for Parsed<T> {
    fn eq(&self, other: &Self) -> bool {
        (self.of_text.is_sound, &self.tree) == (other.of_text.is_sound, &other.tree)
    }
}

impl<T: Eq> Eq for Parsed<T> {}

/// The parse of an item that declares or uses something. One of the library is parsed since the build, and not asked for
/// here.
#[salsa::tracked]
fn parsed_declaration<'db>(db: &'db dyn Db, item: Item<'db>) -> Parsed<Arc<ItemAst>> {
    Parsed::new(item.text(db), item.slice(db), |tree| tree)
}

/// The parses of the statements of a section, in order.
#[salsa::tracked]
fn parsed_statements(db: &dyn Db, section: Section) -> Box<[Parsed<PackedTree>]> {
    let keep = |tree: Arc<ItemAst>| PackedTree::new(&tree);
    section.statements(db).iter().map(|piece| Parsed::new(&piece.text, &piece.slice, keep)).collect()
}

fn statement<'db>(db: &'db dyn Db, item: Item<'db>) -> Option<&'db Parsed<PackedTree>> {
    parsed_statements(db, item.section(db)).get(item.position(db) as usize)
}

fn is_statement(db: &dyn Db, item: Item<'_>) -> bool {
    Part::of(item.kind(db)) == Part::Statements
}

/// What belongs to the text of an item that the build has not seen. The text is read too, so that it is asked for again
/// when anything of it changes; salsa keeps the newest value of a query, be it equal to the one before.
fn of_text<'db>(db: &'db dyn Db, item: Item<'db>) -> Option<&'db OfText> {
    item.text(db);
    if is_statement(db, item) {
        return statement(db, item).map(|parsed| &parsed.of_text);
    }
    Some(&parsed_declaration(db, item).of_text)
}

/// The tree of an item, without documentation. It stays in memory: who looks at statements reads [`passing_ast`].
pub fn ast<'db>(db: &'db dyn Db, item: Item<'db>) -> &'db Arc<ItemAst> {
    if item.embedded(db).is_some() || is_statement(db, item) {
        return kept_tree(db, item);
    }
    &parsed_declaration(db, item).tree
}

/// See [`ast`].
#[salsa::tracked]
fn kept_tree<'db>(db: &'db dyn Db, item: Item<'db>) -> Arc<ItemAst> {
    let tree = match item.embedded(db) {
        Some(embedded) => embedded.tree(),
        None => statement(db, item).map(|parsed| parsed.tree.tree()),
    };
    tree.unwrap_or_else(|| Arc::new(ItemAst { private: false, item: Tree::Broken }))
}

/// The same tree, of a statement kept no longer than it is looked at.
pub fn passing_ast<'db>(db: &'db dyn Db, item: Item<'db>) -> Arc<ItemAst> {
    let is_packed = item.embedded(db).is_none() && is_statement(db, item);
    let packed = if is_packed { statement(db, item) } else { None };
    packed.map_or_else(|| Arc::clone(ast(db, item)), |parsed| parsed.tree.tree())
}

/// The statements of a section with their trees, in order, as [`passing_ast`] gives them one by one.
pub fn statement_trees<'db>(
    db: &'db dyn Db,
    section: Section,
) -> impl Iterator<Item = (Item<'db>, Arc<ItemAst>)> {
    let is_embedded = library_file(db, section).is_some();
    let parsed = if is_embedded { &[] } else { &**parsed_statements(db, section) };
    let items = section_statements(db, section).iter().copied().enumerate();
    items.map(move |(at, item)| {
        let packed = parsed.get(at).map(|parsed| parsed.tree.tree());
        (item, packed.unwrap_or_else(|| passing_ast(db, item)))
    })
}

/// The items of a section with something wrong in their text, part by part. The library has none.
pub fn unsound_in<'db>(db: &'db dyn Db, section: Section) -> Vec<Item<'db>> {
    if library_file(db, section).is_some() {
        return Vec::new();
    }
    let declared = section_uses(db, section).iter().chain(section_declarations(db, section));
    let declared = declared.map(|item| (item, &parsed_declaration(db, *item).of_text));
    let parsed = parsed_statements(db, section).iter().map(|parsed| &parsed.of_text);
    let all = declared.chain(section_statements(db, section).iter().zip(parsed));
    all.filter(|(_, of_text)| !of_text.is_sound).map(|(item, _)| *item).collect()
}

/// The documentation of an item. Changes with its text.
pub fn doc<'db>(db: &'db dyn Db, item: Item<'db>) -> Option<&'db str> {
    match item.embedded(db) {
        Some(embedded) => embedded.doc(),
        None => of_text(db, item)?.more.as_ref()?.doc.as_deref(),
    }
}

/// What is wrong with the text of an item. Changes with every byte of it.
pub fn syntax_errors<'db>(db: &'db dyn Db, item: Item<'db>) -> &'db [SyntaxError] {
    match item.embedded(db) {
        Some(_) => &[],
        None => {
            let more = of_text(db, item).and_then(|parsed| parsed.more.as_ref());
            more.map_or(&[], |more| &more.errors)
        }
    }
}

/// The range of each node of an item, relative to it. Changes with every byte of it.
pub fn node_ranges<'db>(db: &'db dyn Db, item: Item<'db>) -> Vec<TextRange> {
    match item.embedded(db) {
        Some(embedded) => embedded.ranges().to_vec(),
        None => of_text(db, item).into_iter().flat_map(|parsed| parsed.ranges.iter()).collect(),
    }
}

/// The range of a node, relative to its item; empty where the item has no such node. Changes with every byte of it.
pub fn node_range(db: &dyn Db, place: Place<'_>) -> TextRange {
    let at = place.node.0 as usize;
    let found = match place.item.embedded(db) {
        Some(embedded) => embedded.ranges().get(at).copied(),
        None => of_text(db, place.item).and_then(|parsed| parsed.ranges.iter().nth(at)),
    };
    found.unwrap_or(TextRange::new(0, 0))
}

/// Where a place lies in its file. Not a query: offsets change with every edit.
pub fn range_of(db: &dyn Db, place: Place<'_>) -> (FileId, TextRange) {
    (place.item.file(db).id(db), node_range(db, place).shifted(place.item.start(db)))
}
