//! Zones and addresses against each other: what lies outside of its zone, stands twice, overlaps undeclared.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use rustc_hash::FxHashSet;

use super::address::{
    Standing, adapters, entities, in_internet, internet_set, list_file, literal_set, read_list, standing,
    zone_set,
};
use super::instance::is_over;
use crate::db::{Db, Settings, SourceFile};
use crate::hir::{Item, Place, ast};
use crate::syntax::NodeId;
use crate::syntax::item::{Address, Item as Tree, ListUse};
use crate::syntax::literal::AddressLiteral;

/// A finding about where things stand.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub struct TopologyFinding<'db> {
    /// Where it shows.
    pub place: Place<'db>,
    /// What it is.
    pub kind: TopologyKind<'db>,
}

/// The kinds of findings.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub enum TopologyKind<'db> {
    /// An address lies outside of its zone.
    OutsideZone {
        /// The zone; `internet` where there is none.
        zone: Option<Item<'db>>,
        /// The zone that has it, where one does.
        instead: Option<Item<'db>>,
        /// As written.
        address: smol_str::SmolStr,
    },
    /// An address stands twice.
    UsedTwice {
        /// The other place.
        other: Place<'db>,
        /// An address that both have.
        address: IpAddr,
    },
    /// Two zones overlap, and neither is declared in the other.
    ZonesOverlap {
        /// The other zone.
        other: Place<'db>,
        /// An address that both have.
        address: IpAddr,
    },
    /// A zone has addresses outside of its parent.
    OutsideParent {
        /// The parent; `internet` where there is none.
        parent: Option<Item<'db>>,
    },
    /// A server or interface without an address.
    NoAddress {
        /// Its name.
        name: smol_str::SmolStr,
    },
    /// A zone without addresses that is not external.
    EmptyZone,
    /// An external zone with addresses.
    ExternalWithAddresses,
    /// A server in an external zone.
    ServerInExternalZone,
    /// A zone that is in itself.
    ParentCycle,
    /// Addresses of a zone past their date.
    ExpiredZone {
        /// The date.
        until: crate::syntax::literal::Date,
    },
    /// An address list that could not be read.
    UnreadableList {
        /// Its file, where one is known.
        file: Option<SourceFile>,
        /// Why the path is refused, where it is.
        refusal: Option<crate::db::PathRefusal>,
    },
    /// An address list with something wrong in it.
    FaultyList {
        /// Its file.
        file: SourceFile,
        /// How much.
        count: usize,
        /// The first.
        first: crate::db::ListFault,
    },
}

/// All findings about zones and addresses.
#[salsa::tracked]
pub fn topology_findings<'db>(db: &'db dyn Db) -> Vec<TopologyFinding<'db>> {
    let mut found = Vec::new();
    for zone in &entities(db).zones {
        zone_findings(db, *zone, &mut found);
    }
    for server in &entities(db).servers {
        server_findings(db, *server, &mut found);
    }
    overlaps(db, &mut found);
    used_twice(db, &mut found);
    found
}

fn report<'db>(
    found: &mut Vec<TopologyFinding<'db>>,
    item: Item<'db>,
    node: NodeId,
    kind: TopologyKind<'db>,
) {
    found.push(TopologyFinding { place: Place::new(item, node), kind });
}

fn zone_findings<'db>(db: &'db dyn Db, item: Item<'db>, found: &mut Vec<TopologyFinding<'db>>) {
    let tree = ast(db, item);
    let Tree::Zone(zone) = &tree.item else { return };
    let (name, has_addresses) = (zone.name.node, !zone.addresses.is_empty() || !zone.files.is_empty());
    match (zone.external, has_addresses) {
        (true, true) => report(found, item, name, TopologyKind::ExternalWithAddresses),
        (false, false) => report(found, item, name, TopologyKind::EmptyZone),
        _ => {}
    }
    if let Some(until) = &zone.until
        && is_over(until.date, Settings::get(db).as_of(db))
    {
        report(found, item, until.node, TopologyKind::ExpiredZone { until: until.date });
    }
    for list in &zone.files {
        list_findings(db, item, list, found);
    }
    if has_ancestor(db, item, item) {
        return report(found, item, name, TopologyKind::ParentCycle);
    }
    if let Some(Standing::Zone(parent)) = zone.parent.as_ref().and_then(|parent| standing(db, item, parent))
        && !zone_set(db, item).is_subset(zone_set(db, parent))
    {
        report(found, item, name, TopologyKind::OutsideParent { parent: Some(parent) });
    }
}

