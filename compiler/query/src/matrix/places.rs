//! What stands at the sides of a matrix, in the order in which it is shown.

use std::collections::{BTreeMap, BTreeSet};

use expol_ir::Zone;
use expol_space::AddressSet;

use super::{Axis, MatrixOptions, Place};
use crate::names::Kind;
use crate::reading::Reading;

/// The places that are wanted, with what they stand for.
pub(super) fn places(reading: &Reading<'_>, options: &MatrixOptions) -> Vec<(Place, AddressSet)> {
    let kind = match options.by {
        Axis::Zone => Kind::Zone,
        Axis::Role => Kind::Role,
    };
    let set = |name: &String| {
        let found = reading.names.all.get(name).into_iter().flatten();
        found.filter(|(own, _)| *own == kind).map(|(_, set)| set.clone()).next()
    };
    let wanted = |name: &String| options.only.is_empty() || options.only.contains(name);
    let names: Vec<(String, usize)> = match options.by {
        Axis::Zone => nested(reading, &wanted),
        Axis::Role => {
            reading.names.all.keys().filter(|name| wanted(name)).map(|name| (name.clone(), 0)).collect()
        }
    };
    let place = |(name, depth): (String, usize)| {
        let set = set(&name)?;
        let description = reading.document.zones.get(&name).filter(|_| kind == Kind::Zone).and_then(describe);
        Some((Place { name, depth, description }, set))
    };
    names.into_iter().filter_map(place).collect()
}

/// Zones with those that lie in them below, the outside first.
fn nested(reading: &Reading<'_>, wanted: &dyn Fn(&String) -> bool) -> Vec<(String, usize)> {
    let zones = &reading.document.zones;
    let mut inner: BTreeMap<Option<&String>, Vec<&String>> = BTreeMap::new();
    for (name, zone) in zones {
        let within = match zone {
            Zone::Prefixes(zone) => {
                zone.within.as_ref().filter(|outer| wanted(outer) && zones.contains_key(*outer))
            }
            _ => None,
        };
        if wanted(name) {
            inner.entry(within).or_default().push(name);
        }
    }
    let outside = |name: &&String| matches!(zones.get(*name), Some(Zone::Complement(_) | Zone::Symbolic(_)));
    for list in inner.values_mut() {
        list.sort_by_key(|name| (!outside(name), *name));
    }
    let mut out = Vec::new();
    let mut seen = BTreeSet::new();
    let mut pending: Vec<(&String, usize)> =
        inner.get(&None).into_iter().flatten().rev().map(|name| (*name, 0)).collect();
    while let Some((name, depth)) = pending.pop() {
        // A document that calls two zones each other's outer one is refused elsewhere; here it must only end.
        if seen.insert(name) {
            out.push((name.clone(), depth));
            pending.extend(inner.get(&Some(name)).into_iter().flatten().rev().map(|name| (*name, depth + 1)));
        }
    }
    out
}

fn describe(zone: &Zone) -> Option<String> {
    match zone {
        Zone::Prefixes(zone) => zone.description.clone(),
        Zone::Complement(zone) => zone.description.clone(),
        Zone::Symbolic(zone) => zone.description.clone(),
    }
}
