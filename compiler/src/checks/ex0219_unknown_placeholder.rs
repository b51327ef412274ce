//! EX0219: braces in a diagnostic's text that show nothing.

use super::context::{Context, Spot};
use crate::diagnostics::{Diagnostic, declare_diagnostic};
use crate::hir::{FIXED_PLACEHOLDERS, Place};
use crate::text::TextRange;

declare_diagnostic! { EX0219 "unknown-placeholder", Error, since "0.1.0", "braces in a text that name nothing" }

/// A name in braces that an assertion does not bring.
pub(crate) fn unknown<'db>(
    ctx: Context<'db>,
    place: Place<'db>,
    name: &str,
    user: Option<Place<'db>>,
) -> Diagnostic {
    let fixed: Vec<String> = FIXED_PLACEHOLDERS.iter().map(|name| format!("`{{{name}}}`")).collect();
    // Of a text in the library the place that uses it comes first: that is what a user can change.
    let (at, explained) = match user {
        Some(user) if ctx.is_library(place.item) && !ctx.is_library(user.item) => {
            (ctx.spot(user), Some(ctx.secondary(place, "the text stands here")))
        }
        Some(user) => {
            let used = ctx.secondary(user, "used here, where the name is unknown");
            (inside(ctx.spot(place), &format!("{{{name}}}")), Some(used))
        }
        None => (ctx.spot(place), None),
    };
    let diagnostic = at
        .diagnostic(
            &ENTRY,
            format!("`{{{name}}}` in the text of a diagnostic names nothing"),
            "not known where it is used",
        )
        .note(format!("every counterexample brings {}", fixed.join(", ")))
        .help(
            "name a variable that is in scope at every `else` with this diagnostic, or a name of its module",
        );
    match explained {
        Some(label) => diagnostic.label(label),
        None => diagnostic,
    }
}

/// Braces that hold no name.
pub(crate) fn flawed<'db>(ctx: Context<'db>, place: Place<'db>) -> Diagnostic {
    ctx.spot(place)
        .diagnostic(&ENTRY, "a brace in the text of a diagnostic holds no name", "in this text")
        .note("braces show a name: `{from}`, `{x}`, `{x.port}`")
        .help("write a brace itself twice: `{{` or `}}`")
}

/// The piece inside the text, where it stands there as it is.
fn inside<'t>(spot: Spot<'t>, piece: &str) -> Spot<'t> {
    let Some(at) = spot.text.find(piece) else { return spot };
    let start = spot.range.start + at as u32;
    let text = spot.text.get(at..at + piece.len()).unwrap_or_default();
    Spot { range: TextRange::new(start, start + piece.len() as u32), text, ..spot }
}
