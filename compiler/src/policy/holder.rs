//! Who holds a role, and with which arguments.

use super::address::adapters;
use super::endpoints::Member;
use super::eval::Evaluator;
use super::network::network_in;
use super::value::Value;
use smol_str::SmolStr;

use crate::db::{Db, Embedded};
use crate::hir::{Definition, Item, ast, parameter_type, program_sections, resolve, role_item};
use crate::syntax::ItemKind;
use crate::syntax::item::{Item as Tree, RoleUse};

/// A role and something that holds it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub(super) struct Holding<'db> {
    /// The role.
    pub(super) role: Item<'db>,
    /// What holds it.
    pub(super) member: Member<'db>,
}

/// Adds the roles that a declaration holds.
pub(super) fn held_by<'db>(db: &'db dyn Db, item: Item<'db>, tree: &Tree, found: &mut Vec<Holding<'db>>) {
    for (member, roles) in role_uses(item, tree) {
        let held = roles.iter().filter_map(|used| role_item(db, item.file(db), used));
        found.extend(held.map(|role| Holding { role, member }));
    }
}

/// The roles written in a declaration, by what holds them.
fn role_uses<'a, 'db>(item: Item<'db>, tree: &'a Tree) -> Vec<(Member<'db>, &'a [RoleUse])> {
    match tree {
        Tree::Zone(zone) => vec![(Member::Zone(item), &zone.roles)],
        Tree::Group(group) => vec![(Member::Group(item), &group.roles)],
        Tree::Server(_) => {
            let member = |index: usize| match index {
                0 => Member::Server(item),
                index => Member::Interface(item, index as u32 - 1),
            };
            adapters(tree)
                .into_iter()
                .enumerate()
                .map(|(index, body)| (member(index), &*body.roles))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// All roles that are held in the program, with their holders.
#[salsa::tracked]
pub(super) fn all_holdings<'db>(db: &'db dyn Db) -> Vec<Holding<'db>> {
    let of_kind = |kind: usize| {
        let all = program_sections(db).iter();
        let all = all.filter_map(move |section| network_in(db, *section).holdings.get(kind));
        all.flatten().copied()
    };
    (0..3).flat_map(of_kind).collect()
}

/// The holders of a role in the whole program.
#[salsa::tracked]
pub fn holders<'db>(db: &'db dyn Db, role: Item<'db>) -> Vec<Member<'db>> {
    all_holdings(db).iter().filter(|held| held.role == role).map(|held| held.member).collect()
}

/// Whether a statement of the library is a loop over roles that nobody holds. The build has seen over which roles it
/// runs, so that it is neither read nor computed: who uses one part of the library does not pay for the others.
pub(super) fn loops_over_nobody(db: &dyn Db, item: Item<'_>) -> bool {
    let nobody_holds = |name: &'static str| {
        let Some(Definition::Item(role)) = resolve(db, item.file(db), name) else { return false };
        role.kind(db) == ItemKind::Role && holders(db, role).is_empty()
    };
    let mut roles = item.embedded(db).into_iter().flat_map(Embedded::loops_over).peekable();
    roles.peek().is_some() && roles.all(nobody_holds)
}

/// The roles that a member holds.
pub fn roles_of<'db>(db: &'db dyn Db, member: Member<'db>) -> Vec<Item<'db>> {
    let (Member::Server(item) | Member::Interface(item, _) | Member::Zone(item) | Member::Group(item)) =
        member
    else {
        return Vec::new();
    };
    let all = network_in(db, item.section(db)).holdings.iter().flatten();
    all.filter(|held| held.member == member).map(|held| held.role).collect()
}

/// The value of a role's parameter for a member that holds it: its argument, or the default.
pub(super) fn role_argument<'db>(
    db: &'db dyn Db,
    member: Member<'db>,
    role: Item<'db>,
    name: &str,
) -> Value<'db> {
    let (item, adapter) = match member {
        Member::Server(item) | Member::Zone(item) | Member::Group(item) => (item, 0),
        Member::Interface(item, index) => (item, index + 1),
        _ => return Value::Unknown,
    };
    argument(db, item, adapter, role, SmolStr::new(name)).clone()
}

#[salsa::tracked(cycle_result = unknown_argument)]
#[allow(clippy::needless_pass_by_value, reason = "it is part of the query's key")]
fn argument<'db>(
    db: &'db dyn Db,
    item: Item<'db>,
    adapter: u32,
    role: Item<'db>,
    name: SmolStr,
) -> Value<'db> {
    let tree = ast(db, role);
    let Tree::Role(declared) = &tree.item else { return Value::Unknown };
    let Some(parameter) = declared.parameters.iter().find(|parameter| parameter.name.text == name) else {
        return Value::Unknown;
    };
    let kind = parameter_type(parameter);
    let holder = ast(db, item);
    let uses = role_uses(item, &holder.item);
    let own = uses.get(adapter as usize).map(|(_, roles)| *roles).unwrap_or_default();
    let used = own.iter().find(|used| role_item(db, item.file(db), used) == Some(role));
    let given = used.and_then(|used| used.arguments.list.iter().find(|argument| argument.name.text == name));
    match (given, &parameter.default) {
        (Some(argument), _) => Evaluator::new(db, item.file(db)).value(&argument.value, Some(&kind)),
        (None, Some(default)) => Evaluator::new(db, role.file(db)).value(default, Some(&kind)),
        (None, None) => Value::Unknown,
    }
}

fn unknown_argument<'db>(
    _: &'db dyn Db,
    _: salsa::Id,
    _: Item<'db>,
    _: u32,
    _: Item<'db>,
    _: SmolStr,
) -> Value<'db> {
    Value::Unknown
}
