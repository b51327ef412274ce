//! Asks the rules about flows and packets: which of them meet or hold it, and what of it is permitted.

use std::cell::{OnceCell, RefCell};

use expol_space::{Bounds, Packet, Product, Region, TooComplex};
use rustc_hash::{FxHashMap, FxHashSet};

use super::area::{Area, Areas, Side, areas};
use super::entry::Entry;
use super::table::{Around, Cell, Rules, around};
use super::wide::joined;
use super::wire::Computers;
use crate::db::Db;

/// The rules, for who asks often: what lies around two areas is looked up once. It lives no longer than one query,
/// which depends on what it looked up.
pub(super) struct Finder<'db> {
    db: &'db dyn Db,
    areas: &'db Areas<'db>,
    /// Not asked for before they are needed: what needs none does not depend on the servers.
    computers: OnceCell<Computers<'db>>,
    known: RefCell<FxHashMap<[Area<'db>; 2], &'db Around<'db>>>,
}

impl<'db> Finder<'db> {
    pub(super) fn new(db: &'db dyn Db) -> Finder<'db> {
        Finder { db, areas: areas(db), computers: OnceCell::new(), known: RefCell::default() }
    }

    pub(super) fn db(&self) -> &'db dyn Db {
        self.db
    }

    fn computers(&self) -> &Computers<'db> {
        self.computers.get_or_init(|| Computers::new(self.db))
    }

    /// The rules that may hold a packet from one area to another.
    fn around(&self, from: Area<'db>, to: Area<'db>) -> &'db Around<'db> {
        let find = || around(self.db, Cell::new(self.db, Side::One(from), Side::One(to)));
        self.known.borrow_mut().entry([from, to]).or_insert_with(find)
    }

    /// The best example of what of a product runs between different computers.
    pub(super) fn on_the_wire(&self, product: &Product) -> Result<Option<Packet>, TooComplex> {
        self.computers().sample_between(product)
    }

    /// Everything that runs inside the computer whose packet this is; `None` where it runs between two.
    pub(super) fn inside_one(&self, packet: &Packet) -> Option<Product> {
        self.computers().inside_one(packet)
    }

    /// The allows, or the denies, that hold a packet.
    pub(super) fn holding(
        &self,
        packet: &Packet,
        allow: bool,
    ) -> impl Iterator<Item = &'db Entry<'db>> + use<'db> {
        let packet = *packet;
        let around = self.around(self.areas.of_point(packet.from), self.areas.of_point(packet.to));
        around.of_kind(allow).iter().flat_map(move |rules| rules.holding(packet))
    }

    /// The allows, or the denies, that meet a flow, each once.
    pub(super) fn meeting<'f>(
        &'f self,
        flow: &'f Product,
        allow: bool,
    ) -> impl Iterator<Item = &'db Entry<'db>> + use<'f, 'db> {
        let bounds = Bounds::of(flow);
        let mut seen: Vec<*const Rules<'db>> = Vec::new();
        let rules = self.crossed(flow, allow).filter(move |rules| {
            let is_new = !seen.contains(&std::ptr::from_ref(*rules));
            seen.extend(is_new.then_some(std::ptr::from_ref(*rules)));
            is_new
        });
        let mut told: FxHashSet<*const Entry<'db>> = FxHashSet::default();
        let all = rules.flat_map(move |rules| rules.meeting(flow, &bounds));
        all.filter(move |entry| told.insert(std::ptr::from_ref(*entry)))
    }

    /// The lists of rules among which are those that meet a flow.
    fn crossed<'f>(&'f self, flow: &Product, allow: bool) -> Box<dyn Iterator<Item = &'db Rules<'db>> + 'f> {
        let db = self.db;
        match (self.areas.met_by(&flow.from), self.areas.met_by(&flow.to)) {
            (Some(from), Some(to)) => Box::new(from.into_iter().flat_map(move |from| {
                let around = to.clone().into_iter().map(move |to| self.around(from, to));
                around.flat_map(move |around| around.of_kind(allow)).map(AsRef::as_ref)
            })),
            (Some(from), None) => Box::new(sides(from).map(move |from| joined(db, Some(from), None, allow))),
            (None, Some(to)) => Box::new(sides(to).map(move |to| joined(db, None, Some(to), allow))),
            (None, None) => Box::new(std::iter::once(joined(db, None, None, allow))),
        }
    }
}

/// The sides on which rules may lie that concern these areas: each, and those that reach beyond.
fn sides<'db>(areas: Vec<Area<'db>>) -> impl Iterator<Item = Side<'db>> {
    areas.into_iter().map(Side::One).chain([Side::Many])
}

/// The allows that meet a flow.
pub fn allows_meeting<'db>(db: &'db dyn Db, flow: &Product) -> Vec<&'db Entry<'db>> {
    Finder::new(db).meeting(flow, true).collect()
}

/// The denies that meet a flow.
pub fn denies_meeting<'db>(db: &'db dyn Db, flow: &Product) -> Vec<&'db Entry<'db>> {
    Finder::new(db).meeting(flow, false).collect()
}

/// The allows that hold a packet.
pub fn allows_of<'db>(db: &'db dyn Db, packet: &Packet) -> Vec<&'db Entry<'db>> {
    Finder::new(db).holding(packet, true).collect()
}

/// The denies that hold a packet.
pub fn denies_of<'db>(db: &'db dyn Db, packet: &Packet) -> Vec<&'db Entry<'db>> {
    Finder::new(db).holding(packet, false).collect()
}

/// The part of a flow that is permitted. Traffic inside one computer counts as it falls: see `on_the_wire`.
///
/// # Errors
/// Where the answer has too many pieces.
pub fn permitted(db: &dyn Db, flow: &Product) -> Result<Region, TooComplex> {
    let (allows, denies) = (allows_meeting(db, flow), denies_meeting(db, flow));
    expol_space::permitted(flow, products(&allows), products(&denies))
}

/// The part of a flow that is not permitted.
///
/// # Errors
/// Where the answer has too many pieces.
pub fn missing(db: &dyn Db, flow: &Product) -> Result<Region, TooComplex> {
    let (allows, denies) = (allows_meeting(db, flow), denies_meeting(db, flow));
    expol_space::missing(flow, products(&allows), products(&denies))
}

fn products<'a, 'db>(entries: &'a [&'db Entry<'db>]) -> impl Iterator<Item = &'db Product> + 'a {
    entries.iter().map(|entry| &entry.product)
}
