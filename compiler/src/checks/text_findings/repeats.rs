//! One name that is missing in many places of a file is one message, with all of its places.

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::problem;
use crate::checks::context::Context;
use crate::db::SourceFile;
use crate::diagnostics::{Diagnostic, FileEdit, Label, LabelStyle};
use crate::hir::{Place, Problem, ProblemKind};
use crate::text::{FileId, TextEdit, TextRange};

/// A message points at this many further places; its fixes reach all of them.
const SHOWN: usize = 4;

/// What was told already, by its position among the diagnostics.
#[derive(Default)]
pub(super) struct Repeats<'db> {
    told: FxHashMap<Key<'db>, usize>,
}

/// What makes two faults the same.
#[derive(PartialEq, Eq, Hash)]
enum Key<'db> {
    /// A name: the file in which it stands and the module that does not know it.
    Name(SourceFile, SourceFile, SmolStr),
    /// A name in the braces of a text.
    Placeholder(Place<'db>, SmolStr),
}

impl<'db> Repeats<'db> {
    /// Tells the fault, or adds its place to the message that told the same.
    pub(super) fn add(&mut self, ctx: Context<'db>, problem: &Problem<'db>, found: &mut Vec<Diagnostic>) {
        let Some((key, place)) = key(ctx, problem) else {
            return found.push(problem::diagnostic(ctx, problem));
        };
        match self.told.get(&key).and_then(|at| found.get_mut(*at)) {
            Some(first) => extend(first, ctx.range(place)),
            None => {
                self.told.insert(key, found.len());
                found.push(problem::diagnostic(ctx, problem));
            }
        }
    }
}

/// The key of a fault, and the place that tells one occurrence from the others.
fn key<'db>(ctx: Context<'db>, problem: &Problem<'db>) -> Option<(Key<'db>, Place<'db>)> {
    match &problem.kind {
        ProblemKind::UnresolvedName { name, module, .. } => {
            Some((Key::Name(problem.place.item.file(ctx.db), *module, name.clone()), problem.place))
        }
        ProblemKind::UnknownPlaceholder { name, user } => {
            Some((Key::Placeholder(problem.place, name.clone()), user.unwrap_or(problem.place)))
        }
        _ => None,
    }
}

/// Points at one more place, and lets the fixes that change the first place change this one too.
fn extend(first: &mut Diagnostic, (file, range): (FileId, TextRange)) {
    let Some(primary) = first.primary_label().map(|label| (label.file, label.range)) else { return };
    let known = first.labels.iter().any(|label| (label.file, label.range) == (file, range));
    if known {
        return;
    }
    for fix in &mut first.fixes {
        let own = fix.edits.iter().find(|edit| (edit.file, edit.edit.range) == primary);
        if let Some(text) = own.map(|edit| edit.edit.replacement.clone()) {
            fix.edits.push(FileEdit { file, edit: TextEdit::replace(range, text) });
        }
    }
    let shown = first.labels.iter().filter(|label| label.style == LabelStyle::Secondary).count();
    if shown < SHOWN {
        let message = "and here".to_owned();
        first.labels.push(Label { file, range, message, style: LabelStyle::Secondary });
    }
}
