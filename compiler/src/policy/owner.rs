//! Whose an address is.

use expol_space::Point;

use super::address::{adapter_set, adapters, entities, host_index, public_owner, zone_index, zone_set};
use super::endpoints::Member;
use crate::db::Db;
use crate::hir::{Item, ast};
use crate::syntax::literal::AddressLiteral;

/// What an address belongs to: the server or adapter that has it, else the narrowest zone, else `internet`.
pub fn owner_of<'db>(db: &'db dyn Db, point: Point) -> Member<'db> {
    let translated = || public_owner(db, literal_of(point)?);
    server_of(db, point)
        .or_else(translated)
        .or_else(|| zone_of(db, point).map(Member::Zone))
        .unwrap_or(Member::Internet)
}

fn server_of<'db>(db: &'db dyn Db, point: Point) -> Option<Member<'db>> {
    // Servers without addresses are left out of `hosts`, so that its positions can only lie before those of the servers.
    let at = *host_index(db).holding(point).first()?;
    entities(db).servers.iter().skip(at as usize).find_map(|server| adapter_of(db, *server, point))
}

fn adapter_of<'db>(db: &'db dyn Db, server: Item<'db>, point: Point) -> Option<Member<'db>> {
    let count = adapters(&ast(db, server).item).len() as u32;
    let index = (0..count).find(|index| adapter_set(db, server, *index).contains(point))?;
    Some(index.checked_sub(1).map_or(Member::Server(server), |further| Member::Interface(server, further)))
}

fn zone_of<'db>(db: &'db dyn Db, point: Point) -> Option<Item<'db>> {
    let all = &entities(db).zones;
    let zones = zone_index(db).holding(point).into_iter().filter_map(|at| all.get(at as usize));
    zones.min_by(|a, b| zone_set(db, **a).volume().total_cmp(&zone_set(db, **b).volume())).copied()
}

fn literal_of(point: Point) -> Option<AddressLiteral> {
    match point {
        Point::V4(address) => Some(AddressLiteral::V4(address, address)),
        Point::V6(address) => Some(AddressLiteral::V6(address, address)),
        Point::External(_) => None,
    }
}
