//! Room for the heap of a thread.
//!
//! Some systems' allocators give each thread a heap of its own and ask the system for every page of it: a check of 10,000
//! lines asked six thousand times, and its threads waited for each other there. What was taken once and given back
//! needs no more asking. Nothing of it is touched, so it takes no memory, and elsewhere it does nothing.

use std::hint::black_box;

/// What is taken at once. Larger pieces do not come from the heap of the thread.
const PIECE: usize = 120 * 1024;

/// Such a heap is cut into parts of 64 MiB, and those that are empty go back to the system.
const MOST: usize = 60 * 1024 * 1024;

/// What a byte of a policy becomes in memory, about.
pub const ROOM_PER_BYTE: usize = 64;

/// Makes room for so many bytes in the heap of this thread.
pub fn make_room(bytes: usize) {
    let pieces: Vec<Vec<u8>> = (0..bytes.min(MOST) / PIECE).map(|_| Vec::with_capacity(PIECE)).collect();
    drop(black_box(pieces));
}
