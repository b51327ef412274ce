//! The limit on the number of pieces, which the crate's own tests set low.

use super::{LIMIT, MAX_PIECES, Region, TooComplex};
use crate::{AddressSet, Product, RangeSet, ServiceSet};

fn set(ranges: impl IntoIterator<Item = (u32, u32)>) -> AddressSet {
    AddressSet::new(RangeSet::from_ranges(ranges), RangeSet::empty(), [])
}

/// A region of `count` pieces: a pair of addresses on one side, everything on the other.
fn stripes(count: usize, product: impl Fn(AddressSet, AddressSet) -> Product) -> Result<Region, TooComplex> {
    let all = set([(0, u32::MAX)]);
    let mut region = Region::empty();
    for start in (0..).step_by(4).take(count) {
        region.union_with(&product(set([(start, start + 1)]), all.clone()))?;
    }
    Ok(region)
}

fn rows(count: usize) -> Result<Region, TooComplex> {
    stripes(count, |from, to| Product { from, to, service: ServiceSet::any() })
}

fn grid(width: usize, height: usize) -> Result<Region, TooComplex> {
    rows(height)?.intersect_region(&stripes(width, |to, from| Product {
        from,
        to,
        service: ServiceSet::any(),
    })?)
}

/// Cuts every piece of a grid into three.
fn cut() -> Product {
    let even = set((0..1000).map(|index| (2 * index, 2 * index)));
    Product { from: even.clone(), to: even, service: ServiceSet::ports(6, 25, 25) }
}

#[test]
fn a_union_stops_at_the_limit_and_leaves_the_region_alone() {
    let mut region = rows(LIMIT).unwrap();
    let before = region.clone();
    let beyond = set([(u32::MAX, u32::MAX)]);
    let product = Product { from: beyond.clone(), to: beyond, service: ServiceSet::any() };
    assert_eq!(region.union_with(&product), Err(TooComplex));
    assert_eq!(region, before);
    assert_eq!(rows(LIMIT + 1), Err(TooComplex));
}

#[test]
fn an_intersection_stops_at_the_limit() {
    assert_eq!(grid(10, LIMIT / 10).unwrap().pieces().len(), LIMIT);
    assert_eq!(grid(10, LIMIT / 10 + 1), Err(TooComplex));
}

#[test]
fn a_difference_stops_at_the_limit() {
    let most = LIMIT / 3;
    assert_eq!(rows(most).unwrap().subtract(&cut()).unwrap().pieces().len(), 3 * most);
    assert_eq!(rows(most + 1).unwrap().subtract(&cut()), Err(TooComplex));
    let other = Region::from(&cut());
    assert_eq!(rows(most + 1).unwrap().subtract_region(&other), Err(TooComplex));
}

#[test]
fn hosts_stop_at_the_limit() {
    let hosts: Vec<AddressSet> = (0..1000).map(|index| set([(index, index)])).collect();
    let all = set([(0, u32::MAX)]);
    let region = Region::from(&Product { from: all.clone(), to: all, service: ServiceSet::any() });
    assert_eq!(region.without_self(&hosts[..LIMIT - 1]).unwrap().pieces().len(), LIMIT);
    assert_eq!(region.without_self(&hosts), Err(TooComplex));
}

#[test]
fn the_error_names_the_limit() {
    assert!(TooComplex.to_string().contains(&MAX_PIECES.to_string()));
}
