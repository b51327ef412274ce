//! EX0106: a path that is refused before anything is read.

use super::context::{Context, quote};
use crate::db::PathRefusal;
use crate::diagnostics::{Diagnostic, declare_diagnostic};
use crate::hir::Place;

declare_diagnostic! { EX0106 "refused-path", Error, since "0.1.0", "a path that could lead out of the project or means no policy" }

/// A path of a module or of an address list.
pub(crate) fn refused<'db>(ctx: Context<'db>, place: Place<'db>, refusal: PathRefusal) -> Diagnostic {
    let spot = ctx.spot(place);
    let (reason, help) = words(refusal);
    spot.diagnostic(
        &ENTRY,
        format!("the path {} is refused: {reason}", quote(spot.text.trim_matches('"'))),
        reason,
    )
    .note("a policy reads files of its own project only, and the same ones on every system")
    .help(help)
}

fn words(refusal: PathRefusal) -> (&'static str, &'static str) {
    match refusal {
        PathRefusal::Empty => ("it is empty", "name a file, relative to this one"),
        PathRefusal::Absolute => ("it is absolute", "write the path relative to this file"),
        PathRefusal::Backslash => ("it has a backslash", "write `/` instead of the backslash"),
        PathRefusal::AboveRoot => {
            ("it leads above the project's root", "move the file below the project's root")
        }
        PathRefusal::ReservedName => ("it has a name that Windows keeps for a device", "rename the file"),
        PathRefusal::ForbiddenCharacter => {
            ("it has a character that not every system allows", "rename the file")
        }
        PathRefusal::NotExpol => ("it does not end in `.expol`", "name a file that ends in `.expol`"),
    }
}
