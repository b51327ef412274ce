//! How long a thousand rules take.

use std::hint::black_box;
use std::net::Ipv4Addr;

use divan::Bencher;
use expol_space::{AddressSet, Product, Region, ServiceSet, missing, permitted};

const RULES: u32 = 1000;

fn main() {
    divan::main();
}

/// A server of site `index / 50`: its address in both families.
fn server(index: u32) -> AddressSet {
    let v4 = Ipv4Addr::from_bits(0x0a00_0000 | (index / 50) << 16 | (index % 50) << 2);
    AddressSet::ipv4_prefix(v4, 32).union(&AddressSet::ipv6_prefix(v4.to_ipv6_mapped(), 128))
}

fn everything() -> AddressSet {
    AddressSet::ipv4_prefix(Ipv4Addr::UNSPECIFIED, 0).union(&AddressSet::ipv6_prefix(0.into(), 0))
}

fn whole() -> Product {
    Product { from: everything(), to: everything(), service: ServiceSet::any() }
}

/// Rules as a policy has them: a network or a server to a server, on a few ports.
fn rules() -> Vec<Product> {
    let rule = |index: u32| {
        let site = AddressSet::ipv4_prefix(Ipv4Addr::from_bits(0x0a00_0000 | (index % 20) << 16), 16);
        let from = if index.is_multiple_of(3) { site } else { server(index * 7 % RULES) };
        let port = [25, 443, 135, 717, 50636][index as usize % 5];
        Product { from, to: server(index), service: ServiceSet::ports(6, port, port + 1) }
    };
    (0..RULES).map(rule).collect()
}

fn hosts() -> Vec<AddressSet> {
    (0..RULES).map(server).collect()
}

#[divan::bench]
fn permitted_by_a_thousand_rules(bencher: Bencher) {
    let (flow, rules) = (whole(), rules());
    bencher.bench_local(|| permitted(black_box(&flow), &rules, []));
}

#[divan::bench]
fn missing_after_a_thousand_rules(bencher: Bencher) {
    let (flow, rules) = (whole(), rules());
    bencher.bench_local(|| missing(black_box(&flow), &rules, []));
}

#[divan::bench]
fn one_flow_against_a_thousand_rules(bencher: Bencher) {
    let (rules, denies) = (rules(), rules());
    let flow = &denies[500];
    bencher.bench_local(|| missing(black_box(flow), &rules, &denies[..1]));
}

#[divan::bench]
fn a_thousand_hosts_without_themselves(bencher: Bencher) {
    let (region, hosts) = (Region::from(&whole()), hosts());
    bencher.bench_local(|| black_box(&region).without_self(&hosts));
}

#[divan::bench]
fn sample_of_what_is_left(bencher: Bencher) {
    let region = missing(&whole(), &rules(), []);
    bencher.bench_local(|| black_box(&region).as_ref().map(Region::sample));
}
