//! EX0221: a profile that applies itself.

use super::context::Context;
use crate::diagnostics::{Diagnostic, declare_diagnostic};
use crate::hir::Place;

declare_diagnostic! { EX0221 "recursive-profile", Error, since "0.1.0", "a profile that applies itself" }

/// A circle: the `apply` of each step.
pub(crate) fn recursive<'db>(ctx: Context<'db>, steps: &[Place<'db>]) -> Option<Diagnostic> {
    let (first, further) = steps.split_first()?;
    let name = ctx.name(first.item);
    let mut diagnostic = ctx.spot(*first).diagnostic(
        &ENTRY,
        format!("the profile `{name}` applies itself"),
        "the circle starts here",
    );
    for step in further {
        diagnostic = diagnostic.label(ctx.secondary(*step, "and goes on here"));
    }
    let mut names: Vec<String> = steps.iter().map(|step| format!("`{}`", ctx.name(step.item))).collect();
    names.push(format!("`{name}`"));
    Some(
        diagnostic
            .note(names.join(" applies "))
            .note("every policy has a finite meaning, so profiles cannot recurse")
            .help("remove one `apply` from this circle, or repeat with `for x in SET { … }`"),
    )
}
