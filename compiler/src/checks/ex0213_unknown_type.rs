//! EX0213: a type that does not exist.

use super::context::{Context, quote};
use super::suggest::did_you_mean;
use crate::diagnostics::{Applicability, Diagnostic, declare_diagnostic};
use crate::hir::{Place, TYPE_NAMES};

declare_diagnostic! { EX0213 "unknown-type", Error, since "0.1.0", "a type that does not exist" }

/// The type of a parameter that is none.
pub(crate) fn unknown<'db>(ctx: Context<'db>, place: Place<'db>, name: &str) -> Diagnostic {
    let spot = ctx.spot(place);
    let diagnostic = spot
        .diagnostic(&ENTRY, format!("there is no type {}", quote(name)), "a type should stand here")
        .note("a choice among words is written in braces: `{ tcp, tls }`");
    did_you_mean(diagnostic, spot, name, TYPE_NAMES, Applicability::Safe)
}
