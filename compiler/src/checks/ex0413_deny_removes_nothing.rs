//! EX0413: a `deny` of what nothing allows.

use super::context::Context;
use super::policy_findings::{idle_denies, removal, statement_at};
use crate::diagnostics::{Diagnostic, Fix, declare_diagnostic};
use crate::hir::Place;
use crate::syntax::statement::StatementKind;

declare_diagnostic! {
    EX0413 "deny-removes-nothing", Warning, since "0.1.0", "a `deny` forbids what nothing allows anyway"
}

/// All denies that take nothing away.
pub(super) fn gather<'db>(ctx: Context<'db>, found: &mut Vec<Diagnostic>) {
    for place in idle_denies(ctx) {
        let diagnostic = ctx
            .at(&ENTRY, place, "this `deny` removes nothing", "no `allow` meets it")
            .note("what no rule allows is denied already")
            .help("remove it; write `never` in its place to prove that nothing will ever be allowed here");
        found.push(match removable(ctx, place) {
            Some(fix) => diagnostic.fix(fix),
            None => diagnostic,
        });
    }
}

/// It can go unless it has a label that something may name.
fn removable<'db>(ctx: Context<'db>, place: Place<'db>) -> Option<Fix> {
    match &statement_at(ctx.db, place)?.kind {
        StatementKind::Flow(flow) if flow.label.is_none() => removal(ctx, place, "remove the `deny`"),
        _ => None,
    }
}