fn list_findings<'db>(
    db: &'db dyn Db,
    item: Item<'db>,
    list: &ListUse,
    found: &mut Vec<TopologyFinding<'db>>,
) {
    let file = match list_file(db, item, list) {
        Ok(file) => file,
        Err(refusal) => {
            let kind = TopologyKind::UnreadableList { file: None, refusal: Some(refusal) };
            return report(found, item, list.file.node, kind);
        }
    };
    match file {
        Some(file) if file.problem(db).is_none() => {
            let faults = read_list(db, file, list).faults;
            if let Some(first) = faults.first() {
                let kind = TopologyKind::FaultyList { file, count: faults.len(), first: first.clone() };
                report(found, item, list.file.node, kind);
            }
        }
        file => report(found, item, list.file.node, TopologyKind::UnreadableList { file, refusal: None }),
    }
}

/// Whether `above` is a parent of the zone, directly or through others.
fn has_ancestor<'db>(db: &'db dyn Db, zone: Item<'db>, above: Item<'db>) -> bool {
    ancestors(db, zone).contains(&above)
}

/// The parents of a zone, the nearest first; where they form a circle, the zone itself is among them.
#[salsa::tracked]
fn ancestors<'db>(db: &'db dyn Db, zone: Item<'db>) -> Vec<Item<'db>> {
    let mut found: Vec<Item<'db>> = Vec::new();
    let mut current = zone;
    loop {
        let Tree::Zone(tree) = &ast(db, current).item else { return found };
        match tree.parent.as_ref().and_then(|parent| standing(db, current, parent)) {
            Some(Standing::Zone(parent)) if !found.contains(&parent) => {
                found.push(parent);
                current = parent;
            }
            _ => return found,
        }
    }
}

fn server_findings<'db>(db: &'db dyn Db, item: Item<'db>, found: &mut Vec<TopologyFinding<'db>>) {
    let tree = ast(db, item);
    let Tree::Server(server) = &tree.item else { return };
    let names =
        std::iter::once(&server.name).chain(server.interfaces.iter().map(|interface| &interface.name));
    for (body, name) in adapters(&tree.item).into_iter().zip(names) {
        if body.addresses.is_empty() {
            report(found, item, name.node, TopologyKind::NoAddress { name: name.text.clone() });
        }
        let zone = match standing(db, item, &body.zone) {
            Some(Standing::Zone(zone)) => Some(zone),
            Some(Standing::Internet) => None,
            None => continue,
        };
        if zone.is_some_and(|zone| matches!(&ast(db, zone).item, Tree::Zone(tree) if tree.external)) {
            report(found, item, name.node, TopologyKind::ServerInExternalZone);
            continue;
        }
        let set = zone.map_or_else(|| internet_set(db).clone(), |zone| zone_set(db, zone).clone());
        for address in &body.addresses {
            let Some(value) = address.value else { continue };
            if !literal_set(value).is_subset(&set) {
                let instead = zone_with(db, value);
                let kind = TopologyKind::OutsideZone { zone, instead, address: address.text.clone() };
                report(found, item, address.node, kind);
            }
        }
    }
}

fn zone_with<'db>(db: &'db dyn Db, value: AddressLiteral) -> Option<Item<'db>> {
    entities(db).zones.iter().copied().find(|zone| literal_set(value).is_subset(zone_set(db, *zone)))
}

/// An interval of addresses of one family, with whose it is.
struct Interval<O> {
    first: u128,
    last: u128,
    owner: O,
}

