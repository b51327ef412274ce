//! The salsa inputs.

#![allow(missing_docs, reason = "salsa generates constructors and setters without documentation")]

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::embedded::LibraryFile;
use super::path::ProjectPath;
use super::system::ReadError;
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
