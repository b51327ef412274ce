//! Service sets: algebra by masks, views by protocol, names.

use expol_space::{Family, ServiceMatch, ServiceSet, has_ports, protocol_name, protocol_number};
use proptest::prelude::*;

use crate::universe::{SERVICES, service_mask, services};

fn found(protocol: u8, ports: &[(u16, u16)]) -> ServiceMatch {
    ServiceMatch { protocol, ports: ports.to_vec() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn sets_match_masks(a in service_mask(), b in service_mask()) {
        let (left, right) = (services(a), services(b));
        prop_assert_eq!(left.union(&right), services(a | b));
        prop_assert_eq!(left.intersection(&right), services(a & b));
        prop_assert_eq!(left.difference(&right), services(a & !b));
        prop_assert_eq!(left.is_subset(&right), a & !b == 0);
        prop_assert_eq!(left.intersects(&right), a & b != 0);
        prop_assert_eq!(left.is_empty(), a == 0);
        prop_assert!(left.is_subset(&ServiceSet::any()));
        for (index, &(protocol, port)) in SERVICES.iter().enumerate() {
            prop_assert_eq!(left.contains(Family::V4, protocol, port), a >> index & 1 == 1);
        }
    }

    #[test]
    fn matches_say_the_whole_set(a in service_mask(), low in any::<u16>(), high in any::<u16>()) {
        let set = services(a).union(&ServiceSet::ports(17, low, high)).union(&ServiceSet::protocol(132));
        for family in Family::ALL {
            let back = set.matches(family).iter().fold(ServiceSet::empty(), |set, found| {
                let whole = match found.ports.is_empty() {
                    true => ServiceSet::protocol(found.protocol),
                    false => ServiceSet::empty(),
                };
                let ports = found.ports.iter().map(|&(low, high)| ServiceSet::ports(found.protocol, low, high));
                ports.fold(set.union(&whole), |set, ports| set.union(&ports))
            });
            prop_assert_eq!(back.for_family(family), set.for_family(family));
        }
    }
}

#[test]
fn icmp_depends_on_the_family() {
    let icmp = ServiceSet::icmp();
    assert_eq!(icmp.matches(Family::V4), [found(1, &[])]);
    assert_eq!(icmp.matches(Family::V6), [found(58, &[])]);
    assert!(!icmp.intersects(&ServiceSet::protocol(58).only(Family::V4)));
    assert_eq!(icmp.only(Family::V4).union(&icmp.only(Family::V6)), icmp);
}

#[test]
fn neighbours_in_the_encoding_are_told_apart() {
    let set = ServiceSet::ports(6, 65000, 65535).union(&ServiceSet::protocol(7));
    assert_eq!(set.for_family(Family::V4).ranges().len(), 1, "one range in the encoding");
    assert_eq!(set.matches(Family::V4), [found(6, &[(65000, 65535)]), found(7, &[])]);
}

#[test]
fn any_is_every_protocol_and_port_and_nothing_else() {
    let any = ServiceSet::any();
    let all: ServiceSet =
        (0..=255).fold(ServiceSet::empty(), |set, number| set.union(&ServiceSet::protocol(number)));
    assert_eq!(any, all);
    let matches = any.matches(Family::V6);
    assert_eq!(matches.len(), 256);
    assert_eq!(matches[6], found(6, &[(0, 65535)]));
    assert_eq!(any.for_family(Family::V4).len_saturating(), 5 * 65536 + 251);
}

#[test]
fn ports_belong_to_protocols_that_carry_them() {
    assert!(ServiceSet::ports(50, 0, 65535).is_empty());
    assert!(ServiceSet::ports(6, 2, 1).is_empty());
    assert_eq!(ServiceSet::ports(17, 0, 65535), ServiceSet::protocol(17));
    assert!(!ServiceSet::any().contains(Family::V4, 50, Some(0)));
    assert!(!ServiceSet::any().contains(Family::V4, 6, None));
    let with_ports: Vec<u8> = (0..=255).filter(|&number| has_ports(number)).collect();
    assert_eq!(with_ports, [6, 17, 33, 132, 136]);
}

#[test]
fn names_and_numbers_are_one_to_one() {
    let named: Vec<(u8, &str)> =
        (0..=255).filter_map(|number| protocol_name(number).map(|name| (number, name))).collect();
    assert!(named.iter().all(|&(number, name)| protocol_number(name) == Some(number)));
    assert!(named.len() >= 11);
    for (number, name) in [(1, "icmp"), (6, "tcp"), (17, "udp"), (50, "esp"), (51, "ah"), (58, "ipv6-icmp")] {
        assert_eq!((protocol_name(number), protocol_number(name)), (Some(name), Some(number)));
    }
    assert_eq!(protocol_name(200), None);
    assert_eq!(protocol_number("TCP"), None);
}
