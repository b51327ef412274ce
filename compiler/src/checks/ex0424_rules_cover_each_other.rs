//! EX0424: statements that say the same, or that cover each other: one of them can go.

use super::context::Context;
use super::ex0422_contradicting_clauses as ex0422;
use super::ex0423_redundant_rule::{named, with_rules};
use crate::diagnostics::{Diagnostic, Label, declare_diagnostic};
use crate::policy::{Redundant, RedundantKind, presentable_of, redundant};

declare_diagnostic! {
    EX0424 "rules-cover-each-other", Warning, since "0.1.0", "of several statements one can go, and any would do"
}

/// All groups of statements that are redundant only thanks to each other.
pub(super) fn gather<'db>(ctx: Context<'db>, found: &mut Vec<Diagnostic>) {
    // Where two statements of one rule contradict each other, that is the cause to be told.
    let contradict = |place: &Label| {
        let told = found.iter().filter(|told| told.code.as_str() == ex0422::ENTRY.code);
        told.flat_map(|told| &told.labels).any(|label| (label.file, label.range) == (place.file, place.range))
    };
    let all = redundant(ctx.db).iter().filter_map(|finding| render(ctx, finding));
    let new: Vec<Diagnostic> = all.filter(|one| !one.labels.iter().all(contradict)).collect();
    found.extend(new);
}

fn render<'db>(ctx: Context<'db>, finding: &Redundant<'db>) -> Option<Diagnostic> {
    let (rules, message, words, help) = match &finding.kind {
        RedundantKind::Covered(_) => return None,
        RedundantKind::Same(rules) => {
            (rules, "says what another statement says", "the same", "keep the one whose reason is the better")
        }
        RedundantKind::Mutual(rules) => (
            rules,
            "is redundant, and so are rules that cover it: one of them can go, not all",
            "needed only without the others",
            "decide which of them says best what is meant, and remove another",
        ),
    };
    let packet = ctx.packet(&presentable_of(ctx.db, finding.rule, &finding.sample));
    let message = format!("{} {message}", named(ctx, finding));
    let diagnostic = ctx
        .at(&ENTRY, finding.statement, message, "this one")
        .note(format!("for example {packet}"))
        .help(help);
    Some(with_rules(ctx, diagnostic, rules, words))
}
