//! Which assertions and tests a moving rule may decide otherwise than the settled world does.

use expol_space::Bounds;

use super::effect::{Asserted, Assertion, Effects, FlowValue};
use super::moving::{Group, moving};
use super::statement::section_effects;
use super::summary::more_moves;
use crate::db::{Db, Section};
use crate::hir::{Item, program_sections};

/// What a statement asks of the rules.
#[derive(Clone, Copy, PartialEq, Eq, Debug, salsa::SalsaValue)]
enum Asked {
    /// About flows inside this box.
    Within(Bounds),
    /// What its condition names.
    Anything,
    /// Nothing, but it may be waived, or ask about facts.
    NoRules,
}

/// The statements whose assertions and tests are decided anew: those that ask about flows which a moving rule meets.
#[salsa::tracked]
pub(super) fn touched<'db>(db: &'db dyn Db) -> Group<'db> {
    let mut found = Group::default();
    let (moving, all) = (moving(db), *more_moves(db));
    if moving.is_empty() && !all {
        return found;
    }
    for (item, asked) in program_sections(db).iter().flat_map(|section| asked_in(db, *section)) {
        let is_touched = match asked {
            _ if all => true,
            Asked::Within(bounds) => moving.iter().any(|entry| entry.bounds.meet(bounds)),
            Asked::Anything => true,
            Asked::NoRules => false,
        };
        if is_touched {
            found.add(db, *item);
        }
    }
    found
}

/// What the statements of a section ask of the rules.
#[salsa::tracked]
fn asked_in<'db>(db: &'db dyn Db, section: Section) -> Vec<(Item<'db>, Asked)> {
    let all = section_effects(db, section);
    all.flat_map(|(item, effects)| asked_by(effects).map(move |asked| (item, asked))).collect()
}

fn asked_by<'e>(effects: &'e Effects<'_>) -> impl Iterator<Item = Asked> + 'e {
    let flows = effects.expectations().iter().flat_map(|line| &line.flows);
    effects.assertions().iter().map(asked).chain(flows.map(within))
}

fn asked(assertion: &Assertion<'_>) -> Asked {
    if assertion.condition.is_some() {
        return Asked::Anything;
    }
    match &assertion.asserted {
        Asserted::Never(flow) | Asserted::Must(flow) | Asserted::Confine(flow, _) => within(flow),
        Asserted::Intact(..) | Asserted::Check => Asked::NoRules,
    }
}

fn within(flow: &FlowValue<'_>) -> Asked {
    Asked::Within(Bounds::of(&flow.product()))
}
