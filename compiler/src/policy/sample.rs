//! Samples that read well: an address that a host could have, where it is decided in the same way.

use std::net::{Ipv4Addr, Ipv6Addr};

use expol_space::{AddressSet, Packet, Point, Product, ServiceSet};

use super::endpoints::Member;
use super::entry::RuleId;
use super::finder::Finder;
use super::moving::World;
use super::owner::owner_of;
use super::summary::waivers_in;
use crate::db::Db;
use crate::hir::Item;

/// Where more rules than this are about a packet, it is shown as it is: to compare all of them for every finding is not
/// worth a nicer address.
const MAX_RULES: usize = 64;

/// The packet with ends that people recognise as hosts, if the flow and every rule and waiver treat it alike.
///
/// The smallest address of a zone is that of its network, and the smallest of `internet` is 0.0.0.0: no host has them.
pub fn presentable(db: &dyn Db, packet: &Packet, flow: &Product) -> Packet {
    let finder = Finder::new(db, World::Current);
    let from = candidates(db, packet.from).into_iter().map(|from| Packet { from, ..*packet });
    let packet = from.into_iter().find(|other| is_alike(&finder, packet, other, flow)).unwrap_or(*packet);
    let to = candidates(db, packet.to).into_iter().map(|to| Packet { to, ..packet });
    to.into_iter().find(|other| is_alike(&finder, &packet, other, flow)).unwrap_or(packet)
}

/// The same for a packet of a rule: remembered, since a finding about a rule is told again after every key.
pub fn presentable_of<'db>(db: &'db dyn Db, rule: RuleId<'db>, packet: &Packet) -> Packet {
    *of_rule(db, rule.item, rule.index, *packet)
}

#[salsa::tracked]
fn of_rule<'db>(db: &'db dyn Db, item: Item<'db>, index: u32, packet: Packet) -> Packet {
    let rule = RuleId { item, index }.rule(db);
    rule.map_or(packet, |rule| presentable(db, &packet, &rule.flow.product()))
}

/// Better addresses of the same owner: for documentation (RFC 5737, RFC 3849) in `internet`, the next one in a zone.
fn candidates(db: &dyn Db, point: Point) -> Vec<Point> {
    let owner = owner_of(db, point);
    let v4 = |octets: [u8; 4]| Point::V4(Ipv4Addr::from(octets));
    let better: Vec<Point> = match (owner, point) {
        (Member::Internet, Point::V4(address)) if address.octets()[0] == 0 => {
            vec![v4([203, 0, 113, 7]), v4([198, 51, 100, 7]), v4([192, 0, 2, 7]), v4([8, 8, 8, 8])]
        }
        (Member::Internet, Point::V6(Ipv6Addr::UNSPECIFIED)) => {
            vec![Point::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 7))]
        }
        (Member::Zone(_), Point::V4(address)) if address.octets()[3].is_multiple_of(2) => {
            vec![Point::V4(Ipv4Addr::from_bits(address.to_bits() | 1))]
        }
        (Member::Zone(_), Point::V6(address)) if address.octets()[15].is_multiple_of(2) => {
            vec![Point::V6(Ipv6Addr::from_bits(address.to_bits() | 1))]
        }
        _ => Vec::new(),
    };
    better.into_iter().filter(|point| owner_of(db, *point) == owner).collect()
}

fn is_alike(finder: &Finder<'_>, packet: &Packet, other: &Packet, flow: &Product) -> bool {
    let alike = |product: &Product| product.contains(packet) == product.contains(other);
    let both = |a: Point, b: Point| set_of(a).union(&set_of(b));
    let near = Product {
        from: both(packet.from, other.from),
        to: both(packet.to, other.to),
        // Rules about other services treat both alike.
        service: match packet.port {
            Some(port) => ServiceSet::ports(packet.protocol, port, port),
            None => ServiceSet::protocol(packet.protocol),
        },
    };
    alike(flow) && rules_alike(finder, &near, alike) && waivers_alike(finder, alike)
}

/// Whether few rules meet a flow, and all of them are alike.
fn rules_alike(finder: &Finder<'_>, near: &Product, alike: impl Fn(&Product) -> bool) -> bool {
    let mut met = finder.meeting(near, true).chain(finder.meeting(near, false)).enumerate();
    met.all(|(at, entry)| at < MAX_RULES && alike(&entry.product))
}

fn waivers_alike(finder: &Finder<'_>, alike: impl Fn(&Product) -> bool) -> bool {
    let mut waived =
        waivers_in(finder.db(), finder.world()).iter().flat_map(|waiver| waiver.flows.iter().flatten());
    waived.all(|flow| alike(&flow.product()))
}

fn set_of(point: Point) -> AddressSet {
    match point {
        Point::V4(address) => AddressSet::ipv4_range(address, address),
        Point::V6(address) => AddressSet::ipv6_range(address, address),
        Point::External(id) => AddressSet::external_point(id),
    }
}
