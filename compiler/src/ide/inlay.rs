//! Words between the lines: ports behind service names, servers in a zone, what a profile opens.

use crate::checks::{plural, show_services};
use crate::db::{Db, SourceFile};
use crate::hir::{Item, Meaning, Placed, ast, placed_in};
use crate::policy::effects;
use crate::policy::eval::service_value;
use crate::policy::value::Value;
use crate::syntax::ItemKind;
use crate::syntax::item::Item as Tree;
use crate::syntax::statement::StatementKind;
use crate::text::TextRange;

use super::item::{item_range, name_range};
use super::names::{NameAt, names_of_item};
use super::residents::residents;

/// What a hint says.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum HintKind {
    /// The ports of a service.
    Ports,
    /// The servers of a zone.
    Servers,
    /// What a profile opens.
    Opens,
}

/// A few words behind a place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hint {
    /// Where they stand.
    pub offset: u32,
    /// The words.
    pub label: String,
    /// What they say.
    pub kind: HintKind,
}

/// The hints of a part of a file, in order.
pub fn hints(db: &dyn Db, file: SourceFile, within: TextRange) -> Vec<Hint> {
    let mut found = Vec::new();
    let meets = |placed: &Placed<'_>| {
        placed.start <= within.end && within.start <= placed.start + placed.item.text(db).len() as u32
    };
    let placed = file.sections(db).iter().flat_map(|section| placed_in(db, *section));
    for item in placed.filter(meets).map(|placed| placed.item) {
        match item.kind(db) {
            ItemKind::Statement => {
                ports(db, item, &mut found);
                found.extend(opens(db, item));
            }
            ItemKind::Profile | ItemKind::Server => ports(db, item, &mut found),
            ItemKind::Zone => found.extend(servers(db, item)),
            _ => {}
        }
    }
    found.retain(|hint| within.start <= hint.offset && hint.offset <= within.end);
    found.sort_by_key(|hint| (hint.offset, hint.kind));
    found
}

fn ports<'db>(db: &'db dyn Db, item: Item<'db>, found: &mut Vec<Hint>) {
    let hint = |name: NameAt<'db>| {
        let Meaning::Item(service) = name.meaning else { return None };
        if service.kind(db) != ItemKind::Service {
            return None;
        }
        let Value::Services(set) = service_value(db, service) else { return None };
        Some(Hint { offset: name.range.end, label: show_services(&set.set), kind: HintKind::Ports })
    };
    found.extend(names_of_item(db, item).into_iter().filter_map(hint));
}

fn servers<'db>(db: &'db dyn Db, zone: Item<'db>) -> Option<Hint> {
    let count = residents(db, zone).count();
    let label = format!("{count} server{}", plural(count));
    (count > 0).then(|| Hint { offset: name_range(db, zone).end, label, kind: HintKind::Servers })
}

fn opens<'db>(db: &'db dyn Db, item: Item<'db>) -> Option<Hint> {
    let Tree::Statement(statement) = &ast(db, item).item else { return None };
    if !matches!(statement.kind, StatementKind::Apply(_)) {
        return None;
    }
    let count = effects(db, item).rules.iter().filter(|rule| rule.allow).count();
    let label = format!("opens {count} flow{}", plural(count));
    Some(Hint { offset: item_range(db, item).end, label, kind: HintKind::Opens })
}
