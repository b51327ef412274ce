//! EX0306: an external zone that is treated as if its addresses were known.

use super::context::Context;
use crate::diagnostics::{Diagnostic, declare_diagnostic};
use crate::hir::Place;

declare_diagnostic! { EX0306 "external-zone-misused", Error, since "0.1.0", "an external zone with addresses or with a server in it" }

const WHY: &str = "the addresses of an external zone are unknown here; whoever uses the output binds them";

/// An external zone with addresses.
pub(crate) fn with_addresses<'db>(ctx: Context<'db>, place: Place<'db>) -> Diagnostic {
    let name = ctx.name(place.item);
    ctx.spot(place)
        .diagnostic(&ENTRY, format!("the external zone `{name}` has addresses"), "declared as `external`")
        .note(WHY)
        .help(format!("remove the addresses, or write `zone {name} in internet` with them"))
}

/// A server in an external zone.
pub(crate) fn with_server<'db>(ctx: Context<'db>, place: Place<'db>) -> Diagnostic {
    let name = ctx.spot(place).quoted();
    ctx.spot(place)
        .diagnostic(
            &ENTRY,
            format!("{name} stands in an external zone"),
            "its address cannot lie in that zone",
        )
        .note(WHY)
        .help("put the server in a zone with addresses, or `in internet`")
}
