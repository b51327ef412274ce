//! Operands: names, literals, protocols, what stands behind a dot.

use std::sync::Arc;

use expol_space::ServiceSet;

use super::Evaluator;
use super::named::named_value;
use crate::hir::{Head, Item, Type, ast, parameter_of, roles_of_entity, static_roles};
use crate::policy::address::{Standing, adapters, member_set, public_owner, standing};
use crate::policy::endpoints::{Endpoints, Member, Written};
use crate::policy::holder::{role_argument, roles_of};
use crate::policy::value::{Services, Value};
use crate::syntax::expr::{Expr, ExprKind, ProtocolWord};
use crate::syntax::item::{Item as Tree, Placement};
use crate::syntax::literal::AddressLiteral;
use crate::syntax::{Name, Path};

impl<'db> Evaluator<'_, 'db> {
    pub(super) fn member(&self, member: Member<'db>) -> Value<'db> {
        Value::Endpoints(Endpoints::single(member, member_set(self.db, member)))
    }

    /// An address as written; a translated one is another name for its server.
    pub(super) fn address(&self, literal: AddressLiteral) -> Value<'db> {
        let written = || Member::Literal(Written::new(self.db, literal));
        self.member(public_owner(self.db, literal).unwrap_or_else(written))
    }

    pub(super) fn path(&mut self, path: &Path) -> Value<'db> {
        let resolved = self.known.resolve_path(self.file, &self.locals, path);
        let Ok(resolved) = resolved else { return Value::Unknown };
        let rest = path.segments.get(resolved.rest..).unwrap_or_default();
        match resolved.head {
            Head::Local(index) => {
                let value = self.values.get(index).cloned().unwrap_or(Value::Unknown);
                let roles = self.locals.get(index).map(|local| local.roles.clone()).unwrap_or_default();
                self.behind(value, &roles, rest)
            }
            Head::Item(item) => self.item_path(item, path, resolved.rest),
        }
    }

    fn item_path(&mut self, item: Item<'db>, path: &Path, at: usize) -> Value<'db> {
        let rest = path.segments.get(at..).unwrap_or_default();
        if rest.is_empty() {
            // Who uses a name depends on what it stands for, not on how that is declared.
            return named_value(self.db, item).clone();
        }
        let tree = ast(self.db, item);
        if let (Tree::Server(server), Some(first)) = (&tree.item, rest.first()) {
            let index = server.interfaces.iter().position(|interface| interface.name.text == first.text);
            if let Some(index) = index {
                let member = Member::Interface(item, index as u32);
                let roles = roles_of(self.db, member);
                return self.behind(self.member(member), &roles, rest.get(1..).unwrap_or_default());
            }
        }
        let value = named_value(self.db, item).clone();
        let roles = match &tree.item {
            Tree::Role(_) => vec![item],
            Tree::Group(_) => {
                let head =
                    Path { segments: path.segments.get(..at).unwrap_or_default().into(), node: path.node };
                let whole = Expr { kind: ExprKind::Path(head), node: path.node };
                static_roles(self.db, self.file, &self.locals, &whole)
            }
            _ => roles_of_entity(self.db, item).clone(),
        };
        self.behind(value, &roles, rest)
    }

    /// What stands behind a dot, from left to right.
    pub(super) fn behind(&mut self, value: Value<'db>, roles: &[Item<'db>], rest: &[Name]) -> Value<'db> {
        let Some(first) = rest.first() else { return value };
        let Value::Endpoints(set) = value else { return Value::Unknown };
        let further = rest.get(1..).unwrap_or_default();
        let next =
            if first.text == "zone" { self.zones_of(&set) } else { self.parameter(&set, roles, &first.text) };
        self.behind(next, &[], further)
    }

    fn zones_of(&self, set: &Endpoints<'db>) -> Value<'db> {
        let mut zones: Vec<Endpoints<'db>> = Vec::new();
        for term in set.terms() {
            let Some(member) = self.zone_of(term.member) else { continue };
            if let Value::Endpoints(zone) = self.member(member)
                && !zones.contains(&zone)
            {
                zones.push(zone);
            }
        }
        Value::Endpoints(Endpoints::union(&zones))
    }

    fn zone_of(&self, member: Member<'db>) -> Option<Member<'db>> {
        let (item, index) = match member {
            Member::Server(item) => (item, 0),
            Member::Interface(item, index) => (item, index as usize + 1),
            Member::Zone(_) | Member::Internet => return Some(member),
            _ => return None,
        };
        let tree = ast(self.db, item);
        let placement: Placement = adapters(&tree.item).get(index)?.zone.clone();
        Some(match standing(self.db, item, &placement)? {
            Standing::Internet => Member::Internet,
            Standing::Zone(zone) => Member::Zone(zone),
        })
    }

    /// The union of a parameter over the members that hold one of the roles; a single value where there is one member.
    fn parameter(&mut self, set: &Endpoints<'db>, roles: &[Item<'db>], name: &str) -> Value<'db> {
        let mut found: Vec<Value<'db>> = Vec::new();
        let groups = set.names().into_iter().flatten().filter(|name| matches!(name, Member::Group(_)));
        for member in set.terms().iter().map(|term| &term.member).chain(groups) {
            let held = roles_of(self.db, *member);
            for role in roles.iter().filter(|role| held.contains(role)) {
                if parameter_of(&ast(self.db, *role).item, name).is_some() {
                    found.push(role_argument(self.db, *member, *role, name));
                }
            }
        }
        join_values(&found, self.parameter_kind(roles, name).as_ref())
    }

    fn parameter_kind(&self, roles: &[Item<'db>], name: &str) -> Option<Type> {
        let parameter = |role: &Item<'db>| parameter_of(&ast(self.db, *role).item, name);
        roles.iter().find_map(parameter).map(|parameter| crate::hir::parameter_type(&parameter))
    }

    pub(super) fn protocol(&mut self, word: ProtocolWord, ports: Option<&Expr>) -> Value<'db> {
        let number = match word {
            ProtocolWord::Tcp => 6,
            ProtocolWord::Udp => 17,
            ProtocolWord::Sctp => 132,
            ProtocolWord::Icmp => return Value::Services(Arc::new(Services::loose(ServiceSet::icmp()))),
            ProtocolWord::Number => match ports.map(|ports| self.value(ports, Some(&Type::Number))) {
                Some(Value::Number(number)) if number <= 255 => {
                    return Value::Services(Arc::new(Services::loose(ServiceSet::protocol(number as u8))));
                }
                _ => return Value::Unknown,
            },
        };
        let set = match ports {
            None => return Value::Unknown,
            Some(Expr { kind: ExprKind::Any, .. }) => ServiceSet::protocol(number),
            Some(ports) => match self.value(ports, Some(&Type::Ports)) {
                Value::Ports(ports) => ports.ranges().iter().fold(ServiceSet::empty(), |set, (low, high)| {
                    set.union(&ServiceSet::ports(number, *low as u16, *high as u16))
                }),
                Value::None => ServiceSet::empty(),
                _ => return Value::Unknown,
            },
        };
        Value::Services(Arc::new(Services::loose(set)))
    }
}

