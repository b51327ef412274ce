//! The names that a module sees, and one query per name as a firewall.

#![allow(missing_docs, reason = "salsa generates constructors and setters without documentation")]

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use rustc_hash::FxHasher;
use smol_str::SmolStr;

use super::item::{Item, declaration_at, library_file, section_uses, sections_of};
use super::module::{library_index, module_files, module_of, use_target};
use super::tree::ast;
use crate::db::{Db, Embedded, Part, Section, SourceFile};
use crate::syntax::item::Item as Tree;

/// A name as a module may use it.
#[salsa::interned(debug)]
struct Name<'db> {
    #[returns(copy)]
    module: SourceFile,
    text: SmolStr,
}

/// What a name means.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, salsa::SalsaValue)]
pub enum Definition<'db> {
    /// A declaration.
    Item(Item<'db>),
    /// A module.
    Module(SourceFile),
}

/// What a module declares and imports.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
struct Scope<'db> {
    shelves: Box<[Shelf<'db>]>,
    duplicates: Vec<Doubled<'db>>,
}

/// Some of the names, in order.
type Shelf<'db> = Arc<[Named<'db>]>;

/// A scope has so many shelves. A name is looked up on its own alone: what comes to the others, or goes there, is nothing
/// to it.
const SHELVES: u64 = 64;

/// The shelf on which a name lies.
fn shelf_of(name: &str) -> u32 {
    let mut hasher = FxHasher::default();
    name.hash(&mut hasher);
    (hasher.finish() % SHELVES) as u32
}

/// A name that a module declares or imports twice.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub struct Duplicate<'db> {
    /// The name.
    pub name: SmolStr,
    /// The item that brings it first.
    pub first: Item<'db>,
    /// The item that brings it again.
    pub later: Item<'db>,
}

/// The same, as a scope knows it.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
struct Doubled<'db> {
    name: SmolStr,
    first: Entry<'db>,
    later: Entry<'db>,
}

#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
struct Named<'db> {
    name: SmolStr,
    entry: Entry<'db>,
}

/// What brings a name. A declaration is known by its position in its section ([`declaration_at`]): so a scope depends on
/// what is declared, and not on how.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
enum Entry<'db> {
    Declared(Section, u32),
    Module(SourceFile, Item<'db>),
    Imported(SourceFile, Item<'db>),
}

impl<'db> Entry<'db> {
    fn item(&self, db: &'db dyn Db) -> Option<Item<'db>> {
        match self {
            Entry::Declared(section, at) => declaration_at(db, *section, *at),
            Entry::Module(_, item) | Entry::Imported(_, item) => Some(*item),
        }
    }
}

fn scope<'db>(db: &'db dyn Db, file: SourceFile) -> &'db Scope<'db> {
    scope_of_module(db, module_of(db, file))
}

#[salsa::tracked]
fn scope_of_module<'db>(db: &'db dyn Db, module: SourceFile) -> Scope<'db> {
    let mut all = Names::default();
    let sections: Vec<Section> = sections_of(db, &module_files(db, module)).collect();
    // What a module imports comes first, wherever it stands: the answer does not depend on where sections end.
    sections.iter().flat_map(|section| section_uses(db, *section)).for_each(|item| all.use_(db, *item));
    sections.iter().for_each(|section| all.declarations(db, *section));
    let mut shelves = vec![Vec::new(); SHELVES as usize];
    for named in all.0 {
        shelves[shelf_of(&named.name) as usize].push(named);
    }
    let mut duplicates = Vec::new();
    let shelves = shelves.into_iter().map(|names| first_of_each(names, &mut duplicates).into()).collect();
    duplicates.sort_by(|a, b| a.name.cmp(&b.name));
    Scope { shelves, duplicates }
}

