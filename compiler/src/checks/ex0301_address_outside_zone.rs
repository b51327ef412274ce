//! EX0301: a server's address outside of the zone in which the server stands.

use super::context::{Context, quote};
use crate::diagnostics::{Applicability, Diagnostic, declare_diagnostic};
use crate::hir::{Item, Place, ast};
use crate::policy::address::adapters;
use crate::syntax::NodeId;
use crate::syntax::item::Placement;

declare_diagnostic! { EX0301 "address-outside-zone", Error, since "0.1.0", "an address outside of the zone in which its server stands" }

/// An address outside of its zone; `instead` is the zone that has it.
pub(crate) fn outside<'db>(
    ctx: Context<'db>,
    place: Place<'db>,
    address: &str,
    zone: Option<Item<'db>>,
    instead: Option<Item<'db>>,
) -> Diagnostic {
    let zone_name = zone.map_or_else(|| "internet".into(), |zone| ctx.name(zone));
    let diagnostic = ctx
        .spot(place)
        .diagnostic(
            &ENTRY,
            format!("{} does not lie in `{zone_name}`", quote(address)),
            format!("not an address of `{zone_name}`"),
        )
        .note("rules about the zone would not apply to this address");
    let diagnostic = match zone {
        Some(zone) => diagnostic
            .label(ctx.secondary(ctx.name_place(zone), "the addresses of the zone are declared here")),
        None => diagnostic,
    };
    let Some(instead) = instead else {
        return diagnostic.help(format!("correct the address, or add its prefix to the zone `{zone_name}`"));
    };
    let name = ctx.name(instead);
    let diagnostic = diagnostic
        .label(ctx.secondary(ctx.name_place(instead), "this zone has the address"))
        .help(format!("correct the address, or put it `in {name}`"));
    match placement(ctx, place) {
        Some(node) if instead.file(ctx.db) == place.item.file(ctx.db) => {
            let spot = ctx.spot(Place::new(place.item, node));
            diagnostic.fix(spot.fix(format!("write `in {name}`"), name.as_str(), Applicability::Unsafe))
        }
        _ => diagnostic,
    }
}

/// Where the zone of an address is written, if no other address hangs on it.
fn placement(ctx: Context<'_>, place: Place<'_>) -> Option<NodeId> {
    let tree = ast(ctx.db, place.item);
    let all = adapters(&tree.item);
    let body =
        all.into_iter().find(|body| body.addresses.iter().any(|address| address.node == place.node))?;
    match (&body.zone, body.addresses.len()) {
        (Placement::Zone(path), 1) => Some(path.node),
        (Placement::Internet(node), 1) => Some(*node),
        _ => None,
    }
}
