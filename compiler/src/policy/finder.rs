//! Asks the rules about flows and packets: which of them meet or hold it, and what of it is permitted.

use std::cell::{OnceCell, RefCell};
use std::sync::Arc;

use expol_space::{Bounds, Packet, Product, Region, TooComplex};
use rustc_hash::{FxHashMap, FxHashSet};

use super::area::{Area, Areas, Side, areas};
use super::entry::{Entry, RuleId};
use super::moving::{World, moving, moving_in};
use super::table::{Around, Cell, Rules, around};
use super::wide::joined;
use super::wire::Computers;
use crate::db::Db;

/// The rules, for who asks often: what lies around two areas is looked up once. It lives no longer than one query,
/// which depends on what it looked up.
pub(super) struct Finder<'db> {
    db: &'db dyn Db,
    areas: &'db Areas,
    world: World,
    moves: bool,
    /// Not asked for before they are needed: what needs none does not depend on the servers.
    computers: OnceCell<Computers<'db>>,
    known: RefCell<FxHashMap<[Area; 2], Near<'db>>>,
}

/// The rules around two areas.
#[derive(Clone, Copy)]
struct Near<'db> {
    settled: &'db Around<'db>,
    cell: Cell<'db>,
    /// Whether moving rules are among them.
    moves: bool,
}

impl<'db> Finder<'db> {
    pub(super) fn new(db: &'db dyn Db, world: World) -> Finder<'db> {
        Finder {
            db,
            areas: areas(db),
            world,
            moves: world.moves(db),
            computers: OnceCell::new(),
            known: RefCell::default(),
        }
    }

    pub(super) fn db(&self) -> &'db dyn Db {
        self.db
    }

    pub(super) fn world(&self) -> World {
        self.world
    }

    fn computers(&self) -> &Computers<'db> {
        self.computers.get_or_init(|| Computers::new(self.db))
    }

    /// The rules that may hold a packet from one area to another.
    fn near(&self, from: Area, to: Area) -> Near<'db> {
        *self.known.borrow_mut().entry([from, to]).or_insert_with(|| {
            let cell = Cell::new(self.db, Side::One(from), Side::One(to));
            let moves = self.moves && cell.around(self.db).any(|cell| !moving_in(self.db, cell).is_empty());
            Near { settled: around(self.db, cell), cell, moves }
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
    pub(super) fn holding(
        &self,
        packet: &Packet,
        allow: bool,
    ) -> impl Iterator<Item = &'db Entry<'db>> + use<'db> {
        let packet = *packet;
        let near = self.near(self.areas.of_point(packet.from), self.areas.of_point(packet.to));
        let settled = near.settled.of_kind(allow).iter().flat_map(move |rules| rules.holding(packet));
        if !near.moves {
            return Found::Settled(settled);
        }
        let of_cells = near.cell.around(self.db).flat_map(|cell| moving_in(self.db, cell));
        let moving =
            of_cells.map(Arc::as_ref).filter(|entry| entry.allow == allow && entry.product.contains(&packet));
        Found::merged(settled, moving)
    }

    /// The first of the denies that hold a packet.
    pub(super) fn deny_of(&self, packet: &Packet) -> Option<&'db Entry<'db>> {
        self.holding(packet, false).min_by(|a, b| a.compare(b, self.db))
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
        let mut told: FxHashSet<RuleId<'db>> = FxHashSet::default();
        let all = rules.flat_map(move |rules| rules.meeting(flow, &bounds));
        let settled = all.filter(move |entry| told.insert(entry.id));
        let moving = self.moving_near(flow);
        if moving.is_empty() {
            return Found::Settled(settled);
        }
        let met = |entry: &&Entry<'db>| entry.allow == allow && entry.product.intersects(flow);
        Found::merged(settled, moving.into_iter().filter(met))
    }

    /// The moving rules that may meet a flow.
    fn moving_near(&self, flow: &Product) -> Vec<&'db Entry<'db>> {
        if !self.moves {
            return Vec::new();
        }
        let (Some(from), Some(to)) = (self.areas.met_by(&flow.from), self.areas.met_by(&flow.to)) else {
            return moving(self.db).iter().map(Arc::as_ref).collect();
        };
        let mut found: Vec<&'db Entry<'db>> = Vec::new();
        for near in
            from.iter().flat_map(|from| to.iter().map(|to| self.near(*from, *to))).filter(|near| near.moves)
        {
            for entry in near.cell.around(self.db).flat_map(|cell| moving_in(self.db, cell)) {
                if !found.iter().any(|known| known.id == entry.id) {
                    found.push(entry);
                }
            }
        }
        found
    }

    /// The lists of settled rules among which are those that meet a flow.
    fn crossed<'f>(&'f self, flow: &Product, allow: bool) -> Box<dyn Iterator<Item = &'db Rules<'db>> + 'f> {
        let db = self.db;
        match (self.areas.met_by(&flow.from), self.areas.met_by(&flow.to)) {
            (Some(from), Some(to)) => Box::new(from.into_iter().flat_map(move |from| {
                let near = to.clone().into_iter().map(move |to| self.near(from, to));
                near.flat_map(move |near| near.settled.of_kind(allow)).map(AsRef::as_ref)
            })),
            (Some(from), None) => Box::new(sides(from).map(move |from| joined(db, Some(from), None, allow))),
            (None, Some(to)) => Box::new(sides(to).map(move |to| joined(db, None, Some(to), allow))),
            (None, None) => Box::new(std::iter::once(joined(db, None, None, allow))),
        }
    }
}

