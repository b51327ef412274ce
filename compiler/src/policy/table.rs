//! All rules of the program in one place, with what is permitted.

use expol_space::{AddressSet, Product, Region, TooComplex};

use super::address::hosts;
use super::effect::{Effects, Label, Rule, Waiver};
use super::index::AddressIndex;
use super::instance::{effects, is_over};
use crate::db::{Db, Settings, SourceFile};
use crate::hir::{Item, file_items, program_modules};
use crate::syntax::ItemKind;
use crate::syntax::literal::Date;

/// A rule by the item that brings it and its position there.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, salsa::SalsaValue)]
pub struct RuleId<'db> {
    /// The item.
    pub item: Item<'db>,
    /// Its position in the item's effects.
    pub index: u32,
}

impl<'db> RuleId<'db> {
    /// The rule.
    pub fn rule(self, db: &'db dyn Db) -> Option<&'db Rule<'db>> {
        effects(db, self.item).rules.get(self.index as usize)
    }
}

/// A rule as far as decisions need it.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub struct Entry<'db> {
    /// Which.
    pub id: RuleId<'db>,
    /// What it says.
    pub product: Product,
    /// Its label.
    pub label: Option<Label>,
}

/// The rules in force.
#[derive(Clone, PartialEq, Eq, Debug, Default, salsa::SalsaValue)]
pub struct Table<'db> {
    /// The allows; expired ones no longer permit and are not here.
    pub allows: Vec<Entry<'db>>,
    /// The denies, expired ones too: they still deny.
    pub denies: Vec<Entry<'db>>,
    /// The allows that have expired.
    pub expired: Vec<RuleId<'db>>,
    by_destination: AddressIndex,
    denies_by_destination: AddressIndex,
}

/// Every statement of the program, in the order of files and lines.
#[salsa::tracked]
pub fn statements<'db>(db: &'db dyn Db) -> Vec<Item<'db>> {
    let modules = program_modules(db).iter();
    let all = modules.flat_map(|module| file_items(db, *module).iter().copied());
    all.filter(|item| item.kind(db) == ItemKind::Statement).collect()
}

/// The effects of all statements, with what brings them.
pub fn all_effects<'db>(db: &'db dyn Db) -> impl Iterator<Item = (Item<'db>, &'db Effects<'db>)> {
    statements(db).iter().map(move |item| (*item, effects(db, *item)))
}

/// Whether a rule is over on the as-of day.
pub fn is_expired(db: &dyn Db, rule: &Rule<'_>) -> bool {
    let as_of = Settings::get(db).as_of(db);
    rule.origin.meta.until.is_some_and(|until| is_over(until.date, as_of))
}

/// The rules in force.
#[salsa::tracked]
pub fn table<'db>(db: &'db dyn Db) -> Table<'db> {
    let mut table = Table::default();
    for (item, effects) in all_effects(db) {
        for (index, rule) in effects.rules.iter().enumerate() {
            let id = RuleId { item, index: index as u32 };
            if rule.allow && is_expired(db, rule) {
                table.expired.push(id);
                continue;
            }
            let entry = Entry { id, product: rule.flow.product(), label: rule.origin.label.clone() };
            let side = if rule.allow { &mut table.allows } else { &mut table.denies };
            side.push(entry);
        }
    }
    table.by_destination = AddressIndex::new(table.allows.iter().map(|entry| &entry.product.to));
    table.denies_by_destination = AddressIndex::new(table.denies.iter().map(|entry| &entry.product.to));
    table
}

impl<'db> Table<'db> {
    /// The allows that meet a flow.
    pub fn allows_meeting<'a>(&'a self, flow: &'a Product) -> impl Iterator<Item = &'a Entry<'db>> + 'a {
        meeting(&self.allows, &self.by_destination, flow)
    }

    /// The denies that meet a flow.
    pub fn denies_meeting<'a>(&'a self, flow: &'a Product) -> impl Iterator<Item = &'a Entry<'db>> + 'a {
        meeting(&self.denies, &self.denies_by_destination, flow)
    }

    /// The part of a flow that is permitted. Traffic inside one computer counts as it falls: see [`on_the_wire`].
    ///
    /// # Errors
    /// Where the answer has too many pieces.
    pub fn permitted(&self, flow: &Product) -> Result<Region, TooComplex> {
        let allows = self.allows_meeting(flow).map(|entry| &entry.product);
        expol_space::permitted(flow, allows, self.denies_meeting(flow).map(|entry| &entry.product))
    }

    /// The part of a flow that is not permitted.
    ///
    /// # Errors
    /// Where the answer has too many pieces.
    pub fn missing(&self, flow: &Product) -> Result<Region, TooComplex> {
        let allows = self.allows_meeting(flow).map(|entry| &entry.product);
        expol_space::missing(flow, allows, self.denies_meeting(flow).map(|entry| &entry.product))
    }
}

fn meeting<'a, 'db>(
    entries: &'a [Entry<'db>],
    index: &'a AddressIndex,
    flow: &'a Product,
) -> impl Iterator<Item = &'a Entry<'db>> + 'a {
    let candidates = index.candidates(&flow.to).into_iter();
    candidates.filter_map(|at| entries.get(at as usize)).filter(|entry| entry.product.intersects(flow))
}

/// The part of a region that runs between different computers.
///
/// # Errors
/// Where the answer has too many pieces.
pub fn on_the_wire(db: &dyn Db, region: &Region) -> Result<Region, TooComplex> {
    let hosts = hosts(db);
    let mut touched: Vec<u32> = Vec::new();
    for piece in region.pieces() {
        let near = host_index(db).candidates(&piece.to).into_iter();
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

/// The servers by their addresses.
#[salsa::tracked]
fn host_index(db: &dyn Db) -> AddressIndex {
    AddressIndex::new(hosts(db).iter())
}

/// The waivers of the project that are in force.
#[salsa::tracked]
pub fn waivers<'db>(db: &'db dyn Db) -> Vec<Waiver<'db>> {
    let as_of: Date = Settings::get(db).as_of(db);
    let of_project = all_effects(db).filter(|(item, _)| !item.file(db).library(db));
    let all = of_project.flat_map(|(_, effects)| effects.waivers.iter());
    all.filter(|waiver| !is_over(waiver.until.date, as_of)).cloned().collect()
}

/// The modules in which active allows carry labels.
#[salsa::tracked]
pub fn present_labels(db: &dyn Db) -> Vec<(SourceFile, smol_str::SmolStr)> {
    let labels = table(db).allows.iter().filter_map(|entry| entry.label.clone());
    let mut found: Vec<(SourceFile, smol_str::SmolStr)> =
        labels.map(|label| (label.module, label.name)).collect();
    found.sort_by(|a, b| (a.0.id(db), &a.1).cmp(&(b.0.id(db), &b.1)));
    found.dedup();
    found
}
