//! Lines above statements: what a profile opens, whether an assertion holds, whether a test passed.

use crate::checks::plural;
use crate::db::{Db, SourceFile};
use crate::hir::{Item, Place, ast, range_of, section_statements};
use crate::policy::effects;
use crate::policy::tested::{TestOutcome, test_outcomes};
use crate::policy::verdict::{Outcome, verdicts};
use crate::syntax::ItemKind;
use crate::syntax::item::Item as Tree;
use crate::syntax::statement::{Statement, StatementKind};
use crate::text::TextRange;

use super::item::{FilePosition, item_at};

/// What a lens says.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum LensKind {
    /// What a statement opens or closes.
    Flows,
    /// Whether an assertion holds.
    Verdict,
    /// Whether a test passed.
    Test,
}

/// A line above a statement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lens {
    /// The statement.
    pub range: TextRange,
    /// The words.
    pub title: String,
    /// What they say.
    pub kind: LensKind,
    /// Whether something is wrong.
    pub failed: bool,
    /// The places that decide: rules that violate it.
    pub places: Vec<(SourceFile, TextRange)>,
}

/// The lenses of a file, in order. They ask what is permitted, so they take the whole program.
pub fn lenses(db: &dyn Db, file: SourceFile) -> Vec<Lens> {
    let mut found: Vec<Lens> = Vec::new();
    for section in file.sections(db) {
        let statements = section_statements(db, *section).iter();
        let statements = statements.filter(|item| item.kind(db) == ItemKind::Statement);
        found.extend(statements.filter_map(|item| lens(db, *item)));
    }
    found
}

/// The lens of the statement at a position.
pub fn lens_at(db: &dyn Db, position: FilePosition) -> Option<Lens> {
    lens(db, item_at(db, position).filter(|item| item.kind(db) == ItemKind::Statement)?)
}

fn lens<'db>(db: &'db dyn Db, item: Item<'db>) -> Option<Lens> {
    let Tree::Statement(statement) = &ast(db, item).item else { return None };
    let range = range_of(db, Place::new(item, statement.node)).1;
    let title = match &statement.kind {
        StatementKind::Test(_) => return test(db, item, range),
        StatementKind::Apply(_) | StatementKind::For(_) => opens(db, item),
        _ => None,
    };
    let verdict = verdict(db, item, statement, range);
    match (title, verdict) {
        (Some(title), Some(verdict)) if verdict.failed => {
            Some(Lens { title: format!("{title} · {}", verdict.title), ..verdict })
        }
        (Some(title), _) => {
            Some(Lens { range, title, kind: LensKind::Flows, failed: false, places: Vec::new() })
        }
        (None, verdict) => verdict,
    }
}

fn opens<'db>(db: &'db dyn Db, item: Item<'db>) -> Option<String> {
    let rules = &effects(db, item).rules;
    let opened = rules.iter().filter(|rule| rule.allow).count();
    let closed = rules.len() - opened;
    let opens = (opened > 0).then(|| format!("opens {opened} flow{}", plural(opened)));
    let closes = (closed > 0).then(|| format!("forbids {closed} flow{}", plural(closed)));
    let said: Vec<String> = opens.into_iter().chain(closes).collect();
    (!said.is_empty()).then(|| said.join(", "))
}

fn verdict<'db>(db: &'db dyn Db, item: Item<'db>, statement: &Statement, range: TextRange) -> Option<Lens> {
    let asked: Vec<_> = verdicts(db, item).collect();
    if asked.is_empty() {
        return None;
    }
    let word = match &statement.kind {
        StatementKind::Flow(flow) => flow.verb.word(),
        StatementKind::Check(_) => "check",
        _ => "assertions",
    };
    let count = |wanted: fn(&Outcome<'_>) -> bool| asked.iter().filter(|one| wanted(one.outcome)).count();
    let violated = count(|outcome| matches!(outcome, Outcome::Violated(_)));
    let waived = count(|outcome| matches!(outcome, Outcome::Waived { .. }));
    let unknown = count(|outcome| matches!(outcome, Outcome::Unknown | Outcome::TooComplex));
    let idle = count(|outcome| matches!(outcome, Outcome::NotAsked));
    let title = if violated > 0 {
        format!("{word}: violated")
    } else if unknown > 0 {
        format!("{word}: not decided")
    } else if waived > 0 {
        format!("{word}: waived")
    } else if idle == asked.len() {
        format!("{word}: not asked")
    } else {
        format!("{word}: holds")
    };
    let mut places = Vec::new();
    for one in asked {
        let Outcome::Violated(violations) = one.outcome else { continue };
        for id in violations.iter().flat_map(|violation| &violation.rules) {
            let Some(place) = id.rule(db).and_then(|rule| rule.origin.outermost()) else { continue };
            let at = (place.item.file(db), range_of(db, place).1);
            if !places.contains(&at) {
                places.push(at);
            }
        }
    }
    Some(Lens { range, title, kind: LensKind::Verdict, failed: violated > 0, places })
}

fn test<'db>(db: &'db dyn Db, item: Item<'db>, range: TextRange) -> Option<Lens> {
    let outcomes: Vec<_> = test_outcomes(db, item).collect();
    if outcomes.is_empty() {
        return None;
    }
    let lines = outcomes.len();
    let failed =
        outcomes.iter().filter(|one| matches!(one, TestOutcome::Failed(_) | TestOutcome::Nothing)).count();
    let unknown = outcomes.iter().filter(|one| matches!(one, TestOutcome::Unknown)).count();
    let title = if failed > 0 {
        format!("test: {failed} of {lines} line{} failed", plural(lines))
    } else if unknown > 0 {
        "test: not decided".to_owned()
    } else {
        format!("test: passed ({lines} line{})", plural(lines))
    };
    let expectations = effects(db, item).expectations().iter().zip(outcomes);
    let wrong = expectations.filter(|(_, outcome)| !matches!(outcome, TestOutcome::Passed));
    let places = wrong.map(|(line, _)| (item.file(db), range_of(db, line.place).1)).collect();
    Some(Lens { range, title, kind: LensKind::Test, failed: failed > 0, places })
}
