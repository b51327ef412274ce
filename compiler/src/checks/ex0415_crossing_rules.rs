//! EX0415: a `deny` and an `allow` that overlap, neither inside the other.

use rustc_hash::FxHashSet;

use super::context::Context;
use super::policy_findings::project_place;
use crate::diagnostics::{Diagnostic, declare_diagnostic};
use crate::hir::Place;
use crate::policy::{DenyFindingKind, deny_findings, presentable_of};

declare_diagnostic! {
    EX0415 "crossing-rules", Note, since "0.1.0", "a `deny` and an `allow` overlap, and neither contains the other"
}

/// Every two lines that cross, once.
pub(super) fn gather<'db>(ctx: Context<'db>, found: &mut Vec<Diagnostic>) {
    let mut told: FxHashSet<(Place<'db>, Place<'db>)> = FxHashSet::default();
    for finding in deny_findings(ctx.db) {
        let DenyFindingKind::Crosses { deny, denied, allowed } = &finding.kind else { continue };
        let (Some(allow), Some(deny)) = (finding.rule.rule(ctx.db), deny.rule(ctx.db)) else { continue };
        let deny_place = project_place(ctx, &deny.origin).or_else(|| deny.origin.innermost());
        let (Some(allow_place), Some(deny_place)) = (project_place(ctx, &allow.origin), deny_place) else {
            continue;
        };
        if !told.insert((allow_place, deny_place)) {
            continue;
        }
        let packet = |sample| ctx.packet(&presentable_of(ctx.db, finding.rule, sample));
        let diagnostic = ctx
            .at(&ENTRY, allow_place, "a `deny` takes part of this `allow` and reaches beyond it", "part of this is denied")
            .label(ctx.secondary(deny_place, "by this"))
            .note(format!("denied: {}", packet(denied)))
            .note(format!("still allowed: {}", packet(allowed)))
            .help("check that both are meant; a `deny` inside the `allow` says more clearly what the exception is");
        found.push(diagnostic);
    }
}
