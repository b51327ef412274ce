//! Items as tracked values, and places in them.

#![allow(missing_docs, reason = "salsa generates constructors and setters without documentation")]

use std::sync::Arc;

use smol_str::SmolStr;

use crate::db::{Db, Embedded, LibraryFile, Part, Section, SourceFile};
use crate::syntax::{ItemKind, ItemSlice, NodeId, Piece};

/// A top-level item. Declarations are known by kind and name, statements by their tokens, so that an edit elsewhere in
/// the file leaves the identity alone.
#[salsa::tracked(debug)]
pub struct Item<'db> {
    /// Its file.
    #[returns(copy)]
    pub file: SourceFile,
    /// The stretch of the file in which it lies.
    #[returns(copy)]
    pub section: Section,
    /// What its first word says.
    #[returns(copy)]
    pub kind: ItemKind,
    /// The declared name.
    pub name: Option<SmolStr>,
    /// The hash of its tokens, for items without a name.
    #[returns(copy)]
    pub fingerprint: u64,
    /// Its parse, for an item of the library.
    #[returns(copy)]
    pub embedded: Option<Embedded>,
    /// Whether `private` stands before it.
    #[returns(copy)]
    pub private: bool,
    /// What it says.
    #[tracked]
    pub piece: Arc<Piece>,
    /// Its position among the items of its part of the section; of one of the library, that the build knows, in its file.
    /// What lies above an item moves it: read by those alone who look up what is known of its section.
    #[tracked]
    #[returns(copy)]
    pub position: u32,
}

impl<'db> Item<'db> {
    /// Its text.
    pub fn text(self, db: &'db dyn Db) -> &'db SmolStr {
        &self.piece(db).text
    }

    /// The slice, its range starting at 0.
    pub fn slice(self, db: &'db dyn Db) -> &'db ItemSlice {
        &self.piece(db).slice
    }

    /// Where it starts in the file. Not a query: offsets change with every edit.
    pub fn start(self, db: &dyn Db) -> u32 {
        if let Some(embedded) = self.embedded(db) {
            return embedded.start();
        }
        let section = self.section(db);
        let starts = section.starts(db).of(Part::of(self.kind(db)));
        let own = starts.get(self.position(db) as usize).copied().unwrap_or(0);
        self.file(db).layout(db).base(section) + own
    }
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

/// The items of a file, in order. Depends on where they stand: what asks all of them asks the sections, part by part.
#[salsa::tracked]
pub fn file_items<'db>(db: &'db dyn Db, file: SourceFile) -> Vec<Item<'db>> {
    let sections = file.sections(db).iter();
    sections.flat_map(|section| in_order(db, *section)).map(|placed| placed.item).collect()
}

/// An item of a section with its place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Placed<'db> {
    /// The item.
    pub item: Item<'db>,
    /// Where it starts in the file.
    pub start: u32,
    /// Its position among the items of its section, part by part: as in [`items_by_part`].
    pub position: usize,
}

/// The items of a section in order, with their places: to ask each of thousands where it starts takes longer. Not a
/// query.
pub fn placed_in<'db>(db: &'db dyn Db, section: Section) -> Vec<Placed<'db>> {
    let base = section.file(db).layout(db).base(section);
    let mut found = in_order(db, section);
    found.iter_mut().for_each(|placed| placed.start += base);
    found
}

/// What is known of an item, where few of those of a section have something: they are looked at one after the other.
pub fn known_of<'a, 'db, T>(all: &'a [(Item<'db>, T)], item: Item<'db>) -> Option<&'a T> {
    all.iter().find(|(own, _)| *own == item).map(|(_, known)| known)
}

/// The items of a section, part by part.
pub fn items_by_part<'db>(db: &'db dyn Db, section: Section) -> impl Iterator<Item = Item<'db>> {
    let parts =
        [section_uses(db, section), section_declarations(db, section), section_statements(db, section)];
    parts.into_iter().flatten().copied()
}

/// The same in order, starting where the section does.
fn in_order<'db>(db: &'db dyn Db, section: Section) -> Vec<Placed<'db>> {
    let items = items_by_part(db, section).enumerate();
    let is_embedded = section.file(db).embedded(db).is_some_and(|file| file.items().is_some());
    let mut found: Vec<Placed<'db>> = if is_embedded {
        items.map(|(position, item)| Placed { item, start: item.start(db), position }).collect()
    } else {
        let starts = section.starts(db);
        let starts = [Part::Uses, Part::Declarations, Part::Statements].map(|part| starts.of(part));
        let starts = starts.into_iter().flatten().copied();
        items.zip(starts).map(|((position, item), start)| Placed { item, start, position }).collect()
    };
    found.sort_by_key(|placed| placed.start);
    found
}

