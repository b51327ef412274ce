//! Decides assertions: holds, violated with a packet, waived, or not asked.

use expol_space::{Packet, Product, Region, TooComplex};

use super::asked::touched;
use super::effect::{AlterationValue, Asserted, Assertion, Effects, FlowValue, Label, Waiver};
use super::entry::{Entry, RuleId};
use super::eval::{Evaluator, Oracle};
use super::finder::Finder;
use super::moving::World;
use super::statement::{effects, section_effects};
use super::summary::{FactId, facts, section_summary, waivers_in};
use super::table::present_labels;
use super::unknown::program_unknowns;
use super::wire::on_the_wire;
use crate::db::{Db, Section, SourceFile};
use crate::hir::{Item, Place, Single, item_problems, known_of};
use crate::syntax::statement::AlterationKind;

/// What became of an assertion.
#[derive(Clone, Copy, Debug)]
pub struct Verdict<'db> {
    /// The assertion.
    pub assertion: &'db Assertion<'db>,
    /// The answer.
    pub outcome: &'db Outcome<'db>,
}

/// The answers.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub enum Outcome<'db> {
    /// Proved.
    Holds,
    /// Its condition does not hold: nothing was asked.
    NotAsked,
    /// It fails, and a waiver covers all of it.
    Waived {
        /// The waivers, by their places.
        by: Vec<Place<'db>>,
    },
    /// It fails.
    Violated(Vec<Violation<'db>>),
    /// Something is broken, so that nothing can be said.
    Unknown,
    /// The answer has too many pieces.
    TooComplex,
}

/// A failure, with the packet that proves it.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub struct Violation<'db> {
    /// A packet, for all but `check`.
    pub sample: Option<Packet>,
    /// The rules that decide: allows that permit it, or denies that forbid it; none where nothing permits it.
    pub rules: Vec<RuleId<'db>>,
    /// For `intact`: the fact (by item and position) and the kinds.
    pub alteration: Option<Altered<'db>>,
    /// How much is wrong, to put the narrowest first: the number of packets, in thousandths of bits.
    pub size: u64,
}

/// A fact that meets an `intact`.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub struct Altered<'db> {
    /// The item that states the fact.
    pub item: Item<'db>,
    /// Its position there.
    pub index: u32,
    /// The kinds that meet.
    pub kinds: Vec<AlterationValue>,
}

/// The verdicts of all assertions of an item.
pub fn verdicts<'db>(db: &'db dyn Db, item: Item<'db>) -> impl Iterator<Item = Verdict<'db>> {
    let assertions = effects(db, item).assertions();
    // Most statements assert nothing, and a query that answers nothing still costs its place.
    let decided = if assertions.is_empty() { &[] } else { decided(db, item) };
    assertions.iter().zip(decided).map(move |(assertion, decided)| Verdict {
        assertion,
        outcome: if may_change(db, assertion, decided) { UNKNOWN } else { decided },
    })
}

const UNKNOWN: &Outcome<'static> = &Outcome::Unknown;

/// Whether the repair of something broken could change the answer: what more is permitted mends a `must`, what less is
/// permitted a `never`. Asked of what was decided as if nothing were broken: who breaks a line and mends it again
/// makes nobody decide anything.
fn may_change<'db>(db: &'db dyn Db, assertion: &Assertion<'db>, decided: &Outcome<'db>) -> bool {
    let unknowns = program_unknowns(db);
    if assertion.condition.is_some() {
        let is_asked = !matches!(
            (decided, &assertion.asserted),
            (Outcome::NotAsked, _) | (Outcome::Holds, Asserted::Check)
        );
        return is_asked && unknowns.any();
    }
    let hidden = match assertion.asserted {
        Asserted::Must(_) => unknowns.allow,
        Asserted::Never(_) => unknowns.deny,
        Asserted::Confine(..) => unknowns.allow || unknowns.deny,
        Asserted::Intact(..) | Asserted::Check => false,
    };
    matches!(decided, Outcome::Violated(_) | Outcome::Waived { .. })
        && (hidden || unknowns.sets || unknowns.waive)
}

