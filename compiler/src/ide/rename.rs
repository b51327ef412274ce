//! Renaming: one name in all of its places, or a reason why not.

use std::fmt;

use crate::db::{Db, SourceFile};
use crate::hir::{
    Definition, Item, Meaning, Place, ast, file_items, has_label, program_modules, resolve, use_target,
};
use crate::syntax::item::Item as Tree;
use crate::syntax::{ItemKind, words};
use crate::text::{TextEdit, TextRange};

use super::braces;
use super::item::{FilePosition, item_at, range_of_place};
use super::names::{NameAt, bare, name_at, names_of_item};
use super::references::{Reference, occurrences};

/// The changes of one file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileEdits {
    /// The file.
    pub file: SourceFile,
    /// Its changes; they do not overlap.
    pub edits: Vec<TextEdit>,
}

/// What would be renamed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Renamable {
    /// The name at the position.
    pub range: TextRange,
    /// As it is called now.
    pub name: String,
}

/// Why something is not renamed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RenameRefusal {
    /// No name stands here.
    NoName,
    /// It belongs to the standard library.
    Library(String),
    /// It is no name.
    Malformed(String),
    /// It is a word of the language.
    Reserved(String),
    /// The message of a diagnostic has it in braces, and others may share the message.
    InMessage {
        /// The name.
        name: String,
        /// The diagnostic.
        diagnostic: String,
    },
    /// Something is called so already.
    Taken {
        /// The name.
        name: String,
        /// What has it, in words.
        by: String,
    },
}

impl fmt::Display for RenameRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RenameRefusal::NoName => f.write_str("no name stands here that could be renamed"),
            RenameRefusal::Library(name) => {
                write!(f, "`{name}` belongs to the standard library, which cannot be changed")
            }
            RenameRefusal::Malformed(name) => write!(
                f,
                "`{name}` is no name: write a letter, then letters, digits, `_`, or `-` with a letter or digit behind it"
            ),
            RenameRefusal::Reserved(name) => {
                write!(f, "`{name}` is a word of the language: choose another name")
            }
            RenameRefusal::InMessage { name, diagnostic } => write!(
                f,
                "the message of `{diagnostic}` has `{name}` in braces, and other statements may share it: change the message first"
            ),
            RenameRefusal::Taken { name, by } => {
                write!(f, "{by} is called `{name}` already: choose another name")
            }
        }
    }
}

impl std::error::Error for RenameRefusal {}

/// What would be renamed at a position.
///
/// # Errors
/// Where nothing can be.
pub fn prepare_rename(db: &dyn Db, position: FilePosition) -> Result<Renamable, RenameRefusal> {
    let name = name_at(db, position).ok_or(RenameRefusal::NoName)?;
    let text = bare(name.range.slice(position.file.text(db))).to_owned();
    if text.contains('"') {
        // The path of a `use` is changed by renaming the file.
        return Err(RenameRefusal::NoName);
    }
    let home = match &name.meaning {
        Meaning::Item(item) => item.file(db),
        Meaning::Inner(place) => place.item.file(db),
        Meaning::Label(file, _) => *file,
        Meaning::Module(_) => position.file,
    };
    let on_library_path = matches!(name.meaning, Meaning::Module(_)) && is_target(db, position, &name);
    if home.library(db) || position.file.library(db) || on_library_path {
        return Err(RenameRefusal::Library(text));
    }
    Ok(Renamable { range: name.range, name: text })
}

/// Whether the name is the target of a `use`, which names a module and not its alias.
fn is_target(db: &dyn Db, position: FilePosition, name: &NameAt<'_>) -> bool {
    !name.declares && item_at(db, position).is_some_and(|item| item.kind(db) == ItemKind::Use)
}

/// The changes that rename the name at a position, by file.
///
/// # Errors
/// Where the new name cannot be given.
pub fn rename(db: &dyn Db, position: FilePosition, new: &str) -> Result<Vec<FileEdits>, RenameRefusal> {
    let renamable = prepare_rename(db, position)?;
    if !is_name(new) {
        return Err(RenameRefusal::Malformed(new.to_owned()));
    }
    if words::is_reserved(new) {
        return Err(RenameRefusal::Reserved(new.to_owned()));
    }
    if renamable.name == new {
        return Ok(Vec::new());
    }
    let name = name_at(db, position).ok_or(RenameRefusal::NoName)?;
    if let Meaning::Module(module) = name.meaning {
        refuse_visible(db, position.file, new)?;
        return Ok(alias(db, position.file, module, new));
    }
    let places = occurrences(db, &name.meaning, program_modules(db));
    refuse(db, &name.meaning, &places, new)?;
    Ok(by_file(places.iter().map(|place| (place.file, TextEdit::replace(place.range, new)))))
}

/// A letter, then letters, digits, `_`, or `-` with a letter or digit behind it.
fn is_name(text: &str) -> bool {
    let bytes = text.as_bytes();
    let part = |(at, byte): (usize, &u8)| {
        byte.is_ascii_alphanumeric()
            || *byte == b'_'
            || *byte == b'-' && bytes.get(at + 1).is_some_and(u8::is_ascii_alphanumeric)
    };
    bytes.first().is_some_and(u8::is_ascii_alphabetic) && bytes.iter().enumerate().all(part)
}

/// Edits by file, in the order in which the files are met.
pub(super) fn by_file(edits: impl Iterator<Item = (SourceFile, TextEdit)>) -> Vec<FileEdits> {
    let mut found: Vec<FileEdits> = Vec::new();
    for (file, edit) in edits {
        match found.iter_mut().find(|known| known.file == file) {
            Some(known) => known.edits.push(edit),
            None => found.push(FileEdits { file, edits: vec![edit] }),
        }
    }
    found
}

