//! The integration tests of the root package, in one binary.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod bad_input;
mod cli;
mod command;
mod deployments;
mod docs;
mod embedded;
mod folder_module;
mod ide;
mod incremental;
mod layers;
mod library;
mod lists;
mod pages;
mod parsing;
mod properties;
mod support;
mod tidy;
mod tree;
mod undecided;
