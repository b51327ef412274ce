//! EX0412: an assertion or a test whose answer has too many pieces.

use super::context::Context;
use super::policy_findings::any_place;
use crate::db::Section;
use crate::diagnostics::{Diagnostic, declare_diagnostic};
use crate::hir::{Item, Place, program_sections};
use crate::policy::effect::Assertion;
use crate::policy::effects;
use crate::policy::tested::{TestOutcome, test_outcomes, unpassed_in};
use crate::policy::verdict::{Outcome, unproven_in, verdicts};
use crate::policy::{broken_in, program_unknowns};
use expol_space::MAX_PIECES;

declare_diagnostic! { EX0412 "too-complex", Error, since "0.1.0", "an assertion is too complex to be decided" }

/// All that could not be decided: what is not proved is refused.
pub(super) fn gather<'db>(ctx: Context<'db>, found: &mut Vec<Diagnostic>) {
    let all_sound = !program_unknowns(ctx.db).any();
    for item in program_sections(ctx.db).iter().flat_map(|section| undecided_in(ctx, *section)) {
        // Where nothing is broken, there is no other reason for an unknown answer.
        let sound = all_sound && !broken_in(ctx.db, item.section(ctx.db)).contains(&item);
        let effects = effects(ctx.db, item);
        let undecided = |outcome: &Outcome<'db>| match outcome {
            Outcome::TooComplex => true,
            Outcome::Unknown => sound,
            _ => false,
        };
        for verdict in verdicts(ctx.db, item).filter(|verdict| undecided(verdict.outcome)) {
            found.extend(of_assertion(ctx, verdict.assertion));
        }
        let lines = effects.expectations().iter().zip(test_outcomes(ctx.db, item));
        for (line, _) in lines.filter(|(_, outcome)| sound && **outcome == TestOutcome::Unknown) {
            found.push(render(ctx, line.place, "this line"));
        }
    }
}

/// Statements of a section that are not proved, and tests that do not pass: one of them may not be decided.
fn undecided_in<'db>(ctx: Context<'db>, section: Section) -> impl Iterator<Item = Item<'db>> {
    unproven_in(ctx.db, section).iter().chain(unpassed_in(ctx.db, section)).copied()
}

fn of_assertion<'db>(ctx: Context<'db>, assertion: &Assertion<'db>) -> Option<Diagnostic> {
    let place = any_place(ctx, &assertion.origin, assertion.environment.file)?;
    let diagnostic = render(ctx, place, &format!("this `{}`", assertion.asserted.word()));
    Some(match assertion.origin.innermost().filter(|statement| *statement != place) {
        Some(statement) => diagnostic.label(ctx.secondary(statement, "asserted here")),
        None => diagnostic,
    })
}

fn render<'db>(ctx: Context<'db>, place: Place<'db>, what: &str) -> Diagnostic {
    ctx.at(&ENTRY, place, format!("{what} is too complex to be decided"), "not decided")
        .note(format!("the answer has more than {MAX_PIECES} pieces; what is not proved is refused"))
        .help("ask about less at once, or name zones in place of long lists of addresses")
}