/// What was decided about the assertions of a statement.
fn decided<'db>(db: &'db dyn Db, item: Item<'db>) -> &'db [Outcome<'db>] {
    if touched(db).has(item) { decided_now(db, Single::new(db, item)) } else { decided_settled(db, item) }
}

fn decided_settled<'db>(db: &'db dyn Db, item: Item<'db>) -> &'db [Outcome<'db>] {
    if item.file(db).library(db) {
        return decided_of_library(db, item);
    }
    known_of(decided_in(db, item.section(db)), item).map_or(&[], Vec::as_slice)
}

#[salsa::tracked]
fn decided_of_library<'db>(db: &'db dyn Db, item: Item<'db>) -> Vec<Outcome<'db>> {
    decided_within(&Finder::new(db, World::Settled), item, effects(db, item))
}

/// The statements of a section of the project that assert something, and what was decided about each.
#[salsa::tracked]
fn decided_in<'db>(db: &'db dyn Db, section: Section) -> Box<[(Item<'db>, Vec<Outcome<'db>>)]> {
    let finder = Finder::new(db, World::Settled);
    let asserting = section_effects(db, section).filter(|(_, effects)| !effects.assertions().is_empty());
    asserting.map(|(item, effects)| (item, decided_within(&finder, item, effects))).collect()
}

#[salsa::tracked]
fn decided_now<'db>(db: &'db dyn Db, single: Single<'db>) -> Vec<Outcome<'db>> {
    let item = single.item(db);
    decided_within(&Finder::new(db, World::Current), item, effects(db, item))
}

fn decided_within<'db>(
    finder: &Finder<'db>,
    item: Item<'db>,
    effects: &'db Effects<'db>,
) -> Vec<Outcome<'db>> {
    let db = finder.db();
    // Of an assertion with a wrong name in it nothing can be said. (The library has none: its own tests see to that.)
    let broken = !item.file(db).library(db) && !item_problems(db, item).is_empty();
    let answer = |assertion| if broken { Outcome::Unknown } else { outcome(finder, assertion) };
    effects.assertions().iter().map(answer).collect()
}

/// The statements of a section of which an assertion does not simply hold.
pub fn unproven_in<'db>(db: &'db dyn Db, section: Section) -> &'db [Item<'db>] {
    if touched(db).has_some_of(section) { unproven_now(db, section) } else { unproven_settled(db, section) }
}

#[salsa::tracked]
fn unproven_settled<'db>(db: &'db dyn Db, section: Section) -> Vec<Item<'db>> {
    let asserting = section_summary(db, section).asserting.iter().copied();
    asserting.filter(|item| !all_hold(decided_settled(db, *item))).collect()
}

#[salsa::tracked]
fn unproven_now<'db>(db: &'db dyn Db, section: Section) -> Vec<Item<'db>> {
    let asserting = section_summary(db, section).asserting.iter().copied();
    asserting.filter(|item| !all_hold(decided(db, *item))).collect()
}

