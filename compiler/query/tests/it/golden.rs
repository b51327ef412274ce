//! Questions to the golden document of the format, whose every construct they cross.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, Ipv6Addr};

use expol_ir::{Action, Document, FlatLine, FlatPoint, Zone, flat};
use expol_query::{Decision, QueryError, Resolved, decide, permitted};
use expol_space::{AddressSet, ExternalId, Family, Packet, Point, Product, RangeSet, ServiceSet};

fn golden() -> Document {
    expol_ir::read(include_bytes!("../../../ir/tests/golden/1.0.json")).unwrap()
}

fn resolved() -> Resolved {
    Resolved::new(&golden()).unwrap()
}

fn packet(from: Point, to: Point, protocol: u8, port: Option<u16>) -> Packet {
    let family =
        if [from, to].iter().any(|point| matches!(point, Point::V6(_))) { Family::V6 } else { Family::V4 };
    Packet { family, from, to, protocol, port }
}

fn v4(text: &str) -> Point {
    Point::V4(text.parse().unwrap())
}

fn ids(service: &str) -> Vec<String> {
    let document = golden();
    document.rules.iter().filter(|rule| rule.service == service).map(|rule| rule.id.clone()).collect()
}

#[test]
fn a_packet_is_decided_by_the_rules_that_match() {
    let resolved = resolved();
    let web = decide(&resolved, &packet(v4("10.20.4.7"), v4("10.1.0.11"), 6, Some(443)));
    assert_eq!(web, Decision { allowed: true, within_server: false, rules: ids("std.net.https") });
    let rpc = decide(&resolved, &packet(v4("10.20.4.7"), v4("10.1.0.11"), 6, Some(135)));
    assert_eq!(rpc, Decision { allowed: false, within_server: false, rules: Vec::new() });
    let denied = decide(&resolved, &packet(v4("10.1.0.11"), v4("10.1.0.5"), 17, Some(53)));
    assert_eq!(denied, Decision { allowed: false, within_server: false, rules: ids("any") });
    let external = Point::External(ExternalId::of_name("eop"));
    assert!(decide(&resolved, &packet(external, v4("192.0.2.4"), 6, Some(1024))).allowed);
    assert!(
        decide(&resolved, &packet(external, v4("10.1.0.11"), 6, Some(443))).allowed,
        "eop lies in internet"
    );
    assert!(
        !decide(&resolved, &packet(v4("203.0.113.9"), v4("10.1.0.11"), 6, Some(443))).allowed,
        "translated"
    );
}

#[test]
fn addresses_of_one_server_never_meet() {
    let resolved = resolved();
    let own = decide(&resolved, &packet(v4("10.1.0.11"), v4("10.1.0.211"), 6, Some(53)));
    assert_eq!(own, Decision { allowed: false, within_server: true, rules: Vec::new() });
    let host = AddressSet::ipv4_range("10.1.0.11".parse().unwrap(), "10.1.0.11".parse().unwrap());
    let zone = AddressSet::ipv4_prefix("10.1.0.0".parse().unwrap(), 24);
    let region = permitted(&resolved, &Product { from: host, to: zone, service: ServiceSet::any() }).unwrap();
    assert!(region.contains(&packet(v4("10.1.0.11"), v4("10.1.0.12"), 6, Some(53))));
    assert!(!region.contains(&packet(v4("10.1.0.11"), v4("10.1.0.211"), 6, Some(53))));
}

#[test]
fn every_way_to_ask_gives_the_same_answer() {
    let document = golden();
    let resolved = resolved();
    let all = AddressSet::new(RangeSet::full(), RangeSet::full(), [ExternalId::of_name("eop")]);
    let everything = Product { from: all.clone(), to: all, service: ServiceSet::any() };
    let region = permitted(&resolved, &everything).unwrap();
    let lines: Vec<FlatLine> = flat(&document).unwrap().map(Result::unwrap).collect();
    let points = boundary_points(&lines);
    let (mut asked, mut allowed) = (0, 0);
    for from in &points {
        for to in &points {
            for packet in packets(*from, *to) {
                let decision = decide(&resolved, &packet);
                assert_eq!(decision.allowed, region.contains(&packet), "{packet:?}");
                assert!(
                    decision.within_server || decision.allowed == flat_allows(&lines, &packet),
                    "{packet:?}"
                );
                (asked, allowed) = (asked + 1, allowed + u32::from(decision.allowed));
            }
        }
    }
    assert!(asked > 10_000 && allowed > 80, "{asked} asked, {allowed} allowed");
}

