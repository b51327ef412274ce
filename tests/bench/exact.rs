//! The exact analysis of allows and denies: `cargo bench --bench exact`.
//!
//! What is timed is everything from evaluated rules to all findings about them: sorting the rules into cells, their
//! indexes, redundant statements and mutual cover, denies that remove nothing, allows removed, crossing and narrowing
//! denies, each with its sample packet. Reading, names and the evaluation of each statement come before, `check` times them
//! with the rest.

#[allow(dead_code, reason = "each benchmark uses the policies that it wants")]
mod rules;
mod shapes;

use std::collections::BTreeMap;

use divan::{Bencher, black_box};
use expolc::checks::{Selection, analyse_ahead, diagnostics, evaluate_ahead};
use expolc::db::{Database, LoadOptions, MemorySystem, ProjectPath, load};
use expolc::policy::entry::all_effects;
use expolc::policy::{deny_findings, redundant};
use expolc::syntax::literal::Date;

fn main() {
    divan::main();
}

const SIZES: [usize; 3] = [1_000, 10_000, 100_000];

const DAY: Date = Date { year: 2026, month: 11, day: 23 };

/// A loaded policy, every statement evaluated.
fn evaluated(files: &[(String, String)]) -> Database {
    let mut db = Database::default();
    loaded(files, &mut db);
    evaluate_ahead(&db);
    let rules: usize = all_effects(&db).map(|(_, effects)| effects.rules.len()).sum();
    black_box(rules);
    db
}

fn loaded(files: &[(String, String)], db: &mut Database) {
    let system =
        MemorySystem::new(files.iter().map(|(path, text)| (path.clone(), text.clone().into_bytes())), DAY);
    let roots = ProjectPath::new("policy.expol").into_iter().collect();
    load(db, &system, &LoadOptions { roots, as_of: Some(DAY), overlay: BTreeMap::new() });
}

/// All findings of the analysis.
fn findings(db: &Database) -> usize {
    analyse_ahead(db);
    redundant(db).len() + deny_findings(db).count()
}

fn analysed(bencher: Bencher<'_, '_>, files: &[(String, String)]) {
    bencher.with_inputs(|| evaluated(files)).bench_local_refs(|db| findings(db));
}

/// From evaluated rules to all findings.
#[divan::bench(args = SIZES, sample_count = 10, sample_size = 1)]
fn analysis(bencher: Bencher<'_, '_>, statements: usize) {
    analysed(bencher, &rules::files(statements));
}

/// The whole check of the same policies, from text.
#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn checking(bencher: Bencher<'_, '_>, statements: usize) {
    let files = rules::files(statements);
    bencher.bench_local(|| {
        let mut db = Database::default();
        loaded(&files, &mut db);
        diagnostics(&db, Selection::Project)
    });
}

/// A shape that is bad for the analysis, and its size.
struct Bad {
    name: &'static str,
    shape: fn(usize) -> String,
    size: usize,
}

impl std::fmt::Display for Bad {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} {}", self.name, self.size)
    }
}

fn bad_shapes() -> impl Iterator<Item = Bad> {
    let sizes = |(name, shape): shapes::Shape| [1_000, 4_000].map(|size| Bad { name, shape, size });
    shapes::SHAPES.into_iter().flat_map(sizes)
}

/// From evaluated rules to all findings, where the rules are made to take long.
#[divan::bench(args = bad_shapes(), sample_count = 3, sample_size = 1)]
fn bad_shape(bencher: Bencher<'_, '_>, bad: &Bad) {
    analysed(bencher, &shapes::files(bad.shape, bad.size));
}
