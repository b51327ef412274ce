//! Areas: the top-level zones, some neighbours of which are one area where there are many, and everything outside of
//! them. They are disjoint and cover every address, so that rules fall into cells, one for each pair of areas, and what
//! concerns one cell concerns no other.

use std::net::{Ipv4Addr, Ipv6Addr};

use expol_space::{AddressSet, Point};

use super::address::{internet_set, zones};
use super::nesting::standings;
use crate::db::Db;

/// Some top-level zones, or the outside.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, salsa::SalsaValue)]
pub enum Area {
    /// What no top-level zone has: the rest of the addresses, and all external points.
    Outside,
    /// Zones that are in no other zone and not in `internet`, and stand beside each other.
    District(u32),
}

/// Where the addresses of a set lie.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, salsa::SalsaValue)]
pub enum Side {
    /// In one area.
    One(Area),
    /// In several.
    Many,
}

/// Top-level zones form no more districts than this: a table for each two of thousands of zones would have next to nothing
/// in it, and cost more than it spares.
const MAX_DISTRICTS: usize = 64;

/// So many areas of a set are told one by one.
const FEW: usize = 6;

/// The areas by their addresses.
#[derive(Clone, PartialEq, Eq, Debug, Default, salsa::SalsaValue)]
pub(super) struct Areas {
    v4: Vec<Span>,
    v6: Vec<Span>,
    outside: AddressSet,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, salsa::SalsaValue)]
struct Span {
    first: u128,
    last: u128,
    district: u32,
}

/// The areas of the program. Where top-level zones overlap, which is an error, everything is one area.
#[salsa::tracked]
pub(super) fn areas(db: &dyn Db) -> Areas {
    let mut found = Areas { outside: internet_set(db).clone(), ..Areas::default() };
    let all = zones(db).zip(&standings(db).top_level);
    let top_level: Vec<&AddressSet> =
        all.filter(|(_, is_top_level)| **is_top_level).map(|((_, set), _)| set).collect();
    let districts = top_level.len().min(MAX_DISTRICTS);
    for (at, set) in top_level.iter().enumerate() {
        let district = (at * districts / top_level.len()) as u32;
        let v4 = set.v4().ranges().iter().map(|&(first, last)| (first.into(), last.into()));
        found.v4.extend(v4.map(|(first, last)| Span { first, last, district }));
        let v6 = set.v6().ranges().iter();
        found.v6.extend(v6.map(|&(first, last)| Span { first, last, district }));
    }
    for spans in [&mut found.v4, &mut found.v6] {
        spans.sort_by_key(|span| (span.first, span.last));
    }
    let overlap = |spans: &[Span]| spans.windows(2).any(|pair| pair[1].first <= pair[0].last);
    if overlap(&found.v4) || overlap(&found.v6) {
        (found.v4, found.v6) = (Vec::new(), Vec::new());
    }
    found
}

impl Areas {
    /// Where a set lies. The empty set lies outside.
    pub(super) fn side(&self, set: &AddressSet) -> Side {
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
    pub(super) fn met_by(&self, set: &AddressSet) -> Option<Vec<Area>> {
        let mut found: Vec<Area> = Vec::new();
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
    pub(super) fn of_point(&self, point: Point) -> Area {
        let area = match point {
            Point::V4(address) => of_address(&self.v4, Ipv4Addr::to_bits(address).into()),
            Point::V6(address) => of_address(&self.v6, Ipv6Addr::to_bits(address)),
            Point::External(_) => None,
        };
        area.unwrap_or(Area::Outside)
    }
}

fn of_address(spans: &[Span], address: u128) -> Option<Area> {
    of_range(spans, (address, address))
}

/// The area of a whole range; `None` where it lies in several.
fn of_range(spans: &[Span], (first, last): (u128, u128)) -> Option<Area> {
    match spans.get(spans.partition_point(|span| span.last < first)) {
        Some(span) if span.first <= first && last <= span.last => Some(Area::District(span.district)),
        Some(span) if span.first <= last => None,
        _ => Some(Area::Outside),
    }
}

/// Adds the areas that a range meets; `None` where they become many.
fn each_area(spans: &[Span], (mut first, last): (u128, u128), found: &mut Vec<Area>) -> Option<()> {
    let mut add = |area: Area| {
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
        add(Area::District(span.district))?;
        if last <= span.last {
            return Some(());
        }
        first = span.last + 1;
    }
    add(Area::Outside)
}
