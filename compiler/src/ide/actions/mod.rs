//! What can be done about a place: the fixes of its diagnostics, and changes that are worth offering without one.

mod address;
mod fix_all;
mod service;

use crate::db::{Database, Db, SourceFile};
use crate::diagnostics::{Applicability, Diagnostic, Fix, LabelStyle};
use crate::hir::{Item, ast, file_items};
use crate::syntax::item::Item as Tree;
use crate::syntax::statement::{Flow, Statement, StatementKind};
use crate::text::TextRange;

use super::item::item_range;
use super::rename::{FileEdits, by_file};

pub use fix_all::fix_all;

/// What an action is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum ActionKind {
    /// It settles a diagnostic.
    QuickFix,
    /// It gives a name to what has none.
    Extract,
    /// It writes the same in another way.
    Rewrite,
}

/// Something that can be done. All of its edits are made, or none.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Action {
    /// What it does, in the imperative.
    pub title: String,
    /// What it is.
    pub kind: ActionKind,
    /// Its changes by file.
    pub edits: Vec<FileEdits>,
    /// The diagnostic that it settles, by its position among those that were given.
    pub diagnostic: Option<usize>,
    /// Whether it may be done unread, and is the best for its diagnostic.
    pub preferred: bool,
}

/// What can be done about a part of a file. `diagnostics` are those of the program, as `checks::diagnostics` gives them.
pub fn actions(db: &Database, file: SourceFile, range: TextRange, diagnostics: &[Diagnostic]) -> Vec<Action> {
    let mut found = Vec::new();
    for (at, diagnostic) in diagnostics.iter().enumerate() {
        if concerns(db, diagnostic, file, range) {
            for (number, fix) in diagnostic.fixes.iter().enumerate() {
                found.extend(of_fix(db, fix, at, number == 0));
            }
        }
    }
    if !file.library(db) {
        for item in file_items(db, file) {
            let own = item_range(db, *item);
            if own.start <= range.end && range.start <= own.end {
                address::offer(db, *item, range, &mut found);
                service::offer(db, *item, range, &mut found);
            }
        }
    }
    found
}

/// Whether a diagnostic has its place here.
fn concerns(db: &Database, diagnostic: &Diagnostic, file: SourceFile, range: TextRange) -> bool {
    diagnostic.labels.iter().any(|label| {
        label.style == LabelStyle::Primary
            && label.file == file.id(db)
            && label.range.start <= range.end
            && range.start <= label.range.end
    })
}

fn of_fix(db: &Database, fix: &Fix, diagnostic: usize, first: bool) -> Option<Action> {
    if fix.applicability == Applicability::DisplayOnly || fix.edits.is_empty() {
        return None;
    }
    let edits: Option<Vec<_>> =
        fix.edits.iter().map(|edit| Some((db.file(edit.file)?, edit.edit.clone()))).collect();
    let edits = edits?;
    // The library cannot be changed.
    if edits.iter().any(|(file, _)| file.library(db)) {
        return None;
    }
    Some(Action {
        title: fix.title.clone(),
        kind: ActionKind::QuickFix,
        edits: by_file(edits.into_iter()),
        diagnostic: Some(diagnostic),
        preferred: first && fix.applicability == Applicability::Safe,
    })
}

/// The flows of a statement that stands at the top of a file: what refers to nothing around it.
pub(super) fn flows_of(tree: &Tree) -> Vec<&Flow> {
    match tree {
        Tree::Statement(Statement { kind, .. }) => match kind {
            StatementKind::Flow(flow) => vec![&flow.flow],
            StatementKind::Test(test) => test.expectations.iter().map(|line| &line.flow).collect(),
            StatementKind::Waive(waive) => waive.flow.iter().collect(),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// The tree of an item, for those who offer changes to it.
pub(super) fn tree<'db>(db: &'db dyn Db, item: Item<'db>) -> &'db Tree {
    &ast(db, item).item
}

/// A name that nothing in the module has yet: the base, or with a number behind it.
pub(super) fn free_name(db: &dyn Db, file: SourceFile, base: &str) -> String {
    use crate::hir::{program_modules, resolve};
    let taken = |name: &str| {
        let visible = resolve(db, file, name).is_some();
        let files = program_modules(db).iter().filter(|other| !other.library(db));
        visible
            || files
                .flat_map(|other| file_items(db, *other))
                .any(|item| item.name(db).as_deref() == Some(name))
    };
    let numbered = (2..).map(|number| format!("{base}-{number}"));
    std::iter::once(base.to_owned())
        .chain(numbered)
        .find(|name| !taken(name))
        .unwrap_or_else(|| base.to_owned())
}
