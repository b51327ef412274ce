//! What is gathered over all zones, servers and groups, asked for before it is needed.
//!
//! It changes no answer. salsa keeps room for what a query reads by the depth at which it is asked, and clears all of it
//! after each query of that depth. One that has read ten thousand servers makes every other one slow that is asked at its
//! depth by the same thread: so these are asked on a thread of their own.

use super::address::{adapter_set, adapters, any_set, host_index, internet_set, zone_index, zone_set};
use super::area::areas;
use super::holder::all_holdings;
use super::topology::gather_topology;
use crate::db::{Db, Section};
use crate::hir::{ast, declarations_of_kind};
use crate::syntax::ItemKind;

/// Asks for the addresses of the zones and servers of a section.
pub fn address(db: &dyn Db, section: Section) {
    for zone in declarations_of_kind(db, section, ItemKind::Zone) {
        zone_set(db, zone);
    }
    for server in declarations_of_kind(db, section, ItemKind::Server) {
        for index in 0..adapters(&ast(db, server).item).len() {
            adapter_set(db, server, index as u32);
        }
    }
}

/// Asks for what is gathered over all zones, servers and groups.
pub fn gather(db: &dyn Db) {
    areas(db);
    any_set(db);
    internet_set(db);
    zone_index(db);
    host_index(db);
    all_holdings(db);
    gather_topology(db);
}
