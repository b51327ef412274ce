//! What rules permit, against brute force.

use expol_space::{AddressSet, Product, Region, ServiceSet, missing, permitted};
use proptest::prelude::*;

use crate::universe::{check, in_any, lists, masks, products};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn permitted_and_missing_match_brute_force(flow in masks(), allows in lists(), denies in lists()) {
        let (product, allow, deny) = (flow.product(), products(&allows), products(&denies));
        let allowed = |packet| in_any(&allows, packet) && !in_any(&denies, packet);
        let present = permitted(&product, &allow, &deny)?;
        let absent = missing(&product, &allow, &deny)?;
        check(&present, |packet| flow.contains(packet) && allowed(packet))?;
        check(&absent, |packet| flow.contains(packet) && !allowed(packet))?;
        prop_assert!(present.intersect_region(&absent)?.is_empty());
        prop_assert!(Region::from(&product).subtract_region(&present)?.subtract_region(&absent)?.is_empty());
    }

    #[test]
    fn the_order_of_rules_does_not_matter(flow in masks(), allows in lists(), denies in lists()) {
        let (product, allow, deny) = (flow.product(), products(&allows), products(&denies));
        let forward = permitted(&product, &allow, &deny)?;
        let backward = permitted(&product, allow.iter().rev(), deny.iter().rev())?;
        prop_assert!(forward.subtract_region(&backward)?.is_empty());
        prop_assert!(backward.subtract_region(&forward)?.is_empty());
        prop_assert_eq!(forward.sample(), backward.sample());
    }
}

#[test]
fn a_hole_in_a_prefix_is_found() {
    let net = |text: [u8; 4], length| AddressSet::ipv4_prefix(text.into(), length);
    let product = |to: AddressSet, service| Product { from: net([10, 0, 0, 0], 8), to, service };
    let flow = product(net([192, 0, 2, 0], 24), ServiceSet::ports(6, 25, 25));
    let allows = [
        product(net([192, 0, 2, 0], 25), ServiceSet::ports(6, 1, 1024)),
        product(net([192, 0, 2, 128], 25), ServiceSet::any()),
    ];
    assert!(missing(&flow, &allows, []).unwrap().is_empty());
    let denies = [product(net([192, 0, 2, 200], 32), ServiceSet::ports(6, 20, 30))];
    let hole = missing(&flow, &allows, &denies).unwrap();
    assert_eq!(hole.volume(), 24_f64.exp2());
    let packet = hole.sample().unwrap();
    assert_eq!(
        format!("{:?} {:?} {:?}", packet.from, packet.to, packet.port),
        "V4(10.0.0.0) V4(192.0.2.200) Some(25)"
    );
    assert!(!permitted(&flow, &allows, &denies).unwrap().contains(&packet));
}