/// The item that starts last before an offset of a file. Not a query.
pub fn item_before<'db>(db: &'db dyn Db, file: SourceFile, offset: u32) -> Option<Item<'db>> {
    if file.library(db) {
        let items = file_items(db, file);
        let behind = items.partition_point(|item| item.start(db) < offset);
        return items.get(behind.checked_sub(1)?).copied();
    }
    let (sections, layout) = (file.sections(db), file.layout(db));
    let behind = sections.partition_point(|section| layout.base(*section) < offset);
    let section = *sections.get(behind.checked_sub(1)?)?;
    in_order(db, section)
        .iter()
        .rfind(|placed| layout.base(section) + placed.start < offset)
        .map(|placed| placed.item)
}

/// The sections of the modules of a program, or of some of them, in the order of the files.
pub(super) fn sections_of<'a>(
    db: &'a dyn Db,
    files: impl IntoIterator<Item = &'a SourceFile>,
) -> impl Iterator<Item = Section> {
    files.into_iter().flat_map(move |file| file.sections(db).iter().copied())
}

/// The `use`s of a section, in order.
#[salsa::tracked]
pub fn section_uses<'db>(db: &'db dyn Db, section: Section) -> Vec<Item<'db>> {
    items_of(db, section, Part::Uses)
}

/// The declarations of a section, in order.
#[salsa::tracked]
pub fn section_declarations<'db>(db: &'db dyn Db, section: Section) -> Vec<Item<'db>> {
    match library_file(db, section) {
        Some(file) => {
            let own = file.positions_in(Part::Declarations).into_iter();
            own.filter_map(|at| library_item(db, section, at)).collect()
        }
        None => items_of(db, section, Part::Declarations),
    }
}

/// The statements of a section, and what begins with no word of an item, in order.
#[salsa::tracked]
pub fn section_statements<'db>(db: &'db dyn Db, section: Section) -> Vec<Item<'db>> {
    items_of(db, section, Part::Statements)
}

/// The declarations of a section that are of one kind, in order. Those of other kinds become no items for it where the
/// section is one of the library.
pub fn declarations_of_kind<'db>(
    db: &'db dyn Db,
    section: Section,
    kind: ItemKind,
) -> impl Iterator<Item = Item<'db>> {
    let library = library_file(db, section).map(|file| file.positions(kind));
    let own = if library.is_none() { section_declarations(db, section).as_slice() } else { &[] };
    let of_library = library.unwrap_or_default().iter().filter_map(move |at| library_item(db, section, *at));
    of_library.chain(own.iter().copied().filter(move |item| item.kind(db) == kind))
}

/// The declaration of a section at a position: among its declarations, or among all items of a file of the library.
pub(super) fn declaration_at<'db>(db: &'db dyn Db, section: Section, position: u32) -> Option<Item<'db>> {
    match library_file(db, section) {
        Some(_) => library_item(db, section, position),
        None => section_declarations(db, section).get(position as usize).copied(),
    }
}

/// The file of a section of the library that is embedded in parsed form.
pub(super) fn library_file(db: &dyn Db, section: Section) -> Option<&'static LibraryFile> {
    section.file(db).embedded(db).filter(|file| file.is_parsed())
}

/// A declaration of the library: one item is made for each that somebody asks for, and none for the others.
#[salsa::tracked(returns(copy))]
fn library_item<'db>(db: &'db dyn Db, section: Section, position: u32) -> Option<Item<'db>> {
    embedded_item(db, section, library_file(db, section)?, position)
}

fn embedded_item<'db>(
    db: &'db dyn Db,
    section: Section,
    file: &'static LibraryFile,
    position: u32,
) -> Option<Item<'db>> {
    let item = file.item(position)?;
    let piece = Piece::with(item.slice(), SmolStr::new_static(item.text()));
    Some(tracked(db, section, piece, Some(item), position))
}

/// The items of a part of a section. An item keeps its identity while its part is edited.
fn items_of<'db>(db: &'db dyn Db, section: Section, part: Part) -> Vec<Item<'db>> {
    if let Some(file) = library_file(db, section) {
        let own = file.positions_in(part).into_iter();
        return own.filter_map(|at| embedded_item(db, section, file, at)).collect();
    }
    let pieces = match part {
        Part::Uses => section.uses(db),
        Part::Declarations => section.declarations(db),
        Part::Statements => section.statements(db),
    };
    pieces.iter().zip(0..).map(|(piece, at)| tracked(db, section, Arc::clone(piece), None, at)).collect()
}

fn tracked<'db>(
    db: &'db dyn Db,
    section: Section,
    piece: Arc<Piece>,
    embedded: Option<Embedded>,
    position: u32,
) -> Item<'db> {
    let ItemSlice { kind, private, fingerprint, ref name, .. } = piece.slice;
    let (name, fingerprint) = (name.clone(), if name.is_some() { 0 } else { fingerprint });
    Item::new(db, section.file(db), section, kind, name, fingerprint, embedded, private, piece, position)
}
