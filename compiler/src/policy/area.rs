//! Areas: the top-level zones and everything outside of them. They are disjoint and cover every address, so that rules
//! fall into cells, one for each pair of areas, and what concerns one cell concerns no other.

use std::net::{Ipv4Addr, Ipv6Addr};

use expol_space::{AddressSet, Point};

use super::address::{Standing, internet_set, zones};
use super::nesting::{in_internet, parent_of};
use crate::db::Db;
use crate::hir::Item;

/// A top-level zone, or the outside.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, salsa::SalsaValue)]
pub enum Area<'db> {
    /// What no top-level zone has: the rest of the addresses, and all external points.
    Outside,
    /// A zone that is in no other zone and not in `internet`.
    Zone(Item<'db>),
}

/// Where the addresses of a set lie.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, salsa::SalsaValue)]
pub enum Side<'db> {
    /// In one area.
    One(Area<'db>),
    /// In several.
    Many,
}

/// So many areas of a set are told one by one.
const FEW: usize = 6;

/// The areas by their addresses.
#[derive(Clone, PartialEq, Eq, Debug, Default, salsa::SalsaValue)]
pub(super) struct Areas<'db> {
    v4: Vec<Span<'db>>,
    v6: Vec<Span<'db>>,
    outside: AddressSet,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, salsa::SalsaValue)]
struct Span<'db> {
    first: u128,
    last: u128,
    zone: Item<'db>,
}

/// The areas of the program. Where top-level zones overlap, which is an error, everything is one area.
#[salsa::tracked]
pub(super) fn areas<'db>(db: &'db dyn Db) -> Areas<'db> {
    let mut found = Areas { outside: internet_set(db).clone(), ..Areas::default() };
    for (zone, set) in zones(db).filter(|(zone, _)| is_top_level(db, *zone)) {
        let v4 = set.v4().ranges().iter().map(|&(first, last)| (first.into(), last.into()));
        found.v4.extend(v4.map(|(first, last)| Span { first, last, zone }));
        let v6 = set.v6().ranges().iter();
        found.v6.extend(v6.map(|&(first, last)| Span { first, last, zone }));
    }
    for spans in [&mut found.v4, &mut found.v6] {
        spans.sort_by_key(|span| (span.first, span.last));
    }
    let overlap = |spans: &[Span<'db>]| spans.windows(2).any(|pair| pair[1].first <= pair[0].last);
    if overlap(&found.v4) || overlap(&found.v6) {
        (found.v4, found.v6) = (Vec::new(), Vec::new());
    }
    found
}

fn is_top_level<'db>(db: &'db dyn Db, zone: Item<'db>) -> bool {
    !matches!(parent_of(db, zone), Some(Standing::Zone(_))) && !in_internet(db, zone)
}

impl<'db> Areas<'db> {
    /// Where a set lies. The empty set lies outside.
    pub(super) fn side(&self, set: &AddressSet) -> Side<'db> {
        // `internet` has many intervals and stands in many rules: its parts are shared, so pointers tell.
        if std::ptr::eq(set.v4().ranges(), self.outside.v4().ranges())
            && std::ptr::eq(set.v6().ranges(), self.outside.v6().ranges())
        {
            return Side::One(Area::Outside);
        }
        let v4 = set.v4().ranges().iter().map(|&(first, last)| (first.into(), last.into()));
        let v6 = set.v6().ranges().iter().copied();
        let external = set.external().iter().map(|_| Some(Area::Outside));
        let all = v4.map(|range| of_range(&self.v4, range)).chain(v6.map(|range| of_range(&self.v6, range)));
        let mut found = None;
        for area in all.chain(external) {
            match (area, found) {
                (None, _) => return Side::Many,
                (Some(area), None) => found = Some(area),
                (Some(area), Some(known)) if area == known => {}
                _ => return Side::Many,
            }
        }
        Side::One(found.unwrap_or(Area::Outside))
    }

    /// The areas that a set meets, where they are few; `None` where they are many.
    pub(super) fn met_by(&self, set: &AddressSet) -> Option<Vec<Area<'db>>> {
        let mut found: Vec<Area<'db>> = Vec::new();
        if let Side::One(area) = self.side(set) {
            return Some(vec![area]);
        }
        let v4 = set.v4().ranges().iter().map(|&(first, last)| (&self.v4, (first.into(), last.into())));
        let v6 = set.v6().ranges().iter().map(|&range| (&self.v6, range));
        for (spans, range) in v4.chain(v6) {
            each_area(spans, range, &mut found)?;
        }
        if set.has_external() && !found.contains(&Area::Outside) {
            found.push(Area::Outside);
        }
        Some(found)
    }

    /// Where a point lies.
    pub(super) fn of_point(&self, point: Point) -> Area<'db> {
        let area = match point {
            Point::V4(address) => of_address(&self.v4, Ipv4Addr::to_bits(address).into()),
            Point::V6(address) => of_address(&self.v6, Ipv6Addr::to_bits(address)),
            Point::External(_) => None,
        };
        area.unwrap_or(Area::Outside)
    }
}

fn of_address<'db>(spans: &[Span<'db>], address: u128) -> Option<Area<'db>> {
    of_range(spans, (address, address))
}

/// The area of a whole range; `None` where it lies in several.
fn of_range<'db>(spans: &[Span<'db>], (first, last): (u128, u128)) -> Option<Area<'db>> {
    match spans.get(spans.partition_point(|span| span.last < first)) {
        Some(span) if span.first <= first && last <= span.last => Some(Area::Zone(span.zone)),
        Some(span) if span.first <= last => None,
        _ => Some(Area::Outside),
    }
}

/// Adds the areas that a range meets; `None` where they become many.
fn each_area<'db>(
    spans: &[Span<'db>],
    (mut first, last): (u128, u128),
    found: &mut Vec<Area<'db>>,
) -> Option<()> {
    let mut add = |area: Area<'db>| {
        if !found.contains(&area) {
            found.push(area);
        }
        (found.len() <= FEW).then_some(())
    };
    for span in &spans[spans.partition_point(|span| span.last < first)..] {
        if first < span.first {
            add(Area::Outside)?;
        }
        if last < span.first {
            return Some(());
        }
        add(Area::Zone(span.zone))?;
        if last <= span.last {
            return Some(());
        }
        first = span.last + 1;
    }
    add(Area::Outside)
}
