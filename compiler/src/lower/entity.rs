//! Zones, servers and groups.

use std::collections::{BTreeMap, BTreeSet};

use expol_ir::{AddressList, Digest, Document, Endpoints, Group, Interface, Server, Zone};

use super::endpoints::{Names, addresses};
use super::{LowerError, ir_date};
use crate::db::Db;
use crate::hir::{Item, ast, doc, full_name};
use crate::policy::address::{
    Standing, adapter_set, adapters, entities, list_file, literals_set, read_list, standing, zone_set,
};
use crate::policy::endpoints::Member;
use crate::policy::eval::group_value;
use crate::policy::value::Value;
use crate::policy::{holders, in_internet, roles_of};
use crate::syntax::item::{Adapter, Item as Tree, Placement, Zone as Declared};

/// The zones, and `internet` as what they leave.
pub(super) fn zones(db: &dyn Db, document: &mut Document) -> Result<(), LowerError> {
    let mut covered = BTreeSet::new();
    for zone in &entities(db).zones {
        let Tree::Zone(tree) = &ast(db, *zone).item else { continue };
        let name = full_name(db, *zone).to_string();
        let mut lowered = if tree.external {
            Zone::symbolic()
        } else {
            let set = addresses(zone_set(db, *zone))
                .ok_or_else(|| LowerError::Unsayable(format!("the zone `{name}`")))?;
            if !in_internet(db, *zone) {
                covered.insert(name.clone());
            }
            let within = tree.parent.as_ref().and_then(|parent| placement_name(db, *zone, parent));
            Zone::prefixes(set, within)
        };
        let (roles, description) = (role_names(db, Member::Zone(*zone)), describe(db, *zone));
        match &mut lowered {
            Zone::Prefixes(lowered) => {
                (lowered.roles, lowered.description) = (roles, description);
                lowered.lists = lists(db, *zone, tree)?;
            }
            Zone::Symbolic(zone) => (zone.roles, zone.description) = (roles, description),
            Zone::Complement(_) => {}
        }
        document.zones.insert(name, lowered);
    }
    let translated = literals_set(entities(db).servers.iter().flat_map(|server| {
        let tree = ast(db, *server);
        let public: Vec<_> = adapters(&tree.item)
            .iter()
            .flat_map(|body| body.public.iter().filter_map(|one| one.value))
            .collect();
        public
    }));
    document.zones.insert("internet".to_owned(), Zone::complement(covered, addresses(&translated)));
    Ok(())
}

/// The lists of a zone, with what they say of themselves.
fn lists(db: &dyn Db, zone: Item<'_>, tree: &Declared) -> Result<BTreeSet<AddressList>, LowerError> {
    let mut found = BTreeSet::new();
    for list in &tree.files {
        let file = list_file(db, zone, list).ok().flatten();
        let file = file.ok_or_else(|| LowerError::Unsayable(format!("the list `{}`", list.file.value)))?;
        let read = read_list(db, file, list);
        found.insert(AddressList {
            column: list.column.as_ref().map(|column| column.value.to_string()),
            date: read.date.map(ir_date).transpose()?,
            digest: Digest::of(file.text(db).as_bytes()),
            path: file.path(db).to_string(),
            source: read.source.map(String::from),
        });
    }
    Ok(found)
}

fn describe(db: &dyn Db, item: Item<'_>) -> Option<String> {
    doc(db, item).map(str::to_owned)
}

fn placement_name(db: &dyn Db, item: Item<'_>, placement: &Placement) -> Option<String> {
    match standing(db, item, placement)? {
        Standing::Internet => Some("internet".to_owned()),
        Standing::Zone(zone) => Some(full_name(db, zone).to_string()),
    }
}

fn role_names(db: &dyn Db, member: Member<'_>) -> BTreeSet<String> {
    roles_of(db, member).into_iter().map(|role| full_name(db, role).to_string()).collect()
}

/// The servers with their adapters.
pub(super) fn servers(db: &dyn Db, document: &mut Document) -> Result<(), LowerError> {
    for item in &entities(db).servers {
        let Tree::Server(tree) = &ast(db, *item).item else { continue };
        let name = full_name(db, *item).to_string();
        let unsayable = || LowerError::Unsayable(format!("the server `{name}`"));
        let mut interfaces = BTreeMap::new();
        for (index, interface) in tree.interfaces.iter().enumerate() {
            let member = Member::Interface(*item, index as u32);
            let lowered = Interface {
                addresses: addresses(adapter_set(db, *item, index as u32 + 1)).ok_or_else(unsayable)?,
                roles: role_names(db, member),
                zone: placement_name(db, *item, &interface.body.zone).ok_or_else(unsayable)?,
            };
            interfaces.insert(interface.name.text.to_string(), lowered);
        }
        let server = Server {
            addresses: addresses(adapter_set(db, *item, 0)).ok_or_else(unsayable)?,
            description: describe(db, *item),
            interfaces,
            public: public(&tree.body),
            roles: role_names(db, Member::Server(*item)),
            zone: placement_name(db, *item, &tree.body.zone).ok_or_else(unsayable)?,
        };
        document.servers.insert(name, server);
    }
    Ok(())
}

fn public(body: &Adapter) -> Option<expol_ir::Addresses> {
    addresses(&literals_set(body.public.iter().filter_map(|address| address.value)))
}

/// The groups and roles that are named, and those that these name.
pub(super) fn groups<'db>(
    db: &'db dyn Db,
    names: &mut Names<'db>,
    document: &mut Document,
) -> Result<(), LowerError> {
    // The project's own groups are part of the document even where no rule names them.
    for item in entities(db).groups.iter().filter(|item| !item.file(db).library(db)) {
        names.groups.insert(full_name(db, *item).to_string(), Member::Group(*item));
    }
    loop {
        let pending = names.groups.iter().find(|(name, _)| !document.groups.contains_key(*name));
        let Some((name, member)) = pending.map(|(name, member)| (name.clone(), *member)) else {
            return Ok(());
        };
        match members(db, names, member)? {
            Some(members) => {
                let (roles, description) = match member {
                    Member::Group(item) => (role_names(db, member), describe(db, item)),
                    Member::Role(item) => (BTreeSet::new(), describe(db, item)),
                    _ => (BTreeSet::new(), None),
                };
                document.groups.insert(name, Group { description, members, roles });
            }
            None => {
                // An empty set has no form in the IR, and nothing names it.
                names.groups.remove(&name);
            }
        }
    }
}

fn members<'db>(
    db: &'db dyn Db,
    names: &mut Names<'db>,
    member: Member<'db>,
) -> Result<Option<Endpoints>, LowerError> {
    match member {
        Member::Group(item) => match group_value(db, item) {
            Value::Endpoints(set) if !set.set().is_empty() => names.side(set).map(Some),
            _ => Ok(None),
        },
        Member::Role(role) => {
            let holders = holders(db, role).clone();
            let named = names.named(&holders).unwrap_or_default();
            Ok(Endpoints::named(named).ok())
        }
        _ => Ok(None),
    }
}
