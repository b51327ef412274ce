//! Which servers stand in a zone, section by section: a hover and a hint ask it after every key.

use crate::db::{Db, Section};
use crate::hir::{Item, ast, program_sections, section_declarations};
use crate::policy::address::{Standing, adapters, standing};
use crate::syntax::ItemKind;

/// The servers with an adapter in a zone, in the order of the program.
pub(super) fn residents<'db>(db: &'db dyn Db, zone: Item<'db>) -> impl Iterator<Item = Item<'db>> {
    let all = program_sections(db).iter().flat_map(|section| residents_in(db, *section));
    all.filter(move |(of, _)| *of == zone).map(|(_, server)| *server)
}

/// The zones in which the servers of a section stand, each with the server.
#[salsa::tracked]
fn residents_in<'db>(db: &'db dyn Db, section: Section) -> Vec<(Item<'db>, Item<'db>)> {
    let mut found = Vec::new();
    let servers = section_declarations(db, section).iter().filter(|item| item.kind(db) == ItemKind::Server);
    for server in servers {
        for body in adapters(&ast(db, *server).item) {
            if let Some(Standing::Zone(zone)) = standing(db, *server, &body.zone)
                && !found.contains(&(zone, *server))
            {
                found.push((zone, *server));
            }
        }
    }
    found
}