fn all_hold(outcomes: &[Outcome<'_>]) -> bool {
    outcomes.iter().all(|outcome| matches!(outcome, Outcome::Holds | Outcome::NotAsked))
}

fn outcome<'db>(finder: &Finder<'db>, assertion: &Assertion<'db>) -> Outcome<'db> {
    let db = finder.db();
    if let Some(condition) = &assertion.condition {
        let environment = &assertion.environment;
        let answers = Answers { db, finder };
        let (locals, values) = (environment.locals.clone(), environment.values.clone());
        let holds = Evaluator::with(db, environment.file, locals, values).asking(&answers).holds(condition);
        match holds {
            None => return Outcome::Unknown,
            Some(false) if assertion.asserted == Asserted::Check => return Outcome::Holds,
            Some(false) => return Outcome::NotAsked,
            Some(true) => {}
        }
    }
    decide(finder, assertion).unwrap_or(Outcome::TooComplex)
}

fn decide<'db>(finder: &Finder<'db>, assertion: &Assertion<'db>) -> Result<Outcome<'db>, TooComplex> {
    let db = finder.db();
    let waived = waivers_of(finder, assertion);
    let mut judge = Judge { db, finder, waivers: &waived, violations: Vec::new(), used: Vec::new() };
    match &assertion.asserted {
        Asserted::Never(flow) => judge.never(flow, &[])?,
        Asserted::Confine(flow, labels) => judge.never(flow, labels)?,
        Asserted::Must(flow) => judge.must(flow)?,
        Asserted::Intact(flow, kinds) => judge.intact(flow, kinds)?,
        Asserted::Check => judge.check(),
    }
    Ok(match (judge.violations.is_empty(), judge.used.is_empty()) {
        (true, true) => Outcome::Holds,
        (true, false) => Outcome::Waived { by: judge.used },
        (false, _) => Outcome::Violated(judge.violations),
    })
}

/// The waivers that name the assertion, by its diagnostic or its label.
fn waivers_of<'db>(finder: &Finder<'db>, assertion: &Assertion<'db>) -> Vec<&'db Waiver<'db>> {
    let named = |waiver: &&Waiver<'db>| match waiver.diagnostic {
        Some(diagnostic) => assertion.diagnostic == Some(diagnostic),
        None => assertion.origin.label.as_deref() == Some(&waiver.label),
    };
    waivers_in(finder.db(), finder.world()).iter().filter(named).collect()
}

/// Collects the violations of one assertion.
struct Judge<'a, 'db> {
    db: &'db dyn Db,
    finder: &'a Finder<'db>,
    waivers: &'a [&'db Waiver<'db>],
    violations: Vec<Violation<'db>>,
    used: Vec<Place<'db>>,
}

impl<'db> Judge<'_, 'db> {
    /// What is left of a wrong region when the waived part is taken out.
    fn unwaived(&mut self, region: &Region) -> Result<Region, TooComplex> {
        let mut left = on_the_wire(self.db, region)?;
        for waiver in self.waivers {
            if left.is_empty() {
                break;
            }
            let before = left.clone();
            match &waiver.flows {
                None => left = Region::empty(),
                Some(flows) => {
                    for flow in flows {
                        left.remove(&flow.product())?;
                    }
                }
            }
            if left != before {
                self.use_waiver(waiver.place);
            }
        }
        Ok(left)
    }

    fn use_waiver(&mut self, place: Place<'db>) {
        if !self.used.contains(&place) {
            self.used.push(place);
        }
    }

    fn violated(&mut self, region: &Region, rules: Vec<RuleId<'db>>) {
        let size = size(region);
        self.violations.push(Violation { sample: region.sample(), rules, alteration: None, size });
    }

    /// Nothing of the flow may be permitted, except by allows with one of the labels; one violation for each rule.
    fn never(&mut self, flow: &FlowValue<'db>, labels: &[Label]) -> Result<(), TooComplex> {
        let product = flow.product();
        let labelled =
            |entry: &&Entry<'db>| entry.label.as_deref().is_some_and(|label| labels.contains(label));
        let (justified, unjustified): (Vec<_>, Vec<_>) =
            self.finder.all_meeting(&product, true).into_iter().partition(labelled);
        if unjustified.is_empty() {
            return Ok(());
        }
        let denies = self.finder.all_meeting(&product, false);
        for entry in unjustified {
            let mut wrong = Region::from(&entry.product.intersection(&product));
            for other in denies.iter().chain(&justified) {
                wrong.remove(&other.product)?;
            }
            let wrong = self.unwaived(&wrong)?;
            if !wrong.is_empty() {
                self.violated(&wrong, vec![entry.id]);
            }
        }
        Ok(())
    }

    /// All of the flow is permitted. Denies that touch it are named, else nothing permits it.
    fn must(&mut self, flow: &FlowValue<'db>) -> Result<(), TooComplex> {
        let product = flow.product();
        let wrong = self.unwaived(&self.finder.missing(&product)?)?;
        if wrong.is_empty() {
            return Ok(());
        }
        let mut denied = Vec::new();
        for deny in self.finder.all_meeting(&product, false) {
            let part = on_the_wire(self.db, &wrong.intersect(&deny.product))?;
            if !part.is_empty() {
                denied.push(deny.id);
                self.violated(&part, vec![deny.id]);
            }
        }
        if denied.is_empty() {
            self.violated(&wrong, Vec::new());
        }
        Ok(())
    }

    /// No fact does one of these kinds to the flow.
    fn intact(&mut self, flow: &FlowValue<'db>, kinds: &[AlterationValue]) -> Result<(), TooComplex> {
        let product = flow.product();
        for id in facts(self.db, self.finder.world()).iter().copied() {
            let Some(fact) = id.fact(self.db) else { continue };
            let met: Vec<AlterationValue> =
                fact.kinds.iter().filter(|kind| forbidden(kind, kinds)).copied().collect();
            let common = fact.flow.product().intersection(&product);
            if met.is_empty() || common.is_empty() {
                continue;
            }
            let wrong = self.unwaived(&Region::from(&common))?;
            if !wrong.is_empty() {
                let FactId { item, index } = id;
                let alteration = Some(Altered { item, index, kinds: met });
                let (sample, size) = (wrong.sample(), size(&wrong));
                self.violations.push(Violation { sample, rules: Vec::new(), alteration, size });
            }
        }
        Ok(())
    }

    /// The condition holds: that is the violation.
    fn check(&mut self) {
        match self.waivers.iter().find(|waiver| waiver.flows.is_none()) {
            Some(waiver) => self.use_waiver(waiver.place),
            None => {
                self.violations.push(Violation {
                    sample: None,
                    rules: Vec::new(),
                    alteration: None,
                    size: 0,
                });
            }
        }
    }
}

