//! What crosses a network: traffic from a computer to itself does not.

use expol_space::{AddressIndex, AddressSet, Packet, Product, Region, ServiceSet, TooComplex};

use super::address::hosts;
use crate::db::Db;

/// The part of a region that runs between different computers.
///
/// # Errors
/// Where the answer has too many pieces.
pub fn on_the_wire(db: &dyn Db, region: &Region) -> Result<Region, TooComplex> {
    let hosts = hosts(db);
    let mut touched: Vec<u32> = Vec::new();
    for piece in region.pieces() {
        let near = host_index(db).meeting(&piece.to).into_iter();
        touched.extend(
            near.filter(|at| hosts.get(*at as usize).is_some_and(|host| host.intersects(&piece.from))),
        );
    }
    if touched.is_empty() {
        return Ok(region.clone());
    }
    touched.sort_unstable();
    touched.dedup();
    let touched: Vec<AddressSet> =
        touched.into_iter().filter_map(|at| hosts.get(at as usize).cloned()).collect();
    region.without_self(&touched)
}

/// Everything that runs inside the computer whose packet this is; `None` where it runs between two.
pub(super) fn inside_one(db: &dyn Db, packet: &Packet) -> Option<Product> {
    let mut near = host_index(db).holding(packet.to).into_iter();
    let host = near.find_map(|at| hosts(db).get(at as usize).filter(|host| host.contains(packet.from)))?;
    Some(Product { from: host.clone(), to: host.clone(), service: ServiceSet::any() })
}

/// The servers by their addresses.
#[salsa::tracked]
fn host_index(db: &dyn Db) -> AddressIndex {
    AddressIndex::new(hosts(db).iter())
}
