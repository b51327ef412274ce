//! An address in a rule becomes a server with a name; or the name of the server that has it.

use expol_space::AddressSet;

use crate::db::Db;
use crate::hir::{Definition, Item, Place, range_of, resolve};
use crate::ide::rename::by_file;
use crate::policy::address::{adapter_set, entities, literal_set, zone_set};
use crate::syntax::expr::{Expr, ExprKind};
use crate::text::{TextEdit, TextRange};

use super::{Action, ActionKind, flows_of, free_name, tree};

/// Offers a name for the address at the place.
pub(super) fn offer(db: &dyn Db, item: Item<'_>, range: TextRange, found: &mut Vec<Action>) {
    let mut literals: Vec<&Expr> = Vec::new();
    for flow in flows_of(tree(db, item)) {
        flow.walk(&mut |expr| {
            if matches!(expr.kind, ExprKind::Address(_)) {
                literals.push(expr);
            }
        });
    }
    for expr in literals {
        let at = range_of(db, Place::new(item, expr.node)).1;
        let ExprKind::Address(literal) = expr.kind else { continue };
        if at.start > range.end || range.start > at.end {
            continue;
        }
        let Some(address) = literal.single() else { continue };
        let set = literal_set(literal);
        match owner(db, item, &set) {
            Some(name) => found.push(written(item.file(db), at, &name)),
            None => {
                let base = format!("host-{}", address.to_string().replace(['.', ':'], "-").trim_matches('-'));
                found.extend(declared(db, item, at, &base, &set));
            }
        }
    }
}

/// The visible server that has exactly this address.
fn owner(db: &dyn Db, item: Item<'_>, set: &AddressSet) -> Option<String> {
    let has = |server: &&Item<'_>| adapter_set(db, **server, 0) == set;
    let server = entities(db).servers.iter().find(has)?;
    visible(db, item, *server)
}

/// The name under which a declaration is visible without a prefix.
fn visible<'db>(db: &'db dyn Db, user: Item<'db>, wanted: Item<'db>) -> Option<String> {
    let name = wanted.name(db).clone()?;
    let known = resolve(db, user.file(db), &name);
    (known == Some(Definition::Item(wanted))).then(|| name.to_string())
}

fn written(file: crate::db::SourceFile, at: TextRange, name: &str) -> Action {
    Action {
        title: format!("write `{name}`"),
        kind: ActionKind::Rewrite,
        edits: by_file(std::iter::once((file, TextEdit::replace(at, name)))),
        diagnostic: None,
        preferred: false,
    }
}

/// A new server in front of the statement, in the innermost zone that has the address.
fn declared(db: &dyn Db, item: Item<'_>, at: TextRange, base: &str, set: &AddressSet) -> Option<Action> {
    let file = item.file(db);
    let around = entities(db).zones.iter().filter(|zone| set.is_subset(zone_set(db, **zone)));
    let zone = around.min_by(|a, b| zone_set(db, **a).volume().total_cmp(&zone_set(db, **b).volume()));
    let zone = match zone {
        Some(zone) => visible(db, item, *zone)?,
        None => "internet".to_owned(),
    };
    let name = free_name(db, file, base);
    let address = at.slice(file.text(db));
    let line = format!("server {name} in {zone} {{ address {address} }}\n");
    let edits = [(file, TextEdit::insert(item.start(db), line)), (file, TextEdit::replace(at, &name))];
    Some(Action {
        title: format!("declare `{address}` as the server `{name}`"),
        kind: ActionKind::Extract,
        edits: by_file(edits.into_iter()),
        diagnostic: None,
        preferred: false,
    })
}
