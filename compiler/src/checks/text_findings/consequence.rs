//! One cause, one message: what is wrong only because something else is, and goes away with it.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use crate::checks::context::Context;
use crate::checks::suggest::nearest;
use crate::db::SourceFile;
use crate::hir::{
    Item, Problem, ProblemKind, ast, item_problems, program_modules, syntax_errors, use_target,
};
use crate::policy::broken_items;
use crate::syntax::ItemKind;
use crate::syntax::item::Item as Tree;
use crate::syntax::words::starts_item;

/// The words of what could not be understood, by module.
pub(super) struct Consequences {
    modules: Vec<Unclear>,
}

struct Unclear {
    module: SourceFile,
    /// Names that a failed `use` or an item without a known first word may have brought.
    brought: BTreeSet<SmolStr>,
    /// All words of all items with errors in their text.
    mentioned: BTreeSet<SmolStr>,
}

impl Consequences {
    /// Reads the project's modules once.
    pub(super) fn new(ctx: Context<'_>) -> Consequences {
        let own = program_modules(ctx.db).iter().filter(|module| !module.library(ctx.db));
        Consequences { modules: own.map(|module| Unclear::new(ctx, *module)).collect() }
    }

    /// Whether the fault would go away with another one that is reported.
    pub(super) fn is_one<'db>(
        &self,
        ctx: Context<'db>,
        problem: &Problem<'db>,
        beside: &[Problem<'db>],
    ) -> bool {
        match &problem.kind {
            ProblemKind::UnresolvedName { name, module, .. }
            | ProblemKind::UnknownImport { name, module } => {
                self.of(*module).is_some_and(|unclear| unclear.brought.contains(name))
            }
            ProblemKind::UnknownLabel { name, module } => {
                self.of(*module).is_some_and(|unclear| unclear.mentioned.contains(name))
            }
            ProblemKind::UnknownMember { name, .. } => {
                self.modules.iter().any(|unclear| unclear.mentioned.contains(name))
            }
            ProblemKind::UnknownPlaceholder { name, .. } => {
                let first = name.split('.').next().unwrap_or_default();
                let module = problem.place.item.file(ctx.db);
                self.of(module).is_some_and(|unclear| unclear.brought.contains(first))
            }
            ProblemKind::MissingArgument { parameter, callee, .. } => {
                beside.iter().any(|other| misspells(other, parameter, *callee))
            }
            _ => false,
        }
    }

    fn of(&self, module: SourceFile) -> Option<&Unclear> {
        self.modules.iter().find(|unclear| unclear.module == module)
    }
}

impl Unclear {
    fn new(ctx: Context<'_>, module: SourceFile) -> Unclear {
        let mut unclear = Unclear { module, brought: BTreeSet::new(), mentioned: BTreeSet::new() };
        for item in broken_items(ctx.db, module) {
            let kind = item.kind(ctx.db);
            if !syntax_errors(ctx.db, item).is_empty() {
                unclear.mentioned.extend(words(item.text(ctx.db)));
                match kind {
                    ItemKind::Use | ItemKind::Junk => unclear.brought.extend(words(head(item.text(ctx.db)))),
                    _ => unclear.brought.extend(declared_inside(item.text(ctx.db))),
                }
            } else if kind == ItemKind::Use && !item_problems(ctx.db, item).is_empty() {
                unclear.brought.extend(brought_by(ctx, item));
            }
        }
        unclear
    }
}

/// Whether the other fault is the same argument under a misspelt name.
fn misspells(other: &Problem<'_>, parameter: &str, callee: Item<'_>) -> bool {
    match &other.kind {
        ProblemKind::UnknownArgument { name, known, callee: own } => {
            *own == callee && nearest(name, known.iter().map(SmolStr::as_str)) == Some(parameter)
        }
        _ => false,
    }
}

/// The names that a `use` would bring if it did not fail.
fn brought_by(ctx: Context<'_>, item: Item<'_>) -> Vec<SmolStr> {
    let mut names = Vec::new();
    if let Tree::Use(used) = &ast(ctx.db, item).item {
        names.extend(used.imports.iter().map(|name| name.text.clone()));
    }
    if let Some(used) = use_target(ctx.db, item) {
        names.extend(used.alias.as_ref().map(|(name, _)| name.clone()));
    }
    names
}

/// The names of declarations that a missing bracket may have drawn into an item.
fn declared_inside(text: &str) -> impl Iterator<Item = SmolStr> {
    words(text).zip(words(text).skip(1)).filter(|(word, _)| starts_item(word)).map(|(_, name)| name)
}

/// An item up to its block.
fn head(text: &str) -> &str {
    let end = text.find('{').filter(|_| !text.starts_with("use")).or_else(|| text.find('\n'));
    text.get(..end.unwrap_or(text.len())).unwrap_or_default()
}

fn words(text: &str) -> impl Iterator<Item = SmolStr> {
    let outside = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    text.split(outside).filter(|word| !word.is_empty()).map(SmolStr::new)
}
