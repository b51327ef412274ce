//! Decides the lines of tests.

use expol_space::{Packet, Region, TooComplex};

use super::asked::touched;
use super::effect::FlowValue;
use super::finder::Finder;
use super::moving::World;
use super::statement::effects;
use super::summary::section_summary;
use super::unknown::program_unknowns;
use super::wire::on_the_wire;
use crate::db::{Db, Section};
use crate::hir::{Item, Single, known_of};

/// What became of a line of a test.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub enum TestOutcome {
    /// As expected.
    Passed,
    /// This packet is decided the other way.
    Failed(Packet),
    /// The flow has no packet that crosses a network.
    Nothing,
    /// Something is broken, or the answer has too many pieces.
    Unknown,
}

/// The outcomes of an item's tests, by their positions.
pub fn test_outcomes<'db>(db: &'db dyn Db, item: Item<'db>) -> impl Iterator<Item = &'db TestOutcome> {
    let tested = if effects(db, item).expectations().is_empty() { &[] } else { tested(db, item) };
    let is_unknown = !tested.is_empty() && program_unknowns(db).any();
    tested.iter().map(move |outcome| if is_unknown { &TestOutcome::Unknown } else { outcome })
}

/// What became of the lines of a test.
fn tested<'db>(db: &'db dyn Db, item: Item<'db>) -> &'db [TestOutcome] {
    if touched(db).has(item) { tested_now(db, Single::new(db, item)) } else { tested_settled(db, item) }
}

fn tested_settled<'db>(db: &'db dyn Db, item: Item<'db>) -> &'db [TestOutcome] {
    known_of(tested_in(db, item.section(db)), item).map_or(&[], Vec::as_slice)
}

/// The tests of a section, and what became of the lines of each.
#[salsa::tracked]
fn tested_in<'db>(db: &'db dyn Db, section: Section) -> Box<[(Item<'db>, Vec<TestOutcome>)]> {
    let finder = Finder::new(db, World::Settled);
    let testing = section_summary(db, section).testing.iter();
    testing.map(|item| (*item, tested_within(&finder, *item))).collect()
}

#[salsa::tracked]
fn tested_now<'db>(db: &'db dyn Db, single: Single<'db>) -> Vec<TestOutcome> {
    tested_within(&Finder::new(db, World::Current), single.item(db))
}

fn tested_within<'db>(finder: &Finder<'db>, item: Item<'db>) -> Vec<TestOutcome> {
    let expectations = effects(finder.db(), item).expectations().iter();
    expectations
        .map(|line| test_outcome(finder, &line.flows, line.allowed).unwrap_or(TestOutcome::Unknown))
        .collect()
}

/// The tests of a section that do not pass.
pub fn unpassed_in<'db>(db: &'db dyn Db, section: Section) -> &'db [Item<'db>] {
    if touched(db).has_some_of(section) { unpassed_now(db, section) } else { unpassed_settled(db, section) }
}

#[salsa::tracked]
fn unpassed_settled<'db>(db: &'db dyn Db, section: Section) -> Vec<Item<'db>> {
    let testing = section_summary(db, section).testing.iter().copied();
    testing.filter(|item| !all_pass(tested_settled(db, *item))).collect()
}

#[salsa::tracked]
fn unpassed_now<'db>(db: &'db dyn Db, section: Section) -> Vec<Item<'db>> {
    let testing = section_summary(db, section).testing.iter().copied();
    testing.filter(|item| !all_pass(tested(db, *item))).collect()
}

fn all_pass(outcomes: &[TestOutcome]) -> bool {
    outcomes.iter().all(|outcome| *outcome == TestOutcome::Passed)
}

fn test_outcome<'db>(
    finder: &Finder<'db>,
    flows: &[FlowValue<'db>],
    allowed: bool,
) -> Result<TestOutcome, TooComplex> {
    let db = finder.db();
    let mut any = false;
    for flow in flows {
        let product = flow.product();
        any |= !on_the_wire(db, &Region::from(&product))?.is_empty();
        let wrong = if allowed { finder.missing(&product)? } else { finder.permitted(&product)? };
        if let Some(sample) = on_the_wire(db, &wrong)?.sample() {
            return Ok(TestOutcome::Failed(sample));
        }
    }
    Ok(if any { TestOutcome::Passed } else { TestOutcome::Nothing })
}
