//! EX0214: a function that does not exist, or is called in another way.

use super::context::{Context, quote};
use super::suggest::did_you_mean;
use crate::diagnostics::{Applicability, Diagnostic, declare_diagnostic};
use crate::hir::{Place, function_names};

declare_diagnostic! { EX0214 "unknown-function", Error, since "0.1.0", "a function that does not exist, or is called in another way" }

/// No function is called so.
pub(crate) fn unknown<'db>(ctx: Context<'db>, place: Place<'db>, name: &str) -> Diagnostic {
    let spot = ctx.spot(place);
    let diagnostic =
        spot.diagnostic(&ENTRY, format!("there is no function {}", quote(name)), "no such function");
    did_you_mean(diagnostic, spot, name, &function_names(), Applicability::Safe)
}

/// Too few or too many arguments.
pub(crate) fn wrong_count<'db>(
    ctx: Context<'db>,
    place: Place<'db>,
    function: &str,
    wanted: usize,
    found: usize,
) -> Diagnostic {
    let spot = ctx.spot(place);
    if matches!(function, "permitted" | "blocked") {
        return spot
            .diagnostic(&ENTRY, format!("`{function}` asks about a flow"), "this is no flow")
            .help(format!("write a flow: `{function}(FROM -> TO on SERVICE)`"));
    }
    let plural = if wanted == 1 { "" } else { "s" };
    let form = if wanted == 1 { "A" } else { "A, B" };
    spot.diagnostic(
        &ENTRY,
        format!("`{function}` takes {wanted} argument{plural}, not {found}"),
        "called here",
    )
    .note("a comma separates arguments; a list as one argument is bracketed once more")
    .help(format!("write `{function}({form})`"))
}
