//! One name for two things: in a file, in a declaration, and in the project.

use crate::checks::context::Context;
use crate::checks::ex0102_duplicate_name as ex0102;
use crate::db::SourceFile;
use crate::diagnostics::Diagnostic;
use crate::hir::{duplicates as in_scope, duplicates_across_files, repeated_in};

/// Names that one file brings twice, at its top level or inside a declaration.
pub(super) fn duplicates(ctx: Context<'_>, module: SourceFile, found: &mut Vec<Diagnostic>) {
    for twice in in_scope(ctx.db, module) {
        found.push(ex0102::in_module(ctx, &twice.name, twice.first, twice.later));
    }
    for section in module.sections(ctx.db) {
        for twice in repeated_in(ctx.db, *section) {
            found.push(ex0102::in_declaration(ctx, &twice.name, twice.first, twice.later));
        }
    }
}

/// Zones, servers, groups and services of two of the project's files with one name.
pub(super) fn across_files(ctx: Context<'_>, found: &mut Vec<Diagnostic>) {
    for twice in duplicates_across_files(ctx.db) {
        found.push(ex0102::in_project(ctx, &twice.name, twice.first, twice.later));
    }
}