#[test]
fn a_name_that_leads_nowhere_is_an_error() {
    let mut broken = golden();
    broken.services.clear();
    assert!(matches!(Resolved::new(&broken), Err(QueryError::Unresolved(_))));
    let mut moved = golden();
    moved.zones.insert("other".to_owned(), Zone::symbolic());
    assert_eq!(Resolved::new(&moved).unwrap().external_name(ExternalId::of_name("other")), Some("other"));
    assert_eq!(resolved().external_name(ExternalId::of_name("other")), None);
}

/// The first and last address of each prefix, their neighbours outside, and the symbolic zone.
fn boundary_points(lines: &[FlatLine]) -> Vec<Point> {
    let mut points = BTreeSet::from([Point::External(ExternalId::of_name("eop"))]);
    for point in lines.iter().flat_map(|line| line.from.iter().chain(&line.to)) {
        let FlatPoint::Cidr(text) = point else { continue };
        if let Ok(prefix) = text.parse::<expol_ir::Ipv4Cidr>() {
            let first = u32::from(prefix.address());
            let last = first | u32::MAX.checked_shr(prefix.length().into()).unwrap_or(0);
            let around = [first.wrapping_sub(1), first, last, last.wrapping_add(1)];
            points.extend(around.map(|value| Point::V4(Ipv4Addr::from(value))));
        } else {
            let first = u128::from(text.parse::<expol_ir::Ipv6Cidr>().unwrap().address());
            points.extend([first, first.wrapping_sub(1)].map(|value| Point::V6(Ipv6Addr::from(value))));
        }
    }
    // The complement has hundreds of boundaries; a fixed share of them keeps the test short.
    let keep = points.len().div_ceil(60);
    let interesting = |at: &usize| at.is_multiple_of(keep);
    let named =
        ["10.20.4.7", "10.1.0.11", "10.1.0.5", "10.1.0.99", "10.1.0.211", "192.0.2.4", "198.51.100.9"];
    let share = points.iter().copied().enumerate().filter(|(at, _)| interesting(at)).map(|(_, point)| point);
    let mut kept: BTreeSet<Point> = share.chain(named.map(v4)).collect();
    kept.insert(Point::External(ExternalId::of_name("eop")));
    kept.extend(["fd00:1::11", "fd00:1::5", "fd00:1::6"].map(|text| Point::V6(text.parse().unwrap())));
    kept.into_iter().collect()
}

/// One packet for each service that the rules tell apart.
fn packets(from: Point, to: Point) -> Vec<Packet> {
    let services =
        [(6, Some(443)), (6, Some(53)), (17, Some(53)), (6, Some(8)), (6, Some(3000)), (1, None), (50, None)];
    let families = Family::ALL.into_iter().filter(|family| from.goes_with(*family) && to.goes_with(*family));
    let all = families
        .flat_map(|family| services.map(|(protocol, port)| Packet { family, from, to, protocol, port }));
    all.collect()
}

/// The flat reading by its specification: a deny that matches, else an allow that matches, else denied.
fn flat_allows(lines: &[FlatLine], packet: &Packet) -> bool {
    let matches = |line: &&FlatLine| {
        let family =
            if packet.family == Family::V4 { expol_ir::Family::Ipv4 } else { expol_ir::Family::Ipv6 };
        let protocol = line.protocol == "any" || line.protocol == expol_ir::protocol_name(packet.protocol);
        let in_range = |port: u16| line.ports.iter().any(|(low, high)| (*low..=*high).contains(&port));
        let ports = line.protocol == "any" || packet.port.is_none_or(in_range);
        line.family == family
            && protocol
            && ports
            && side(&line.from, packet.from)
            && side(&line.to, packet.to)
    };
    let has = |action: Action| lines.iter().filter(|line| line.action == action).any(|line| matches(&line));
    !has(Action::Deny) && has(Action::Allow)
}

fn side(list: &[FlatPoint], point: Point) -> bool {
    list.iter().any(|entry| match (entry, point) {
        (FlatPoint::External(zone), Point::External(id)) => ExternalId::of_name(&zone.external) == id,
        (FlatPoint::Cidr(text), Point::V4(address)) => {
            text.parse::<expol_ir::Ipv4Cidr>().is_ok_and(|prefix| {
                let host = u32::MAX.checked_shr(prefix.length().into()).unwrap_or(0);
                u32::from(address) & !host == u32::from(prefix.address())
            })
        }
        (FlatPoint::Cidr(text), Point::V6(address)) => {
            text.parse::<expol_ir::Ipv6Cidr>().is_ok_and(|prefix| {
                let host = u128::MAX.checked_shr(prefix.length().into()).unwrap_or(0);
                u128::from(address) & !host == u128::from(prefix.address())
            })
        }
        _ => false,
    })
}
