//! Rules in force, as far as decisions need them.

use std::cmp::Ordering;
use std::sync::Arc;

use expol_space::{Bounded, Bounds, Product};

use super::effect::{Effects, Label, Rule};
use super::instance::is_over;
use super::statement::{effects, entries_within};
use crate::db::{Db, Settings};
use crate::hir::{Item, Place, program_sections, section_statements};
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

    /// The order of [`Entry::compare`].
    pub(super) fn compare(self, other: Self, db: &'db dyn Db) -> Ordering {
        let key = |id: Self| (id.item.fingerprint(db), id.index);
        key(self).cmp(&key(other)).then_with(|| self.compare_position(other, db))
    }

    fn compare_position(self, other: Self, db: &'db dyn Db) -> Ordering {
        if self.item == other.item {
            return Ordering::Equal;
        }
        position_of(db, self.item).cmp(&position_of(db, other.item))
    }
}

/// A rule as far as decisions need it.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub struct Entry<'db> {
    /// Which.
    pub id: RuleId<'db>,
    /// Whether it permits.
    pub allow: bool,
    /// What it says.
    pub product: Product,
    /// The box around that.
    pub bounds: Bounds,
    /// Its label.
    pub label: Option<Arc<Label>>,
    /// Its last day.
    pub until: Option<Date>,
    /// The innermost statement of the project that it comes from; none for a rule of the library's own.
    pub cause: Option<Place<'db>>,
    /// The hash of what its item says.
    fingerprint: u64,
}

impl<'db> Entry<'db> {
    /// An order of rules that depends on what they say. Where several rules would do, the first of them is named: so
    /// the answer stays when statements are moved. Only rules that say the same word for word follow their lines.
    pub(super) fn compare(&self, other: &Self, db: &'db dyn Db) -> Ordering {
        let key = |entry: &Self| (entry.fingerprint, entry.id.index);
        key(self).cmp(&key(other)).then_with(|| self.id.compare_position(other.id, db))
    }
}

/// Where a statement stands among all others.
fn position_of<'db>(db: &'db dyn Db, item: Item<'db>) -> [Option<usize>; 2] {
    let own = item.section(db);
    let section = program_sections(db).iter().position(|section| *section == own);
    [section, section_statements(db, own).iter().position(|other| *other == item)]
}

impl Bounded for Entry<'_> {
    fn product(&self) -> &Product {
        &self.product
    }

    fn bounds(&self) -> &Bounds {
        &self.bounds
    }
}

/// Every statement of the program, in the order of files and lines.
pub fn statements<'db>(db: &'db dyn Db) -> impl Iterator<Item = Item<'db>> {
    let all = program_sections(db).iter().flat_map(move |section| section_statements(db, *section));
    all.copied().filter(move |item| item.kind(db) == ItemKind::Statement)
}

/// The effects of all statements, with what brings them.
pub fn all_effects<'db>(db: &'db dyn Db) -> impl Iterator<Item = (Item<'db>, &'db Effects<'db>)> {
    statements(db).map(move |item| (item, effects(db, item)))
}

/// All rules in force, in the order of files and lines.
pub fn all_entries<'db>(db: &'db dyn Db) -> impl Iterator<Item = &'db Entry<'db>> {
    program_sections(db).iter().flat_map(move |section| entries_within(db, *section)).map(Arc::as_ref)
}

/// Whether a rule is over on the as-of day.
pub fn is_expired(db: &dyn Db, rule: &Rule<'_>) -> bool {
    let as_of = Settings::get(db).as_of(db);
    rule.origin.meta().until.is_some_and(|until| is_over(until.date, as_of))
}

/// The rules in force among what a statement comes to.
pub(super) fn entries_of<'db>(
    db: &'db dyn Db,
    item: Item<'db>,
    effects: &Effects<'db>,
) -> impl Iterator<Item = Arc<Entry<'db>>> {
    let all = effects.rules.iter().zip(0..);
    let in_force = all.filter(move |(rule, _)| !(rule.allow && is_expired(db, rule)));
    in_force.map(move |(rule, index)| entry(db, RuleId { item, index }, rule))
}

fn entry<'db>(db: &'db dyn Db, id: RuleId<'db>, rule: &Rule<'db>) -> Arc<Entry<'db>> {
    let product = rule.flow.product();
    Arc::new(Entry {
        id,
        allow: rule.allow,
        bounds: Bounds::of(&product),
        product,
        label: rule.origin.label.clone(),
        until: rule.origin.meta().until.map(|until| until.date),
        cause: cause_of(db, rule),
        fingerprint: id.item.fingerprint(db),
    })
}

/// The innermost statement of the project that a rule comes from; none for a rule of the library's own.
fn cause_of<'db>(db: &'db dyn Db, rule: &Rule<'db>) -> Option<Place<'db>> {
    let own = |place: &&Place<'db>| !place.item.file(db).library(db);
    rule.origin.chain.iter().rev().find(own).copied()
}
