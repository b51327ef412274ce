//! What the zones, servers and groups of a section say of the network, gathered in one reading of their trees.

#![allow(missing_docs, reason = "salsa generates constructors without documentation")]

use expol_space::AddressSet;

use super::address::{PublicAddress, adapters, literals_set, values};
use super::endpoints::Member;
use super::holder::{Holding, held_by};
use super::nesting::{Nested, nested};
use crate::db::{Db, Section};
use crate::hir::{Item, Place, ast, declarations_of_kind};
use crate::syntax::ItemKind;
use crate::syntax::item::{Adapter, Address};
use crate::syntax::literal::AddressLiteral;

/// What a section says of the network.
#[derive(Clone, PartialEq, Eq, Debug, Default, salsa::SalsaValue)]
pub(super) struct Network<'db> {
    /// Where its zones lie.
    pub(super) nested: Vec<(Item<'db>, Nested<'db>)>,
    /// The roles that its zones, its servers and its groups hold.
    pub(super) holdings: [Vec<Holding<'db>>; 3],
    /// The addresses of each server, all adapters together, of those that have any.
    pub(super) hosts: Vec<AddressSet>,
    /// The translated addresses of its servers.
    pub(super) public: Vec<PublicAddress<'db>>,
    /// The addresses of servers as they are written, then the translated ones.
    pub(super) written: [Vec<Written<'db>>; 2],
}

/// An address in the declaration of a server.
#[derive(Clone, Copy, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub(super) struct Written<'db> {
    /// Where it stands.
    pub(super) place: Place<'db>,
    /// What it says.
    pub(super) value: AddressLiteral,
}

/// What a section says of the network.
#[salsa::tracked]
pub(super) fn network_in<'db>(db: &'db dyn Db, section: Section) -> Network<'db> {
    let mut found = Network::default();
    for (kind, at) in [ItemKind::Zone, ItemKind::Server, ItemKind::Group].into_iter().zip(0..) {
        for item in declarations_of_kind(db, section, kind) {
            let tree = ast(db, item);
            found.holdings.get_mut(at).into_iter().for_each(|held| held_by(db, item, &tree.item, held));
            found.nested.extend(nested(db, item, &tree.item).map(|nested| (item, nested)));
            found.server(item, &adapters(&tree.item));
        }
    }
    found.holdings.iter_mut().for_each(Vec::shrink_to_fit);
    found.written.iter_mut().for_each(Vec::shrink_to_fit);
    found
}

impl<'db> Network<'db> {
    fn server(&mut self, item: Item<'db>, adapters: &[&Adapter]) {
        let host = literals_set(adapters.iter().flat_map(|body| values(&body.addresses)));
        self.hosts.extend((!host.is_empty()).then_some(host));
        for (body, index) in adapters.iter().zip(0..) {
            let owner = match index {
                0 => Member::Server(item),
                index => Member::Interface(item, index - 1),
            };
            let singles = values(&body.public).filter_map(AddressLiteral::single);
            self.public.extend(singles.map(|address| PublicAddress { address, owner }));
            let placed = |address: &Address| {
                Some(Written { place: Place::new(item, address.node), value: address.value? })
            };
            let [own, translated] = &mut self.written;
            own.extend(body.addresses.iter().filter_map(placed));
            translated.extend(body.public.iter().filter_map(placed));
        }
    }
}