/// The number of packets as a logarithm, so that it stays comparable and exact enough to sort by.
fn size(region: &Region) -> u64 {
    (region.volume().max(1.0).log2() * 1000.0) as u64
}

/// Whether an intact flow forbids what a device does.
fn forbidden(done: &AlterationValue, kinds: &[AlterationValue]) -> bool {
    kinds.iter().any(|kind| {
        kind.kind == done.kind
            && (kind.kind != AlterationKind::IdleTimeout
                || done.seconds.zip(kind.seconds).is_none_or(|(is, least)| is < least))
    })
}

/// Answers about what is permitted, for the conditions of assertions.
struct Answers<'a, 'db> {
    db: &'db dyn Db,
    finder: &'a Finder<'db>,
}

impl<'db> Oracle<'db> for Answers<'_, 'db> {
    fn permitted(&self, flows: &[Product]) -> Option<bool> {
        let mut any = false;
        for flow in flows {
            let whole = on_the_wire(self.db, &Region::from(flow)).ok()?;
            any |= !whole.is_empty();
            let rest = self.finder.missing(flow).ok()?;
            if !on_the_wire(self.db, &rest).ok()?.is_empty() {
                return Some(false);
            }
        }
        Some(any)
    }

    fn blocked(&self, flows: &[Product]) -> Option<bool> {
        for flow in flows {
            let rest = self.finder.permitted(flow).ok()?;
            if !on_the_wire(self.db, &rest).ok()?.is_empty() {
                return Some(false);
            }
        }
        Some(true)
    }

    fn present(&self, module: SourceFile, label: &str) -> Option<bool> {
        Some(present_labels(self.db).iter().any(|(own, name)| *own == module && name == label))
    }

    fn waived(&self, module: SourceFile, diagnostic: Option<Item<'db>>, label: &str) -> Option<bool> {
        let named = |waiver: &Waiver<'db>| match diagnostic {
            Some(diagnostic) => waiver.diagnostic == Some(diagnostic),
            None => waiver.label.module == module && waiver.label.name == label,
        };
        Some(waivers_in(self.db, self.finder.world()).iter().any(named))
    }
}
