//! Tests of the firewall IR from outside.
#![allow(clippy::unwrap_used, reason = "a helper of a test may fail loudly")]

mod fixture;
mod flat;
mod sample;
mod schema;
mod seal;
mod verify;
