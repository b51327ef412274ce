//! Zones and addresses against each other: what lies outside of its zone, stands twice, overlaps undeclared.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use rustc_hash::FxHashSet;

use super::address::{
    Standing, adapters, internet_set, list_file, literal_set, read_list, standing, zone_set, zones,
};
use super::instance::is_over;
use super::nesting::{ancestors, in_circle};
use super::network::{Written, network_in};
use crate::db::{Db, Section, Settings, SourceFile};
use crate::hir::{Item, Place, ast, declarations_of_kind, program_sections};
use crate::syntax::item::{Item as Tree, ListUse};
use crate::syntax::literal::AddressLiteral;
use crate::syntax::{ItemKind, NodeId};

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
pub fn topology_findings<'db>(db: &'db dyn Db) -> impl Iterator<Item = &'db TopologyFinding<'db>> {
    let of_each = program_sections(db).iter().flat_map(|section| findings_in(db, *section));
    of_each.chain(overlaps(db)).chain(used_twice(db))
}

/// Asks for the findings about the zones and servers of a section by themselves. Nothing but work done before it is asked for.
pub fn look_at_topology(db: &dyn Db, section: Section) {
    findings_in(db, section);
}

/// Asks for the findings about all zones and all servers together.
pub(super) fn gather_topology(db: &dyn Db) {
    overlaps(db);
    used_twice(db);
}

/// The findings about the zones and servers of a section by themselves.
#[salsa::tracked]
fn findings_in<'db>(db: &'db dyn Db, section: Section) -> Vec<TopologyFinding<'db>> {
    let mut found = Vec::new();
    for zone in declarations_of_kind(db, section, ItemKind::Zone) {
        zone_findings(db, zone, &mut found);
    }
    for server in declarations_of_kind(db, section, ItemKind::Server) {
        server_findings(db, server, &mut found);
    }
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
    let Some(Standing::Zone(parent)) = zone.parent.as_ref().and_then(|parent| standing(db, item, parent))
    else {
        return;
    };
    if in_circle(db, item) {
        return report(found, item, name, TopologyKind::ParentCycle);
    }
    if !zone_set(db, item).is_subset(zone_set(db, parent)) {
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
    zones(db).find(|(_, set)| literal_set(value).is_subset(set)).map(|(zone, _)| zone)
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

/// Zones that share addresses, though none of them lies in the other.
#[salsa::tracked]
fn overlaps<'db>(db: &'db dyn Db) -> Vec<TopologyFinding<'db>> {
    let mut found = Vec::new();
    for v4 in [true, false] {
        let mut intervals = Vec::new();
        for (zone, set) in zones(db) {
            let entry = |(first, last): (u128, u128)| Interval { first, last, owner: zone };
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
            let known = found.iter().any(|finding: &TopologyFinding<'db>| {
                finding.place.item == b
                    && matches!(&finding.kind, TopologyKind::ZonesOverlap { other, .. } if other.item == a)
            });
            if !known {
                report(&mut found, b, name_node(db, b), kind);
            }
        });
    }
    found
}

fn name_node(db: &dyn Db, item: Item<'_>) -> NodeId {
    ast(db, item).item.name().map_or(NodeId::ITEM, |name| name.node)
}

/// Addresses of servers that stand twice, translated ones among themselves.
#[salsa::tracked]
fn used_twice<'db>(db: &'db dyn Db) -> Vec<TopologyFinding<'db>> {
    let mut found = Vec::new();
    for kind in 0..2 {
        let (mut v4, mut v6) = (Vec::new(), Vec::new());
        let all =
            program_sections(db).iter().filter_map(|section| network_in(db, *section).written.get(kind));
        for written in all.flatten() {
            enter(*written, &mut v4, &mut v6);
        }
        for (intervals, is_v4) in [(v4, true), (v6, false)] {
            sweep(intervals, |a: Place<'db>, b: Place<'db>, at| {
                report(
                    &mut found,
                    b.item,
                    b.node,
                    TopologyKind::UsedTwice { other: a, address: address(is_v4, at) },
                );
            });
        }
    }
    found
}

fn enter<'db>(
    Written { place: owner, value }: Written<'db>,
    v4: &mut Vec<Interval<Place<'db>>>,
    v6: &mut Vec<Interval<Place<'db>>>,
) {
    match value {
        AddressLiteral::V4(a, b) => {
            v4.push(Interval { first: u128::from(u32::from(a)), last: u128::from(u32::from(b)), owner });
        }
        AddressLiteral::V6(a, b) => v6.push(Interval { first: a.into(), last: b.into(), owner }),
    }
}
