//! Ports in a rule become a service with a name; or the name of the service that is exactly them.

use expol_space::ServiceSet;

use crate::db::{Db, SourceFile};
use crate::hir::{Definition, Item, Place, module_of, range_of, visible_definitions};
use crate::ide::rename::by_file;
use crate::policy::eval::{Evaluator, service_value};
use crate::policy::value::Value;
use crate::syntax::ItemKind;
use crate::syntax::expr::{Expr, ExprKind};
use crate::text::{TextEdit, TextRange};

use super::{Action, ActionKind, flows_of, free_name, tree};

/// Offers a name for the ports at the place.
pub(super) fn offer(db: &dyn Db, item: Item<'_>, range: TextRange, found: &mut Vec<Action>) {
    for flow in flows_of(tree(db, item)) {
        let expr = &flow.service;
        let at = range_of(db, Place::new(item, expr.node)).1;
        let meets = at.start <= range.end && range.start <= at.end;
        if !meets || !has_ports(expr) {
            continue;
        }
        let Some(services) = Evaluator::new(db, item.file(db)).services(expr) else { continue };
        match known(db, item.file(db), &services.set) {
            Some(name) => found.push(Action {
                title: format!("write `{name}`"),
                kind: ActionKind::Rewrite,
                edits: by_file(std::iter::once((item.file(db), TextEdit::replace(at, name)))),
                diagnostic: None,
                preferred: false,
            }),
            None => found.push(extracted(db, item, at, expr)),
        }
    }
}

/// Whether ports are written here and no variable is, so that it means the same elsewhere.
fn has_ports(expr: &Expr) -> bool {
    let (mut ports, mut names) = (false, false);
    expr.walk(&mut |inner| match &inner.kind {
        ExprKind::Protocol(..) => ports = true,
        ExprKind::Path(path) => names |= path.segments.len() > 2,
        ExprKind::Any | ExprKind::Error => names = true,
        _ => {}
    });
    ports && !names
}

/// The visible service that is exactly this set; the file's own before those of modules.
fn known(db: &dyn Db, file: SourceFile, set: &ServiceSet) -> Option<String> {
    let is = |item: Item<'_>| {
        item.kind(db) == ItemKind::Service
            && matches!(service_value(db, item), Value::Services(own) if own.set == *set)
    };
    let visible = visible_definitions(db, file, &|_| true);
    let own = visible.iter().find_map(|(name, definition)| match definition {
        Definition::Item(item) if is(*item) => Some(name.to_string()),
        _ => None,
    });
    own.or_else(|| {
        let modules = visible.iter().filter_map(|(alias, definition)| match definition {
            Definition::Module(module) => Some((alias, *module)),
            Definition::Item(_) => None,
        });
        modules.into_iter().find_map(|(alias, module)| {
            let offered = visible_definitions(db, module, &|_| true).into_iter();
            offered.into_iter().find_map(|(name, definition)| match definition {
                Definition::Item(item)
                    if is(item) && !item.private(db) && module_of(db, item.file(db)) == module =>
                {
                    Some(format!("{alias}.{name}"))
                }
                _ => None,
            })
        })
    })
}

/// A new service in front of the statement.
fn extracted(db: &dyn Db, item: Item<'_>, at: TextRange, expr: &Expr) -> Action {
    let file = item.file(db);
    let text = at.slice(file.text(db));
    let base = match &expr.kind {
        ExprKind::Protocol(word, Some(ports)) => match ports.kind {
            ExprKind::Number(number) => format!("{}-{number}", word.word()),
            _ => format!("{}-ports", word.word()),
        },
        ExprKind::Protocol(word, None) => format!("{}-all", word.word()),
        _ => "services".to_owned(),
    };
    let name = free_name(db, file, &base);
    let line = format!("service {name} {{ {} }}\n", text.trim());
    let edits = [(file, TextEdit::insert(item.start(db), line)), (file, TextEdit::replace(at, &name))];
    Action {
        title: format!("declare these ports as the service `{name}`"),
        kind: ActionKind::Extract,
        edits: by_file(edits.into_iter()),
        diagnostic: None,
        preferred: false,
    }
}
