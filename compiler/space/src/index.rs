//! Finds, among many sets or products, those that a packet or a product may meet, without looking at all of them.

use std::collections::BTreeMap;

use crate::address::AddressSet;
use crate::bounds::Bounds;
use crate::external::ExternalId;
use crate::intervals::Intervals;
use crate::packet::{Packet, Point};
use crate::product::Product;

/// So many products are looked at one by one: an index of them costs more than it brings.
const FEW: usize = 12;

/// A search that comes across no more entries than this is short enough: another way need not be tried.
const SHORT: usize = 48;

/// A set of more intervals than this is entered once for all its equals: such a set, say everything outside of some
/// zones, stands in many rules.
const MANY_INTERVALS: usize = 4;

/// Marks the number of a group of equal sets among the positions of single ones.
const GROUP: u32 = 1 << 31;

/// Sets of addresses, by their positions in a list.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AddressIndex {
    v4: Intervals<u32>,
    v6: Intervals<u128>,
    external: BTreeMap<ExternalId, Vec<u32>>,
    /// The positions of equal sets.
    groups: Vec<Vec<u32>>,
}

impl AddressIndex {
    /// Indexes the sets by their position.
    pub fn new<'a>(sets: impl Iterator<Item = &'a AddressSet>) -> Self {
        let (mut v4, mut v6) = (Vec::new(), Vec::new());
        let mut external: BTreeMap<ExternalId, Vec<u32>> = BTreeMap::new();
        let mut known: BTreeMap<SetKey<'a>, usize> = BTreeMap::new();
        let mut groups: Vec<Vec<u32>> = Vec::new();
        for (position, set) in sets.enumerate() {
            let mut entry = position as u32;
            if set.v4().ranges().len() + set.v6().ranges().len() + set.external().len() > MANY_INTERVALS {
                let group = *known.entry(SetKey::of(set)).or_insert(groups.len());
                if let Some(members) = groups.get_mut(group) {
                    members.push(entry);
                    continue;
                }
                groups.push(vec![entry]);
                entry = group as u32 | GROUP;
            }
            v4.extend(set.v4().ranges().iter().map(|&(low, high)| (low, high, entry)));
            v6.extend(set.v6().ranges().iter().map(|&(low, high)| (low, high, entry)));
            for id in set.external() {
                external.entry(*id).or_default().push(entry);
            }
        }
        Self { v4: Intervals::new(v4), v6: Intervals::new(v6), external, groups }
    }

    /// The positions of the sets that meet `set`, ascending, each once.
    #[must_use]
    pub fn meeting(&self, set: &AddressSet) -> Vec<u32> {
        self.search(usize::MAX, |_| true).meeting(set).unwrap_or_default()
    }

    /// The positions of the sets that hold `point`, ascending.
    #[must_use]
    pub fn holding(&self, point: Point) -> Vec<u32> {
        self.search(usize::MAX, |_| true).holding(point).unwrap_or_default()
    }

    fn search<A: Fn(u32) -> bool>(&self, limit: usize, accept: A) -> Search<'_, A> {
        Search { index: self, limit, accept, found: Vec::new(), groups: Vec::new() }
    }
}

/// A search in an index that gives up, with `None`, once it has come across more than `limit` positions.
struct Search<'i, A> {
    index: &'i AddressIndex,
    limit: usize,
    accept: A,
    found: Vec<u32>,
    groups: Vec<u32>,
}

impl<A: Fn(u32) -> bool> Search<'_, A> {
    fn meeting(mut self, set: &AddressSet) -> Option<Vec<u32>> {
        let index = self.index;
        for &(low, high) in set.v4().ranges() {
            index.v4.meeting(low, high, &mut |entry| self.hit(entry))?;
        }
        for &(low, high) in set.v6().ranges() {
            index.v6.meeting(low, high, &mut |entry| self.hit(entry))?;
        }
        for id in set.external() {
            self.external(*id)?;
        }
        self.finish()
    }

    fn holding(mut self, point: Point) -> Option<Vec<u32>> {
        let index = self.index;
        match point {
            Point::V4(address) => {
                let bits = address.to_bits();
                index.v4.meeting(bits, bits, &mut |entry| self.hit(entry))?;
            }
            Point::V6(address) => {
                let bits = address.to_bits();
                index.v6.meeting(bits, bits, &mut |entry| self.hit(entry))?;
            }
            Point::External(id) => self.external(id)?,
        }
        self.finish()
    }

    fn external(&mut self, id: ExternalId) -> Option<()> {
        let index = self.index;
        index.external.get(&id).into_iter().flatten().try_for_each(|entry| self.hit(*entry))
    }

    fn hit(&mut self, entry: u32) -> Option<()> {
        self.limit = self.limit.checked_sub(1)?;
        if entry & GROUP != 0 {
            self.groups.push(entry & !GROUP);
        } else if (self.accept)(entry) {
            self.found.push(entry);
        }
        Some(())
    }

    fn finish(mut self) -> Option<Vec<u32>> {
        self.groups.sort_unstable();
        self.groups.dedup();
        for group in self.groups {
            let members = self.index.groups.get(group as usize)?;
            self.limit = self.limit.checked_sub(members.len())?;
            self.found.extend(members.iter().copied().filter(|position| (self.accept)(*position)));
        }
        self.found.sort_unstable();
        // A set of several intervals is come across several times.
        self.found.dedup();
        Some(self.found)
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

/// Products, by their positions in a list, found by their sides and told apart by the boxes around them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ProductIndex {
    bounds: Box<[Bounds]>,
    from: Option<Box<AddressIndex>>,
    to: Option<Box<AddressIndex>>,
}

