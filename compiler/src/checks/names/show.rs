//! Addresses, services and lists as they are written.

use std::net::{Ipv4Addr, Ipv6Addr};

use expol_space::{AddressSet, Family, Packet, Point, RangeSet, ServiceSet, has_ports, protocol_name};

/// A list names this many; of the rest it says how many they are.
const MAX_LISTED: usize = 5;

/// `a, b and c`, or the first few and the number of the rest.
pub(crate) fn list(names: impl IntoIterator<Item = String>) -> String {
    let names: Vec<String> = names.into_iter().collect();
    match names.as_slice() {
        [] => "none".to_owned(),
        [only] => only.clone(),
        many if many.len() > MAX_LISTED => {
            format!("{} and {} more", many[..MAX_LISTED].join(", "), many.len() - MAX_LISTED)
        }
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// `s` where there are several.
pub(crate) fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

/// An address; an external point has none.
pub(crate) fn show_point(point: Point) -> String {
    match point {
        Point::V4(address) => address.to_string(),
        Point::V6(address) => address.to_string(),
        Point::External(_) => "external".to_owned(),
    }
}

/// Prefixes, or a range where that is shorter.
pub(crate) fn show_addresses(set: &AddressSet) -> String {
    let v4 = |(low, high): &(u32, u32)| {
        let range = AddressSet::ipv4_range(Ipv4Addr::from(*low), Ipv4Addr::from(*high));
        match range.ipv4_cidrs().as_slice() {
            [(address, 32)] => address.to_string(),
            [(address, length)] => format!("{address}/{length}"),
            _ => format!("{}-{}", Ipv4Addr::from(*low), Ipv4Addr::from(*high)),
        }
    };
    let v6 = |(low, high): &(u128, u128)| {
        let range = AddressSet::ipv6_range(Ipv6Addr::from(*low), Ipv6Addr::from(*high));
        match range.ipv6_cidrs().as_slice() {
            [(address, 128)] => address.to_string(),
            [(address, length)] => format!("{address}/{length}"),
            _ => format!("{}-{}", Ipv6Addr::from(*low), Ipv6Addr::from(*high)),
        }
    };
    list(set.v4().ranges().iter().map(v4).chain(set.v6().ranges().iter().map(v6)))
}

/// `443, 5060-5061`
pub(crate) fn show_ports(ports: &RangeSet<u32>) -> String {
    let range =
        |(low, high): &(u32, u32)| if low == high { low.to_string() } else { format!("{low}-{high}") };
    list(ports.ranges().iter().map(range))
}

/// `tcp 25, udp 53`: the services of both families, each once.
pub(crate) fn show_services(set: &ServiceSet) -> String {
    if *set == ServiceSet::any() {
        return "any".to_owned();
    }
    let parts = service_parts(set);
    if parts.len() > MAX_LISTED {
        let missing = service_parts(&ServiceSet::any().difference(set));
        if missing.len() < parts.len() {
            return format!("any except {}", list(missing));
        }
    }
    list(parts)
}

fn service_parts(set: &ServiceSet) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for found in Family::ALL.into_iter().flat_map(|family| set.matches(family)) {
        let word = protocol_word(found.protocol);
        let ports = found.ports.iter().map(|&(low, high)| match (low, high) {
            (0, u16::MAX) => format!("{word} any"),
            _ if low == high => format!("{word} {low}"),
            _ => format!("{word} {low}-{high}"),
        });
        let alone = (!has_ports(found.protocol)).then(|| word.clone());
        for part in ports.chain(alone) {
            if !parts.contains(&part) {
                parts.push(part);
            }
        }
    }
    parts
}

/// The service of a packet as one writes it. Port 0 stands for a whole protocol: nothing listens there.
pub(crate) fn plain_service(packet: &Packet) -> String {
    let word = protocol_word(packet.protocol);
    match packet.port {
        None => word,
        Some(port) => format!("{word} {port}"),
    }
}

/// The word that the language has for a protocol, else its number.
fn protocol_word(number: u8) -> String {
    match protocol_name(number) {
        Some(word @ ("tcp" | "udp" | "sctp" | "icmp")) => word.to_owned(),
        Some("ipv6-icmp") => "icmp".to_owned(),
        _ => format!("protocol {number}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{list, show_addresses, show_ports, show_services};
    use expol_space::{AddressSet, RangeSet, ServiceSet};
    use std::net::Ipv4Addr;

    #[test]
    fn lists_are_cut() {
        let names = |count: usize| (1..=count).map(|number| format!("s{number}"));
        assert_eq!(list(names(0)), "none");
        assert_eq!(list(names(3)), "s1, s2 and s3");
        assert_eq!(list(names(8)), "s1, s2, s3, s4, s5 and 3 more");
    }

    #[test]
    fn sets_are_shown_as_they_are_written() {
        let icmp_and_web = ServiceSet::icmp().union(&ServiceSet::ports(6, 80, 81));
        assert_eq!(show_services(&icmp_and_web), "icmp and tcp 80-81");
        assert_eq!(show_services(&ServiceSet::protocol(17)), "udp any");
        assert_eq!(show_services(&ServiceSet::protocol(50)), "protocol 50");
        assert_eq!(show_ports(&RangeSet::from_ranges([(443, 443), (5060, 5061)])), "443 and 5060-5061");
        let most = ServiceSet::any().difference(&ServiceSet::ports(6, 25, 25));
        assert_eq!(show_services(&most), "any except tcp 25");
        let range = AddressSet::ipv4_range(Ipv4Addr::new(10, 0, 0, 1), Ipv4Addr::new(10, 0, 0, 9));
        assert_eq!(show_addresses(&range), "10.0.0.1-10.0.0.9");
        assert_eq!(show_addresses(&AddressSet::ipv4_prefix(Ipv4Addr::new(10, 0, 0, 0), 8)), "10.0.0.0/8");
    }
}
