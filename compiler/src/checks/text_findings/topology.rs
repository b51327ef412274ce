//! From findings about zones and addresses to diagnostics, without those that follow from another one.

use rustc_hash::FxHashSet;

use crate::checks::context::Context;
use crate::checks::{
    ex0106_refused_path as ex0106, ex0220_cyclic_definition as ex0220, ex0301_address_outside_zone as ex0301,
    ex0302_address_used_twice as ex0302, ex0303_zone_overlap as ex0303, ex0304_zone_outside_parent as ex0304,
    ex0305_no_address as ex0305, ex0306_external_zone_misused as ex0306, ex0307_expired_zone as ex0307,
    ex0308_address_list as ex0308,
};
use crate::db::SourceFile;
use crate::diagnostics::Diagnostic;
use crate::hir::{Item, Place, ast, program_modules};
use crate::policy::address::{Standing, adapters, standing};
use crate::policy::broken_items;
use crate::policy::topology::{TopologyFinding, TopologyKind, topology_findings};
use crate::syntax::ItemKind;
use crate::syntax::item::Item as Tree;

/// The findings that show in one of the modules.
pub(super) fn gather<'db>(ctx: Context<'db>, modules: &[SourceFile], found: &mut Vec<Diagnostic>) {
    let findings: Vec<&TopologyFinding<'db>> = topology_findings(ctx.db).collect();
    let suspects = Suspects::new(ctx, &findings);
    let mut circles: Vec<Item<'db>> = Vec::new();
    let mut doubled: Vec<Place<'db>> = Vec::new();
    for finding in findings {
        let item = finding.place.item;
        if !modules.contains(&item.file(ctx.db)) || suspects.explain(ctx, finding) {
            continue;
        }
        if finding.kind == TopologyKind::ParentCycle {
            if !circles.contains(&item) {
                let circle = circle(ctx, item);
                found.push(ex0220::zones(ctx, finding.place, &circle));
                circles.extend(circle);
            }
            continue;
        }
        if matches!(finding.kind, TopologyKind::UsedTwice { .. }) {
            // Of three equal addresses the second and the third are compared with the first alone.
            if doubled.contains(&finding.place) {
                continue;
            }
            doubled.push(finding.place);
        }
        found.extend(diagnostic(ctx, finding));
    }
}

fn diagnostic<'db>(ctx: Context<'db>, finding: &TopologyFinding<'db>) -> Option<Diagnostic> {
    let place = finding.place;
    Some(match &finding.kind {
        TopologyKind::OutsideZone { zone, instead, address } => {
            ex0301::outside(ctx, place, address, *zone, *instead)
        }
        TopologyKind::UsedTwice { other, address } => ex0302::twice(ctx, place, *other, *address),
        TopologyKind::ZonesOverlap { other, address } => ex0303::overlap(ctx, place, *other, *address),
        TopologyKind::OutsideParent { parent } => ex0304::outside(ctx, place, *parent),
        TopologyKind::NoAddress { name } => ex0305::of_server(ctx, place, name),
        TopologyKind::EmptyZone => ex0305::of_zone(ctx, place),
        TopologyKind::ExternalWithAddresses => ex0306::with_addresses(ctx, place),
        TopologyKind::ServerInExternalZone => ex0306::with_server(ctx, place),
        TopologyKind::ExpiredZone { until } => ex0307::expired(ctx, place, *until),
        TopologyKind::UnreadableList { refusal: Some(refusal), .. } => ex0106::refused(ctx, place, *refusal),
        TopologyKind::UnreadableList { file, refusal: None } => ex0308::unreadable(ctx, place, *file),
        TopologyKind::FaultyList { file, count, first } => ex0308::faulty(ctx, place, *file, *count, first),
        TopologyKind::ParentCycle => return None,
    })
}

/// The zones around a zone, up to the one that comes round to it.
fn circle<'db>(ctx: Context<'db>, zone: Item<'db>) -> Vec<Item<'db>> {
    let mut circle = vec![zone];
    while let Some(parent) = circle.last().and_then(|last| parent(ctx, *last)) {
        if circle.contains(&parent) {
            break;
        }
        circle.push(parent);
    }
    circle
}

fn parent<'db>(ctx: Context<'db>, zone: Item<'db>) -> Option<Item<'db>> {
    let Tree::Zone(tree) = &ast(ctx.db, zone).item else { return None };
    match standing(ctx.db, zone, tree.parent.as_ref()?)? {
        Standing::Zone(parent) => Some(parent),
        Standing::Internet => None,
    }
}

/// What is wrong anyway, so that what is computed from it says nothing.
struct Suspects<'db> {
    /// Declarations with faults in their text, names or types.
    broken: FxHashSet<Item<'db>>,
    /// Zones whose addresses are not all known.
    zones: FxHashSet<Item<'db>>,
}

impl<'db> Suspects<'db> {
    fn new(ctx: Context<'db>, findings: &[&TopologyFinding<'db>]) -> Suspects<'db> {
        let own = program_modules(ctx.db).iter().filter(|module| !module.library(ctx.db));
        let broken: Vec<Item<'db>> = own.flat_map(|module| broken_items(ctx.db, *module)).collect();
        let is_zone = |item: &Item<'db>| item.kind(ctx.db) == ItemKind::Zone;
        let mut zones: FxHashSet<Item<'db>> = broken.iter().copied().filter(is_zone).collect();
        let unclear = |finding: &&&TopologyFinding<'db>| {
            matches!(
                finding.kind,
                TopologyKind::EmptyZone
                    | TopologyKind::ExternalWithAddresses
                    | TopologyKind::ParentCycle
                    | TopologyKind::UnreadableList { .. }
                    | TopologyKind::FaultyList { .. }
            )
        };
        zones.extend(findings.iter().filter(unclear).map(|finding| finding.place.item));
        Suspects { broken: broken.into_iter().collect(), zones }
    }

    /// Whether the finding follows from what is wrong anyway.
    fn explain(&self, ctx: Context<'db>, finding: &TopologyFinding<'db>) -> bool {
        let item = finding.place.item;
        if self.broken.contains(&item) {
            return true;
        }
        match &finding.kind {
            TopologyKind::OutsideZone { zone: Some(zone), .. } => self.zones.contains(zone),
            TopologyKind::OutsideZone { zone: None, .. } => !self.zones.is_empty(),
            TopologyKind::OutsideParent { parent } => {
                self.zones.contains(&item) || parent.is_some_and(|parent| self.zones.contains(&parent))
            }
            TopologyKind::ServerInExternalZone => self.stands_in_suspect(ctx, finding.place),
            TopologyKind::ZonesOverlap { other, .. } | TopologyKind::UsedTwice { other, .. } => {
                let doubled = item != other.item && item.name(ctx.db) == other.item.name(ctx.db);
                doubled || self.broken.contains(&other.item)
            }
            _ => false,
        }
    }

    fn stands_in_suspect(&self, ctx: Context<'db>, server: Place<'db>) -> bool {
        let tree = ast(ctx.db, server.item);
        adapters(&tree.item).iter().any(|body| {
            matches!(standing(ctx.db, server.item, &body.zone), Some(Standing::Zone(zone)) if self.zones.contains(&zone))
        })
    }
}
