//! Modules: which file a `use` means, and which modules a program consists of.

use std::collections::BTreeSet;

use smol_str::{SmolStr, format_smolstr};

use super::item::{Item, file_items, section_declarations, section_uses, sections_of};
use super::single::Single;
use super::tree::ast;
use crate::db::{Db, LibraryIndex, PathRefusal, Program, ProjectPath, Section, SourceFile, StdLib};
use crate::syntax::item::{Item as Tree, Path, Use, UseTarget};
use crate::syntax::{ItemKind, NodeId};

/// The module that a `use` means.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct UseTargetFile {
    /// The file, or why there is none.
    pub target: Result<SourceFile, UseFault>,
    /// The name under which the module is reached, where it is.
    pub alias: Option<(SmolStr, NodeId)>,
    /// Where the target is written.
    pub node: NodeId,
}

/// Why a `use` means no module.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum UseFault {
    /// The library has no module of this name.
    NoLibraryModule(SmolStr),
    /// The path is refused.
    Refused(PathRefusal),
    /// The file could not be read; its `problem` says why.
    Unreadable(SourceFile),
    /// Nothing that the loader found.
    Missing,
}

/// What a `use` item means; `None` for other items and broken ones.
pub fn use_target<'db>(db: &'db dyn Db, item: Item<'db>) -> &'db Option<UseTargetFile> {
    // Known from its first word: what is no `use` need not be parsed for it.
    if item.kind(db) == ItemKind::Use { meant_by_use(db, Single::new(db, item)) } else { &None }
}

#[salsa::tracked]
fn meant_by_use<'db>(db: &'db dyn Db, single: Single<'db>) -> Option<UseTargetFile> {
    let item = single.item(db);
    let Tree::Use(used) = &ast(db, item).item else { return None };
    let (target, node) = match &used.target {
        UseTarget::Library(path) => (library_module(db, path), path.node),
        UseTarget::File(text) => (file_module(db, item.file(db), &text.value), text.node),
    };
    Some(UseTargetFile { target, alias: alias(used), node })
}

fn alias(used: &Use) -> Option<(SmolStr, NodeId)> {
    if let Some(name) = &used.alias {
        return Some((name.text.clone(), name.node));
    }
    if !used.imports.is_empty() {
        return None;
    }
    match &used.target {
        UseTarget::Library(path) => path.segments.last().map(|last| (last.text.clone(), last.node)),
        UseTarget::File(text) => {
            ProjectPath::new(&text.value.replace("../", "")).ok().map(|path| (path.stem().into(), text.node))
        }
    }
}

fn library_module(db: &dyn Db, path: &Path) -> Result<SourceFile, UseFault> {
    let mut segments = path.segments.iter().map(|segment| segment.text.as_str());
    let first = segments.next();
    let name = segments.collect::<Vec<_>>().join(".");
    let modules = StdLib::get(db).modules(db);
    match (first, modules.get(name.as_str()).and_then(|files| files.first())) {
        (Some("std"), Some(file)) => Ok(*file),
        _ => Err(UseFault::NoLibraryModule(format_smolstr!("{path}"))),
    }
}

fn file_module(db: &dyn Db, from: SourceFile, written: &str) -> Result<SourceFile, UseFault> {
    if from.library(db) {
        return Err(UseFault::Missing);
    }
    let path = ProjectPath::beside(from.path(db), written).map_err(UseFault::Refused)?;
    if !path.as_str().ends_with(".expol") {
        return Err(UseFault::Refused(PathRefusal::NotExpol));
    }
    let file = Program::get(db).files(db).get(&path).copied().ok_or(UseFault::Missing)?;
    if file.problem(db).is_some() { Err(UseFault::Unreadable(file)) } else { Ok(file) }
}

/// The files of the module that a file belongs to: a module of the library may be a folder, and its files see each other.
pub fn module_files(db: &dyn Db, file: SourceFile) -> Vec<SourceFile> {
    let known = file.library(db).then(|| StdLib::get(db).modules(db).get(library_name(db, file))).flatten();
    known.cloned().unwrap_or_else(|| vec![file])
}

/// The file that stands for the module of a file: the first one of a folder, else the file itself.
pub fn module_of(db: &dyn Db, file: SourceFile) -> SourceFile {
    file.leader(db).unwrap_or(file)
}

/// What the build knows of the declarations of a module of the library, by the file that stands for it.
pub(super) fn library_index(db: &dyn Db, module: SourceFile) -> Option<&'static LibraryIndex> {
    module.embedded(db)?.index.as_ref()
}

/// The items of the module that a file belongs to.
pub fn module_items<'db>(db: &'db dyn Db, file: SourceFile) -> impl Iterator<Item = Item<'db>> {
    module_files(db, file).into_iter().flat_map(|part| file_items(db, part).iter().copied())
}

