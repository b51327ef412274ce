//! EX0426: a limit kept something about a rule from being told.

use rustc_hash::FxHashSet;

use super::context::Context;
use super::policy_findings::project_place;
use crate::diagnostics::{Diagnostic, declare_diagnostic};
use crate::hir::Place;
use crate::policy::entry::RuleId;
use crate::policy::{DenyFindingKind, MAX_DENIES, MAX_STEPS, deny_findings, undecided};
use expol_space::MAX_PIECES;

declare_diagnostic! {
    EX0426 "analysis-limit", Note, since "0.1.0", "a limit kept something about a rule from being told"
}

/// The rules about which something was not decided, and the allows that more denies meet than are told; each statement
/// once.
pub(super) fn gather<'db>(ctx: Context<'db>, found: &mut Vec<Diagnostic>) {
    let mut told: FxHashSet<Place<'db>> = FxHashSet::default();
    let complex = deny_findings(ctx.db).filter(|finding| finding.kind == DenyFindingKind::Undecided);
    for rule in undecided(ctx.db).chain(complex.map(|finding| finding.rule)) {
        found.extend(place_of(ctx, rule).filter(|place| told.insert(*place)).map(|place| {
            ctx.at(
                &ENTRY,
                place,
                "whether other rules cover or remove this rule was not decided",
                "not decided",
            )
            .note(format!(
                "the answer takes more than {MAX_PIECES} pieces, or more than its part of the {MAX_STEPS} steps that all hard \
                 questions share; what is permitted is not touched by that"
            ))
            .help("name zones in place of long lists of addresses that are cut differently in each rule")
        }));
    }
    told.clear();
    for finding in deny_findings(ctx.db).filter(|finding| finding.kind == DenyFindingKind::Many) {
        found.extend(place_of(ctx, finding.rule).filter(|place| told.insert(*place)).map(|place| {
            ctx.at(
                &ENTRY,
                place,
                format!("more than {MAX_DENIES} denies overlap this `allow`"),
                "part of this is denied",
            )
            .note("the others are not told one by one")
            .help("replace them by one `deny` of a group or a zone")
        }));
    }
}

fn place_of<'db>(ctx: Context<'db>, id: RuleId<'db>) -> Option<Place<'db>> {
    id.rule(ctx.db).and_then(|rule| project_place(ctx, &rule.origin))
}
