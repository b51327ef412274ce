//! EX0104: modules that use each other in a circle.

use super::context::Context;
use crate::diagnostics::{Diagnostic, declare_diagnostic};
use crate::hir::Place;

declare_diagnostic! { EX0104 "import-cycle", Error, since "0.1.0", "modules that use each other in a circle" }

/// A circle: the `use` of each step.
pub(crate) fn cycle<'db>(ctx: Context<'db>, steps: &[Place<'db>]) -> Option<Diagnostic> {
    let (first, further) = steps.split_first()?;
    let mut names: Vec<String> =
        steps.iter().map(|step| format!("`{}`", ctx.module(step.item.file(ctx.db)))).collect();
    names.push(names.first().cloned().unwrap_or_default());
    let message =
        if further.is_empty() { "a module uses itself" } else { "modules use each other in a circle" };
    let mut diagnostic = ctx.spot(*first).diagnostic(&ENTRY, message, "the circle starts here");
    for step in further {
        diagnostic = diagnostic.label(ctx.secondary(*step, "and goes on here"));
    }
    let help = if further.is_empty() {
        "remove this `use`"
    } else {
        "move what they share into a file of its own, and `use` that"
    };
    Some(diagnostic.note(names.join(" uses ")).help(help))
}
