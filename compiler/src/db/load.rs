//! Loads a program: the named files and, one `use` after the other, everything that they reach.

use std::collections::BTreeMap;

use salsa::{Durability, Setter};
use smol_str::SmolStr;

use super::database::Database;
use super::embedded::{LibraryFile, STANDARD_LIBRARY};
use super::input::{Program, Settings, SourceFile, StdLib, edit_text, enter_file, enter_library_file};
use super::path::ProjectPath;
use super::system::{ReadError, System};
use crate::syntax::item::{Item, UseTarget};
use crate::syntax::literal::Date;
use crate::syntax::{Cut, ItemKind, Piece, parse_item};

/// What to load.
#[derive(Clone, Debug)]
pub struct LoadOptions {
    /// The files that make the policy.
    pub roots: Vec<ProjectPath>,
    /// The day on which it is judged; today where none is given.
    pub as_of: Option<Date>,
    /// Texts that stand for files: what an editor holds, or standard input.
    pub overlay: BTreeMap<ProjectPath, Vec<u8>>,
}

/// Loads everything. Called again, it updates what has changed and leaves the rest untouched.
pub fn load(db: &mut Database, system: &dyn System, options: &LoadOptions) {
    load_library(db, STANDARD_LIBRARY);
    let as_of = options.as_of.unwrap_or_else(|| system.today());
    match Settings::try_get(db) {
        Some(settings) if settings.as_of(db) == as_of => {}
        Some(settings) => {
            settings.set_as_of(db).with_durability(Durability::HIGH).to(as_of);
        }
        None => {
            let _ = Settings::builder(as_of).durability(Durability::HIGH).new(db);
        }
    }
    let mut loader = Loader { db, system, options, files: BTreeMap::new(), pending: Vec::new() };
    let roots: Vec<SourceFile> = options.roots.iter().map(|path| loader.demand(path.clone())).collect();
    while let Some(file) = loader.pending.pop() {
        loader.follow(file);
    }
    let files = loader.files;
    set_program(db, roots, files);
}

fn set_program(db: &mut Database, roots: Vec<SourceFile>, files: BTreeMap<ProjectPath, SourceFile>) {
    match Program::try_get(db) {
        None => {
            let _ = Program::builder(roots, files).durability(Durability::MEDIUM).new(db);
        }
        Some(program) => {
            if *program.roots(db) != roots {
                program.set_roots(db).with_durability(Durability::MEDIUM).to(roots);
            }
            if *program.files(db) != files {
                program.set_files(db).with_durability(Durability::MEDIUM).to(files);
            }
        }
    }
}

/// Enters the library once.
pub(super) fn load_library(db: &mut Database, library: &'static [LibraryFile]) {
    if StdLib::try_get(db).is_some() {
        return;
    }
    let mut modules: BTreeMap<SmolStr, Vec<SourceFile>> = BTreeMap::new();
    for embedded in library {
        let name = embedded.name;
        let Ok(path) = ProjectPath::new(&format!("std/{name}.expol")) else { continue };
        let module = name.split_once('/').map_or(name, |(folder, _)| folder);
        let files = modules.entry(SmolStr::new_static(module)).or_default();
        let file = enter_library_file(db, path, embedded, files.first().copied());
        files.push(file);
    }
    let _ = StdLib::builder(modules).durability(Durability::HIGH).new(db);
}

struct Loader<'a> {
    db: &'a mut Database,
    system: &'a dyn System,
    options: &'a LoadOptions,
    files: BTreeMap<ProjectPath, SourceFile>,
    pending: Vec<SourceFile>,
}

impl Loader<'_> {
    /// The file of a path, read where it was not yet.
    fn demand(&mut self, path: ProjectPath) -> SourceFile {
        if let Some(file) = self.files.get(&path) {
            return *file;
        }
        let (text, problem) = match self.read(&path) {
            Ok(text) => (text, None),
            Err(problem) => (SmolStr::default(), Some(problem)),
        };
        let known = self
            .db
            .files()
            .iter()
            .copied()
            .find(|file| !file.library(self.db) && *file.path(self.db) == path);
        let file = match known {
            Some(file) => {
                self.update(file, text, problem);
                file
            }
            None => {
                let is_module = path.as_str().ends_with(".expol") || self.options.roots.contains(&path);
                enter_file(self.db, path.clone(), is_module, text, problem)
            }
        };
        self.files.insert(path, file);
        self.pending.push(file);
        file
    }

    fn update(&mut self, file: SourceFile, text: SmolStr, problem: Option<ReadError>) {
        if *file.text(self.db) != text {
            edit_text(self.db, file, text);
        }
        if *file.problem(self.db) != problem {
            file.set_problem(self.db).with_durability(Durability::MEDIUM).to(problem);
        }
    }

    fn read(&self, path: &ProjectPath) -> Result<SmolStr, ReadError> {
        let bytes = match (self.options.overlay.get(path), self.system.held(path)) {
            (Some(bytes), _) => bytes.clone(),
            (None, Some(text)) => return Ok(text.into()),
            (None, None) => self.system.read(path)?,
        };
        let text = String::from_utf8(bytes);
        text.map(SmolStr::from)
            .map_err(|error| ReadError::NotUtf8 { offset: error.utf8_error().valid_up_to() })
    }

    /// Demands what the file names: modules by `use`, lists by `from`.
    fn follow(&mut self, file: SourceFile) {
        let path = file.path(self.db).clone();
        let Some(cut) = file.cut(self.db).clone().filter(|_| path.as_str().ends_with(".expol")) else {
            return;
        };
        for written in mentioned(&cut) {
            if let Ok(target) = ProjectPath::beside(&path, &written) {
                self.demand(target);
            }
        }
    }
}

/// The paths that a text mentions.
fn mentioned(cut: &Cut) -> Vec<SmolStr> {
    let mut found = Vec::new();
    for piece in cut.pieces() {
        let Piece { slice, text } = &**piece;
        let relevant = slice.kind == ItemKind::Use || slice.kind == ItemKind::Zone && text.contains("from");
        if !relevant || !text.contains('"') {
            continue;
        }
        match &parse_item(text, slice).ast.item {
            Item::Use(used) => {
                if let UseTarget::File(text) = &used.target {
                    found.extend(text.value.ends_with(".expol").then(|| text.value.clone()));
                }
            }
            Item::Zone(zone) => found.extend(zone.files.iter().map(|list| list.file.value.clone())),
            _ => {}
        }
    }
    found
}
