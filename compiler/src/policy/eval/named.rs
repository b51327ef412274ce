//! What the name of a declaration stands for. Computed once for each, and shared by all that use the name: a role may
//! have thousands of holders.

use std::sync::Arc;

use expol_space::AddressSet;

use crate::db::Db;
use crate::hir::{Item, ast};
use crate::policy::address::{addresses_of_adapter, addresses_of_zone, member_set};
use crate::policy::endpoints::{Endpoints, Member, Term, union_of};
use crate::policy::holder::holders;
use crate::policy::value::{ServicePart, Services, Value};
use crate::syntax::item::Item as Tree;

use super::{group_value, service_value};

/// The value of a name.
#[salsa::tracked(cycle_result = unknown)]
pub(in crate::policy) fn named_value<'db>(db: &'db dyn Db, item: Item<'db>) -> Value<'db> {
    match &ast(db, item).item {
        Tree::Zone(_) => single(Member::Zone(item), addresses_of_zone(db, item)),
        Tree::Server(_) => single(Member::Server(item), addresses_of_adapter(db, item, 0)),
        Tree::Role(_) => role_value(db, item),
        Tree::Group(_) => match group_value(db, item) {
            Value::Endpoints(set) => Value::Endpoints(set.said_as(vec![Member::Group(item)])),
            other => other.clone(),
        },
        Tree::Service(_) => match service_value(db, item) {
            Value::Services(set) => {
                let parts = vec![ServicePart::Named(item)];
                Value::Services(Arc::new(Services { parts, set: set.set.clone() }))
            }
            other => other.clone(),
        },
        _ => Value::Unknown,
    }
}

fn unknown<'db>(_: &'db dyn Db, _: salsa::Id, _: Item<'db>) -> Value<'db> {
    Value::Unknown
}

fn single<'db>(member: Member<'db>, set: AddressSet) -> Value<'db> {
    Value::Endpoints(Endpoints::single(member, set))
}

/// The union of the holders' addresses; a holding group is one member.
fn role_value<'db>(db: &'db dyn Db, role: Item<'db>) -> Value<'db> {
    let mut terms = Vec::new();
    for holder in holders(db, role) {
        let set = match holder {
            Member::Group(item) => match group_value(db, *item) {
                Value::Endpoints(set) => set.set().clone(),
                _ => return Value::Unknown,
            },
            other => member_set(db, *other),
        };
        terms.push(Term::whole(*holder, set));
    }
    let sets: Vec<_> = terms.iter().map(|term| &term.set).collect();
    let set = union_of(&sets);
    Value::Endpoints(Endpoints::new(terms, set, Some(vec![Member::Role(role)])))
}