impl ProductIndex {
    /// Indexes the products by their position, to be found by either side.
    pub fn new<'a>(products: impl ExactSizeIterator<Item = &'a Product> + Clone) -> Self {
        let from = Self::by_source(products.clone()).from;
        Self { from, ..Self::by_destination(products) }
    }

    /// The same, to be found by their sources: for questions with few of these.
    pub fn by_source<'a>(products: impl ExactSizeIterator<Item = &'a Product> + Clone) -> Self {
        let sides = products.clone().map(|product| &product.from);
        let from = (products.len() > FEW).then(|| Box::new(AddressIndex::new(sides)));
        Self { bounds: products.map(Bounds::of).collect(), from, to: None }
    }

    /// The same, to be found by their destinations: for questions with few of these.
    pub fn by_destination<'a>(products: impl ExactSizeIterator<Item = &'a Product> + Clone) -> Self {
        let sides = products.clone().map(|product| &product.to);
        let to = (products.len() > FEW).then(|| Box::new(AddressIndex::new(sides)));
        Self { bounds: products.map(Bounds::of).collect(), from: None, to }
    }

    /// The positions of products that may hold `packet`, ascending. Others may be among them.
    #[must_use]
    pub fn near(&self, packet: &Packet) -> Vec<u32> {
        let wanted = Bounds::of_packet(packet);
        self.found(
            &wanted,
            |index, limit| index.search(limit, |at| self.is_near(at, &wanted)).holding(packet.from),
            |index, limit| index.search(limit, |at| self.is_near(at, &wanted)).holding(packet.to),
        )
    }

    /// The positions of products that may meet `product`, whose bounds these are, ascending. Others may be among them.
    #[must_use]
    pub fn meeting(&self, product: &Product, bounds: &Bounds) -> Vec<u32> {
        self.found(
            bounds,
            |index, limit| index.search(limit, |at| self.is_near(at, bounds)).meeting(&product.from),
            |index, limit| index.search(limit, |at| self.is_near(at, bounds)).meeting(&product.to),
        )
    }

    fn is_near(&self, at: u32, wanted: &Bounds) -> bool {
        self.bounds.get(at as usize).is_some_and(|own| own.meet(wanted))
    }

    /// What the cheaper of the two searches finds, without all of the other: each gives itself only where it comes
    /// across no more than so many entries.
    fn found(
        &self,
        wanted: &Bounds,
        by_source: impl Fn(&AddressIndex, usize) -> Option<Vec<u32>>,
        by_destination: impl Fn(&AddressIndex, usize) -> Option<Vec<u32>>,
    ) -> Vec<u32> {
        if self.from.is_none() && self.to.is_none() {
            return (0..self.bounds.len() as u32).filter(|at| self.is_near(*at, wanted)).collect();
        }
        let mut limit = SHORT;
        loop {
            let found = self.to.as_ref().and_then(|index| by_destination(index, limit));
            let found = found.or_else(|| by_source(self.from.as_ref()?, limit));
            if let Some(found) = found {
                return found;
            }
            limit = limit.saturating_mul(8);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::range_set::RangeSet;
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
            if next() % 6 == 0 {
                // Many intervals, and mostly the same ones.
                let start = next() % 3;
                let teeth = (0..8).map(|tooth| (start + tooth * 60, start + tooth * 60 + 9));
                AddressSet::new(RangeSet::from_ranges(teeth), RangeSet::empty(), [])
            } else if next() % 5 == 0 {
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
                let near = index.meeting(&wanted, &Bounds::of(&wanted));
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
