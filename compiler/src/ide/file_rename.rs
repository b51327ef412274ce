//! A file is renamed or moved: the paths that name it, and those that it names, follow.

use crate::db::{Db, ProjectPath, SourceFile};
use crate::hir::{Item, Place, ast, file_items, program_modules, range_of};
use crate::syntax::ItemKind;
use crate::syntax::item::{Item as Tree, Text, UseTarget};
use crate::text::TextEdit;

use super::completion::relative;
use super::links::unquoted;
use super::rename::{FileEdits, by_file};

/// A file and where it will be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Moving {
    /// Its path now.
    pub from: ProjectPath,
    /// Its path then.
    pub to: ProjectPath,
}

/// The changes that keep every `use` and every list of addresses where it leads. Ranges are those before the move.
pub fn file_renames(db: &dyn Db, moving: &[Moving]) -> Vec<FileEdits> {
    let mut edits: Vec<(SourceFile, TextEdit)> = Vec::new();
    for file in program_modules(db).iter().filter(|file| !file.library(db)) {
        for item in file_items(db, *file) {
            match &ast(db, *item).item {
                Tree::Use(used) if item.kind(db) == ItemKind::Use => {
                    let UseTarget::File(text) = &used.target else { continue };
                    let Some(path) = path_edit(db, *item, text, moving, &mut edits) else { continue };
                    let named_by_file = used.alias.is_none() && used.imports.is_empty();
                    if named_by_file && path.0 != path.1 {
                        // The module goes on under the name by which the rest of the file knows it.
                        let end = range_of(db, Place::new(*item, text.node)).1.end;
                        edits.push((*file, TextEdit::insert(end, format!(" as {}", path.0))));
                    }
                }
                Tree::Zone(zone) => {
                    for list in &zone.files {
                        path_edit(db, *item, &list.file, moving, &mut edits);
                    }
                }
                _ => {}
            }
        }
    }
    by_file(edits.into_iter())
}

/// Changes one path; answers the names of the module before and after.
fn path_edit(
    db: &dyn Db,
    item: Item<'_>,
    text: &Text,
    moving: &[Moving],
    edits: &mut Vec<(SourceFile, TextEdit)>,
) -> Option<(String, String)> {
    let file = item.file(db);
    let target = ProjectPath::beside(file.path(db), &text.value).ok()?;
    let moved = |path: &ProjectPath| moving.iter().find(|one| one.from == *path).map(|one| one.to.clone());
    let (home, goal) = (moved(file.path(db)), moved(&target));
    if home.is_none() && goal.is_none() {
        return None;
    }
    let home = home.unwrap_or_else(|| file.path(db).clone());
    let goal = goal.unwrap_or_else(|| target.clone());
    let written = relative(home.as_str(), goal.as_str());
    if written != text.value.as_str() {
        let range = unquoted(db, file, range_of(db, Place::new(item, text.node)).1);
        edits.push((file, TextEdit::replace(range, written)));
    }
    Some((target.stem().to_owned(), goal.stem().to_owned()))
}
