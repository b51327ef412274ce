//! Names that stand twice where each may stand once: inside a declaration, and in two files of the project.

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::item::{Item, Place, section_declarations};
use super::module::own_sections;
use super::scope::Duplicate;
use super::tree::ast;
use crate::db::{Db, Section};
use crate::syntax::item::{Item as Tree, Parameter, TypeName};
use crate::syntax::{ItemKind, Name};

/// A name that stands twice in one declaration.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub struct Repeated<'db> {
    /// The name.
    pub name: SmolStr,
    /// Where it stands first.
    pub first: Place<'db>,
    /// Where it stands again.
    pub later: Place<'db>,
}

/// Interfaces of a server, and members of an enumeration, that are called the same.
pub(super) fn repeats_of<'db>(db: &'db dyn Db, section: Section) -> Vec<Repeated<'db>> {
    let mut found = Vec::new();
    for item in section_declarations(db, section) {
        match &ast(db, *item).item {
            Tree::Server(server) => {
                repeats(*item, server.interfaces.iter().map(|interface| &interface.name), &mut found);
            }
            Tree::Role(role) => enumerations(*item, &role.parameters, &mut found),
            Tree::Profile(profile) => enumerations(*item, &profile.parameters, &mut found),
            _ => {}
        }
    }
    found
}

fn enumerations<'db>(item: Item<'db>, parameters: &[Parameter], found: &mut Vec<Repeated<'db>>) {
    for parameter in parameters {
        if let TypeName::Enumeration(members) = &parameter.kind {
            repeats(item, members.iter(), found);
        }
    }
}

fn repeats<'a, 'db>(item: Item<'db>, names: impl Iterator<Item = &'a Name>, found: &mut Vec<Repeated<'db>>) {
    let mut known: Vec<&Name> = Vec::new();
    for name in names {
        match known.iter().find(|first| first.text == name.text) {
            Some(first) => found.push(Repeated {
                name: name.text.clone(),
                first: Place::new(item, first.node),
                later: Place::new(item, name.node),
            }),
            None => known.push(name),
        }
    }
}

/// What shares its names in the output.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Space {
    Endpoints,
    Services,
}

fn space(kind: ItemKind) -> Option<Space> {
    match kind {
        ItemKind::Zone | ItemKind::Server | ItemKind::Group => Some(Space::Endpoints),
        ItemKind::Service => Some(Space::Services),
        _ => None,
    }
}

/// Zones, servers, groups and services of two of the project's files with one name. Two of one file are that file's
/// affair.
pub fn duplicates_across_files<'db>(db: &'db dyn Db) -> impl Iterator<Item = Duplicate<'db>> {
    let item = |(section, at): (Section, u32)| section_declarations(db, section).get(at as usize).copied();
    across_files(db).iter().filter_map(move |(name, first, later)| {
        Some(Duplicate { name: name.clone(), first: item(*first)?, later: item(*later)? })
    })
}

/// A declaration, by its section and its position there: so nothing here depends on what it says.
type Declared = (Section, u32);

#[salsa::tracked]
fn across_files(db: &dyn Db) -> Vec<(SmolStr, Declared, Declared)> {
    let mut found = Vec::new();
    let mut known: FxHashMap<(Space, &str), Declared> = FxHashMap::default();
    for section in own_sections(db) {
        for (head, at) in section.heads(db).iter().zip(0..) {
            let (Some(space), Some(name)) = (space(head.kind), &head.name) else { continue };
            let first = *known.entry((space, name.as_str())).or_insert((*section, at));
            if first.0.file(db) != section.file(db) {
                found.push((name.clone(), first, (*section, at)));
            }
        }
    }
    found
}
