//! The salsa inputs.

#![allow(missing_docs, reason = "salsa generates constructors and setters without documentation")]

use std::collections::BTreeMap;
use std::sync::Arc;

use salsa::Setter;
use smol_str::SmolStr;

use super::database::Database;
use super::embedded::LibraryFile;
use super::path::ProjectPath;
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
    /// Its text with the items that it was cut into, once it has been edited: set with it, by [`edit_text`].
    #[default]
    pub cut: Option<Arc<Cut>>,
}

/// Gives a file another text. What it has in common with the one before is not cut into items again.
pub fn edit_text(db: &mut Database, file: SourceFile, text: SmolStr) {
    let known = file.cut(db).clone();
    let cut = known.map_or_else(|| Cut::new(text.clone()), |known| known.edited(text.clone()));
    file.set_text(db).to(text);
    file.set_cut(db).to(Some(Arc::new(cut)));
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
