//! EX0417: a rule or a waiver in its last days.

use rustc_hash::FxHashSet;

use super::context::Context;
use super::names::plural;
use super::policy_findings::own_rules_with;
use crate::db::Settings;
use crate::diagnostics::{Diagnostic, declare_diagnostic};
use crate::hir::{Place, own_sections};
use crate::policy::statements_with;
use crate::syntax::literal::Date;

declare_diagnostic! { EX0417 "expires-soon", Note, since "0.1.0", "a rule or waiver ends within 30 days" }

/// How many days ahead an end is announced.
const DAYS_AHEAD: i64 = 30;

/// Every `until` that is near, once.
pub(super) fn gather<'db>(ctx: Context<'db>, found: &mut Vec<Diagnostic>) {
    let rules = own_rules_with(ctx, |summary| &summary.ending).filter_map(|rule| {
        let until = rule.origin.meta().until?;
        Some((until.place, until.date, if rule.allow { "`allow`" } else { "`deny`" }))
    });
    let own = statements_with(ctx.db, own_sections(ctx.db), |summary| &summary.ending);
    let waivers = own.flat_map(|(item, effects)| {
        effects
            .waivers()
            .iter()
            .map(move |waiver| (Place::new(item, waiver.until.node), waiver.until.date, "waiver"))
    });
    let mut told: FxHashSet<Place<'db>> = FxHashSet::default();
    for (place, date, what) in rules.chain(waivers) {
        if is_near(ctx, date) && told.insert(place) {
            found.push(render(ctx, place, date, what));
        }
    }
}

fn days_left(ctx: Context<'_>, date: Date) -> i64 {
    date.day_number() - Settings::get(ctx.db).as_of(ctx.db).day_number()
}

fn is_near(ctx: Context<'_>, date: Date) -> bool {
    (0..=DAYS_AHEAD).contains(&days_left(ctx, date))
}

fn render<'db>(ctx: Context<'db>, place: Place<'db>, date: Date, what: &str) -> Diagnostic {
    let left = days_left(ctx, date);
    let here = match left {
        0 => "today is the last day".to_owned(),
        _ => format!("{left} day{} left", plural(left as usize)),
    };
    ctx.at(&ENTRY, place, format!("this {what} ends on {date}"), &here)
        .help("renew the date, or see to it that the rule is no longer needed")
}
