//! The tests of the questions, in one binary.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper of a test may fail loudly")]

mod attack;
mod changes;
mod golden;
mod network;
