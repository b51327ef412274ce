//! Computes what concerns one section each, before anything is gathered, on several threads.
//!
//! It changes no answer. Small queries go first because salsa's bookkeeping of a query that reads many others is costly
//! to those that come behind it on the same stack.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::room::{ROOM_PER_BYTE, make_room};
use crate::db::{Database, Section, SourceFile, unless_cancelled};
use crate::hir::{named_in, own_sections, program_modules, program_sections};
use crate::policy::gathered;
use crate::policy::topology::look_at_topology;
use crate::policy::verdict::unproven_in;
use crate::policy::{
    analyse_quickly, analyse_thoroughly, broken_in, gather_cells, gather_redundancy, program_unknowns,
    section_summary, sort_rules,
};

/// Below so many bytes a thread costs more than it brings.
const LARGE: usize = 64 * 1024;

/// More threads than this bring nothing.
const MAX_THREADS: usize = 8;

/// The stack of a thread, as large as that of the one it helps: definitions may build on each other thousands deep.
const STACK_BYTES: usize = 256 * 1024 * 1024;

/// So many are taken by a thread at once.
const STEP: usize = 8;

/// Computes what each section says by itself, then what its rules show: at first, and after each edit of something
/// durable, when all of it has to be asked whether it still holds. What other edits change is little, and computed where
/// it is asked for.
pub(super) fn compute_ahead(db: &Database) {
    if db.is_computed_ahead() {
        return;
    }
    evaluate_ahead(db);
    // A small policy is through before a thread has begun.
    if own_bytes(db) >= LARGE {
        analyse_ahead(db);
    }
    db.note_computed_ahead();
}

/// The same for what the names in some files mean, alone.
pub(super) fn read_ahead(db: &Database, files: &[SourceFile]) {
    if db.is_computed_ahead() {
        return;
    }
    let sections: Vec<Section> = files.iter().flat_map(|file| file.sections(db)).copied().collect();
    on_threads(db, own_bytes(db), &sections, |db, section| {
        broken_in(db, *section);
    });
}

/// Computes what each section says by itself.
pub fn evaluate_ahead(db: &Database) {
    let bytes = own_bytes(db);
    if bytes >= LARGE {
        on_threads(db, bytes, own_sections(db), |db, section| gathered::address(db, *section));
        on_a_thread_of_its_own(db, |db| gathered::gather(db));
    }
    on_threads(db, bytes, program_sections(db), |db, section| {
        if !section.file(db).library(db) {
            broken_in(db, *section);
            // What is asked of the trees of a section comes together: they are unpacked once.
            named_in(db, *section);
            look_at_topology(db, *section);
        }
        section_summary(db, *section);
    });
}

/// Computes what the rules of each section do and have done to them, and the assertions of each section.
pub fn analyse_ahead(db: &Database) {
    let bytes = own_bytes(db);
    let own = own_sections(db);
    on_threads(db, bytes, program_sections(db), |db, section| sort_rules(db, *section));
    on_a_thread_of_its_own(db, |db| gather_cells(db));
    on_threads(db, bytes, own, |db, section| analyse_quickly(db, *section));
    // Where something is broken, nobody is told that a rule could go.
    if !program_unknowns(db).any() {
        on_a_thread_of_its_own(db, |db| gather_redundancy(db));
        on_threads(db, bytes, own, |db, section| analyse_thoroughly(db, *section));
    }
    on_threads(db, bytes, program_sections(db), |db, section| {
        unproven_in(db, *section);
    });
}

/// Does something with bookkeeping of its own. Where no thread can be had, it is done where it is asked for.
fn on_a_thread_of_its_own(db: &Database, work: impl FnOnce(&Database) + Send) {
    std::thread::scope(|scope| {
        let own = db.clone();
        let builder = std::thread::Builder::new().stack_size(STACK_BYTES);
        let _ = builder.spawn_scoped(scope, move || unless_cancelled(|| work(&own)));
    });
}

fn own_bytes(db: &Database) -> usize {
    let own = program_modules(db).iter().filter(|module| !module.library(db));
    own.map(|module| module.text(db).len()).sum()
}

/// Does something for each of many, on several threads where that pays: `bytes` of text are behind all of them.
fn on_threads<T: Sync>(db: &Database, bytes: usize, all: &[T], work: impl Fn(&Database, &T) + Sync) {
    let threads = if bytes < LARGE { 1 } else { cores() };
    let next = AtomicUsize::new(0);
    let share = |db: &Database| {
        loop {
            let first = next.fetch_add(STEP, Ordering::Relaxed);
            let Some(rest) = all.get(first..).filter(|rest| !rest.is_empty()) else { return };
            rest.iter().take(STEP).for_each(|one| work(db, one));
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            let (own, share) = (db.clone(), &share);
            let builder = std::thread::Builder::new().stack_size(STACK_BYTES);
            // A cancelled helper has nothing to say: this thread is cancelled too, and tells it to the caller.
            let helper = move || {
                make_room(ROOM_PER_BYTE * bytes / threads);
                unless_cancelled(|| share(&own))
            };
            // Where no thread can be had, its share is done by the others.
            let _ = builder.spawn_scoped(scope, helper);
        }
        share(db);
    });
}

/// How many threads run at once. To find out takes a dozen files that the system has to be asked for.
fn cores() -> usize {
    static CORES: OnceLock<usize> = OnceLock::new();
    *CORES.get_or_init(|| std::thread::available_parallelism().map_or(1, usize::from).min(MAX_THREADS))
}
