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
    external: Pairs<ExternalId>,
    /// The positions of equal sets, by their group.
    groups: Pairs<u32>,
}

impl AddressIndex {
    /// Indexes the sets by their position.
    pub fn new<'a>(sets: impl Iterator<Item = &'a AddressSet>) -> Self {
        let (mut v4, mut v6) = (Vec::new(), Vec::new());
        let (mut external, mut groups) = (Vec::new(), Vec::new());
        let mut known: BTreeMap<SetKey<'a>, u32> = BTreeMap::new();
        for (position, set) in sets.enumerate() {
            let mut entry = position as u32;
            if set.v4().ranges().len() + set.v6().ranges().len() + set.external().len() > MANY_INTERVALS {
                let next = known.len() as u32;
                let group = *known.entry(SetKey::of(set)).or_insert(next);
                groups.push((group, entry));
                if group != next {
                    continue;
                }
                entry = group | GROUP;
            }
            v4.extend(set.v4().ranges().iter().map(|&(low, high)| (low, high, entry)));
            v6.extend(set.v6().ranges().iter().map(|&(low, high)| (low, high, entry)));
            external.extend(set.external().iter().map(|id| (*id, entry)));
        }
        Self {
            v4: Intervals::new(v4),
            v6: Intervals::new(v6),
            external: Pairs::new(external),
            groups: Pairs::new(groups),
        }
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

    /// The first of the sets that hold `point`, of those that are accepted.
    pub fn first_holding(&self, point: Point, accept: impl Fn(u32) -> bool) -> Option<u32> {
        self.search(usize::MAX, accept).holding(point)?.first().copied()
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
        index.external.of(id).iter().try_for_each(|(_, entry)| self.hit(*entry))
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
            let members = self.index.groups.of(group);
            self.limit = self.limit.checked_sub(members.len())?;
            let members = members.iter().map(|(_, position)| *position);
            self.found.extend(members.filter(|position| (self.accept)(*position)));
        }
        self.found.sort_unstable();
        // A set of several intervals is come across several times.
        self.found.dedup();
        Some(self.found)
    }
}

/// Numbers by keys, of which each may have several.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Pairs<K>(Box<[(K, u32)]>);

impl<K> Default for Pairs<K> {
    fn default() -> Self {
        Self(Box::default())
    }
}

impl<K: Copy + Ord> Pairs<K> {
    fn new(mut all: Vec<(K, u32)>) -> Self {
        all.sort_unstable();
        Self(all.into())
    }

    fn of(&self, key: K) -> &[(K, u32)] {
        let from_key = &self.0[self.0.partition_point(|(known, _)| *known < key)..];
        &from_key[..from_key.partition_point(|(known, _)| *known == key)]
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

/// Something that says a product, with the box around it.
pub trait Bounded {
    /// The product.
    fn product(&self) -> &Product;
    /// Its bounds.
    fn bounds(&self) -> &Bounds;
}

impl<T: Bounded> Bounded for std::sync::Arc<T> {
    fn product(&self) -> &Product {
        T::product(self)
    }

    fn bounds(&self) -> &Bounds {
        T::bounds(self)
    }
}

/// Finds products of a list by their sides, and tells them apart by the boxes around them. The list stays with its
/// owner, who gives it with each question.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ProductIndex {
    from: Option<Box<AddressIndex>>,
    to: Option<Box<AddressIndex>>,
}

impl ProductIndex {
    /// Indexes products, to be found by either side.
    pub fn new(all: &[impl Bounded]) -> Self {
        Self { from: side_index(all, |product| &product.from), to: side_index(all, |product| &product.to) }
    }

    /// The same, to be found by their sources: for questions with few of these.
    pub fn by_source(all: &[impl Bounded]) -> Self {
        Self { from: side_index(all, |product| &product.from), to: None }
    }

