//! Computes what concerns one section each, before anything is gathered, on several threads.
//!
//! It changes no answer. Small queries go first because salsa's bookkeeping of a query that reads many others is costly
//! to those that come behind it on the same stack.

use super::room::{ROOM_PER_BYTE, make_room};
use crate::db::{Database, unless_cancelled};
use crate::hir::{program_modules, program_sections};
use crate::policy::{broken_in, section_summary};

/// Below so many bytes a thread costs more than it brings.
const LARGE: usize = 64 * 1024;

/// More threads than this bring nothing.
const MAX_THREADS: usize = 8;

/// The stack of a thread, as large as that of the one it helps: definitions may build on each other thousands deep.
const STACK_BYTES: usize = 256 * 1024 * 1024;

/// Computes what each section says by itself. Once: what an edit changes is little, and computed where it is asked for.
pub(super) fn compute_ahead(db: &Database) {
    if db.is_computed_ahead() {
        return;
    }
    let modules = program_modules(db);
    let bytes: usize =
        modules.iter().filter(|module| !module.library(db)).map(|module| module.text(db).len()).sum();
    let threads = if bytes < LARGE { 1 } else { cores() };
    std::thread::scope(|scope| {
        for first in 1..threads {
            let own = db.clone();
            let builder = std::thread::Builder::new().stack_size(STACK_BYTES);
            // A cancelled helper has nothing to say: this thread is cancelled too, and tells it to the caller.
            let work = move || {
                make_room(ROOM_PER_BYTE * bytes / threads);
                unless_cancelled(|| share(&own, first, threads))
            };
            // Where no thread can be had, its share is computed when it is asked for.
            let _ = builder.spawn_scoped(scope, work);
        }
        share(db, 0, threads);
    });
    db.note_computed_ahead();
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).min(MAX_THREADS)
}

/// Every so-manieth section, so that the threads get equal shares of each file.
fn share(db: &Database, first: usize, threads: usize) {
    for section in program_sections(db).iter().skip(first).step_by(threads) {
        if !section.file(db).library(db) {
            broken_in(db, *section);
        }
        section_summary(db, *section);
    }
}
