//! Questions to firewall IR documents: what they permit, decided exactly.
//!
//! Everything here is taken from the document alone, never from the compiler that wrote it, so an answer is true of what a
//! consumer of the document sees. [`Resolved`] holds the rules as products of the header space; [`decide`] answers for one
//! packet, [`permitted`] for a flow.

mod answer;
mod resolved;

pub use answer::{Decision, decide, permitted};
pub use resolved::{QueryError, Resolved, ResolvedRule};
