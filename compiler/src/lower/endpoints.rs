//! Sides by name. Where no names say exactly what is meant, addresses do.

use std::collections::{BTreeMap, BTreeSet};

use expol_ir::{Addresses, Ipv4Cidr, Ipv6Cidr, Named};
use expol_space::AddressSet;

use super::LowerError;
use crate::db::Db;
use crate::hir::{Item, ast, full_name};
use crate::policy::address::{any_set, entities, internet_set, member_set, zone_set};
use crate::policy::endpoints::{Endpoints, Member};
use crate::policy::eval::group_value;
use crate::policy::holders;
use crate::policy::value::Value;
use crate::syntax::item::Item as Tree;

/// The names that the document needs: groups to describe, services to define.
pub(super) struct Names<'db> {
    db: &'db dyn Db,
    /// Groups and roles that are named somewhere, still to be described.
    pub(super) groups: BTreeMap<String, Member<'db>>,
    services: BTreeMap<String, expol_ir::Service>,
}

impl<'db> Names<'db> {
    pub(super) fn new(db: &'db dyn Db) -> Names<'db> {
        Names { db, groups: BTreeMap::new(), services: BTreeMap::new() }
    }

    pub(super) fn define_service(&mut self, name: String, service: expol_ir::Service) {
        self.services.entry(name).or_insert(service);
    }

    pub(super) fn take_services(&mut self) -> BTreeMap<String, expol_ir::Service> {
        std::mem::take(&mut self.services)
    }

    /// A side. The names are used only where they say exactly the set.
    pub(super) fn side(&mut self, set: &Endpoints<'db>) -> Result<expol_ir::Endpoints, LowerError> {
        let members = set.said();
        let removed: Vec<Member<'db>> = if set.names().is_some() {
            Vec::new()
        } else {
            set.terms().iter().flat_map(|term| term.removed.iter().copied()).collect()
        };
        if let Some(side) = self.by_name(&members, &removed, set.set()) {
            return Ok(side);
        }
        let named = self
            .by_address(set.set())
            .ok_or_else(|| LowerError::Unsayable("a set of addresses".to_owned()))?;
        expol_ir::Endpoints::named(named).map_err(|_| LowerError::Unsayable("an empty set".to_owned()))
    }

    /// The union of the members without the removed ones; `None` where that is not the set.
    fn by_name(
        &mut self,
        members: &[Member<'db>],
        removed: &[Member<'db>],
        set: &AddressSet,
    ) -> Option<expol_ir::Endpoints> {
        let union = |members: &[Member<'db>]| {
            members.iter().fold(AddressSet::empty(), |all, member| all.union(&self.set_of(*member)))
        };
        let exact = !members.contains(&Member::Rest) && union(members).difference(&union(removed)) == *set;
        if !exact {
            return None;
        }
        let base = if members.contains(&Member::Any) {
            expol_ir::Endpoints::any()
        } else {
            expol_ir::Endpoints::named(self.named(members)?).ok()?
        };
        if removed.is_empty() { Some(base) } else { base.except(self.named(removed)?).ok() }
    }

    fn set_of(&self, member: Member<'db>) -> AddressSet {
        match member {
            Member::Group(item) => match group_value(self.db, item) {
                Value::Endpoints(set) => set.set().clone(),
                _ => AddressSet::empty(),
            },
            Member::Role(role) => holders(self.db, role)
                .iter()
                .fold(AddressSet::empty(), |all, held| all.union(&self.set_of(*held))),
            other => member_set(self.db, other),
        }
    }

    /// The names of members, empty ones left out; `None` where one has none.
    pub(super) fn named(&mut self, members: &[Member<'db>]) -> Option<Named> {
        let mut named = Named::default();
        let mut literals = AddressSet::empty();
        for member in members {
            let set = self.set_of(*member);
            if set.is_empty() {
                continue;
            }
            match member {
                Member::Server(item) => {
                    named.servers.insert(full_name(self.db, *item).to_string());
                }
                Member::Interface(item, index) => {
                    named.interfaces.insert(interface_name(self.db, *item, *index)?);
                }
                Member::Zone(item) => {
                    named.zones.insert(full_name(self.db, *item).to_string());
                }
                Member::Internet => {
                    named.zones.insert("internet".to_owned());
                }
                Member::Group(item) | Member::Role(item) => {
                    let name = full_name(self.db, *item).to_string();
                    self.groups.insert(name.clone(), *member);
                    named.groups.insert(name);
                }
                Member::Literal(_) => literals = literals.union(&set),
                Member::Any => {
                    let everything = self.by_address(any_set(self.db))?;
                    named.zones.extend(everything.zones);
                    literals = literals.union(any_set(self.db));
                }
                Member::Rest => return None,
            }
        }
        named.addresses = addresses(&literals);
        Some(named)
    }

    /// A set by its addresses and external zones.
    fn by_address(&self, set: &AddressSet) -> Option<Named> {
        let mut named = Named { addresses: addresses(set), ..Named::default() };
        for zone in &entities(self.db).zones {
            let external = matches!(&ast(self.db, *zone).item, Tree::Zone(tree) if tree.external);
            if external && zone_set(self.db, *zone).is_subset(set) {
                named.zones.insert(full_name(self.db, *zone).to_string());
            }
        }
        // What is left of `internet` reads better as its complement; the same set either way.
        if internet_set(self.db).is_subset(set) {
            let rest = set.difference(internet_set(self.db));
            named = Named {
                addresses: addresses(&rest),
                zones: BTreeSet::from(["internet".to_owned()]),
                ..Named::default()
            };
        }
        (!named.is_empty()).then_some(named)
    }
}

/// `ex01.replication`
pub(super) fn interface_name(db: &dyn Db, item: Item<'_>, index: u32) -> Option<String> {
    let Tree::Server(server) = &ast(db, item).item else { return None };
    let interface = server.interfaces.get(index as usize)?;
    Some(format!("{}.{}", full_name(db, item), interface.name.text))
}

/// The addresses of a set, external points left out.
pub(super) fn addresses(set: &AddressSet) -> Option<Addresses> {
    let v4 = set.ipv4_cidrs().into_iter().filter_map(|(address, length)| Ipv4Cidr::new(address, length));
    let v6 = set.ipv6_cidrs().into_iter().filter_map(|(address, length)| Ipv6Cidr::new(address, length));
    Addresses::new(v4, v6)
}
