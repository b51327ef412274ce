//! EX0416: a rule after its last day.

use rustc_hash::FxHashSet;

use super::context::Context;
use super::policy_findings::{own_rules_with, removal, statement_at};
use crate::db::Settings;
use crate::diagnostics::{Diagnostic, Fix, Severity, declare_diagnostic};
use crate::hir::Place;
use crate::policy::effect::Rule;
use crate::syntax::statement::{StatementKind, Verb};

declare_diagnostic! { EX0416 "expired-rule", Error, since "0.1.0", "the last day of a rule is over" }

/// Every `until` of a rule that is over, once.
pub(super) fn gather<'db>(ctx: Context<'db>, found: &mut Vec<Diagnostic>) {
    let as_of = Settings::get(ctx.db).as_of(ctx.db);
    let mut told: FxHashSet<Place<'db>> = FxHashSet::default();
    for rule in own_rules_with(ctx, |summary| &summary.ending) {
        let Some(until) = rule.origin.meta().until.filter(|until| until.date < as_of) else { continue };
        if !told.insert(until.place) {
            continue;
        }
        let here = format!("judged as of {as_of}");
        let date = until.date;
        let diagnostic = if rule.allow {
            ctx.at(
                &ENTRY,
                until.place,
                format!("this `allow` ended on {date} and permits nothing any more"),
                &here,
            )
            .severity(Severity::Warning)
            .help("remove the rule, or renew its date")
        } else {
            ctx.at(&ENTRY, until.place, format!("this `deny` ended on {date} and still denies"), &here)
                .note("a `deny` that stopped by itself would open the network unseen, so it stays in force until it is removed")
                .help("remove the rule, or renew its date")
        };
        found.push(match removable(ctx, rule) {
            Some(fix) => diagnostic.fix(fix),
            None => diagnostic,
        });
    }
}

/// An expired `allow` permits nothing, so it can go; with a label, something may name it.
fn removable<'db>(ctx: Context<'db>, rule: &Rule<'db>) -> Option<Fix> {
    let [place] = *rule.origin.chain else { return None };
    match &statement_at(ctx.db, place)?.kind {
        StatementKind::Flow(flow) if flow.verb == Verb::Allow && flow.label.is_none() => {
            removal(ctx, place, "remove the rule")
        }
        _ => None,
    }
}
