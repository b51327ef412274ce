//! Finds, among many sets or products, those that a packet or a product may meet, without looking at all of them.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::address::AddressSet;
use crate::external::ExternalId;
use crate::intervals::Intervals;
use crate::packet::{Packet, Point};
use crate::product::Product;

/// So many products are looked at one by one: an index of them costs more than it brings.
const FEW: usize = 12;

/// Sets of addresses, by their positions in a list. Equal sets are entered once: a set of many intervals, such as
/// everything outside of some zones, stands in many rules.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AddressIndex {
    v4: Intervals<u32>,
    v6: Intervals<u128>,
    external: BTreeMap<ExternalId, Vec<u32>>,
    /// The positions of each distinct set.
    positions: Vec<Vec<u32>>,
}

impl AddressIndex {
    /// Indexes the sets by their position.
    pub fn new<'a>(sets: impl Iterator<Item = &'a AddressSet>) -> Self {
        let (mut v4, mut v6) = (Vec::new(), Vec::new());
        let mut external: BTreeMap<ExternalId, Vec<u32>> = BTreeMap::new();
        let mut known: BTreeMap<SetKey<'a>, u32> = BTreeMap::new();
        let mut positions: Vec<Vec<u32>> = Vec::new();
        for (position, set) in sets.enumerate() {
            let own = match known.entry(SetKey::of(set)) {
                Entry::Occupied(known) => *known.get(),
                Entry::Vacant(new) => {
                    let own = positions.len() as u32;
                    v4.extend(set.v4().ranges().iter().map(|&(low, high)| (low, high, own)));
                    v6.extend(set.v6().ranges().iter().map(|&(low, high)| (low, high, own)));
                    for id in set.external() {
                        external.entry(*id).or_default().push(own);
                    }
                    positions.push(Vec::new());
                    *new.insert(own)
                }
            };
            positions[own as usize].push(position as u32);
        }
        Self { v4: Intervals::new(v4), v6: Intervals::new(v6), external, positions }
    }

    /// The positions of the sets that meet `set`, ascending, each once.
    #[must_use]
    pub fn meeting(&self, set: &AddressSet) -> Vec<u32> {
        let mut found = Vec::new();
        for &(low, high) in set.v4().ranges() {
            self.v4.meeting(low, high, &mut found);
        }
        for &(low, high) in set.v6().ranges() {
            self.v6.meeting(low, high, &mut found);
        }
        for id in set.external() {
            found.extend(self.external.get(id).into_iter().flatten());
        }
        self.expand(found)
    }

    /// The positions of the sets that hold `point`, ascending.
    #[must_use]
    pub fn holding(&self, point: Point) -> Vec<u32> {
        let mut found = Vec::new();
        match point {
            Point::V4(address) => self.v4.meeting(address.to_bits(), address.to_bits(), &mut found),
            Point::V6(address) => self.v6.meeting(address.to_bits(), address.to_bits(), &mut found),
            Point::External(id) => found.extend(self.external.get(&id).into_iter().flatten()),
        }
        self.expand(found)
    }

    /// The positions of the sets that meet `set`, ascending; `None` where they are more than `limit`, or may be.
    fn meeting_few(&self, set: &AddressSet, limit: usize) -> Option<Vec<u32>> {
        let mut found = Vec::new();
        for &(low, high) in set.v4().ranges() {
            self.v4.meeting_few(low, high, limit, &mut found)?;
        }
        for &(low, high) in set.v6().ranges() {
            self.v6.meeting_few(low, high, limit, &mut found)?;
        }
        for id in set.external() {
            found.extend(self.external.get(id).into_iter().flatten());
        }
        self.expand_few(found, limit)
    }

    /// The positions of the sets that hold `point`, ascending; `None` where they are more than `limit`.
    fn holding_few(&self, point: Point, limit: usize) -> Option<Vec<u32>> {
        let mut found = Vec::new();
        match point {
            Point::V4(address) => {
                self.v4.meeting_few(address.to_bits(), address.to_bits(), limit, &mut found)?;
            }
            Point::V6(address) => {
                self.v6.meeting_few(address.to_bits(), address.to_bits(), limit, &mut found)?;
            }
            Point::External(id) => found.extend(self.external.get(&id).into_iter().flatten()),
        }
        self.expand_few(found, limit)
    }

    fn expand(&self, found: Vec<u32>) -> Vec<u32> {
        self.expand_few(found, usize::MAX).unwrap_or_default()
    }

    fn expand_few(&self, mut distinct: Vec<u32>, limit: usize) -> Option<Vec<u32>> {
        distinct.sort_unstable();
        distinct.dedup();
        let lists = distinct.iter().filter_map(|own| self.positions.get(*own as usize));
        if lists.clone().map(Vec::len).sum::<usize>() > limit {
            return None;
        }
        let mut found: Vec<u32> = lists.flatten().copied().collect();
        found.sort_unstable();
        Some(found)
    }
}

