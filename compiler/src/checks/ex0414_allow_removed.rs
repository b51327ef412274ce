//! EX0414: an `allow` of which denies leave nothing.

use super::context::Context;
use super::policy_findings::{project_place, removed_allows};
use crate::diagnostics::{Diagnostic, declare_diagnostic};
use crate::policy::{DenyFindingKind, presentable_of};

declare_diagnostic! {
    EX0414 "allow-removed-by-deny", Error, since "0.1.0", "denies take away all that an `allow` permits"
}

/// All allows of which nothing is left.
pub(super) fn gather<'db>(ctx: Context<'db>, found: &mut Vec<Diagnostic>) {
    for (id, finding) in removed_allows(ctx) {
        let DenyFindingKind::RemovedWholly { by, sample } = &finding.kind else { continue };
        let Some(rule) = id.rule(ctx.db) else { continue };
        let Some(place) = project_place(ctx, &rule.origin) else { continue };
        let message = match &rule.origin.label {
            Some(label) => format!("nothing is left of `{}`: denies remove all that it allows", label.name),
            None => "nothing is left of this `allow`: denies remove all of it".to_owned(),
        };
        let mut diagnostic = ctx
            .at(&ENTRY, place, message, "allowed here")
            .note("a `deny` beats every `allow`, wherever it stands")
            .note(format!("for example {}", ctx.packet(&presentable_of(ctx.db, id, sample))))
            .help("remove one of the two, or narrow the `deny` with `except`");
        for deny in by.iter().filter_map(|deny| deny.rule(ctx.db)) {
            let place = project_place(ctx, &deny.origin).or_else(|| deny.origin.innermost());
            let label = place.map(|place| ctx.secondary(place, "denied here"));
            diagnostic.labels.extend(label.filter(|label| !diagnostic.labels.contains(label)));
        }
        found.push(diagnostic);
    }
}
