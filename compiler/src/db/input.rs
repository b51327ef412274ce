//! The salsa inputs.

#![allow(missing_docs, reason = "salsa generates constructors and setters without documentation")]

use std::collections::BTreeMap;
use std::sync::Arc;

use salsa::{Durability, Setter};
use smol_str::SmolStr;

use super::database::Database;
use super::embedded::LibraryFile;
use super::path::ProjectPath;
use super::section::{self, Layout, Section};
use super::system::ReadError;
use crate::syntax::Cut;
use crate::syntax::literal::Date;
use crate::text::FileId;

/// A file: a module or an address list.
#[salsa::input(debug)]
pub struct SourceFile {
    /// Its id, for places.
    #[returns(copy)]
    pub id: FileId,
    /// Relative to the project's root, or below `std/` for the library.
    pub path: ProjectPath,
    /// Whether it is part of the standard library.
    #[returns(copy)]
    pub library: bool,
    /// Its text; empty where it could not be read. That of the library lies in the program and is not copied.
    pub text: SmolStr,
    /// Why it could not be read.
    pub problem: Option<ReadError>,
    /// What the build has made of it, for the library that is embedded.
    #[default]
    #[returns(copy)]
    pub embedded: Option<&'static LibraryFile>,
    /// The file that stands for its module, where that is another one.
    #[default]
    #[returns(copy)]
    pub leader: Option<SourceFile>,
    /// Its items, for a module: set with the text, by [`edit_text`].
    #[default]
    pub cut: Option<Arc<Cut>>,
    /// The stretches into which a module is divided.
    #[default]
    pub sections: Vec<Section>,
    /// Where they start. Read by no query.
    #[default]
    pub layout: Arc<Layout>,
}

/// Gives a file another text. What it has in common with the one before is not cut into items again.
pub fn edit_text(db: &mut Database, file: SourceFile, text: SmolStr) {
    file.set_text(db).to(text.clone());
    if let Some(known) = file.cut(db).clone() {
        let cut = Arc::new(known.edited(text));
        file.set_cut(db).to(Some(Arc::clone(&cut)));
        section::update(db, file, &known, &cut);
    }
}

/// Enters a file of the project: a module, or else a list of addresses, which has no items.
pub(super) fn enter_file(
    db: &mut Database,
    path: ProjectPath,
    is_module: bool,
    text: SmolStr,
    problem: Option<ReadError>,
) -> SourceFile {
    let cut = is_module.then(|| Arc::new(Cut::new(text.clone())));
    let file = SourceFile::builder(db.next_file_id(), path, false, text, problem)
        .cut(cut.clone())
        .durability(Durability::MEDIUM)
        .text_durability(Durability::LOW)
        .cut_durability(Durability::LOW)
        .layout_durability(Durability::LOW)
        .new(db);
    db.enter(file);
    if let Some(cut) = cut {
        section::divide(db, file, &cut);
    }
    file
}

/// Enters a file of a library of somebody's own, in the place of the standard one: for tests.
pub fn enter_library_text(
    db: &mut Database,
    path: ProjectPath,
    text: SmolStr,
    leader: Option<SourceFile>,
) -> SourceFile {
    let cut = Cut::new(text.clone());
    let file = SourceFile::builder(db.next_file_id(), path, true, text, None)
        .leader(leader)
        .durability(Durability::HIGH)
        .new(db);
    db.enter(file);
    section::divide(db, file, &cut);
    file
}

/// Enters a file of the library. One without a form that was made with the program is cut as any other.
pub(super) fn enter_library_file(
    db: &mut Database,
    path: ProjectPath,
    embedded: &'static LibraryFile,
    leader: Option<SourceFile>,
) -> SourceFile {
    let file = SourceFile::builder(db.next_file_id(), path, true, SmolStr::new_static(embedded.text), None)
        .embedded(Some(embedded))
        .leader(leader)
        .durability(Durability::HIGH)
        .new(db);
    db.enter(file);
    match embedded.items() {
        Some(_) => section::of_library(db, file),
        None => section::divide(db, file, &Cut::new(file.text(db).clone())),
    }
    file
}

/// The policy as a whole.
#[salsa::input(singleton, debug)]
pub struct Program {
    /// The files that were named.
    pub roots: Vec<SourceFile>,
    /// Every file of the project that was loaded, the address lists too.
    pub files: BTreeMap<ProjectPath, SourceFile>,
}

/// What is not in a file.
#[salsa::input(singleton, debug)]
pub struct Settings {
    /// The day on which the policy is judged.
    #[returns(copy)]
    pub as_of: Date,
}

/// The standard library: of high durability, and read by nothing but the resolution of `use std.…`.
#[salsa::input(singleton, debug)]
pub struct StdLib {
    /// By module name: `net` is `std.net`. A module that is a folder has several files, the first of which stands for it.
    pub modules: BTreeMap<SmolStr, Vec<SourceFile>>,
}
