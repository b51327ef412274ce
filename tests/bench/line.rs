//! Benchmarks of the line's hot paths: `cargo bench --bench line`.

mod policy;

use std::collections::BTreeMap;

use divan::{Bencher, black_box};
use expolc::checks::{Selection, diagnostics};
use expolc::db::{Database, LoadOptions, MemorySystem, ProjectPath, load};
use expolc::syntax::literal::Date;
use expolc::syntax::{parse, split};

fn main() {
    divan::main();
}

const SIZES: [usize; 3] = [1_000, 10_000, 100_000];

const DAY: Date = Date { year: 2026, month: 11, day: 23 };

fn joined(lines: usize) -> String {
    policy::files(lines).into_iter().map(|(_, text)| text).collect()
}

fn loaded(files: &[(String, String)], db: &mut Database) {
    let system =
        MemorySystem::new(files.iter().map(|(path, text)| (path.clone(), text.clone().into_bytes())), DAY);
    let roots = ProjectPath::new("policy.expol").into_iter().collect();
    load(db, &system, &LoadOptions { roots, as_of: Some(DAY), overlay: BTreeMap::new() });
}

/// Cutting a text into items.
#[divan::bench(args = SIZES)]
fn splitting(bencher: Bencher<'_, '_>, lines: usize) {
    let text = joined(lines);
    bencher.counter(divan::counter::BytesCount::of_str(&text)).bench(|| split(black_box(&text)));
}

/// Cutting and parsing it.
#[divan::bench(args = SIZES)]
fn parsing(bencher: Bencher<'_, '_>, lines: usize) {
    let text = joined(lines);
    bencher.counter(divan::counter::BytesCount::of_str(&text)).bench(|| parse(black_box(&text)));
}

/// Everything, from nothing.
#[divan::bench(args = SIZES, sample_count = 10)]
fn checking(bencher: Bencher<'_, '_>, lines: usize) {
    let files = policy::files(lines);
    bencher.bench_local(|| {
        let mut db = Database::default();
        loaded(&files, &mut db);
        diagnostics(&db, Selection::Project)
    });
}

/// Everything again after one rule has changed.
#[divan::bench(args = SIZES, sample_count = 10)]
fn checking_after_an_edit(bencher: Bencher<'_, '_>, lines: usize) {
    let mut files = policy::files(lines);
    let mut db = Database::default();
    loaded(&files, &mut db);
    diagnostics(&db, Selection::Project);
    let mut step = 0;
    bencher.bench_local(|| {
        step += 1;
        let text = &mut files[2].1;
        *text = text.replace("orders of site 0", "orders of site 0 ");
        loaded(&files, &mut db);
        diagnostics(&db, Selection::Project)
    });
    black_box(step);
}

/// The document of a policy that checks.
#[divan::bench(args = SIZES, sample_count = 10)]
fn lowering(bencher: Bencher<'_, '_>, lines: usize) {
    let files = policy::files(lines);
    let mut db = Database::default();
    loaded(&files, &mut db);
    bencher.bench_local(|| expolc::lower::document(&db));
}
