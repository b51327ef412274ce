//! The matrix: what may pass between every two zones, or every two roles.

mod places;

use std::borrow::Cow;
use std::collections::BTreeSet;

use expol_ir::Action;
use expol_space::{
    AddressSet, Budget, Cover, Family, Packet, Product, Region, ServiceSet, TooComplex, cover, permitted,
};
use serde::Serialize;

use crate::flow::{Flow, flows};
use crate::reading::Reading;
use crate::services;

/// The version of the JSON form of a [`Matrix`].
pub const MATRIX_VERSION: &str = "1.0";

/// What stands at the sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Axis {
    /// The zones.
    Zone,
    /// The roles, each as all of its holders.
    Role,
}

/// What to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatrixOptions {
    /// What stands at the sides.
    pub by: Axis,
    /// These places alone; all where none is named.
    pub only: Vec<String>,
    /// So many places at most: those with the most rules.
    pub limit: usize,
}

/// What may pass between places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Matrix {
    /// Always `expol-matrix`.
    pub format: &'static str,
    /// [`MATRIX_VERSION`].
    pub version: &'static str,
    /// What stands at the sides.
    pub by: Axis,
    /// The semantic digest of the document.
    pub semantic: String,
    /// The day for which the document holds, where it depends on one.
    pub as_of: Option<String>,
    /// The places, in the order in which they are shown.
    pub places: Vec<Place>,
    /// How many places are left out.
    pub left_out: usize,
    /// Where something may pass, row by row. Between all others nothing may.
    pub cells: Vec<Cell>,
}

/// A zone, or the holders of a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Its name.
    pub name: String,
    /// How deep it lies in other places that are shown.
    pub depth: usize,
    /// What its author says about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// What may pass from one place to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// The position of the place that opens connections.
    pub from: usize,
    /// The position of the place that accepts them.
    pub to: usize,
    /// How much it is.
    pub level: Level,
    /// The services of which something may pass.
    pub services: Vec<String>,
    /// What exactly may pass.
    pub flows: Vec<Flow>,
    /// The ids of the rules that permit some of it.
    pub rules: Vec<String>,
}

/// How much may pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// For some addresses of the places.
    Some,
    /// From the whole place to the whole place, on some services.
    Whole,
    /// Everything.
    All,
}

/// A place with what meets it.
struct Side {
    place: Place,
    set: AddressSet,
    /// The rules whose source, and whose destination, meets the place; ascending.
    from: Vec<usize>,
    to: Vec<usize>,
    hosts: Vec<usize>,
}

/// The matrix of a document.
///
/// # Errors
/// Where an answer has too many pieces.
pub fn matrix(reading: &Reading<'_>, options: &MatrixOptions) -> Result<Matrix, TooComplex> {
    let all = places::places(reading, options);
    let found = all.len();
    let sides = busiest(sides(reading, all), options.limit);
    let mut cells = Vec::new();
    for (from, row) in sides.iter().enumerate() {
        for (to, column) in sides.iter().enumerate() {
            cells.extend(cell(reading, (from, row), (to, column))?);
        }
    }
    let left_out = found - sides.len();
    Ok(Matrix {
        format: "expol-matrix",
        version: MATRIX_VERSION,
        by: options.by,
        semantic: reading.document.digests.semantic.to_string(),
        as_of: reading.document.as_of.as_ref().map(ToString::to_string),
        places: sides.into_iter().map(|side| side.place).collect(),
        left_out,
        cells,
    })
}

/// The names that may stand at the sides.
#[must_use]
pub fn place_names(reading: &Reading<'_>, by: Axis) -> Vec<String> {
    let options = MatrixOptions { by, only: Vec::new(), limit: 0 };
    places::places(reading, &options).into_iter().map(|(place, _)| place.name).collect()
}

fn sides(reading: &Reading<'_>, places: Vec<(Place, AddressSet)>) -> Vec<Side> {
    let rules = reading.resolved.rules();
    let hosts = reading.resolved.hosts();
    let side = |(place, set): (Place, AddressSet)| {
        let meeting = |end: fn(&Product) -> &AddressSet| -> Vec<usize> {
            let all = rules.iter().enumerate();
            all.filter(|(_, rule)| end(&rule.product).intersects(&set)).map(|(at, _)| at).collect()
        };
        let (from, to) = (meeting(|product| &product.from), meeting(|product| &product.to));
        let hosts =
            hosts.iter().enumerate().filter(|(_, host)| host.intersects(&set)).map(|(at, _)| at).collect();
        Side { place, set, from, to, hosts }
    };
    places.into_iter().map(side).collect()
}

