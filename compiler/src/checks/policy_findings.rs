//! What is to be said about the meaning of a policy: gathers the findings of rules, assertions, tests and dates, and
//! gives each to the file of its code. A finding that the repair of something broken could remove is not reported.

mod blame;
mod message;
mod removal;
mod same;
mod trace;
mod violation;

#[cfg(test)]
mod tests;

use super::context::Context;
use super::{
    ex0401_empty_side, ex0402_no_common_family, ex0403_over_nothing, ex0404_too_many_instances,
    ex0411_test_failed, ex0412_too_complex, ex0413_deny_removes_nothing, ex0414_allow_removed,
    ex0415_crossing_rules, ex0416_expired_rule, ex0417_expires_soon, ex0418_expired_waiver,
    ex0419_idle_waiver, ex0420_any_to_any, ex0421_unused_declaration, ex0422_contradicting_clauses,
    ex0423_redundant_rule, ex0424_rules_cover_each_other, ex0425_deny_narrows_allow, ex0426_analysis_limit,
};
use crate::db::SourceFile;
use crate::diagnostics::Diagnostic;
use crate::hir::{program_modules, program_sections};
use crate::policy::effect::Trouble;
use crate::policy::{broken_items, program_unknowns, statements_with};
use crate::syntax::statement::Verb;

pub(crate) use blame::{any_place, project_place};
pub(crate) use message::alteration;
pub(crate) use removal::removal;
pub(crate) use same::{idle_denies, removed_allows};
pub(crate) use trace::{own_rules_with, statement_at};
pub(crate) use violation::Broken;

/// Everything that is to be said about what the policy means; what lies outside of `modules` only where it is the
/// project's doing.
pub(super) fn gather<'db>(ctx: Context<'db>, modules: &[SourceFile], found: &mut Vec<Diagnostic>) {
    let unknowns = program_unknowns(ctx.db);
    troubles(ctx, modules, unknowns.sets, found);
    violation::gather(ctx, found);
    ex0411_test_failed::gather(ctx, found);
    ex0412_too_complex::gather(ctx, found);
    if !(unknowns.allow || unknowns.sets) {
        ex0413_deny_removes_nothing::gather(ctx, found);
    }
    if !(unknowns.deny || unknowns.sets) {
        ex0414_allow_removed::gather(ctx, found);
    }
    if !unknowns.sets {
        ex0415_crossing_rules::gather(ctx, found);
        ex0425_deny_narrows_allow::gather(ctx, found);
        ex0426_analysis_limit::gather(ctx, found);
        ex0420_any_to_any::gather(ctx, found);
        ex0422_contradicting_clauses::gather(ctx, found);
    }
    ex0416_expired_rule::gather(ctx, found);
    ex0417_expires_soon::gather(ctx, found);
    ex0418_expired_waiver::gather(ctx, found);
    // What is broken may be what uses a declaration, or what a waiver waives.
    if !unknowns.any() && !is_broken(ctx) {
        ex0423_redundant_rule::gather(ctx, found);
        ex0424_rules_cover_each_other::gather(ctx, found);
        ex0419_idle_waiver::gather(ctx, found);
        ex0421_unused_declaration::gather(ctx, modules, found);
    }
}

/// Whether some item of the project has errors in its text, names or types.
fn is_broken(ctx: Context<'_>) -> bool {
    let mut own = program_modules(ctx.db).iter().filter(|module| !module.library(ctx.db));
    own.any(|module| broken_items(ctx.db, *module).next().is_some())
}

/// Statements that say nothing, or too much. What is empty may only be so because a name is misspelt.
fn troubles(ctx: Context<'_>, modules: &[SourceFile], sets_unknown: bool, found: &mut Vec<Diagnostic>) {
    let all = statements_with(ctx.db, program_sections(ctx.db), |summary| &summary.troubled);
    for (_, effects) in all.filter(|(item, _)| modules.contains(&item.file(ctx.db))) {
        for troubled in effects.troubles() {
            let place = troubled.place;
            match &troubled.trouble {
                Trouble::TooManyInstances => found.push(ex0404_too_many_instances::render(ctx, place)),
                Trouble::AppliedTooDeeply => found.push(ex0404_too_many_instances::too_deep(ctx, place)),
                _ if sets_unknown => {}
                Trouble::EmptySide { verb, side } => {
                    found.push(ex0401_empty_side::side(ctx, place, *verb, side));
                }
                Trouble::EmptyArgument { parameter } => {
                    found.push(ex0401_empty_side::argument(ctx, place, parameter));
                }
                Trouble::NoCommonFamily { verb } => {
                    found.push(ex0402_no_common_family::render(ctx, place, *verb));
                }
                Trouble::WithinOneServer { verb: verb @ (Verb::Never | Verb::Confine) } => {
                    found.push(ex0403_over_nothing::render(ctx, place, *verb));
                }
                Trouble::WithinOneServer { verb } => {
                    found.push(ex0402_no_common_family::within_one_server(ctx, place, *verb));
                }
                Trouble::OverNothing { verb } => found.push(ex0403_over_nothing::render(ctx, place, *verb)),
            }
        }
    }
}
