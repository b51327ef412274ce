//! Products and regions against brute force.

use expol_space::{AddressSet, Family, Packet, Product, Region, TooComplex};
use proptest::prelude::*;

use crate::universe::{self, Indices, Masks, addresses, check, in_any, lists, masks, point_mask, products};

/// Adds one list of products and removes another.
fn region(added: &[Masks], removed: &[Masks]) -> Result<Region, TooComplex> {
    let mut region = Region::empty();
    for product in products(added) {
        region.union_with(&product)?;
    }
    for product in products(removed) {
        region.remove(&product)?;
    }
    Ok(region)
}

fn holds(added: &[Masks], removed: &[Masks], packet: Indices) -> bool {
    in_any(added, packet) && !in_any(removed, packet)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_product_is_its_packets(a in masks()) {
        let product = a.product();
        check(&Region::from(&product), |packet| a.contains(packet))?;
        let inside: Vec<_> = universe::packets().iter().filter(|packet| a.contains(**packet)).collect();
        prop_assert_eq!(product.is_empty(), inside.is_empty());
        prop_assert_eq!(product.sample(), inside.first().map(|packet| packet.packet()));
        let whole = Masks { v4: 255, v6: 255, ..a };
        prop_assert_eq!(product.shares_family(), !whole.product().is_empty());
    }

    #[test]
    fn relations_of_products_match_brute_force(a in masks(), b in masks()) {
        let (left, right) = (a.product(), b.product());
        let all = universe::packets();
        let common = all.iter().any(|&packet| a.contains(packet) && b.contains(packet));
        let within = all.iter().all(|&packet| !a.contains(packet) || b.contains(packet));
        prop_assert_eq!(left.intersects(&right), common);
        prop_assert_eq!(left.is_subset(&right), within);
        check(&Region::from(&left.intersection(&right)), |packet| a.contains(packet) && b.contains(packet))?;
    }

    #[test]
    fn union_and_removal_match_brute_force(added in lists(), removed in lists()) {
        check(&region(&added, &removed)?, |packet| holds(&added, &removed, packet))?;
    }

    #[test]
    fn operations_with_a_product_match_brute_force(added in lists(), removed in lists(), a in masks()) {
        let (region, product) = (region(&added, &removed)?, a.product());
        let inside = |packet| holds(&added, &removed, packet);
        check(&region.subtract(&product)?, |packet| inside(packet) && !a.contains(packet))?;
        check(&region.intersect(&product), |packet| inside(packet) && a.contains(packet))?;
        prop_assert_eq!(region.intersects(&product), !region.intersect(&product).is_empty());
    }

    #[test]
    fn operations_of_regions_match_brute_force(a in lists(), b in lists(), c in lists(), d in lists()) {
        let (left, right) = (region(&a, &b)?, region(&c, &d)?);
        let (in_left, in_right) = (|packet| holds(&a, &b, packet), |packet| holds(&c, &d, packet));
        check(&left.subtract_region(&right)?, |packet| in_left(packet) && !in_right(packet))?;
        check(&left.intersect_region(&right)?, |packet| in_left(packet) && in_right(packet))?;
    }

    #[test]
    fn no_host_meets_itself(added in lists(), hosts in proptest::collection::vec(point_mask(), 0..5)) {
        let sets: Vec<AddressSet> = hosts.iter().map(|&mask| addresses(mask)).collect();
        let both_in = |host: u16, packet: Indices| host >> packet.from & host >> packet.to & 1 == 1;
        let rest = region(&added, &[])?.without_self(&sets)?;
        check(&rest, |packet| in_any(&added, packet) && !hosts.iter().any(|&host| both_in(host, packet)))?;
    }
}

#[test]
fn sides_without_a_common_family_make_nothing() {
    let product = Masks { from: 0b000_000_001, to: 0b000_010_000, v4: 255, v6: 255 }.product();
    assert!(!product.shares_family());
    assert!(product.is_empty());
    assert!(!product.intersects(&product));
    assert!(Region::from(&product).is_empty());
}

#[test]
fn a_packet_that_contradicts_itself_is_nowhere() {
    let product = Masks { from: 511, to: 511, v4: 255, v6: 255 }.product();
    let good = product.sample().unwrap();
    assert!(product.contains(&good));
    let v6 = universe::POINTS[4];
    let wrong = [
        Packet { family: Family::V6, ..good },
        Packet { from: v6, ..good },
        Packet { to: v6, ..good },
        Packet { port: None, ..good },
        Packet { protocol: 1, ..good },
    ];
    assert!(wrong.iter().all(|packet| !product.contains(packet)));
}

#[test]
fn an_external_point_goes_with_either_family() {
    let product = Masks { from: 0b110_000_000, to: 0b110_000_000, v4: 1, v6: 1 }.product();
    assert!(product.shares_family());
    assert_eq!(product.volume(), 8.0, "two sources, two destinations, two families");
}

#[test]
fn everything_without_nothing_is_everything() -> Result<(), TooComplex> {
    let all = AddressSet::ipv4_prefix([0, 0, 0, 0].into(), 0).union(&AddressSet::ipv6_prefix(0.into(), 0));
    let product = Product { from: all.clone(), to: all, service: expol_space::ServiceSet::any() };
    let region = Region::from(&product);
    assert_eq!(region.subtract(&Product::default())?, region);
    assert!(region.subtract(&product)?.is_empty());
    let services = 5.0 * 65536.0 + 251.0;
    assert_eq!(region.volume(), services * (64_f64.exp2() + 256_f64.exp2()));
    Ok(())
}
