//! Flows as a call hierarchy: who reaches a server, zone or group, whom it reaches, and by which rules.

use std::collections::BTreeMap;

use expol_space::AddressSet;

use crate::checks::Context;
use crate::db::{Db, SourceFile};
use crate::hir::{Item, Meaning};
use crate::policy::address::{internet_set, zone_set};
use crate::policy::eval::group_value;
use crate::policy::value::Value;
use crate::syntax::ItemKind;
use crate::text::TextRange;

use super::flows::{RuleFlow, between, parent, server_set, servers_meeting, zones_meeting};
use super::item::{FilePosition, FileRange, item_range, name_range, range_of_place};
use super::names::name_at;
use super::outline::{SymbolKind, kind_of};

/// An end of flows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FlowEnd {
    /// Its name.
    pub name: String,
    /// What it is; `internet` counts as a zone.
    pub kind: SymbolKind,
    /// Its addresses.
    pub detail: String,
    /// Where it is declared; for `internet`, the first rule that names it.
    pub file: SourceFile,
    /// The whole declaration.
    pub range: TextRange,
    /// Its name.
    pub selection: TextRange,
}

/// What runs between two ends.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Flow {
    /// The other end.
    pub peer: FlowEnd,
    /// The services.
    pub services: Vec<String>,
    /// The rules that permit it, where a person wrote them.
    pub rules: Vec<FileRange>,
}

/// The server, zone or group at a position.
pub fn flow_end(db: &dyn Db, position: FilePosition) -> Option<FlowEnd> {
    end_at(db, position).map(|item| end(Context { db }, item))
}

/// What reaches the thing at a position.
pub fn incoming_flows(db: &dyn Db, position: FilePosition) -> Vec<Flow> {
    flows(db, position, true)
}

/// What the thing at a position reaches.
pub fn outgoing_flows(db: &dyn Db, position: FilePosition) -> Vec<Flow> {
    flows(db, position, false)
}

fn end_at<'db>(db: &'db dyn Db, position: FilePosition) -> Option<Item<'db>> {
    let item = match name_at(db, position)?.meaning {
        Meaning::Item(item) => item,
        Meaning::Inner(place) => place.item,
        Meaning::Module(_) | Meaning::Label(..) => return None,
    };
    matches!(item.kind(db), ItemKind::Server | ItemKind::Zone | ItemKind::Group).then_some(item)
}

fn set_of<'db>(ctx: Context<'db>, item: Item<'db>) -> AddressSet {
    match item.kind(ctx.db) {
        ItemKind::Server => server_set(ctx, item),
        ItemKind::Zone => zone_set(ctx.db, item).clone(),
        _ => match group_value(ctx.db, item) {
            Value::Endpoints(set) => set.set().clone(),
            _ => AddressSet::empty(),
        },
    }
}

/// A declaration as an end of flows.
pub(super) fn end<'db>(ctx: Context<'db>, item: Item<'db>) -> FlowEnd {
    FlowEnd {
        name: ctx.name(item).to_string(),
        kind: kind_of(item.kind(ctx.db)),
        detail: crate::checks::show_addresses(&set_of(ctx, item)),
        file: item.file(ctx.db),
        range: item_range(ctx.db, item),
        selection: name_range(ctx.db, item),
    }
}

fn flows(db: &dyn Db, position: FilePosition, inwards: bool) -> Vec<Flow> {
    let Some(item) = end_at(db, position) else { return Vec::new() };
    let ctx = Context { db };
    let mut found: BTreeMap<String, Flow> = BTreeMap::new();
    for flow in between(ctx, set_of(ctx, item), inwards) {
        for peer in peers(ctx, &flow) {
            let known = found.entry(peer.name.clone()).or_insert_with(|| Flow {
                peer,
                services: Vec::new(),
                rules: Vec::new(),
            });
            let rule = range_of_place(db, flow.place);
            if !known.services.contains(&flow.service) {
                known.services.push(flow.service.clone());
            }
            if !known.rules.contains(&rule) {
                known.rules.push(rule);
            }
        }
    }
    found.into_values().collect()
}

/// The ends of a flow by name: zones that are meant as a whole, and servers outside of them.
fn peers<'db>(ctx: Context<'db>, flow: &RuleFlow<'db>) -> Vec<FlowEnd> {
    let whole = |zone: &Item<'db>| zone_set(ctx.db, *zone).is_subset(&flow.set);
    let zones: Vec<Item<'db>> = zones_meeting(ctx, &flow.set).into_iter().filter(whole).collect();
    let covered = zones.iter().fold(AddressSet::empty(), |sum, zone| sum.union(zone_set(ctx.db, *zone)));
    // A zone inside of another that is meant as a whole says nothing more.
    let outer =
        zones.iter().filter(|zone| !parent(ctx, **zone).is_some_and(|parent| zones.contains(&parent)));
    let mut ends: Vec<FlowEnd> = outer.map(|zone| end(ctx, *zone)).collect();
    let rest = flow.set.difference(&covered);
    ends.extend(servers_meeting(ctx, &rest).into_iter().map(|server| end(ctx, server)));
    if internet_set(ctx.db).intersects(&rest) {
        let rule = range_of_place(ctx.db, flow.place);
        ends.push(FlowEnd {
            name: "internet".to_owned(),
            kind: SymbolKind::Zone,
            detail: String::new(),
            file: rule.file,
            range: rule.range,
            selection: rule.range,
        });
    }
    ends
}
