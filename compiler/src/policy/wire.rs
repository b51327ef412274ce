//! What crosses a network: traffic from a computer to itself does not.

use std::borrow::Cow;

use expol_space::{
    AddressIndex, AddressSet, Budget, Packet, Product, Region, ServiceSet, TooComplex, best_outside,
};

use super::address::{host_index, hosts};
use super::analysis::MAX_STEPS;
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

/// The computers, for who asks often.
pub(super) struct Computers<'db> {
    hosts: &'db [AddressSet],
    index: &'db AddressIndex,
}

impl<'db> Computers<'db> {
    pub(super) fn new(db: &'db dyn Db) -> Computers<'db> {
        Computers { hosts: hosts(db), index: host_index(db) }
    }

    /// The best example of what of a product runs between different computers; `None` where nothing does. Finds the same
    /// packet as [`on_the_wire`], and looks only at computers that are in the way.
    ///
    /// # Errors
    /// Where the answer has too many pieces.
    pub(super) fn sample_between(&self, product: &Product) -> Result<Option<Packet>, TooComplex> {
        best_outside(Region::from(product), &Budget::new(MAX_STEPS), |packet| {
            self.inside_one(packet).map(Cow::Owned)
        })
    }

    /// Everything that runs inside the computer whose packet this is; `None` where it runs between two.
    pub(super) fn inside_one(&self, packet: &Packet) -> Option<Product> {
        let is_source = |at: u32| self.hosts.get(at as usize).is_some_and(|host| host.contains(packet.from));
        let host = self.hosts.get(self.index.first_holding(packet.to, is_source)? as usize)?;
        Some(Product { from: host.clone(), to: host.clone(), service: ServiceSet::any() })
    }
}
