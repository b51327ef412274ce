//! Operands: paths, what stands behind a dot, protocols.

use smol_str::SmolStr;

use super::{Checker, article};
use crate::hir::item::{Item, Place};
use crate::hir::member::{parameter_of, roles_of_entity, static_roles};
use crate::hir::path::Head;
use crate::hir::problem::{ProblemKind, Wanted};
use crate::hir::tree::ast;
use crate::hir::types::{Type, parameter_type};
use crate::hir::uses::Meaning;
use crate::syntax::expr::{Expr, ExprKind, ProtocolWord};
use crate::syntax::item::{HolderKind, Item as Tree};
use crate::syntax::{ItemKind, Name, NodeId, Path};

impl<'db> Checker<'db> {
    pub(super) fn path(&mut self, path: &Path, wanted: Option<&Type>) -> Type {
        let purpose = match wanted {
            Some(Type::Service) => Wanted::Service,
            Some(Type::Endpoints | Type::Servers) => Wanted::Endpoints,
            _ => Wanted::Value,
        };
        let Some(resolved) = self.resolve(path, purpose) else { return Type::Unknown };
        let rest = path.segments.get(resolved.rest..).unwrap_or_default();
        match resolved.head {
            Head::Local(index) => {
                let Some(local) = self.locals.get(index).cloned() else { return Type::Unknown };
                match rest {
                    [] => local.kind,
                    rest => self.behind(&local.roles, &local.kind, local.single, rest, &local.name),
                }
            }
            Head::Item(item) => self.item_path(item, rest, path),
        }
    }

    fn item_path(&mut self, item: Item<'db>, rest: &[Name], path: &Path) -> Type {
        // Of most names the first word of their declarations tells enough: who uses them depends on no more of it.
        match item.kind(self.db) {
            ItemKind::Zone if rest.is_empty() => return Type::Endpoints,
            ItemKind::Server if rest.is_empty() => return Type::Servers,
            ItemKind::Service if rest.is_empty() => return Type::Service,
            _ => {}
        }
        let tree = ast(self.db, item).clone();
        let kind = self.item_type(item, &tree.item, path.node);
        let name = item.name(self.db).clone().unwrap_or_default();
        let [first, further @ ..] = rest else { return kind };
        if let Tree::Server(server) = &tree.item
            && let Some(interface) =
                server.interfaces.iter().find(|interface| interface.name.text == first.text)
        {
            self.record(first.node, Meaning::Inner(Place::new(item, interface.name.node)));
            return match further {
                [] => Type::Servers,
                further => self.behind(&[], &Type::Servers, true, further, &first.text),
            };
        }
        let single = matches!(tree.item, Tree::Server(_) | Tree::Zone(_) | Tree::Group(_));
        let roles = match &tree.item {
            Tree::Role(_) => vec![item],
            Tree::Group(_) => {
                let whole = Expr {
                    kind: ExprKind::Path(Path { segments: Box::default(), node: path.node }),
                    node: path.node,
                };
                let mut roles = roles_of_entity(self.db, item).clone();
                roles.extend(static_roles(self.db, self.file, &self.locals, &whole));
                roles
            }
            _ => roles_of_entity(self.db, item).clone(),
        };
        self.behind(&roles, &kind, single, rest, &name)
    }

    /// The type of a declaration as a value.
    fn item_type(&mut self, item: Item<'db>, tree: &Tree, node: NodeId) -> Type {
        match tree {
            Tree::Zone(_) => Type::Endpoints,
            Tree::Server(_) => Type::Servers,
            Tree::Role(role) => match role.holder {
                HolderKind::Server | HolderKind::Interface | HolderKind::Group => Type::Servers,
                HolderKind::Zone => Type::Endpoints,
            },
            Tree::Group(_) => group_type(self.db, item).clone(),
            Tree::Service(_) => Type::Service,
            Tree::Broken => Type::Unknown,
            other => {
                let found =
                    format!("`{}`, {}", item.name(self.db).as_deref().unwrap_or_default(), article(other))
                        .into();
                let wanted: SmolStr = "a value".into();
                self.report(node, ProblemKind::WrongKind { found, wanted, declared: Some(item) });
                Type::Unknown
            }
        }
    }

