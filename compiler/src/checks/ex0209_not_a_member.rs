//! EX0209: a word that is no member of an enumeration.

use smol_str::SmolStr;

use super::context::{Context, quote};
use super::suggest::{did_you_mean, either, in_backticks};
use crate::diagnostics::{Applicability, Diagnostic, declare_diagnostic};
use crate::hir::Place;

declare_diagnostic! { EX0209 "not-a-member", Error, since "0.1.0", "a word that is none of the enumeration's" }

/// A word that the enumeration does not have.
pub(crate) fn not_a_member<'db>(
    ctx: Context<'db>,
    place: Place<'db>,
    word: &str,
    members: &[SmolStr],
) -> Diagnostic {
    let spot = ctx.spot(place);
    let known: Vec<&str> = members.iter().map(SmolStr::as_str).collect();
    let here = format!("{} can stand here", either(&in_backticks(&known)));
    let diagnostic =
        spot.diagnostic(&ENTRY, format!("{} is none of the words that can stand here", quote(word)), here);
    did_you_mean(diagnostic, spot, word, &known, Applicability::Unsafe)
}