/// Rules that were found.
enum Found<I, E> {
    /// Settled ones, one after the other.
    Settled(I),
    /// These and moving ones, in one order.
    Merged(std::vec::IntoIter<E>),
}

impl<'db, I: Iterator<Item = &'db Entry<'db>>> Found<I, &'db Entry<'db>> {
    fn merged(settled: I, moving: impl Iterator<Item = &'db Entry<'db>>) -> Self {
        Found::Merged(settled.chain(moving).collect::<Vec<_>>().into_iter())
    }
}

impl<I: Iterator<Item = E>, E> Iterator for Found<I, E> {
    type Item = E;

    fn next(&mut self) -> Option<E> {
        match self {
            Found::Settled(settled) => settled.next(),
            Found::Merged(merged) => merged.next(),
        }
    }
}

/// The sides on which rules may lie that concern these areas: each, and those that reach beyond.
fn sides(areas: Vec<Area>) -> impl Iterator<Item = Side> {
    areas.into_iter().map(Side::One).chain([Side::Many])
}

/// Questions whose answers are read: where the order shows, it is that of [`Entry::compare`].
impl<'db> Finder<'db> {
    /// The allows, or the denies, that meet a flow.
    pub(super) fn all_meeting(&self, flow: &Product, allow: bool) -> Vec<&'db Entry<'db>> {
        self.sorted(self.meeting(flow, allow))
    }

    fn sorted(&self, found: impl Iterator<Item = &'db Entry<'db>>) -> Vec<&'db Entry<'db>> {
        let mut found: Vec<&'db Entry<'db>> = found.collect();
        found.sort_by(|a, b| a.compare(b, self.db));
        found
    }

    /// The part of a flow that is permitted. Traffic inside one computer counts as it falls: see `on_the_wire`.
    ///
    /// # Errors
    /// Where the answer has too many pieces.
    pub(super) fn permitted(&self, flow: &Product) -> Result<Region, TooComplex> {
        let (allows, denies) = (self.all_meeting(flow, true), self.all_meeting(flow, false));
        expol_space::permitted(flow, products(&allows), products(&denies))
    }

    /// The part of a flow that is not permitted.
    ///
    /// # Errors
    /// Where the answer has too many pieces.
    pub(super) fn missing(&self, flow: &Product) -> Result<Region, TooComplex> {
        let (allows, denies) = (self.all_meeting(flow, true), self.all_meeting(flow, false));
        expol_space::missing(flow, products(&allows), products(&denies))
    }
}

/// The allows that meet a flow.
pub fn allows_meeting<'db>(db: &'db dyn Db, flow: &Product) -> Vec<&'db Entry<'db>> {
    Finder::new(db, World::Current).all_meeting(flow, true)
}

/// The denies that meet a flow.
pub fn denies_meeting<'db>(db: &'db dyn Db, flow: &Product) -> Vec<&'db Entry<'db>> {
    Finder::new(db, World::Current).all_meeting(flow, false)
}

/// The allows that hold a packet.
pub fn allows_of<'db>(db: &'db dyn Db, packet: &Packet) -> Vec<&'db Entry<'db>> {
    let finder = Finder::new(db, World::Current);
    finder.sorted(finder.holding(packet, true))
}

/// The denies that hold a packet.
pub fn denies_of<'db>(db: &'db dyn Db, packet: &Packet) -> Vec<&'db Entry<'db>> {
    let finder = Finder::new(db, World::Current);
    finder.sorted(finder.holding(packet, false))
}

/// The part of a flow that is permitted. Traffic inside one computer counts as it falls: see `on_the_wire`.
///
/// # Errors
/// Where the answer has too many pieces.
pub fn permitted(db: &dyn Db, flow: &Product) -> Result<Region, TooComplex> {
    Finder::new(db, World::Current).permitted(flow)
}

/// The part of a flow that is not permitted.
///
/// # Errors
/// Where the answer has too many pieces.
pub fn missing(db: &dyn Db, flow: &Product) -> Result<Region, TooComplex> {
    Finder::new(db, World::Current).missing(flow)
}

fn products<'a, 'db>(entries: &'a [&'db Entry<'db>]) -> impl Iterator<Item = &'db Product> + 'a {
    entries.iter().map(|entry| &entry.product)
}
