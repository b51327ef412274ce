//! The integration tests of the root package, in one binary.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod attack;
mod bad_input;
mod cli;
mod command;
mod console;
mod deployments;
mod diff;
mod docs;
mod embedded;
mod folder_module;
#[cfg(unix)]
mod git;
mod golden;
mod ide;
mod incremental;
mod init;
mod layers;
mod library;
mod library_cases;
mod library_facts;
mod list;
mod lists;
mod manual;
mod matrix;
mod pages;
mod parsing;
mod properties;
mod redundancy;
mod rules_at_scale;
mod runner;
mod support;
mod tidy;
mod tree;
mod typing;
mod undecided;
mod why;
