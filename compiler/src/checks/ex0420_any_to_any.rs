//! EX0420: an `allow` from everywhere to everywhere.

use super::context::Context;
use super::policy_findings::own_rules_with;
use crate::diagnostics::{Diagnostic, declare_diagnostic};
use crate::hir::Place;
use crate::policy::address::any_set;

declare_diagnostic! { EX0420 "any-to-any", Warning, since "0.1.0", "an `allow` has `any` on both sides" }

/// Every allow of the project with `any` on both sides.
pub(super) fn gather<'db>(ctx: Context<'db>, found: &mut Vec<Diagnostic>) {
    let any = any_set(ctx.db);
    let mut told: Vec<Place<'db>> = Vec::new();
    for rule in own_rules_with(ctx, |summary| &summary.sweeping)
        .filter(|rule| rule.allow && rule.flow.from.set() == any && rule.flow.to.set() == any)
    {
        let place =
            rule.origin.innermost().filter(|place| !ctx.is_library(place.item) && !told.contains(place));
        let Some(place) = place else { continue };
        told.push(place);
        let diagnostic = ctx
            .at(&ENTRY, place, "this `allow` has `any` on both sides", "from everywhere to everywhere")
            .note("the Internet is part of `any`, on either side")
            .help("name the zones that are meant");
        found.push(diagnostic);
    }
}
