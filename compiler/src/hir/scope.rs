//! The names that a module sees, and one query per name as a firewall.

#![allow(missing_docs, reason = "salsa generates constructors and setters without documentation")]

use smol_str::SmolStr;

use super::item::{Item, ast};
use super::module::{module_items, module_of, use_target};
use crate::db::{Db, SourceFile};
use crate::syntax::ItemKind;
use crate::syntax::item::Item as Tree;

/// A word, interned.
#[salsa::interned(debug)]
pub struct Word<'db> {
    /// The text.
    pub text: SmolStr,
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
#[derive(Clone, PartialEq, Eq, Debug, Default, salsa::SalsaValue)]
pub(super) struct Scope<'db> {
    /// Sorted by name.
    names: Vec<Named<'db>>,
    duplicates: Vec<Duplicate<'db>>,
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

#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
struct Named<'db> {
    name: SmolStr,
    entry: Entry<'db>,
}

#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
enum Entry<'db> {
    Declared(Item<'db>),
    Module(SourceFile, Item<'db>),
    Imported(SourceFile, Item<'db>),
}

impl<'db> Entry<'db> {
    fn item(&self) -> Item<'db> {
        match self {
            Entry::Declared(item) | Entry::Module(_, item) | Entry::Imported(_, item) => *item,
        }
    }
}

fn scope<'db>(db: &'db dyn Db, file: SourceFile) -> &'db Scope<'db> {
    scope_of_module(db, module_of(db, file))
}

#[salsa::tracked]
fn scope_of_module<'db>(db: &'db dyn Db, module: SourceFile) -> Scope<'db> {
    let mut scope = Scope::default();
    for item in module_items(db, module) {
        if let Some(name) = item.name(db) {
            scope.enter(name.clone(), Entry::Declared(item));
        } else if item.kind(db) == ItemKind::Use {
            scope.use_(db, item);
        }
    }
    // A stable sort: of equal names the first declaration stays the first.
    scope.names.sort_by(|a, b| a.name.cmp(&b.name));
    let mut duplicates = Vec::new();
    scope.names.dedup_by(|later, first| {
        let known = &first.name;
        let double = later.name == *known;
        if double {
            let (first, later) = (first.entry.item(), later.entry.item());
            duplicates.push(Duplicate { name: known.clone(), first, later });
        }
        double
    });
    scope.duplicates = duplicates;
    scope
}

impl<'db> Scope<'db> {
    fn enter(&mut self, name: SmolStr, entry: Entry<'db>) {
        self.names.push(Named { name, entry });
    }

    fn get(&self, name: &str) -> Option<&Entry<'db>> {
        let at = self.names.binary_search_by(|known| known.name.as_str().cmp(name)).ok()?;
        self.names.get(at).map(|known| &known.entry)
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

/// What a name means in the module of a file, private declarations included; `None` where nothing is called so.
pub fn resolve<'db>(db: &'db dyn Db, file: SourceFile, word: Word<'db>) -> Option<Definition<'db>> {
    resolve_in_module(db, module_of(db, file), word)
}

#[salsa::tracked(returns(copy))]
fn resolve_in_module<'db>(db: &'db dyn Db, module: SourceFile, word: Word<'db>) -> Option<Definition<'db>> {
    match scope(db, module).get(word.text(db))? {
        Entry::Declared(item) => Some(Definition::Item(*item)),
        Entry::Module(module, _) => Some(Definition::Module(*module)),
        Entry::Imported(module, _) => match scope(db, *module).get(word.text(db))? {
            Entry::Declared(item) => Some(Definition::Item(*item)),
            Entry::Module(..) | Entry::Imported(..) => None,
        },
    }
}

/// Whether a declaration stays in its module.
pub fn is_private(db: &dyn Db, item: Item<'_>) -> bool {
    item.private(db)
}

/// Names that a module declares or imports twice, each reported with the file that brings it again.
pub fn duplicates<'db>(db: &'db dyn Db, file: SourceFile) -> impl Iterator<Item = &'db Duplicate<'db>> {
    scope(db, file).duplicates.iter().filter(move |twice| twice.later.file(db) == file)
}

/// All names that a module sees, for suggestions.
pub fn visible_names(db: &dyn Db, file: SourceFile) -> Vec<SmolStr> {
    scope(db, file).names.iter().map(|known| known.name.clone()).collect()
}

/// What a module sees and the filter lets through, with its meaning, by name.
pub fn visible_definitions<'db>(
    db: &'db dyn Db,
    file: SourceFile,
    wanted: &dyn Fn(&str) -> bool,
) -> Vec<(SmolStr, Definition<'db>)> {
    let meaning = |entry: &Entry<'db>, name: &SmolStr| match entry {
        Entry::Declared(item) => Some(Definition::Item(*item)),
        Entry::Module(module, _) => Some(Definition::Module(*module)),
        Entry::Imported(..) => resolve(db, file, Word::new(db, name.clone())),
    };
    let known = scope(db, file).names.iter().filter(|known| wanted(&known.name));
    known.filter_map(|known| Some((known.name.clone(), meaning(&known.entry, &known.name)?))).collect()
}

/// The names that a module offers to its users.
pub fn declared_names(db: &dyn Db, file: SourceFile) -> Vec<SmolStr> {
    let declared = |known: &Named<'_>| {
        matches!(known.entry, Entry::Declared(item) if !item.private(db)).then(|| known.name.clone())
    };
    scope(db, file).names.iter().filter_map(declared).collect()
}
