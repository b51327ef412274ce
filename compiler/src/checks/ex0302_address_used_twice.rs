//! EX0302: one address for two servers.

use std::net::IpAddr;

use super::context::Context;
use crate::diagnostics::{Diagnostic, declare_diagnostic};
use crate::hir::Place;

declare_diagnostic! { EX0302 "address-used-twice", Error, since "0.1.0", "one address in two places" }

/// An address that stands twice.
pub(crate) fn twice<'db>(
    ctx: Context<'db>,
    place: Place<'db>,
    other: Place<'db>,
    address: IpAddr,
) -> Diagnostic {
    let (here, there) = (ctx.name(place.item), ctx.name(other.item));
    let message = if place.item == other.item {
        format!("`{here}` has the address `{address}` twice")
    } else {
        format!("`{here}` and `{there}` have the same address `{address}`")
    };
    ctx.spot(place)
        .diagnostic(&ENTRY, message, "the same address once more")
        .label(ctx.secondary(other, "it stands here already"))
        .note("a packet to this address could not be told to belong to one of them")
        .help("correct one of the addresses; a shared address is a server of its own")
}