fn taken(new: &str, by: impl Into<String>) -> RenameRefusal {
    RenameRefusal::Taken { name: new.to_owned(), by: by.into() }
}

/// The new name must mean nothing yet wherever the old one stands.
fn refuse(db: &dyn Db, meaning: &Meaning<'_>, places: &[Reference], new: &str) -> Result<(), RenameRefusal> {
    match meaning {
        Meaning::Item(item) => refuse_item(db, *item, new)?,
        Meaning::Label(file, _) => {
            if has_label(db, *file, new) {
                return Err(taken(new, "another rule"));
            }
            return Ok(());
        }
        Meaning::Inner(place) => return refuse_inner(db, *place, new),
        Meaning::Module(_) => {}
    }
    for place in places {
        refuse_visible(db, place.file, new)?;
        let position = FilePosition::new(place.file, place.range.start);
        let Some(item) = item_at(db, position) else { continue };
        let text = place.file.text(db);
        let hides = |name: &NameAt<'_>| {
            matches!(name.meaning, Meaning::Inner(_)) && name.declares && bare(name.range.slice(text)) == new
        };
        if item.text(db).contains(new) && names_of_item(db, item).iter().any(hides) {
            return Err(taken(new, "a variable or parameter beside one of its uses"));
        }
    }
    Ok(())
}

fn refuse_visible(db: &dyn Db, file: SourceFile, new: &str) -> Result<(), RenameRefusal> {
    match resolve(db, file, new) {
        Some(Definition::Item(item)) => Err(taken(new, kind_in_words(item.kind(db)))),
        Some(Definition::Module(_)) => Err(taken(new, "a module in use")),
        None => Ok(()),
    }
}

/// The names of what the IR knows are unique over all files of the project.
fn refuse_item(db: &dyn Db, item: Item<'_>, new: &str) -> Result<(), RenameRefusal> {
    refuse_visible(db, item.file(db), new)?;
    let in_ir = |kind: ItemKind| {
        matches!(kind, ItemKind::Zone | ItemKind::Server | ItemKind::Group | ItemKind::Service)
    };
    if !in_ir(item.kind(db)) {
        return Ok(());
    }
    let files = program_modules(db).iter().filter(|file| !file.library(db));
    let mut others = files.flat_map(|file| file_items(db, *file));
    match others.find(|other| in_ir(other.kind(db)) && other.name(db).as_deref() == Some(new)) {
        Some(other) => Err(taken(new, kind_in_words(other.kind(db)))),
        None => Ok(()),
    }
}

/// Inside one declaration: no other parameter, variable or interface may have the name, and no name in it may change its meaning.
fn refuse_inner(db: &dyn Db, place: Place<'_>, new: &str) -> Result<(), RenameRefusal> {
    let item = place.item;
    let text = item.file(db).text(db);
    let here = names_of_item(db, item);
    let own = range_of_place(db, place).range;
    let declared =
        |name: &&NameAt<'_>| name.declares && name.range != own && bare(name.range.slice(text)) == new;
    if here.iter().any(|name| declared(&name) && matches!(name.meaning, Meaning::Inner(_))) {
        return Err(taken(new, "another parameter, variable or interface here"));
    }
    if matches!(ast(db, item).item, Tree::Server(_)) {
        return Ok(());
    }
    let old = bare(own.slice(text));
    for name in &here {
        if let Meaning::Item(diagnostic) = name.meaning
            && braces::mentions(db, diagnostic, old)
        {
            let diagnostic = diagnostic.name(db).as_deref().unwrap_or_default().to_owned();
            return Err(RenameRefusal::InMessage { name: old.to_owned(), diagnostic });
        }
    }
    if let Some(diagnostic) = braces::mentioning(db, old) {
        return Err(RenameRefusal::InMessage { name: old.to_owned(), diagnostic });
    }
    let Some(Definition::Item(visible)) = resolve(db, item.file(db), new) else { return Ok(()) };
    let used = here.iter().any(|name| name.meaning == Meaning::Item(visible));
    if used || matches!(visible.kind(db), ItemKind::Service | ItemKind::Role) {
        return Err(taken(new, kind_in_words(visible.kind(db))));
    }
    Ok(())
}

fn kind_in_words(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Zone => "a zone",
        ItemKind::Server => "a server",
        ItemKind::Group => "a group",
        ItemKind::Service => "a service",
        ItemKind::Role => "a role",
        ItemKind::Profile => "a profile",
        ItemKind::Diagnostic => "a diagnostic",
        ItemKind::Citation => "a citation",
        ItemKind::Use | ItemKind::Statement | ItemKind::Junk => "something",
    }
}

/// A module is renamed where it is used: its `use` gets another `as`, and the paths of this file follow.
fn alias(db: &dyn Db, file: SourceFile, module: SourceFile, new: &str) -> Vec<FileEdits> {
    let mut edits = Vec::new();
    for place in occurrences(db, &Meaning::Module(module), &[file]) {
        let item = item_at(db, FilePosition::new(file, place.range.start));
        let in_use = item.filter(|item| item.kind(db) == ItemKind::Use);
        match in_use {
            Some(item) if !place.declares => {
                let Tree::Use(used) = &ast(db, item).item else { continue };
                let named = use_target(db, item).as_ref().is_some_and(|target| target.alias.is_some());
                if used.alias.is_none() && named {
                    edits.push((file, TextEdit::insert(place.range.end, format!(" as {new}"))));
                }
            }
            _ => edits.push((file, TextEdit::replace(place.range, new))),
        }
    }
    by_file(edits.into_iter())
}
