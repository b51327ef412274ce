//! Computes what concerns one item each, before anything is gathered, on several threads.
//!
//! It changes no answer. Small queries go first because salsa's bookkeeping of a query that reads many others is costly
//! to those that come behind it on the same stack.

use crate::db::Database;
use crate::hir::{file_items, item_problems, program_modules};
use crate::policy::instance::effects;
use crate::syntax::ItemKind;

/// Below so many bytes it is the library that costs time, and two threads are enough for it.
const LARGE: usize = 256 * 1024;

/// More threads than this bring nothing.
const MAX_THREADS: usize = 8;

/// Computes the problems and the effects of every item.
pub(super) fn compute_ahead(db: &Database) {
    let modules = program_modules(db);
    let bytes: usize =
        modules.iter().filter(|module| !module.library(db)).map(|module| module.text(db).len()).sum();
    // To ask for the number of cores costs more than a small policy takes.
    let threads = if bytes < LARGE { 2 } else { cores() };
    std::thread::scope(|scope| {
        for first in 1..threads {
            let own = db.clone();
            scope.spawn(move || share(&own, first, threads));
        }
        share(db, 0, threads);
    });
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).min(MAX_THREADS)
}

/// Every so-manieth item, so that the threads get equal shares of each file.
fn share(db: &Database, first: usize, threads: usize) {
    for module in program_modules(db) {
        for item in file_items(db, *module).iter().skip(first).step_by(threads) {
            if !module.library(db) {
                item_problems(db, *item);
            }
            if item.kind(db) == ItemKind::Statement {
                effects(db, *item);
            }
        }
    }
}