/// In order, and each name as it is brought first.
fn first_of_each<'db>(mut names: Vec<Named<'db>>, duplicates: &mut Vec<Doubled<'db>>) -> Vec<Named<'db>> {
    // A stable sort: of equal names the first declaration stays the first.
    names.sort_by(|a, b| a.name.cmp(&b.name));
    names.dedup_by(|later, first| {
        let known = &first.name;
        let double = later.name == *known;
        if double {
            let (first, later) = (first.entry.clone(), later.entry.clone());
            duplicates.push(Doubled { name: known.clone(), first, later });
        }
        double
    });
    names
}

#[salsa::tracked]
fn shelf<'db>(db: &'db dyn Db, module: SourceFile, at: u32) -> Shelf<'db> {
    scope_of_module(db, module).shelves.get(at as usize).cloned().unwrap_or_default()
}

impl<'db> Scope<'db> {
    /// Everything on all shelves.
    fn names(&self) -> impl Iterator<Item = &Named<'db>> {
        self.shelves.iter().flat_map(|shelf| shelf.iter())
    }
}

/// Names in the order in which they are brought.
#[derive(Default)]
struct Names<'db>(Vec<Named<'db>>);

impl<'db> Names<'db> {
    fn enter(&mut self, name: SmolStr, entry: Entry<'db>) {
        self.0.push(Named { name, entry });
    }

    fn declarations(&mut self, db: &'db dyn Db, section: Section) {
        if let Some(file) = library_file(db, section) {
            for at in file.positions_in(Part::Declarations) {
                let name = file.item(at).and_then(Embedded::name);
                name.into_iter().for_each(|name| self.enter(name, Entry::Declared(section, at)));
            }
            return;
        }
        for (head, at) in section.heads(db).iter().zip(0..) {
            head.name.iter().for_each(|name| self.enter(name.clone(), Entry::Declared(section, at)));
        }
    }

    fn use_(&mut self, db: &'db dyn Db, item: Item<'db>) {
        let Some(used) = use_target(db, item) else { return };
        let Ok(file) = used.target else { return };
        if let Some((alias, _)) = &used.alias {
            self.enter(alias.clone(), Entry::Module(file, item));
        }
        if let Tree::Use(tree) = &ast(db, item).item {
            for name in &tree.imports {
                self.enter(name.text.clone(), Entry::Imported(file, item));
            }
        }
    }
}

/// What brings a name to a module first. The names of a module of the library are not gathered for that: the build has
/// sorted what it declares.
fn entry<'db>(db: &'db dyn Db, module: SourceFile, name: &str) -> Option<Entry<'db>> {
    let Some(index) = library_index(db, module) else {
        let shelf = shelf(db, module, shelf_of(name));
        let at = shelf.binary_search_by(|known| known.name.as_str().cmp(name)).ok()?;
        return shelf.get(at).map(|known| known.entry.clone());
    };
    let parts = library_parts(db, module);
    let used = parts.used.iter().find(|(_, used)| used.name == name);
    let declared = index.declared(name);
    match (used, declared) {
        // In a file the `use`s count first, wherever they stand.
        (Some((file, used)), declared) if declared.is_none_or(|(other, _)| *file <= other) => {
            Some(used.entry.clone())
        }
        (_, Some((file, at))) => Some(Entry::Declared(*parts.sections.get(file as usize)?, at)),
        (_, None) => None,
    }
}

/// What the index of a module of the library does not hold: its sections, one for each file, and the names that its
/// files use, with their positions.
#[derive(Clone, PartialEq, Eq, Debug, Default, salsa::SalsaValue)]
struct LibraryParts<'db> {
    sections: Vec<Section>,
    used: Vec<(u32, Named<'db>)>,
}

#[salsa::tracked]
fn library_parts<'db>(db: &'db dyn Db, module: SourceFile) -> LibraryParts<'db> {
    let sections: Vec<Section> = sections_of(db, &module_files(db, module)).collect();
    let mut used = Vec::new();
    for (section, file) in sections.iter().zip(0..) {
        let mut names = Names::default();
        section_uses(db, *section).iter().for_each(|item| names.use_(db, *item));
        used.extend(names.0.into_iter().map(|named| (file, named)));
    }
    LibraryParts { sections, used }
}

