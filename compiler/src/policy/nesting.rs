//! Which zones lie in which. Gathered over the program, since many ask it of each zone.

#![allow(missing_docs, reason = "salsa generates constructors without documentation")]

use rustc_hash::FxHashMap;

use super::address::{Standing, entities, standing};
use super::network::network_in;
use crate::db::Db;
use crate::hir::{Item, program_sections};
use crate::syntax::item::Item as Tree;

/// Where a zone lies.
#[derive(Clone, Copy, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub(super) struct Nested<'db> {
    is_external: bool,
    /// What is written behind `in`; none too where that names no zone.
    parent: Option<Standing<'db>>,
}

/// Where a zone lies; nothing for other declarations.
pub(super) fn nested<'db>(db: &'db dyn Db, item: Item<'db>, tree: &Tree) -> Option<Nested<'db>> {
    let Tree::Zone(zone) = tree else { return None };
    let parent = zone.parent.as_ref().and_then(|parent| standing(db, item, parent));
    Some(Nested { is_external: zone.external, parent })
}

/// Which of the zones of the program, in their order, are part of `internet`, and which lie in no other zone nor there.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub(super) struct Standings {
    pub(super) in_internet: Box<[bool]>,
    pub(super) top_level: Box<[bool]>,
}

/// See [`Standings`].
#[salsa::tracked]
pub(super) fn standings(db: &dyn Db) -> Standings {
    let (zones, all) = (&entities(db).zones, nesting(db));
    let in_internet: Box<[bool]> = zones.iter().map(|zone| leads_to_internet(all, *zone)).collect();
    let is_nested =
        |zone| all.get(zone).is_some_and(|nested| matches!(nested.parent, Some(Standing::Zone(_))));
    let top_level = zones.iter().zip(&in_internet).map(|(zone, inside)| !inside && !is_nested(zone));
    Standings { top_level: top_level.collect(), in_internet }
}

#[salsa::tracked]
fn nesting<'db>(db: &'db dyn Db) -> FxHashMap<Item<'db>, Nested<'db>> {
    program_sections(db).iter().flat_map(|section| &network_in(db, *section).nested).copied().collect()
}

/// What a zone lies in: `internet`, or another zone.
pub(super) fn parent_of<'db>(db: &'db dyn Db, zone: Item<'db>) -> Option<Standing<'db>> {
    nesting(db).get(&zone)?.parent
}

/// Whether a zone lies, through its parents, in itself.
pub(super) fn in_circle<'db>(db: &'db dyn Db, zone: Item<'db>) -> bool {
    circular(db).contains(&zone)
}

/// The zones that lie in themselves: hardly ever any, so that who asks about one does not depend on where all lie.
#[salsa::tracked]
fn circular<'db>(db: &'db dyn Db) -> Vec<Item<'db>> {
    let mut found = Vec::new();
    // Each zone is passed once: by the walk that starts at the zone of this number.
    let mut passed: FxHashMap<Item<'db>, usize> = FxHashMap::default();
    for (start, zone) in entities(db).zones.iter().enumerate() {
        let mut way: Vec<Item<'db>> = Vec::new();
        let mut current = Some(*zone);
        while let Some(zone) = current {
            if let Some(by) = passed.insert(zone, start) {
                let first = way.iter().position(|known| *known == zone).filter(|_| by == start);
                found.extend(first.map_or(Vec::new(), |first| way.split_off(first)));
                break;
            }
            way.push(zone);
            current = match parent_of(db, zone) {
                Some(Standing::Zone(parent)) => Some(parent),
                _ => None,
            };
        }
    }
    found
}

/// The parents of a zone, the nearest first; where they form a circle, the zone itself is among them.
pub(super) fn ancestors<'db>(db: &'db dyn Db, zone: Item<'db>) -> Vec<Item<'db>> {
    let mut found: Vec<Item<'db>> = Vec::new();
    let mut current = zone;
    while let Some(Standing::Zone(parent)) = parent_of(db, current) {
        if found.contains(&parent) {
            break;
        }
        found.push(parent);
        current = parent;
    }
    found
}

/// Whether a zone, through its parents, is part of `internet`.
pub fn in_internet<'db>(db: &'db dyn Db, zone: Item<'db>) -> bool {
    leads_to_internet(nesting(db), zone)
}

fn leads_to_internet<'db>(all: &FxHashMap<Item<'db>, Nested<'db>>, zone: Item<'db>) -> bool {
    let mut current = zone;
    // No way is longer than there are zones: one that is goes in a circle.
    for _ in 0..all.len() {
        match all.get(&current) {
            Some(Nested { is_external: true, .. } | Nested { parent: Some(Standing::Internet), .. }) => {
                return true;
            }
            Some(Nested { parent: Some(Standing::Zone(parent)), .. }) => current = *parent,
            _ => return false,
        }
    }
    false
}