    /// A name behind a bracketed set: `(A, B).p`.
    pub(super) fn member_of(&mut self, inner: &Expr, rest: &[Name]) -> Type {
        let kind = self.expect(inner, &Type::Endpoints);
        let roles = static_roles(self.db, self.file, &self.locals, inner);
        self.behind(&roles, &kind, false, rest, "the set")
    }

    /// What stands behind a dot: `zone`, or a parameter of one of the roles.
    fn behind(&mut self, roles: &[Item<'db>], kind: &Type, single: bool, rest: &[Name], of: &str) -> Type {
        let Some(first) = rest.first() else { return kind.clone() };
        if *kind == Type::Unknown {
            return Type::Unknown;
        }
        if first.text == "zone" && kind.is_endpoints() {
            return Type::Endpoints;
        }
        let mut found: Vec<(Item<'db>, Type)> = Vec::new();
        for role in roles {
            if let Some(parameter) = parameter_of(&ast(self.db, *role).item, &first.text) {
                self.record(first.node, Meaning::Inner(Place::new(*role, parameter.name.node)));
                found.push((*role, parameter_type(&parameter)));
            }
        }
        let Some((_, kind)) = found.first().cloned() else {
            let known = self.known_members(roles);
            let kind = ProblemKind::UnknownMember { name: first.text.clone(), of: of.into(), known };
            self.report(first.node, kind);
            return Type::Unknown;
        };
        if found.iter().any(|(_, other)| *other != kind) {
            let roles = found.iter().filter_map(|(role, _)| role.name(self.db).clone()).collect();
            self.report(first.node, ProblemKind::AmbiguousMember { name: first.text.clone(), roles });
            return Type::Unknown;
        }
        let is_set = matches!(kind, Type::Endpoints | Type::Servers | Type::Service | Type::Ports);
        if !single && !is_set && kind != Type::Unknown {
            self.report(first.node, ProblemKind::MemberOfSet { name: first.text.clone() });
            return Type::Unknown;
        }
        match rest.get(1..) {
            None | Some([]) => kind,
            Some(further) => self.behind(&[], &kind, false, further, &first.text),
        }
    }

    fn known_members(&self, roles: &[Item<'db>]) -> Vec<SmolStr> {
        let mut known: Vec<SmolStr> = vec!["zone".into()];
        for role in roles {
            if let Tree::Role(role) = &ast(self.db, *role).item {
                known.extend(role.parameters.iter().map(|parameter| parameter.name.text.clone()));
            }
        }
        known
    }

    pub(super) fn protocol(&mut self, node: NodeId, word: ProtocolWord, ports: Option<&Expr>) -> Type {
        match (word, ports) {
            (ProtocolWord::Icmp, _) => {}
            (_, None) => {
                self.report(node, ProblemKind::BareProtocol { protocol: word });
                return Type::Unknown;
            }
            (_, Some(Expr { kind: ExprKind::Any, .. })) => {}
            (ProtocolWord::Number, Some(number)) => {
                self.expect(number, &Type::Number);
            }
            (_, Some(ports)) => {
                self.expect(ports, &Type::Ports);
            }
        }
        Type::Service
    }
}

/// Whether a group holds servers only.
#[salsa::tracked(cycle_result = unknown_type)]
fn group_type<'db>(db: &'db dyn crate::db::Db, item: Item<'db>) -> Type {
    let tree = ast(db, item).clone();
    let Tree::Group(group) = &tree.item else { return Type::Unknown };
    let Some(members) = &group.members else { return Type::Servers };
    let known = std::rc::Rc::new(crate::hir::known::Known::new(db));
    let mut checker = Checker::new(&known, item);
    match checker.infer(members, Some(&Type::Endpoints)) {
        Type::Servers | Type::Nothing => Type::Servers,
        Type::Unknown => Type::Unknown,
        _ => Type::Endpoints,
    }
}

fn unknown_type<'db>(_: &'db dyn crate::db::Db, _: salsa::Id, _: Item<'db>) -> Type {
    Type::Unknown
}
