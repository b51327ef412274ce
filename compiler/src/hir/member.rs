//! What stands behind a dot: the roles that an expression statically runs over, and their parameters.

use smol_str::SmolStr;

use super::item::Item;
use super::path::{Head, resolve_path};
use super::tree::ast;
use super::types::Type;
use crate::db::{Db, SourceFile};
use crate::syntax::expr::{Expr, ExprKind};
use crate::syntax::item::{Item as Tree, Parameter, RoleUse};

/// A variable of a loop or a filter, or a parameter of a profile.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub struct Local<'db> {
    /// Its name.
    pub name: SmolStr,
    /// Its type.
    pub kind: Type,
    /// The roles that it runs over; none for a parameter.
    pub roles: Vec<Item<'db>>,
    /// Whether it stands for one member at a time.
    pub single: bool,
}

/// The roles of a declaration: those that it holds (server, zone, group itself), or that it is.
fn declared_roles(tree: &Tree) -> &[RoleUse] {
    match tree {
        Tree::Zone(zone) => &zone.roles,
        Tree::Server(server) => &server.body.roles,
        Tree::Group(group) => &group.roles,
        _ => &[],
    }
}

/// The role items that a declaration says it holds, unresolved ones left out.
#[salsa::tracked]
pub fn roles_of_entity<'db>(db: &'db dyn Db, item: Item<'db>) -> Vec<Item<'db>> {
    let tree = ast(db, item);
    declared_roles(&tree.item).iter().filter_map(|used| role_item(db, item.file(db), used)).collect()
}

/// The role that a `role …` names.
pub fn role_item<'db>(db: &'db dyn Db, file: SourceFile, used: &RoleUse) -> Option<Item<'db>> {
    let resolved = resolve_path(db, file, &[], &used.path).ok()?;
    match resolved.head {
        Head::Item(item) if resolved.rest == used.path.segments.len() => {
            matches!(ast(db, item).item, Tree::Role(_)).then_some(item)
        }
        _ => None,
    }
}

/// The roles of a group's contents.
#[salsa::tracked(cycle_result = no_roles)]
fn group_roles<'db>(db: &'db dyn Db, item: Item<'db>) -> Vec<Item<'db>> {
    let tree = ast(db, item);
    match &tree.item {
        Tree::Group(group) => {
            let mut roles = roles_of_entity(db, item).clone();
            if let Some(members) = &group.members {
                extend(&mut roles, static_roles(db, item.file(db), &[], members));
            }
            roles
        }
        _ => Vec::new(),
    }
}

fn no_roles<'db>(_: &'db dyn Db, _: salsa::Id, _: Item<'db>) -> Vec<Item<'db>> {
    Vec::new()
}

/// The roles that the members of an expression may be asked for: a name behind a dot is looked up in these.
pub fn static_roles<'db>(
    db: &'db dyn Db,
    file: SourceFile,
    locals: &[Local<'db>],
    expr: &Expr,
) -> Vec<Item<'db>> {
    match &expr.kind {
        ExprKind::Path(path) => match resolve_path(db, file, locals, path) {
            Ok(resolved) if resolved.rest == path.segments.len() => match resolved.head {
                Head::Local(index) => locals.get(index).map(|local| local.roles.clone()).unwrap_or_default(),
                Head::Item(item) => match ast(db, item).item {
                    Tree::Role(_) => vec![item],
                    Tree::Group(_) => group_roles(db, item).clone(),
                    _ => roles_of_entity(db, item).clone(),
                },
            },
            _ => Vec::new(),
        },
        ExprKind::Union(all) => {
            let mut roles = Vec::new();
            for one in all {
                extend(&mut roles, static_roles(db, file, locals, one));
            }
            roles
        }
        ExprKind::Intersection(a, b) => {
            let mut roles = static_roles(db, file, locals, a);
            extend(&mut roles, static_roles(db, file, locals, b));
            roles
        }
        ExprKind::Except(a, _) => static_roles(db, file, locals, a),
        ExprKind::Filter { set, .. } => static_roles(db, file, locals, set),
        _ => Vec::new(),
    }
}

fn extend<'db>(roles: &mut Vec<Item<'db>>, more: Vec<Item<'db>>) {
    for role in more {
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
}

/// The parameter of a role.
pub fn parameter_of(tree: &Tree, name: &str) -> Option<Parameter> {
    match tree {
        Tree::Role(role) => role.parameters.iter().find(|parameter| parameter.name.text == name).cloned(),
        _ => None,
    }
}