/// What a name means in the module of a file, private declarations included; `None` where nothing is called so.
pub fn resolve<'db>(db: &'db dyn Db, file: SourceFile, name: &str) -> Option<Definition<'db>> {
    meaning(db, Name::new(db, module_of(db, file), SmolStr::new(name)))
}

#[salsa::tracked(returns(copy))]
fn meaning<'db>(db: &'db dyn Db, name: Name<'db>) -> Option<Definition<'db>> {
    let text = name.text(db);
    match entry(db, name.module(db), text)? {
        declared @ Entry::Declared(..) => declared.item(db).map(Definition::Item),
        Entry::Module(module, _) => Some(Definition::Module(module)),
        Entry::Imported(module, _) => match entry(db, module_of(db, module), text)? {
            declared @ Entry::Declared(..) => declared.item(db).map(Definition::Item),
            Entry::Module(..) | Entry::Imported(..) => None,
        },
    }
}

/// Whether a declaration stays in its module.
pub fn is_private(db: &dyn Db, item: Item<'_>) -> bool {
    item.private(db)
}

/// Names that a module declares or imports twice, each reported with the file that brings it again.
pub fn duplicates<'db>(db: &'db dyn Db, file: SourceFile) -> impl Iterator<Item = Duplicate<'db>> {
    let twice = |twice: &Doubled<'db>| {
        let (first, later) = (twice.first.item(db)?, twice.later.item(db)?);
        Some(Duplicate { name: twice.name.clone(), first, later })
    };
    scope(db, file).duplicates.iter().filter_map(twice).filter(move |twice| twice.later.file(db) == file)
}

/// All names that a module sees, for suggestions.
pub fn visible_names(db: &dyn Db, file: SourceFile) -> Vec<SmolStr> {
    scope(db, file).names().map(|known| known.name.clone()).collect()
}

/// What a module sees and the filter lets through, with its meaning, by name.
pub fn visible_definitions<'db>(
    db: &'db dyn Db,
    file: SourceFile,
    wanted: &dyn Fn(&str) -> bool,
) -> Vec<(SmolStr, Definition<'db>)> {
    let meaning = |entry: &Entry<'db>, name: &SmolStr| match entry {
        declared @ Entry::Declared(..) => declared.item(db).map(Definition::Item),
        Entry::Module(module, _) => Some(Definition::Module(*module)),
        Entry::Imported(..) => resolve(db, file, name),
    };
    let known = scope(db, file).names().filter(|known| wanted(&known.name));
    let mut found: Vec<_> =
        known.filter_map(|known| Some((known.name.clone(), meaning(&known.entry, &known.name)?))).collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

/// The modules that a module sees, by name.
pub fn visible_modules(db: &dyn Db, file: SourceFile) -> Vec<(&SmolStr, SourceFile)> {
    let modules = scope(db, file).names().filter_map(|known| match &known.entry {
        Entry::Module(module, _) => Some((&known.name, *module)),
        Entry::Declared(..) | Entry::Imported(..) => None,
    });
    let mut found: Vec<_> = modules.collect();
    found.sort_by_key(|(name, _)| *name);
    found
}

/// Whether a module offers a name to its users.
pub(super) fn offers_name(db: &dyn Db, file: SourceFile, name: &str) -> bool {
    let offered = entry(db, module_of(db, file), name).filter(|entry| matches!(entry, Entry::Declared(..)));
    offered.and_then(|entry| entry.item(db)).is_some_and(|item| !item.private(db))
}

/// The names that a module offers to its users.
pub fn declared_names(db: &dyn Db, file: SourceFile) -> Vec<SmolStr> {
    let declared = |known: &Named<'_>| {
        let is_declared = matches!(known.entry, Entry::Declared(..));
        let item = known.entry.item(db).filter(|item| is_declared && !item.private(db));
        item.map(|_| known.name.clone())
    };
    let mut found: Vec<SmolStr> = scope(db, file).names().filter_map(declared).collect();
    found.sort();
    found
}
