//! EX0422: one rule, stated twice with different owners or tickets.

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::context::Context;
use super::policy_findings::{own_rules_with, project_place};
use crate::diagnostics::{Diagnostic, declare_diagnostic};
use crate::hir::Place;
use crate::policy::effect::Rule;
use expol_space::Product;

declare_diagnostic! {
    EX0422 "contradicting-clauses", Error, since "0.1.0", "two statements of one rule name different owners or tickets"
}

/// Every two statements of one rule that contradict each other, once.
pub(super) fn gather<'db>(ctx: Context<'db>, found: &mut Vec<Diagnostic>) {
    let mut by_meaning: FxHashMap<(bool, Product), Vec<&'db Rule<'db>>> = FxHashMap::default();
    let mut told: Vec<(Place<'db>, Place<'db>)> = Vec::new();
    for rule in own_rules_with(ctx, |summary| &summary.owned)
        .filter(|rule| rule.origin.meta().owner.is_some() || rule.origin.meta().ticket.is_some())
    {
        let same = by_meaning.entry((rule.allow, rule.flow.product())).or_default();
        for earlier in same.iter() {
            let Some((clause, before, now)) = contradiction(earlier, rule) else { continue };
            let places = (project_place(ctx, &earlier.origin), project_place(ctx, &rule.origin));
            let (Some(first), Some(second)) = places else { continue };
            if first == second || told.contains(&(first, second)) {
                continue;
            }
            told.push((first, second));
            let diagnostic = ctx
                .at(
                    &ENTRY,
                    second,
                    format!("one rule has two {clause}s: `{before}` and `{now}`"),
                    &format!("{clause} `{now}`"),
                )
                .label(ctx.secondary(first, format!("{clause} `{before}`")))
                .note("both statements say exactly the same flow, so they are one rule")
                .help(format!("keep one of the statements, or give both the same `{clause}`"));
            found.push(diagnostic);
            break;
        }
        same.push(rule);
    }
}

fn contradiction<'db>(a: &Rule<'db>, b: &Rule<'db>) -> Option<(&'static str, SmolStr, SmolStr)> {
    let (first, second) = (a.origin.meta(), b.origin.meta());
    let differs = |clause, before: &Option<SmolStr>, now: &Option<SmolStr>| match (before, now) {
        (Some(before), Some(now)) if before != now => Some((clause, before.clone(), now.clone())),
        _ => None,
    };
    differs("owner", &first.owner, &second.owner).or_else(|| differs("ticket", &first.ticket, &second.ticket))
}
