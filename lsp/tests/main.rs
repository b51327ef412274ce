//! The language server, tested as editors use it: a process, bytes in, bytes out.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::needless_pass_by_value,
    reason = "a test that cannot go on has failed, and says what it did"
)]

mod client;
mod commands;
mod failure_modes;
mod findings;
mod life;
mod project;
mod protocol;
mod random;
mod requests;
mod sync;
mod table;
