//! EX0425: a `deny` inside an `allow` that does not say why: an exception, told so that nobody overlooks it.

use rustc_hash::FxHashSet;

use super::context::Context;
use super::policy_findings::project_place;
use crate::diagnostics::{Diagnostic, declare_diagnostic};
use crate::hir::Place;
use crate::policy::{DenyFindingKind, deny_findings, presentable_of};
use crate::text::{FileId, TextRange};

declare_diagnostic! {
    EX0425 "deny-narrows-allow", Note, since "0.1.0", "a `deny` without a reason takes a part out of an `allow`"
}

/// Every `deny` with an `allow` that it narrows, each two lines once.
pub(super) fn gather<'db>(ctx: Context<'db>, found: &mut Vec<Diagnostic>) {
    let others = found.iter().filter(|other| other.code.as_str() != ENTRY.code);
    let shown: FxHashSet<(FileId, TextRange)> =
        others.flat_map(|other| &other.labels).map(|label| (label.file, label.range)).collect();
    let mut told: FxHashSet<(Place<'db>, Place<'db>)> = FxHashSet::default();
    for finding in deny_findings(ctx.db) {
        let DenyFindingKind::Narrows { deny: id, denied } = &finding.kind else { continue };
        let (Some(allow), Some(deny)) = (finding.rule.rule(ctx.db), id.rule(ctx.db)) else { continue };
        // An exception with a reason is there on purpose.
        if deny.origin.meta().because.is_some() || deny.origin.meta().ticket.is_some() {
            continue;
        }
        let places = project_place(ctx, &allow.origin).zip(project_place(ctx, &deny.origin));
        let Some((allow_place, deny_place)) = places.filter(|places| told.insert(*places)) else { continue };
        // A `deny` that breaks something is shown there.
        if shown.contains(&ctx.range(deny_place)) {
            continue;
        }
        let packet = ctx.packet(&presentable_of(ctx.db, *id, denied));
        let diagnostic = ctx
            .at(&ENTRY, deny_place, "this `deny` makes an exception from an `allow`", "denied here")
            .label(ctx.secondary(allow_place, "allowed here"))
            .note(format!("for example {packet} is denied"))
            .help(
                "say why with `because` or `ticket`, or write the exception into the `allow` with `except`",
            );
        found.push(diagnostic);
    }
}
