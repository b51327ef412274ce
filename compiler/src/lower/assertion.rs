//! Assertions: what was proved, and what is suspended. Only what was decided is listed.

use std::collections::{BTreeMap, BTreeSet};

use expol_ir::{Assertion, AssertionKind, AssertionResult, Chain};

use super::provenance::{Sources, label_name};
use crate::db::Db;
use crate::hir::{full_name, range_of};
use crate::policy::effect::{self, Asserted};
use crate::policy::effects;
use crate::policy::entry::statements;
use crate::policy::tested::{TestOutcome, test_outcomes};
use crate::policy::verdict::{Outcome, Verdict, verdicts};

/// What makes two statements one assertion.
type Key = (AssertionKind, String, Option<String>);

/// Lowers what was decided. An assertion that stands for many instances holds where all of them do.
pub(super) fn lower<'db>(db: &'db dyn Db, sources: &mut Sources<'db>) -> Vec<Assertion> {
    let mut merged: BTreeMap<Key, (AssertionResult, BTreeSet<Chain>)> = BTreeMap::new();
    for item in statements(db) {
        for Verdict { assertion, outcome } in verdicts(db, item) {
            let result = match outcome {
                Outcome::Holds => AssertionResult::Holds,
                Outcome::Waived { .. } => AssertionResult::Waived,
                _ => continue,
            };
            let diagnostic = assertion.diagnostic.map(|item| full_name(db, item).to_string());
            let key = (kind(&assertion.asserted), label(db, assertion), diagnostic);
            enter(&mut merged, key, result, sources.chain(&assertion.origin));
        }
        for (line, outcome) in effects(db, item).expectations().iter().zip(test_outcomes(db, item)) {
            if *outcome == TestOutcome::Passed {
                let key = (AssertionKind::Test, line.title.to_string(), None);
                enter(&mut merged, key, AssertionResult::Holds, sources.place(line.place));
            }
        }
    }
    let assertion =
        |((kind, label, diagnostic), (result, why)): (Key, (AssertionResult, BTreeSet<Chain>))| Assertion {
            diagnostic,
            kind,
            label,
            result,
            why: why.into_iter().collect(),
        };
    merged.into_iter().map(assertion).collect()
}

fn enter(
    merged: &mut BTreeMap<Key, (AssertionResult, BTreeSet<Chain>)>,
    key: Key,
    result: AssertionResult,
    why: Chain,
) {
    let entry = merged.entry(key).or_insert_with(|| (AssertionResult::Holds, BTreeSet::new()));
    entry.0 = entry.0.max(result);
    entry.1.insert(why);
}

fn kind(asserted: &Asserted<'_>) -> AssertionKind {
    match asserted {
        Asserted::Never(_) => AssertionKind::Never,
        Asserted::Must(_) => AssertionKind::Must,
        Asserted::Intact(..) => AssertionKind::Intact,
        Asserted::Confine(..) => AssertionKind::Confine,
        Asserted::Check => AssertionKind::Check,
    }
}

/// Its label, else its diagnostic, else its own words on one line.
fn label<'db>(db: &'db dyn Db, assertion: &effect::Assertion<'db>) -> String {
    if let Some(label) = &assertion.origin.label {
        return label_name(db, label);
    }
    if let Some(diagnostic) = assertion.diagnostic {
        return full_name(db, diagnostic).to_string();
    }
    let Some(place) = assertion.origin.innermost() else { return String::new() };
    let (_, range) = range_of(db, place);
    let text = place.item.file(db).text(db).get(range.start as usize..range.end as usize).unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
