//! Sets: unions, intersections, differences, filters, and the values of groups and services.

use std::hash::BuildHasher;
use std::sync::Arc;

use expol_space::ServiceSet;
use rustc_hash::FxBuildHasher;

use super::Evaluator;
use crate::db::Db;
use crate::hir::{Item, Local, Type, ast, declarations_of_kind, program_sections, static_roles};
use crate::policy::endpoints::{Endpoints, Member, Term};
use crate::policy::value::{Services, Value};
use crate::syntax::expr::Expr;
use crate::syntax::item::Item as Tree;
use crate::syntax::{ItemKind, Name};

/// The members of a group.
#[salsa::tracked(cycle_result = unknown)]
pub fn group_value<'db>(db: &'db dyn Db, item: Item<'db>) -> Value<'db> {
    match &ast(db, item).item {
        Tree::Group(group) => match &group.members {
            Some(members) => Evaluator::new(db, item.file(db)).value(members, Some(&Type::Endpoints)),
            None => Value::Endpoints(Endpoints::empty()),
        },
        _ => Value::Unknown,
    }
}

/// The set of a service.
#[salsa::tracked(cycle_result = unknown)]
pub fn service_value<'db>(db: &'db dyn Db, item: Item<'db>) -> Value<'db> {
    match &ast(db, item).item {
        Tree::Service(service) => {
            Evaluator::new(db, item.file(db)).value(&service.value, Some(&Type::Service))
        }
        _ => Value::Unknown,
    }
}

/// The declared service that is exactly this set: of several the first, those of the project before those of libraries.
pub fn service_of_set<'db>(db: &'db dyn Db, set: &ServiceSet) -> Option<Item<'db>> {
    let (all, wanted) = (services_by_hash(db), FxBuildHasher.hash_one(set));
    let first = all.partition_point(|(hash, _)| *hash < wanted);
    let alike = all.iter().skip(first).take_while(|(hash, _)| *hash == wanted).map(|(_, item)| *item);
    let is = |item: &Item<'db>| matches!(service_value(db, *item), Value::Services(own) if own.set == *set);
    alike.into_iter().find(is)
}

/// The declared services by the hashes of their sets.
#[salsa::tracked]
fn services_by_hash<'db>(db: &'db dyn Db) -> Vec<(u64, Item<'db>)> {
    let sections = program_sections(db).iter();
    let services = sections.flat_map(|section| declarations_of_kind(db, *section, ItemKind::Service));
    let hashed = |item: Item<'db>| match service_value(db, item) {
        Value::Services(own) => Some((FxBuildHasher.hash_one(&own.set), item)),
        _ => None,
    };
    let mut found: Vec<(u64, Item<'db>)> = services.filter_map(hashed).collect();
    // A stable sort: of equal services the first stays the first.
    found.sort_by_key(|(hash, _)| *hash);
    found
}

fn unknown<'db>(_: &'db dyn Db, _: salsa::Id, _: Item<'db>) -> Value<'db> {
    Value::Unknown
}

impl<'db> Evaluator<'_, 'db> {
    pub(super) fn union(&mut self, all: &[Expr], wanted: Option<&Type>) -> Value<'db> {
        let values: Vec<Value<'db>> = self.one_kind(all, wanted);
        let (mut endpoints, mut services) = (Vec::new(), Vec::new());
        let mut ports = expol_space::RangeSet::empty();
        let mut any_ports = false;
        for value in values {
            match value {
                Value::Endpoints(set) => endpoints.push(set),
                Value::Services(set) => services.push(set),
                Value::Ports(set) => {
                    any_ports = true;
                    ports = ports.union(&set);
                }
                Value::None => {}
                _ => return Value::Unknown,
            }
        }
        match (endpoints.is_empty(), services.is_empty(), any_ports) {
            (_, false, false) if endpoints.is_empty() => {
                Value::Services(Arc::new(Services::union(&services)))
            }
            (true, true, true) => Value::Ports(ports),
            (_, true, false) => Value::Endpoints(Endpoints::union(&endpoints)),
            _ => Value::Unknown,
        }
    }

    /// The values of a list, `any` and `none` read as the kind of the rest.
    fn one_kind(&mut self, all: &[Expr], wanted: Option<&Type>) -> Vec<Value<'db>> {
        let wanted = match wanted {
            Some(known @ (Type::Endpoints | Type::Servers | Type::Service | Type::Ports)) => {
                Some(known.clone())
            }
            _ => all.iter().find_map(|one| match self.value(one, None) {
                Value::Services(_) => Some(Type::Service),
                Value::Ports(_) | Value::Number(_) => Some(Type::Ports),
                _ => None,
            }),
        };
        let wanted = wanted.unwrap_or(Type::Endpoints);
        all.iter().map(|one| self.value(one, Some(&wanted))).collect()
    }

    pub(super) fn pair(
        &mut self,
        a: &Expr,
        b: &Expr,
        wanted: Option<&Type>,
        intersection: bool,
    ) -> Value<'db> {
        let both = self.two(a, b, wanted);
        match both {
            (Value::Endpoints(a), Value::Endpoints(b)) => {
                Value::Endpoints(if intersection { a.intersection(&b) } else { a.except(&b) })
            }
            (Value::Services(a), Value::Services(b)) => {
                Value::Services(Arc::new(if intersection { a.intersection(&b) } else { a.except(&b) }))
            }
            (Value::Ports(a), Value::Ports(b)) => {
                Value::Ports(if intersection { a.intersection(&b) } else { a.difference(&b) })
            }
            _ => Value::Unknown,
        }
    }

    /// Two sets of one kind.
    pub(super) fn two(&mut self, a: &Expr, b: &Expr, wanted: Option<&Type>) -> (Value<'db>, Value<'db>) {
        let both = [a.clone(), b.clone()];
        let mut values = self.one_kind(&both, wanted).into_iter();
        (values.next().unwrap_or(Value::Unknown), values.next().unwrap_or(Value::Unknown))
    }

    pub(super) fn filter(&mut self, variable: &Name, set: &Expr, condition: Option<&Expr>) -> Value<'db> {
        let Some(all) = self.endpoints(set) else { return Value::Unknown };
        let roles = static_roles(self.db, self.file, &self.locals, set);
        let mut kept: Vec<Arc<Term<'db>>> = Vec::new();
        for term in all.terms() {
            let local = Local {
                name: variable.text.clone(),
                kind: Type::Endpoints,
                roles: roles.clone(),
                single: true,
            };
            self.push(local, one_member(self.db, term));
            let holds = condition.map_or(Some(true), |condition| self.holds(condition));
            self.pop();
            match holds {
                Some(true) => kept.push(Arc::clone(term)),
                Some(false) => {}
                None => return Value::Unknown,
            }
        }
        if kept.len() == all.terms().len() {
            return Value::Endpoints(all);
        }
        let set = kept.iter().fold(expol_space::AddressSet::empty(), |set, term| set.union(&term.set));
        Value::Endpoints(Endpoints::new(kept, set, None))
    }
}

/// A member as the value of a variable. A group is its members, under its own name.
pub(crate) fn one_member<'db>(db: &'db dyn Db, term: &Arc<Term<'db>>) -> Value<'db> {
    if let Member::Group(item) = term.member {
        let Value::Endpoints(members) = group_value(db, item) else { return Value::Unknown };
        let (terms, names) = (members.terms().to_vec(), Some(vec![term.member]));
        return Value::Endpoints(Endpoints::new(terms, term.set.clone(), names));
    }
    Value::Endpoints(Endpoints::one(Arc::clone(term)))
}
