//! Gathers everything that is to be said about a program. Not a query: places become offsets here.

use super::ahead::{compute_ahead, read_ahead};
use super::context::Context;
use super::{policy_findings, text_findings};
use crate::db::{Database, SourceFile};
use crate::diagnostics::{Diagnostic, sort};
use crate::hir::program_modules;

/// Whose findings are wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Selection {
    /// The project's own modules; the library is taken as correct.
    Project,
    /// The library's modules too: for its own tests.
    WithLibrary,
}

/// Everything that is to be said about the program, sorted.
pub fn diagnostics(db: &Database, selection: Selection) -> Vec<Diagnostic> {
    compute_ahead(db);
    let ctx = Context { db };
    let wanted = |module: &&SourceFile| selection == Selection::WithLibrary || !module.library(db);
    let modules: Vec<SourceFile> = program_modules(db).iter().filter(wanted).copied().collect();
    let mut found = Vec::new();
    text_findings::gather(ctx, &modules, &mut found);
    policy_findings::gather(ctx, &modules, &mut found);
    sort(&mut found);
    found
}

/// What is to be said about the texts, names and types of these files, sorted: a part of [`diagnostics`] that an edit
/// changes item by item.
pub fn local_diagnostics(db: &Database, files: &[SourceFile]) -> Vec<Diagnostic> {
    read_ahead(db, files);
    let mut found = Vec::new();
    text_findings::of_files(Context { db }, files, &mut found);
    sort(&mut found);
    found
}
