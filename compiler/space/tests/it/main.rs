//! The tests of the algebra: against brute force over a universe small enough to list, and by example.

mod addresses;
mod decisions;
mod ranges;
mod regions;
mod services;
mod universe;
