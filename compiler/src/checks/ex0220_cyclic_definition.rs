//! EX0220: a set or a zone that is defined by itself.

use super::context::Context;
use crate::diagnostics::{Diagnostic, declare_diagnostic};
use crate::hir::{Item, Place};

declare_diagnostic! { EX0220 "cyclic-definition", Error, since "0.1.0", "a set, parameter or zone that is defined by itself" }

/// Groups, services or parameters in a circle: where each step names the next.
pub(crate) fn sets<'db>(ctx: Context<'db>, steps: &[Place<'db>]) -> Option<Diagnostic> {
    let (first, further) = steps.split_first()?;
    let named: Vec<String> = steps.iter().map(|step| ctx.spot(*step).quoted().to_string()).collect();
    let message = format!("{} is defined by itself", named.last()?);
    let mut diagnostic = ctx.spot(*first).diagnostic(&ENTRY, message, "the circle starts here");
    for step in further {
        diagnostic = diagnostic.label(ctx.secondary(*step, "and goes on here"));
    }
    let way = format!("the definitions lead through {}", named.join(", then "));
    Some(
        diagnostic
            .note(way)
            .note("what it contains could not be computed in finitely many steps")
            .help("remove one of the names from this circle"),
    )
}

/// Zones in a circle, each in the next.
pub(crate) fn zones<'db>(ctx: Context<'db>, place: Place<'db>, circle: &[Item<'db>]) -> Diagnostic {
    let names: Vec<String> = circle.iter().map(|zone| format!("`{}`", ctx.name(*zone))).collect();
    let mut diagnostic = ctx.spot(place).diagnostic(
        &ENTRY,
        format!("the zone {} lies in itself", names.first().cloned().unwrap_or_default()),
        "this zone",
    );
    for zone in circle.iter().skip(1) {
        diagnostic = diagnostic.label(ctx.secondary(ctx.name_place(*zone), "in which this one lies"));
    }
    let way = names.iter().chain(names.first()).cloned().collect::<Vec<_>>().join(" in ");
    diagnostic.note(way).help("remove `in …` from the outermost zone")
}
