//! Asks the rules about flows and packets: which of them meet or hold it, and what of it is permitted.

use std::cell::{OnceCell, RefCell};

use expol_space::{Bounds, Packet, Product, Region, TooComplex};
use rustc_hash::FxHashMap;

use super::area::{Area, Areas, Side, areas};
use super::table::{Cell, CellRules, Entry, cell_between, cell_rules};
use super::wide::joined;
use super::wire::Computers;
use crate::db::Db;

/// The rules of some cells, for who asks often: each cell is looked up once. It lives no longer than one query, whose
/// dependencies the looked-up cells become.
pub(super) struct Finder<'db> {
    db: &'db dyn Db,
    areas: &'db Areas<'db>,
    /// Not asked for before they are needed: what needs none does not depend on the servers.
    computers: OnceCell<Computers<'db>>,
    known: RefCell<FxHashMap<Cell<'db>, &'db CellRules<'db>>>,
    around: RefCell<FxHashMap<[Area<'db>; 2], [Option<&'db CellRules<'db>>; 4]>>,
}

impl<'db> Finder<'db> {
    pub(super) fn new(db: &'db dyn Db) -> Finder<'db> {
        Finder {
            db,
            areas: areas(db),
            computers: OnceCell::new(),
            known: RefCell::default(),
            around: RefCell::default(),
        }
    }

    fn computers(&self) -> &Computers<'db> {
        self.computers.get_or_init(|| Computers::new(self.db))
    }

    fn rules(&self, cell: Cell<'db>) -> &'db CellRules<'db> {
        self.known.borrow_mut().entry(cell).or_insert_with(|| cell_rules(self.db, cell))
    }

    /// The rules of the cell of a packet, and of those that reach beyond it: all that may hold it.
    fn around(&self, packet: &Packet) -> [Option<&'db CellRules<'db>>; 4] {
        let (from, to) = (self.areas.of_point(packet.from), self.areas.of_point(packet.to));
        *self.around.borrow_mut().entry([from, to]).or_insert_with(|| {
            let (from, to) = (Side::One(from), Side::One(to));
            let cells = [(from, to), (from, Side::Many), (Side::Many, to), (Side::Many, Side::Many)];
            cells.map(|(from, to)| cell_between(self.db, from, to).map(|cell| self.rules(cell)))
        })
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
    pub(super) fn holding(&self, packet: &Packet, allow: bool) -> impl Iterator<Item = &'db Entry<'db>> {
        let near = self.around(packet).into_iter().flatten().flat_map(move |cell| {
            let (index, all) = cell.of_kind(allow);
            index.near(packet).into_iter().filter_map(move |at| all.get(at as usize))
        });
        near.filter(move |entry| entry.product.contains(packet))
    }

    /// The allows, or the denies, that meet a flow.
    pub(super) fn meeting<'f>(
        &'f self,
        flow: &'f Product,
        allow: bool,
    ) -> impl Iterator<Item = &'db Entry<'db>> + use<'f, 'db> {
        let bounds = Bounds::of(flow);
        let near: Box<dyn Iterator<Item = &'db Entry<'db>> + 'f> =
            match (self.areas.met_by(&flow.from), self.areas.met_by(&flow.to)) {
                (Some(from), Some(to)) => {
                    let db = self.db;
                    let pair = move |from| sides(to.clone()).filter_map(move |to| cell_between(db, from, to));
                    Box::new(sides(from).flat_map(pair).flat_map(move |cell| {
                        let (index, all) = self.rules(cell).of_kind(allow);
                        index.meeting(flow, &bounds).into_iter().filter_map(move |at| all.get(at as usize))
                    }))
                }
                (Some(from), None) => {
                    Box::new(self.joined(sides(from).map(|from| (Some(from), None)), (flow, bounds), allow))
                }
                (None, Some(to)) => {
                    Box::new(self.joined(sides(to).map(|to| (None, Some(to))), (flow, bounds), allow))
                }
                (None, None) => Box::new(self.joined([(None, None)].into_iter(), (flow, bounds), allow)),
            };
        near.filter(move |entry| entry.product.intersects(flow))
    }

    fn joined(
        &self,
        which: impl Iterator<Item = (Option<Side<'db>>, Option<Side<'db>>)>,
        (flow, bounds): (&Product, Bounds),
        allow: bool,
    ) -> impl Iterator<Item = &'db Entry<'db>> {
        let near = which.flat_map(move |(from, to)| joined(self.db, from, to).meeting(flow, &bounds, allow));
        near.filter_map(move |(cell, at)| self.rules(cell).of_kind(allow).1.get(at as usize))
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
