//! Where a name is declared, and where what it is of is declared.

use crate::db::{Db, SourceFile};
use crate::hir::{Item, Meaning, Place, ast, item_uses, module_items, role_item};
use crate::syntax::ItemKind;
use crate::syntax::item::{Item as Tree, Placement};
use crate::text::TextRange;

use super::item::{FilePosition, item_range, name_range, range_of_place};
use super::names::{name_at, path_of};
use crate::hir::{Head, has_label, resolve_path};

/// Where to go from a name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Target {
    /// The name at which one stands.
    pub origin: TextRange,
    /// The file to open.
    pub file: SourceFile,
    /// The whole declaration.
    pub full: TextRange,
    /// Its name.
    pub focus: TextRange,
}

/// Where the name at a position is declared; in the standard library too.
pub fn definition(db: &dyn Db, position: FilePosition) -> Vec<Target> {
    let Some(name) = name_at(db, position) else { return Vec::new() };
    let found = declarations(db, &name.meaning);
    found.into_iter().map(|(file, full, focus)| Target { origin: name.range, file, full, focus }).collect()
}

/// For something that holds roles, the roles; for a place, the zone around it; for a parameter or variable, what it is of.
pub fn type_definition(db: &dyn Db, position: FilePosition) -> Vec<Target> {
    let Some(name) = name_at(db, position) else { return Vec::new() };
    let items = match &name.meaning {
        Meaning::Item(item) => types_of(db, *item),
        Meaning::Inner(place) => vec![place.item],
        Meaning::Module(_) | Meaning::Label(..) => Vec::new(),
    };
    let target = |item: Item<'_>| Target {
        origin: name.range,
        file: item.file(db),
        full: item_range(db, item),
        focus: name_range(db, item),
    };
    items.into_iter().map(target).collect()
}

/// The roles of a declaration; its zone where it has none.
fn types_of<'db>(db: &'db dyn Db, item: Item<'db>) -> Vec<Item<'db>> {
    let (roles, placement) = match &ast(db, item).item {
        Tree::Server(server) => (&server.body.roles, Some(&server.body.zone)),
        Tree::Zone(zone) => (&zone.roles, zone.parent.as_ref()),
        Tree::Group(group) => (&group.roles, None),
        _ => return vec![item],
    };
    let held: Vec<Item<'db>> = roles.iter().filter_map(|used| role_item(db, item.file(db), used)).collect();
    match placement {
        Some(Placement::Zone(path)) if held.is_empty() => match resolve_path(db, item.file(db), &[], path) {
            Ok(resolved) => match resolved.head {
                Head::Item(zone) => vec![zone],
                Head::Local(_) => Vec::new(),
            },
            Err(_) => Vec::new(),
        },
        _ => held,
    }
}

/// The file, the whole and the name of what a name means.
pub(super) fn declarations(db: &dyn Db, meaning: &Meaning<'_>) -> Vec<(SourceFile, TextRange, TextRange)> {
    match meaning {
        Meaning::Item(item) => vec![(item.file(db), item_range(db, *item), name_range(db, *item))],
        Meaning::Inner(place) => {
            let own = range_of_place(db, *place);
            vec![(own.file, item_range(db, place.item), own.range)]
        }
        Meaning::Module(file) => {
            let whole = TextRange::new(0, file.text(db).len() as u32);
            vec![(*file, whole, TextRange::empty(0))]
        }
        Meaning::Label(file, name) => labelled(db, *file, name)
            .into_iter()
            .map(|place| (place.item.file(db), item_range(db, place.item), range_of_place(db, place).range))
            .collect(),
    }
}

/// The places at which a label is given: several rules may share one.
pub(super) fn labelled<'db>(db: &'db dyn Db, file: SourceFile, label: &str) -> Vec<Place<'db>> {
    if !has_label(db, file, label) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let may = |item: &Item<'db>| matches!(item.kind(db), ItemKind::Statement | ItemKind::Profile);
    for item in module_items(db, file).filter(may) {
        if !item.text(db).contains(label) {
            continue;
        }
        let is = |meaning: &Meaning<'_>| matches!(meaning, Meaning::Label(own, name) if *own == file && name == label);
        let uses = item_uses(db, item).names.iter().filter(|name| name.declares && is(&name.meaning));
        found.extend(uses.map(|name| Place::new(item, name.node)));
    }
    found
}

/// The declaration that a dotted name of a module means.
pub(super) fn item_named<'db>(db: &'db dyn Db, file: SourceFile, dotted: &str) -> Option<Item<'db>> {
    match resolve_path(db, file, &[], &path_of(dotted.split('.'))).ok()?.head {
        Head::Item(item) => Some(item),
        Head::Local(_) => None,
    }
}