/// Calls `visit` for every two intervals that meet, sorted by their starts.
fn sweep<O: Copy>(mut intervals: Vec<Interval<O>>, mut visit: impl FnMut(O, O, u128)) {
    intervals.sort_by_key(|interval| (interval.first, std::cmp::Reverse(interval.last)));
    let mut open: Vec<usize> = Vec::new();
    for at in 0..intervals.len() {
        let first = intervals[at].first;
        open.retain(|earlier| intervals[*earlier].last >= first);
        for earlier in &open {
            visit(intervals[*earlier].owner, intervals[at].owner, first);
        }
        open.push(at);
    }
}

fn address(v4: bool, value: u128) -> IpAddr {
    if v4 { IpAddr::V4(Ipv4Addr::from(value as u32)) } else { IpAddr::V6(Ipv6Addr::from(value)) }
}

fn overlaps<'db>(db: &'db dyn Db, found: &mut Vec<TopologyFinding<'db>>) {
    for v4 in [true, false] {
        let mut intervals = Vec::new();
        for zone in &entities(db).zones {
            let set = zone_set(db, *zone);
            let entry = |(first, last): (u128, u128)| Interval { first, last, owner: *zone };
            if v4 {
                intervals
                    .extend(set.v4().ranges().iter().map(|(a, b)| entry((u128::from(*a), u128::from(*b)))));
            } else {
                intervals.extend(set.v6().ranges().iter().map(|range| entry(*range)));
            }
        }
        let mut seen: FxHashSet<(Item<'db>, Item<'db>)> = FxHashSet::default();
        sweep(intervals, |a, b, at| {
            if a == b || has_ancestor(db, b, a) || has_ancestor(db, a, b) || !seen.insert((a, b)) {
                return;
            }
            let other = Place::new(a, name_node(db, a));
            let kind = TopologyKind::ZonesOverlap { other, address: address(v4, at) };
            let known = found.iter().any(|finding| {
                finding.place.item == b
                    && matches!(&finding.kind, TopologyKind::ZonesOverlap { other, .. } if other.item == a)
            });
            if !known {
                report(found, b, name_node(db, b), kind);
            }
        });
    }
}

fn name_node(db: &dyn Db, item: Item<'_>) -> NodeId {
    ast(db, item).item.name().map_or(NodeId::ITEM, |name| name.node)
}

/// Addresses of servers that stand twice, translated ones among themselves.
fn used_twice<'db>(db: &'db dyn Db, found: &mut Vec<TopologyFinding<'db>>) {
    for public in [false, true] {
        let (mut v4, mut v6) = (Vec::new(), Vec::new());
        for server in &entities(db).servers {
            for body in adapters(&ast(db, *server).item) {
                for address in if public { &body.public } else { &body.addresses } {
                    enter(*server, address, &mut v4, &mut v6);
                }
            }
        }
        for (intervals, is_v4) in [(v4, true), (v6, false)] {
            sweep(intervals, |a: Place<'db>, b: Place<'db>, at| {
                report(
                    found,
                    b.item,
                    b.node,
                    TopologyKind::UsedTwice { other: a, address: address(is_v4, at) },
                );
            });
        }
    }
}

fn enter<'db>(
    server: Item<'db>,
    address: &Address,
    v4: &mut Vec<Interval<Place<'db>>>,
    v6: &mut Vec<Interval<Place<'db>>>,
) {
    let owner = Place::new(server, address.node);
    match address.value {
        Some(AddressLiteral::V4(a, b)) => {
            v4.push(Interval { first: u128::from(u32::from(a)), last: u128::from(u32::from(b)), owner });
        }
        Some(AddressLiteral::V6(a, b)) => v6.push(Interval { first: a.into(), last: b.into(), owner }),
        None => {}
    }
}

/// Whether a zone is part of `internet`; for the display of findings.
pub fn is_internet(db: &dyn Db, zone: Item<'_>) -> bool {
    in_internet(db, zone)
}
