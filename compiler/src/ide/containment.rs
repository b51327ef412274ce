//! What lies in what, as a type hierarchy: a zone in its zone, a server in its zones and its roles.

use crate::checks::Context;
use crate::db::Db;
use crate::hir::{Item, Meaning, ast};
use crate::policy::address::{Standing, adapters, entities, standing};
use crate::policy::endpoints::Member;
use crate::policy::{holders, roles_of};
use crate::syntax::ItemKind;
use crate::syntax::item::Item as Tree;

use super::calls::{FlowEnd, end};
use super::flows::parent;
use super::item::FilePosition;
use super::names::name_at;

/// The zone, server, group or role at a position.
pub fn container_at(db: &dyn Db, position: FilePosition) -> Option<FlowEnd> {
    item_named_at(db, position).map(|item| end(Context { db }, item))
}

/// What the thing at a position lies in: for a zone its zone, for a server its zones and its roles.
pub fn containers(db: &dyn Db, position: FilePosition) -> Vec<FlowEnd> {
    let Some(item) = item_named_at(db, position) else { return Vec::new() };
    let ctx = Context { db };
    let mut found: Vec<Item<'_>> = match item.kind(db) {
        ItemKind::Zone => parent(ctx, item).into_iter().chain(roles_of(db, Member::Zone(item))).collect(),
        ItemKind::Server => {
            zones_of_server(db, item).into_iter().chain(roles_of(db, Member::Server(item))).collect()
        }
        ItemKind::Group => roles_of(db, Member::Group(item)),
        _ => Vec::new(),
    };
    found.dedup();
    found.into_iter().map(|item| end(ctx, item)).collect()
}

/// What lies in the thing at a position: zones and servers in a zone, the holders of a role.
pub fn contents(db: &dyn Db, position: FilePosition) -> Vec<FlowEnd> {
    let Some(item) = item_named_at(db, position) else { return Vec::new() };
    let ctx = Context { db };
    let mut found: Vec<Item<'_>> = match item.kind(db) {
        ItemKind::Zone => {
            let zones = entities(db).zones.iter().filter(|zone| parent(ctx, **zone) == Some(item));
            let servers =
                entities(db).servers.iter().filter(|server| zones_of_server(db, **server).contains(&item));
            zones.chain(servers).copied().collect()
        }
        ItemKind::Role => holders(db, item).iter().filter_map(|member| ctx.item_of(*member)).collect(),
        _ => Vec::new(),
    };
    found.dedup();
    found.into_iter().map(|item| end(ctx, item)).collect()
}

fn item_named_at<'db>(db: &'db dyn Db, position: FilePosition) -> Option<Item<'db>> {
    match name_at(db, position)?.meaning {
        Meaning::Item(item) => Some(item).filter(|item| {
            matches!(item.kind(db), ItemKind::Zone | ItemKind::Server | ItemKind::Group | ItemKind::Role)
        }),
        Meaning::Inner(_) | Meaning::Module(_) | Meaning::Label(..) => None,
    }
}

fn zones_of_server<'db>(db: &'db dyn Db, server: Item<'db>) -> Vec<Item<'db>> {
    let tree = &ast(db, server).item;
    if !matches!(tree, Tree::Server(_)) {
        return Vec::new();
    }
    let zone = |standing: Standing<'db>| match standing {
        Standing::Zone(zone) => Some(zone),
        Standing::Internet => None,
    };
    adapters(tree).into_iter().filter_map(|body| standing(db, server, &body.zone).and_then(zone)).collect()
}
