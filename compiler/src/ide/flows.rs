//! What reaches a server and what it reaches, rule by rule: computed from the rules in force.

use std::collections::BTreeMap;

use expol_space::{AddressIndex, AddressSet, Product, Region, ServiceSet};

use crate::checks::{Context, show_services};
use crate::db::Db;
use crate::hir::{Item, Place, ast};
use crate::policy::address::{adapter_set, adapters, any_set, entities, internet_set, zone_set};
use crate::policy::entry::Entry;
use crate::policy::finder::{allows_meeting, denies_meeting};
use crate::policy::on_the_wire;
use crate::syntax::item::Item as Tree;

/// What one rule permits between a server and others.
#[derive(Clone, Debug)]
pub(super) struct RuleFlow<'db> {
    /// The zones at the other end, `internet` among them.
    pub(super) peers: Vec<String>,
    /// The addresses at the other end.
    pub(super) set: AddressSet,
    /// The services, as they are written.
    pub(super) service: String,
    /// The rule, as it is written where a person wrote it.
    pub(super) rule: String,
    /// Where that is.
    pub(super) place: Place<'db>,
}

/// All addresses of a server.
pub(super) fn server_set<'db>(ctx: Context<'db>, server: Item<'db>) -> AddressSet {
    let count = adapters(&ast(ctx.db, server).item).len() as u32;
    (0..count).fold(AddressSet::empty(), |all, index| all.union(adapter_set(ctx.db, server, index)))
}

/// Everything that may reach these addresses, or that they may reach, in a fixed order.
pub(super) fn between<'db>(ctx: Context<'db>, own: AddressSet, inwards: bool) -> Vec<RuleFlow<'db>> {
    let any = any_set(ctx.db).clone();
    let (from, to) = if inwards { (any, own) } else { (own, any) };
    let flow = Product { from, to, service: ServiceSet::any() };
    let mut found: BTreeMap<(Vec<String>, String, String), RuleFlow<'db>> = BTreeMap::new();
    for entry in allows_meeting(ctx.db, &flow) {
        // Where the exact answer has too many pieces, what the rule says stands for it.
        let part = entry.product.intersection(&flow);
        let left = permitted_part(ctx, &part).unwrap_or_else(|| Region::from(&part));
        for one in rule_flows(ctx, entry, &left, inwards) {
            found.entry((one.peers.clone(), one.service.clone(), one.rule.clone())).or_insert(one);
        }
    }
    found.into_values().collect()
}

fn permitted_part(ctx: Context<'_>, part: &Product) -> Option<Region> {
    let mut left = Region::from(part);
    for deny in denies_meeting(ctx.db, part) {
        left.remove(&deny.product).ok()?;
    }
    on_the_wire(ctx.db, &left).ok()
}

fn rule_flows<'db>(
    ctx: Context<'db>,
    entry: &Entry<'db>,
    left: &Region,
    inwards: bool,
) -> Vec<RuleFlow<'db>> {
    let Some(place) = entry.id.rule(ctx.db).and_then(|rule| rule.origin.outermost()) else {
        return Vec::new();
    };
    let mut by_service: Vec<(ServiceSet, AddressSet)> = Vec::new();
    for piece in left.pieces() {
        let peer = if inwards { &piece.from } else { &piece.to };
        match by_service.iter_mut().find(|(service, _)| *service == piece.service) {
            Some((_, set)) => *set = set.union(peer),
            None => by_service.push((piece.service.clone(), peer.clone())),
        }
    }
    let rule = ctx.statement(place);
    let flow = |(service, set): (ServiceSet, AddressSet)| RuleFlow {
        peers: zones_of(ctx, &set),
        set,
        service: show_services(&service),
        rule: rule.clone(),
        place,
    };
    by_service.into_iter().map(flow).collect()
}

/// The zones that hold a part of a set: the innermost, and `internet`.
pub(super) fn zones_of<'db>(ctx: Context<'db>, set: &AddressSet) -> Vec<String> {
    let mut found = zones_meeting(ctx, set);
    let parents: Vec<Item<'db>> = found.iter().filter_map(|zone| parent(ctx, *zone)).collect();
    found.retain(|zone| !parents.contains(zone));
    let mut names: Vec<String> = found.iter().map(|zone| ctx.name(*zone).to_string()).collect();
    names.sort();
    if internet_set(ctx.db).intersects(set) {
        names.insert(0, "internet".to_owned());
    }
    names
}

/// The zones that have a part of a set, in the order of files and lines.
pub(super) fn zones_meeting<'db>(ctx: Context<'db>, set: &AddressSet) -> Vec<Item<'db>> {
    let all = &entities(ctx.db).zones;
    let near = zone_index(ctx.db).meeting(set).into_iter();
    let near = near.filter_map(|at| all.get(at as usize).copied());
    near.filter(|zone| zone_set(ctx.db, *zone).intersects(set)).collect()
}

/// The servers that have a part of a set, in the order of files and lines.
pub(super) fn servers_meeting<'db>(ctx: Context<'db>, set: &AddressSet) -> Vec<Item<'db>> {
    let all = &entities(ctx.db).servers;
    let near = server_index(ctx.db).meeting(set).into_iter();
    let near = near.filter_map(|at| all.get(at as usize).copied());
    near.filter(|server| server_set(ctx, *server).intersects(set)).collect()
}

/// The zones by their addresses.
#[salsa::tracked]
fn zone_index(db: &dyn Db) -> AddressIndex {
    AddressIndex::new(crate::policy::address::zones(db).map(|(_, set)| set))
}

/// The servers by their addresses.
#[salsa::tracked]
fn server_index(db: &dyn Db) -> AddressIndex {
    let sets: Vec<AddressSet> =
        entities(db).servers.iter().map(|server| server_set(Context { db }, *server)).collect();
    AddressIndex::new(sets.iter())
}

/// The zone in which a zone is declared.
pub(super) fn parent<'db>(ctx: Context<'db>, zone: Item<'db>) -> Option<Item<'db>> {
    use crate::policy::address::{Standing, standing};
    let Tree::Zone(tree) = &ast(ctx.db, zone).item else { return None };
    match standing(ctx.db, zone, tree.parent.as_ref()?)? {
        Standing::Zone(parent) => Some(parent),
        Standing::Internet => None,
    }
}