/// The places with the most rules, in the order that they had.
fn busiest(sides: Vec<Side>, limit: usize) -> Vec<Side> {
    if limit == 0 || sides.len() <= limit {
        return sides;
    }
    let mut order: Vec<usize> = (0..sides.len()).collect();
    order.sort_by_key(|at| {
        std::cmp::Reverse(sides.get(*at).map_or(0, |side| side.from.len() + side.to.len()))
    });
    let kept: BTreeSet<usize> = order.into_iter().take(limit).collect();
    sides.into_iter().enumerate().filter(|(at, _)| kept.contains(at)).map(|(_, side)| side).collect()
}

fn cell(
    reading: &Reading<'_>,
    (from, row): (usize, &Side),
    (to, column): (usize, &Side),
) -> Result<Option<Cell>, TooComplex> {
    let rules = reading.resolved.rules();
    let met: Vec<_> = common(&row.from, &column.to).filter_map(|at| rules.get(at)).collect();
    let products =
        |action: Action| met.iter().filter(move |rule| rule.action == action).map(|rule| &rule.product);
    if products(Action::Allow).next().is_none() {
        return Ok(None);
    }
    let whole = Product { from: row.set.clone(), to: column.set.clone(), service: services::any().clone() };
    let hosts: Vec<AddressSet> = common(&row.hosts, &column.hosts)
        .filter_map(|at| reading.resolved.hosts().get(at))
        .cloned()
        .collect();
    let region = permitted(&whole, products(Action::Allow), products(Action::Deny))?.without_self(&hosts)?;
    if region.is_empty() {
        return Ok(None);
    }
    let allows = met.iter().filter(|rule| rule.action == Action::Allow && region.intersects(&rule.product));
    Ok(Some(Cell {
        from,
        to,
        level: level(&region, &whole, &hosts)?,
        services: services_of(&region),
        flows: flows(reading, region.pieces()),
        rules: allows.map(|rule| rule.id.clone()).collect(),
    }))
}

/// What two ascending lists have in common.
fn common<'a>(left: &'a [usize], right: &'a [usize]) -> impl Iterator<Item = usize> + 'a {
    left.iter().copied().filter(|at| right.binary_search(at).is_ok())
}

fn level(region: &Region, whole: &Product, hosts: &[AddressSet]) -> Result<Level, TooComplex> {
    if is_covered(whole, region, hosts)? {
        return Ok(Level::All);
    }
    let service = region.pieces().iter().fold(ServiceSet::empty(), |all, piece| all.union(&piece.service));
    let some = Product { service, ..whole.clone() };
    Ok(if is_covered(&some, region, hosts)? { Level::Whole } else { Level::Some })
}

/// Whether a region holds all of a product that runs between different computers. The first packet outside of it decides.
fn is_covered(product: &Product, region: &Region, hosts: &[AddressSet]) -> Result<bool, TooComplex> {
    let within = |packet: &Packet| -> Option<(Option<()>, Cow<'_, Product>)> {
        let host = hosts.iter().find(|host| host.contains(packet.from) && host.contains(packet.to));
        if let Some(host) = host {
            let inside = Product { from: host.clone(), to: host.clone(), service: services::any().clone() };
            return Some((None, Cow::Owned(inside)));
        }
        let piece = region.pieces().iter().find(|piece| piece.contains(packet))?;
        Some((None, Cow::Borrowed(piece)))
    };
    // What a matrix asks is bounded by the pieces of its regions.
    Ok(matches!(cover(Region::from(product), &Budget::new(u64::MAX), within)?, Cover::Whole(_)))
}

fn services_of(region: &Region) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for family in Family::ALL {
        let pieces =
            region.pieces().iter().filter(|piece| piece.from.reaches(family) && piece.to.reaches(family));
        let set = pieces.fold(ServiceSet::empty(), |all, piece| all.union(&piece.service.only(family)));
        if !set.is_empty() {
            all.extend(
                services::parts(&set, family)
                    .into_iter()
                    .filter(|part| !all.contains(part))
                    .collect::<Vec<_>>(),
            );
        }
    }
    all
}

impl Matrix {
    /// The matrix for programs.
    #[must_use]
    pub fn json(&self) -> String {
        crate::json::pretty(self)
    }

    /// The cell at a place, where something may pass.
    #[must_use]
    pub fn cell(&self, from: usize, to: usize) -> Option<&Cell> {
        let at = self.cells.binary_search_by_key(&(from, to), |cell| (cell.from, cell.to)).ok()?;
        self.cells.get(at)
    }

    /// The name of a place.
    #[must_use]
    pub fn name(&self, at: usize) -> &str {
        self.places.get(at).map_or("", |place| &place.name)
    }
}
