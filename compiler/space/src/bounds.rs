//! The box around a product: a few numbers that tell most products apart without a look at their sets.
//!
//! The sets of a product lie in memory of their own, so comparing two products waits for memory several times. The boxes
//! of many products lie side by side. (The bounding rectangles of R-trees, Guttman, SIGMOD 1984, without the tree.)

use crate::address::AddressSet;
use crate::external::ExternalId;
use crate::packet::{Family, Packet, Point};
use crate::product::Product;
use crate::range_set::RangeSet;
use crate::service::service_of;

/// What encloses a product. Where two of them are apart, so are the products; where they meet, the products may.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bounds {
    from: SideBounds,
    to: SideBounds,
    service_v4: Span<u32>,
    service_v6: Span<u32>,
}

/// What encloses a set of addresses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct SideBounds {
    v4: Span<u32>,
    /// The upper halves: they tell networks apart.
    v6: Span<u64>,
    /// A bit for each external point, by its last digits.
    external: u64,
}

/// From the first to the last value; that of the empty set starts above its end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Span<T> {
    first: T,
    last: T,
}

impl Bounds {
    /// Those of a product.
    #[must_use]
    pub fn of(product: &Product) -> Self {
        Self {
            from: SideBounds::of(&product.from),
            to: SideBounds::of(&product.to),
            service_v4: of_ranges(product.service.for_family(Family::V4)),
            service_v6: of_ranges(product.service.for_family(Family::V6)),
        }
    }

    /// Those of the packet alone.
    pub(crate) fn of_packet(packet: &Packet) -> Self {
        let service = service_of(packet);
        let of_family = |family| if packet.family == family { Span::single(service) } else { Span::EMPTY };
        Self {
            from: SideBounds::of_point(packet.from),
            to: SideBounds::of_point(packet.to),
            service_v4: of_family(Family::V4),
            service_v6: of_family(Family::V6),
        }
    }

    /// Whether products with these bounds may have a packet in common.
    #[must_use]
    pub fn meet(&self, other: &Self) -> bool {
        let from = self.from.external & other.from.external != 0;
        let to = self.to.external & other.to.external != 0;
        let v4 = self.service_v4.meets(other.service_v4)
            && (from || self.from.v4.meets(other.from.v4))
            && (to || self.to.v4.meets(other.to.v4));
        v4 || self.service_v6.meets(other.service_v6)
            && (from || self.from.v6.meets(other.from.v6))
            && (to || self.to.v6.meets(other.to.v6))
    }
}

impl SideBounds {
    const EMPTY: Self = Self { v4: Span::EMPTY, v6: Span { first: u64::MAX, last: 0 }, external: 0 };

    fn of(set: &AddressSet) -> Self {
        let mut bounds = Self { v4: of_ranges(set.v4()), ..Self::EMPTY };
        if let (Some(first), Some(last)) = (set.v6().min(), set.v6().max()) {
            bounds.v6 = Span { first: upper_half(first), last: upper_half(last) };
        }
        bounds.external = set.external().iter().fold(0, |bits, id| bits | bit_of(*id));
        bounds
    }

    fn of_point(point: Point) -> Self {
        match point {
            Point::V4(address) => Self { v4: Span::single(address.to_bits()), ..Self::EMPTY },
            Point::V6(address) => Self { v6: Span::single(upper_half(address.to_bits())), ..Self::EMPTY },
            Point::External(id) => Self { external: bit_of(id), ..Self::EMPTY },
        }
    }
}

fn of_ranges(set: &RangeSet<u32>) -> Span<u32> {
    set.min().zip(set.max()).map_or(Span::EMPTY, |(first, last)| Span { first, last })
}

fn upper_half(address: u128) -> u64 {
    (address >> 64) as u64
}

fn bit_of(id: ExternalId) -> u64 {
    1 << (id.0 % 64)
}

impl Span<u32> {
    const EMPTY: Self = Self { first: u32::MAX, last: 0 };
}

impl<T: Ord + Copy> Span<T> {
    fn single(value: T) -> Self {
        Self { first: value, last: value }
    }

    fn meets(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::ServiceSet;
    use std::net::{Ipv4Addr, Ipv6Addr};

    /// Small random products: sets of either family, of external points, and empty ones.
    fn products(mut seed: u64, count: usize) -> Vec<Product> {
        let mut below = move |bound: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % bound
        };
        let mut set = || {
            let mut set = AddressSet::empty();
            for _ in 0..below(4) {
                let (low, length) = (below(40), below(4));
                let one = match below(3) {
                    0 => AddressSet::ipv4_range(
                        Ipv4Addr::from(low as u32),
                        Ipv4Addr::from((low + length) as u32),
                    ),
                    1 => AddressSet::ipv6_range(
                        Ipv6Addr::from(u128::from(low) << 62),
                        Ipv6Addr::from(u128::from(low + length) << 62),
                    ),
                    _ => AddressSet::external_point(ExternalId(low * 32)),
                };
                set = set.union(&one);
            }
            let (protocol, port) = ([1, 6, 17][below(3) as usize], below(20) as u16);
            let service = if protocol == 1 {
                ServiceSet::icmp()
            } else {
                ServiceSet::ports(protocol, port, port + below(3) as u16)
            };
            (set, service)
        };
        (0..count)
            .map(|_| {
                let ((from, service), (to, _)) = (set(), set());
                Product { from, to, service }
            })
            .collect()
    }

    #[test]
    fn products_with_boxes_apart_are_apart() {
        let all = products(1, 400);
        let (mut meeting, mut apart) = (0, 0);
        for one in &all {
            for other in &all {
                let boxes = Bounds::of(one).meet(&Bounds::of(other));
                assert!(boxes || !one.intersects(other), "{one:?} {other:?}");
                meeting += usize::from(one.intersects(other));
                apart += usize::from(!boxes);
            }
        }
        assert!(meeting > 100 && apart > 100_000, "{meeting} {apart}");
    }

    #[test]
    fn a_packet_lies_in_the_box_of_what_holds_it() {
        let all = products(2, 400);
        let packets: Vec<Packet> = all.iter().filter_map(Product::sample).collect();
        let (mut held, mut apart) = (0, 0);
        for packet in &packets {
            for product in &all {
                let boxes = Bounds::of(product).meet(&Bounds::of_packet(packet));
                assert!(boxes || !product.contains(packet), "{product:?} {packet:?}");
                held += usize::from(product.contains(packet));
                apart += usize::from(!boxes);
            }
        }
        assert!(held > 200 && apart > 10_000, "{held} {apart}");
    }
}