    /// The same, to be found by their destinations: for questions with few of these.
    pub fn by_destination(all: &[impl Bounded]) -> Self {
        Self { from: None, to: side_index(all, |product| &product.to) }
    }

    /// The products of the list that hold `packet`, in their order.
    pub fn holding<'a, T: Bounded>(
        &self,
        all: &'a [T],
        packet: Packet,
    ) -> impl Iterator<Item = &'a T> + use<'a, T> {
        let wanted = Bounds::of_packet(&packet);
        let is_near = |at: u32| is_near(all, at, &wanted);
        let near = self.found(
            (all.len(), is_near),
            |index, limit| index.search(limit, is_near).holding(packet.from),
            |index, limit| index.search(limit, is_near).holding(packet.to),
        );
        let near = near.into_iter().filter_map(|at| all.get(at as usize));
        near.filter(move |one| one.product().contains(&packet))
    }

    /// The products of the list that meet `product`, whose bounds these are, in their order.
    pub fn meeting<'a, 'p, T: Bounded>(
        &self,
        all: &'a [T],
        product: &'p Product,
        bounds: &Bounds,
    ) -> impl Iterator<Item = &'a T> + use<'a, 'p, T> {
        let is_near = |at: u32| is_near(all, at, bounds);
        let near = self.found(
            (all.len(), is_near),
            |index, limit| index.search(limit, is_near).meeting(&product.from),
            |index, limit| index.search(limit, is_near).meeting(&product.to),
        );
        let near = near.into_iter().filter_map(|at| all.get(at as usize));
        near.filter(move |one| one.product().intersects(product))
    }

    /// What the cheaper of the two searches finds, without all of the other: each gives itself only where it comes
    /// across no more than so many entries.
    fn found(
        &self,
        (count, is_near): (usize, impl Fn(u32) -> bool),
        by_source: impl Fn(&AddressIndex, usize) -> Option<Vec<u32>>,
        by_destination: impl Fn(&AddressIndex, usize) -> Option<Vec<u32>>,
    ) -> Vec<u32> {
        if self.from.is_none() && self.to.is_none() {
            return (0..count as u32).filter(|at| is_near(*at)).collect();
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

fn is_near(all: &[impl Bounded], at: u32, wanted: &Bounds) -> bool {
    all.get(at as usize).is_some_and(|one| one.bounds().meet(wanted))
}

fn side_index(all: &[impl Bounded], side: impl Fn(&Product) -> &AddressSet) -> Option<Box<AddressIndex>> {
    (all.len() > FEW).then(|| Box::new(AddressIndex::new(all.iter().map(|one| side(one.product())))))
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
            let odd = scan.iter().copied().find(|at| at % 2 == 1);
            assert_eq!(index.first_holding(point, |at| at % 2 == 1), odd);
        }
    }

    struct Boxed(Product, Bounds);

    impl Boxed {
        fn of(product: Product) -> Self {
            let bounds = Bounds::of(&product);
            Self(product, bounds)
        }
    }

    impl Bounded for Boxed {
        fn product(&self) -> &Product {
            &self.0
        }

        fn bounds(&self) -> &Bounds {
            &self.1
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
            let boxed: Vec<Boxed> = products.iter().cloned().map(Boxed::of).collect();
            let index = ProductIndex::new(&boxed);
            for wanted in sets(5, 100).iter().zip(&sets(6, 100)).map(product) {
                let met: Vec<&Product> =
                    index.meeting(&boxed, &wanted, &Bounds::of(&wanted)).map(Bounded::product).collect();
                let scan: Vec<&Product> = products.iter().filter(|one| one.intersects(&wanted)).collect();
                assert_eq!(met, scan);
                let packet = wanted.sample().expect("not empty");
                let held: Vec<&Product> = index.holding(&boxed, packet).map(Bounded::product).collect();
                let scan: Vec<&Product> = products.iter().filter(|one| one.contains(&packet)).collect();
                assert_eq!(held, scan);
            }
        }
    }
}
