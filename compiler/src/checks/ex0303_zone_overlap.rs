//! EX0303: two zones with addresses in common, undeclared.

use std::net::IpAddr;

use super::context::Context;
use crate::diagnostics::{Diagnostic, declare_diagnostic};
use crate::hir::Place;

declare_diagnostic! { EX0303 "zone-overlap", Error, since "0.1.0", "zones that overlap without being declared in one another" }

/// Two zones that overlap.
pub(crate) fn overlap<'db>(
    ctx: Context<'db>,
    place: Place<'db>,
    other: Place<'db>,
    address: IpAddr,
) -> Diagnostic {
    let (here, there) = (ctx.name(place.item), ctx.name(other.item));
    ctx.spot(place)
        .diagnostic(&ENTRY, format!("the zones `{here}` and `{there}` overlap"), format!("`{here}` has `{address}`, too"))
        .label(ctx.secondary(other, format!("`{there}` has `{address}`")))
        .note("an address lies in one zone, so that rules about another do not reach it by accident")
        .help(format!("write `in` behind the zone that is part of the other (`zone {here} in {there}`), or correct the prefixes"))
}