/// A set by its parts, to find equal ones. Comparing shared parts is one comparison of pointers.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct SetKey<'a> {
    sizes: [usize; 3],
    v4: &'a [(u32, u32)],
    v6: &'a [(u128, u128)],
    external: &'a [ExternalId],
}

impl<'a> SetKey<'a> {
    fn of(set: &'a AddressSet) -> Self {
        let (v4, v6, external) = (set.v4().ranges(), set.v6().ranges(), set.external());
        // The sizes come first: they tell most sets apart without a look inside.
        Self { sizes: [v4.len(), v6.len(), external.len()], v4, v6, external }
    }
}

/// Products, by their positions in a list, found by either side.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ProductIndex {
    size: u32,
    sides: Option<Box<Sides>>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct Sides {
    from: AddressIndex,
    to: AddressIndex,
}

impl ProductIndex {
    /// Indexes the products by their position.
    pub fn new<'a>(products: impl ExactSizeIterator<Item = &'a Product> + Clone) -> Self {
        let indexed = products.len() > FEW;
        Self {
            size: products.len() as u32,
            sides: indexed.then(|| {
                let from = AddressIndex::new(products.clone().map(|product| &product.from));
                let to = AddressIndex::new(products.map(|product| &product.to));
                Box::new(Sides { from, to })
            }),
        }
    }

    /// The positions of products that may hold `packet`, ascending. Others may be among them.
    #[must_use]
    pub fn near(&self, packet: &Packet) -> Vec<u32> {
        match &self.sides {
            None => (0..self.size).collect(),
            Some(sides) => fewer(
                |limit| sides.to.holding_few(packet.to, limit),
                |limit| sides.from.holding_few(packet.from, limit),
            ),
        }
    }

    /// The positions of products that may meet `product`, ascending. Others may be among them.
    #[must_use]
    pub fn meeting(&self, product: &Product) -> Vec<u32> {
        match &self.sides {
            None => (0..self.size).collect(),
            Some(sides) => fewer(
                |limit| sides.to.meeting_few(&product.to, limit),
                |limit| sides.from.meeting_few(&product.from, limit),
            ),
        }
    }
}

/// The shorter of two lists, without making all of the longer one: each gives itself only where it has not more than so
/// many entries. What stands in one list and not in the other, the caller recognises faster than a merge would.
fn fewer(
    mut one: impl FnMut(usize) -> Option<Vec<u32>>,
    mut other: impl FnMut(usize) -> Option<Vec<u32>>,
) -> Vec<u32> {
    let mut limit = FEW;
    loop {
        if let Some(found) = one(limit).or_else(|| other(limit)) {
            return found;
        }
        limit = limit.saturating_mul(8);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::ServiceSet;
    use std::net::Ipv4Addr;

    fn sets(seed: u32, count: usize) -> Vec<AddressSet> {
        let mut seed = seed;
        let mut next = move || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            seed >> 16
        };
        let mut set = || {
            let low = next() % 500;
            let range = AddressSet::ipv4_range(Ipv4Addr::from(low), Ipv4Addr::from(low + next() % 40));
            if next() % 5 == 0 {
                range.union(&AddressSet::external_point(ExternalId(u64::from(next() % 4))))
            } else {
                range
            }
        };
        (0..count).map(|_| set()).collect()
    }

    #[test]
    fn equals_a_scan_of_everything() {
        let sets = sets(1, 300);
        let index = AddressIndex::new(sets.iter());
        for wanted in self::sets(2, 300) {
            let scan: Vec<u32> = (0u32..300).filter(|at| sets[*at as usize].intersects(&wanted)).collect();
            assert_eq!(index.meeting(&wanted), scan);
            let point = wanted.sample().expect("no set is empty");
            let scan: Vec<u32> = (0u32..300).filter(|at| sets[*at as usize].contains(point)).collect();
            assert_eq!(index.holding(point), scan);
        }
    }

    #[test]
    fn products_are_found_by_both_sides() {
        for count in [5, 200] {
            let (from, to) = (sets(3, count), sets(4, count));
            let product = |(from, to): (&AddressSet, &AddressSet)| Product {
                from: from.clone(),
                to: to.clone(),
                service: ServiceSet::any(),
            };
            let products: Vec<Product> = from.iter().zip(&to).map(product).collect();
            let index = ProductIndex::new(products.iter());
            for wanted in sets(5, 100).iter().zip(&sets(6, 100)).map(product) {
                let near = index.meeting(&wanted);
                assert!(
                    (0..count).all(|at| near.contains(&(at as u32)) || !products[at].intersects(&wanted))
                );
                let packet = wanted.sample().expect("not empty");
                let near = index.near(&packet);
                assert!((0..count).all(|at| near.contains(&(at as u32)) || !products[at].contains(&packet)));
            }
        }
    }
}
