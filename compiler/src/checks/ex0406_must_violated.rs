//! EX0406: something is not permitted that a `must` requires.

use super::context::Context;
use super::policy_findings::Broken;
use crate::diagnostics::{Applicability, Diagnostic, Fix, declare_diagnostic};
use crate::hir::{Place, ast};
use crate::syntax::item::Item as Tree;
use crate::syntax::statement::{StatementKind, Verb};
use crate::text::TextEdit;

declare_diagnostic! { EX0406 "must-violated", Error, since "0.1.0", "no rule permits what a `must` requires" }

/// Nothing permits it.
pub(super) fn render<'db>(ctx: Context<'db>, broken: &Broken<'db>) -> Diagnostic {
    let what = broken.headline(ctx);
    let diagnostic = Diagnostic::new(&ENTRY, format!("{what} is not permitted, and a `must` requires it"))
        .note("what no rule allows is denied")
        .help("add an `allow` for it, or narrow the `must` if less is needed");
    match allowing(ctx, broken) {
        Some(fix) => diagnostic.fix(fix),
        None => diagnostic,
    }
}

/// The same flow as an `allow`, in the line above a `must` of the project that stands alone.
fn allowing<'db>(ctx: Context<'db>, broken: &Broken<'db>) -> Option<Fix> {
    let [place] = *broken.assertion.origin.chain else { return None };
    let Tree::Statement(statement) = &ast(ctx.db, place.item).item else { return None };
    let StatementKind::Flow(flow) = &statement.kind else { return None };
    if ctx.is_library(place.item)
        || statement.node != place.node
        || flow.verb != Verb::Must
        || flow.when.is_some()
    {
        return None;
    }
    let (file, range) = ctx.range(place);
    let text = ctx.text(Place::new(place.item, flow.flow.node));
    let edit = TextEdit::insert(range.start, format!("allow {text}\n"));
    Some(Fix::new("allow it", Applicability::Unsafe).edit(file, edit))
}
