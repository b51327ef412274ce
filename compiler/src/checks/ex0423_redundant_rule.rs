//! EX0423: a statement without which the same is permitted, because other statements cover it.

use super::context::Context;
use super::policy_findings::{project_place, removal, statement_at};
use crate::diagnostics::{Diagnostic, Fix, declare_diagnostic};
use crate::policy::entry::RuleId;
use crate::policy::{Redundant, RedundantKind, presentable_of, redundant};
use crate::syntax::statement::StatementKind;

declare_diagnostic! {
    EX0423 "redundant-rule", Warning, since "0.1.0", "other rules say everything that a statement says"
}

/// So many of the rules that cover a statement are shown; the others are counted.
const MAX_SHOWN: usize = 5;

/// All statements that other statements cover.
pub(super) fn gather<'db>(ctx: Context<'db>, found: &mut Vec<Diagnostic>) {
    for finding in redundant(ctx.db) {
        if let RedundantKind::Covered(by) = &finding.kind {
            found.extend(render(ctx, finding, by));
        }
    }
}

fn render<'db>(ctx: Context<'db>, finding: &Redundant<'db>, by: &[RuleId<'db>]) -> Option<Diagnostic> {
    let rule = finding.rule.rule(ctx.db)?;
    let what = named(ctx, finding);
    let (done, undone) = if rule.allow { ("permit", "permitted") } else { ("forbid", "forbidden") };
    let others = if by.len() == 1 { "another rule says it all" } else { "other rules together say it all" };
    let packet = ctx.packet(&presentable_of(ctx.db, finding.rule, &finding.sample));
    let diagnostic = ctx
        .at(&ENTRY, finding.statement, format!("{what} is redundant: {others}"), "adds nothing")
        .note(format!("for example {packet} is {undone} without it"))
        .help(format!("remove it, or narrow the rules that {done} the same"));
    let diagnostic = with_rules(ctx, diagnostic, by, "covered by this");
    Some(match removable(ctx, finding) {
        Some(fix) => diagnostic.fix(fix),
        None => diagnostic,
    })
}

/// How the statement is called: by its label, or by its word.
pub(super) fn named<'db>(ctx: Context<'db>, finding: &Redundant<'db>) -> String {
    let place = finding.statement;
    let kind = statement_at(ctx.db, place).map(|statement| &statement.kind);
    let (word, label) = match kind {
        Some(StatementKind::Flow(flow)) => (flow.verb.word(), flow.label.as_ref()),
        Some(StatementKind::Apply(apply)) => ("apply", apply.label.as_ref()),
        _ => ("statement", None),
    };
    match label {
        Some(label) => format!("`{}`", label.text),
        None => format!("this `{word}`"),
    }
}

/// Shows where rules stand, each place once, and counts those that are not shown.
pub(super) fn with_rules<'db>(
    ctx: Context<'db>,
    mut diagnostic: Diagnostic,
    rules: &[RuleId<'db>],
    words: &str,
) -> Diagnostic {
    let mut more = 0;
    for rule in rules.iter().filter_map(|id| id.rule(ctx.db)) {
        let place = project_place(ctx, &rule.origin).or_else(|| rule.origin.innermost());
        let Some(label) = place.map(|place| ctx.secondary(place, words)) else { continue };
        match diagnostic.labels.len() {
            _ if diagnostic.labels.contains(&label) => {}
            ..=MAX_SHOWN => diagnostic.labels.push(label),
            _ => more += 1,
        }
    }
    match more {
        0 => diagnostic,
        _ => diagnostic.note(format!("and {more} more")),
    }
}

/// A statement with a label may be named by others: it is not removed blindly.
fn removable<'db>(ctx: Context<'db>, finding: &Redundant<'db>) -> Option<Fix> {
    match &statement_at(ctx.db, finding.statement)?.kind {
        StatementKind::Flow(flow) if flow.label.is_none() => {
            removal(ctx, finding.statement, format!("remove the `{}`", flow.verb.word()))
        }
        _ => None,
    }
}
