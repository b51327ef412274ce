//! EX0307: a zone whose addresses are past their date.

use super::context::Context;
use crate::diagnostics::{Diagnostic, declare_diagnostic};
use crate::hir::Place;
use crate::syntax::literal::Date;

declare_diagnostic! { EX0307 "expired-zone", Error, since "0.1.0", "a zone whose addresses are past their date" }

/// Addresses past their date.
pub(crate) fn expired<'db>(ctx: Context<'db>, place: Place<'db>, until: Date) -> Diagnostic {
    let name = ctx.name(place.item);
    ctx.spot(place)
        .diagnostic(
            &ENTRY,
            format!("the addresses of the zone `{name}` were good until {until}"),
            "this date is over",
        )
        .note(
            "a provider's addresses change; rules with old ones permit strangers and keep out the right ones",
        )
        .help("compare the prefixes with the provider's list, then set a new date")
}