/// The modules that a file uses.
#[salsa::tracked]
pub fn used_modules(db: &dyn Db, file: SourceFile) -> Vec<SourceFile> {
    let uses = file.sections(db).iter().flat_map(|section| section_uses(db, *section));
    uses.filter_map(|item| use_target(db, *item).as_ref()?.target.clone().ok()).collect()
}

/// The files of all modules of the program, each once: the named files first, then what they use, in the order of their
/// paths.
#[salsa::tracked]
pub fn program_modules(db: &dyn Db) -> Vec<SourceFile> {
    let mut found: Vec<SourceFile> = Vec::new();
    let mut pending: Vec<SourceFile> = Program::get(db).roots(db).clone();
    while let Some(file) = pending.pop() {
        if !found.contains(&file) {
            found.push(file);
            pending.extend(used_modules(db, file).iter().copied());
            pending.extend(module_files(db, file));
        }
    }
    found.sort_by(|a, b| (a.library(db), a.path(db)).cmp(&(b.library(db), b.path(db))));
    found
}

/// The sections of all modules of the program.
#[salsa::tracked]
pub fn program_sections(db: &dyn Db) -> Vec<Section> {
    sections_of(db, program_modules(db)).collect()
}

/// The sections of the project's own modules.
#[salsa::tracked]
pub fn own_sections(db: &dyn Db) -> Vec<Section> {
    sections_of(db, program_modules(db).iter().filter(|file| !file.library(db))).collect()
}

/// Whether the files of the program are those that its texts name: false after an edit of a `use` or of a `from` that
/// `load` has not followed yet.
pub fn is_loaded(db: &dyn Db) -> bool {
    let program = Program::get(db);
    let files = program.files(db);
    let mut reached: BTreeSet<&ProjectPath> = program.roots(db).iter().map(|root| root.path(db)).collect();
    let mut pending: Vec<SourceFile> = program.roots(db).clone();
    while let Some(file) = pending.pop() {
        for path in mentioned_paths(db, file) {
            let Some(target) = files.get(path) else { return false };
            if reached.insert(path) {
                pending.push(*target);
            }
        }
    }
    reached.len() == files.len()
}

/// The paths of the project that a file names, by `use` and by `from`, as `load` follows them.
#[salsa::tracked]
fn mentioned_paths(db: &dyn Db, file: SourceFile) -> Vec<ProjectPath> {
    if !file.path(db).as_str().ends_with(".expol") {
        return Vec::new();
    }
    let written = file.sections(db).iter().flat_map(|section| written_paths(db, *section));
    written.filter_map(|text| ProjectPath::beside(file.path(db), text).ok()).collect()
}

/// The paths that a section names, as they are written.
#[salsa::tracked]
fn written_paths(db: &dyn Db, section: Section) -> Vec<SmolStr> {
    let mut found = Vec::new();
    for item in section_uses(db, section).iter().chain(section_declarations(db, section)) {
        let (kind, text) = (item.kind(db), item.text(db));
        let relevant = kind == ItemKind::Use || kind == ItemKind::Zone && text.contains("from");
        if !relevant || !text.contains('"') {
            continue;
        }
        match &ast(db, *item).item {
            Tree::Use(Use { target: UseTarget::File(text), .. }) => {
                found.extend(Some(text.value.clone()).filter(|path| path.ends_with(".expol")));
            }
            Tree::Zone(zone) => found.extend(zone.files.iter().map(|file| file.file.value.clone())),
            _ => {}
        }
    }
    found
}

/// The name of a module as people and the IR read it: `std.net` for the library; empty for the project's own files,
/// whose names are the project's, however it is split.
pub fn module_name(db: &dyn Db, file: SourceFile) -> SmolStr {
    if file.library(db) { format_smolstr!("std.{}", library_name(db, file)) } else { SmolStr::default() }
}

/// `net` of `std/net.expol`, `shop` of `std/shop/orders.expol`.
fn library_name(db: &dyn Db, file: SourceFile) -> &str {
    let path = file.path(db).as_str();
    let below = path.strip_prefix("std/").unwrap_or(path);
    below.split_once('/').map_or(below.strip_suffix(".expol").unwrap_or(below), |(folder, _)| folder)
}

/// The name of a declaration as the IR and people know it: with its module, where that is part of the library.
pub fn full_name(db: &dyn Db, item: Item<'_>) -> SmolStr {
    let module = module_name(db, item.file(db));
    let name = item.name(db).as_deref().unwrap_or_default();
    if module.is_empty() { name.into() } else { format_smolstr!("{module}.{name}") }
}
