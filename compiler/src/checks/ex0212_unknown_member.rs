//! EX0212: a name behind a dot that means nothing there.

use smol_str::SmolStr;

use super::context::{Context, quote};
use super::suggest::{did_you_mean, either, in_backticks};
use crate::diagnostics::{Applicability, Diagnostic, declare_diagnostic};
use crate::hir::Place;

declare_diagnostic! { EX0212 "unknown-member", Error, since "0.1.0", "a name behind a dot that means nothing there" }

/// Nothing has this name.
pub(crate) fn unknown<'db>(
    ctx: Context<'db>,
    place: Place<'db>,
    name: &str,
    of: &str,
    known: &[SmolStr],
) -> Diagnostic {
    let spot = ctx.spot(place);
    let of = if of.contains(' ') { of.to_owned() } else { format!("`{of}`") };
    let diagnostic = spot
        .diagnostic(&ENTRY, format!("{of} has nothing called {}", quote(name)), "no such name behind the dot")
        .note("behind a dot stand an interface, `zone`, or a parameter of a role that is held");
    let known: Vec<&str> = known.iter().map(SmolStr::as_str).collect();
    did_you_mean(diagnostic, spot, name, &known, Applicability::Unsafe)
}

/// Several roles have a parameter of this name, of different types.
pub(crate) fn ambiguous<'db>(
    ctx: Context<'db>,
    place: Place<'db>,
    name: &str,
    roles: &[SmolStr],
) -> Diagnostic {
    let roles = in_backticks(roles);
    ctx.spot(place)
        .diagnostic(
            &ENTRY,
            format!("`{name}` means different things for {}", roles.join(" and ")),
            "of which role?",
        )
        .note("the roles have parameters of this name with different types")
        .help(format!("ask the holders of one role: `(SET & ROLE).{name}` with {}", either(&roles)))
}

/// A single value, asked of a set.
pub(crate) fn of_set<'db>(ctx: Context<'db>, place: Place<'db>, name: &str) -> Diagnostic {
    ctx.spot(place)
        .diagnostic(&ENTRY, format!("a set has no single `{name}`"), "each member has its own")
        .note("only endpoints, servers, services and ports of several members can be joined")
        .help(format!("run over the members: `for x in SET {{ … x.{name} … }}`"))
}