/// The union of values of one type.
fn join_values<'db>(found: &[Value<'db>], kind: Option<&Type>) -> Value<'db> {
    if found.contains(&Value::Unknown) {
        return Value::Unknown;
    }
    let endpoints = |value: &Value<'db>| match value {
        Value::Endpoints(set) => Some(set.clone()),
        _ => None,
    };
    let services = |value: &Value<'db>| match value {
        Value::Services(set) => Some(set.clone()),
        _ => None,
    };
    match kind {
        Some(Type::Endpoints | Type::Servers) => {
            Value::Endpoints(Endpoints::union(&found.iter().filter_map(endpoints).collect::<Vec<_>>()))
        }
        Some(Type::Service) => {
            Value::Services(Arc::new(Services::union(&found.iter().filter_map(services).collect::<Vec<_>>())))
        }
        Some(Type::Ports) => {
            let mut joined = expol_space::RangeSet::empty();
            for value in found {
                if let Value::Ports(ports) = value {
                    joined = joined.union(ports);
                }
            }
            if joined.is_empty() { Value::None } else { Value::Ports(joined) }
        }
        _ => match found {
            // Who does not hold the role has none of its parameters.
            [] => Value::None,
            [only] => only.clone(),
            [first, others @ ..] if others.iter().all(|other| other == first) => first.clone(),
            _ => Value::Unknown,
        },
    }
}
