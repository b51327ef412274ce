//! EX0419: a waiver of what does not fail.

use super::context::Context;
use super::policy_findings::removal;
use crate::diagnostics::{Diagnostic, declare_diagnostic};
use crate::hir::{Place, program_sections};
use crate::policy::effect::{Assertion, Waiver};
use crate::policy::verdict::{Outcome, unproven_in, verdicts};
use crate::policy::waivers;

declare_diagnostic! { EX0419 "idle-waiver", Warning, since "0.1.0", "a waiver waives nothing" }

/// Every waiver in force that no failure needs.
pub(super) fn gather<'db>(ctx: Context<'db>, found: &mut Vec<Diagnostic>) {
    let all = waivers(ctx.db);
    if all.is_empty() {
        return;
    }
    let used = used(ctx, all);
    for waiver in all.iter().filter(|waiver| !used.contains(&waiver.place)) {
        let message = format!("this waiver of `{}` waives nothing", waiver.label.name);
        let diagnostic = ctx
            .at(&ENTRY, waiver.place, message, "what it names holds without it")
            .note("left standing, it would silence the next failure unseen")
            .help("remove it");
        found.push(match removal(ctx, waiver.place, "remove the waiver") {
            Some(fix) => diagnostic.fix(fix),
            None => diagnostic,
        });
    }
}

/// The waivers that something needs. Where an assertion fails in spite of its waivers, they may have covered a part.
fn used<'db>(ctx: Context<'db>, all: &[Waiver<'db>]) -> Vec<Place<'db>> {
    let mut used: Vec<Place<'db>> = Vec::new();
    let sections = program_sections(ctx.db).iter();
    for item in sections.flat_map(|section| unproven_in(ctx.db, *section)).copied() {
        for verdict in verdicts(ctx.db, item) {
            match verdict.outcome {
                Outcome::Waived { by } => used.extend(by),
                Outcome::Violated(_) | Outcome::TooComplex | Outcome::Unknown => {
                    let naming = all.iter().filter(|waiver| names(waiver, verdict.assertion));
                    used.extend(naming.map(|waiver| waiver.place));
                }
                _ => {}
            }
        }
    }
    used
}

fn names<'db>(waiver: &Waiver<'db>, assertion: &Assertion<'db>) -> bool {
    match waiver.diagnostic {
        Some(diagnostic) => assertion.diagnostic == Some(diagnostic),
        None => assertion.origin.label.as_deref() == Some(&waiver.label),
    }
}
