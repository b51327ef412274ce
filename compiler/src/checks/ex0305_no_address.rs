//! EX0305: a server, an interface or a zone without an address.

use super::context::Context;
use crate::diagnostics::{Applicability, Diagnostic, declare_diagnostic};
use crate::hir::Place;
use crate::text::TextRange;

declare_diagnostic! { EX0305 "no-address", Error, since "0.1.0", "a server, interface or zone without an address" }

/// A server or an interface without an address.
pub(crate) fn of_server<'db>(ctx: Context<'db>, place: Place<'db>, name: &str) -> Diagnostic {
    ctx.spot(place)
        .diagnostic(&ENTRY, format!("`{name}` has no address"), "no `address` in its braces")
        .note("no rule could ever reach it, and nothing would say so")
        .help("add its addresses: `address 192.0.2.1`")
}

/// A zone without addresses.
pub(crate) fn of_zone<'db>(ctx: Context<'db>, place: Place<'db>) -> Diagnostic {
    let spot = ctx.spot(place);
    let name = ctx.name(place.item);
    let diagnostic = spot
        .diagnostic(&ENTRY, format!("the zone `{name}` has no addresses"), "no prefix in its braces")
        .note("no rule could ever reach it, and nothing would say so")
        .help("add its prefixes, or write `external` behind the name where they are unknown");
    let (_, whole) = ctx.range(Place::new(place.item, crate::syntax::NodeId::ITEM));
    // Behind a name that ends the item nothing else can stand in between.
    if whole.end != spot.range.end {
        return diagnostic;
    }
    let end = super::context::Spot { range: TextRange::empty(spot.range.end), ..spot };
    diagnostic.fix(end.fix("write `external`", " external", Applicability::Unsafe))
}
