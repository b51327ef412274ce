//! EX0410: the condition of a `check` holds.

use super::context::Context;
use super::policy_findings::{Broken, statement_at};
use crate::diagnostics::{Diagnostic, declare_diagnostic};
use crate::hir::Place;
use crate::syntax::statement::StatementKind;

declare_diagnostic! { EX0410 "check-failed", Error, since "0.1.0", "the condition of a `check` holds" }

/// The condition holds.
pub(super) fn render<'db>(ctx: Context<'db>, broken: &Broken<'db>) -> Diagnostic {
    let what = match (&broken.assertion.origin.label, condition(ctx, broken)) {
        (Some(label), _) => format!("the check `{}` fires", label.name),
        (None, Some(text)) => format!("a check fires: `{text}`"),
        (None, None) => "a check fires".to_owned(),
    };
    let diagnostic =
        Diagnostic::new(&ENTRY, what).help("change the policy so that the condition no longer holds");
    match (&broken.assertion.origin.meta().because, instance(ctx, broken)) {
        (Some(because), _) => diagnostic.note(because.as_str()),
        (None, Some(instance)) => diagnostic.note(instance),
        (None, None) => diagnostic,
    }
}

fn condition<'db>(ctx: Context<'db>, broken: &Broken<'db>) -> Option<String> {
    let statement = broken.assertion.origin.innermost()?;
    match &statement_at(ctx.db, statement)?.kind {
        StatementKind::Check(check) => Some(ctx.statement(Place::new(statement.item, check.when.node))),
        _ => None,
    }
}

/// For which members of the loops around it.
fn instance<'db>(ctx: Context<'db>, broken: &Broken<'db>) -> Option<String> {
    let environment = &broken.assertion.environment;
    let loops = environment.locals.iter().zip(&environment.values).filter(|(local, _)| local.single);
    let told: Vec<String> =
        loops.map(|(local, value)| format!("`{}` is {}", local.name, ctx.value(value))).collect();
    (!told.is_empty()).then(|| format!("where {}", told.join(" and ")))
}
