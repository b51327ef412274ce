//! What a policy means: sets computed, profiles applied, rules and assertions decided.
//!
//! Computed in layers, each reading only earlier ones: names; parameters and sets; instances; rules; the permitted set;
//! assertions; waivers. This room knows no codes and no sentences.

pub mod address;
mod area;
mod deny;
pub mod effect;
pub mod eval;
pub mod finder;
mod groups;
mod holder;
pub mod instance;
mod near;
mod opening;
mod redundancy;
mod summary;
pub mod table;
pub mod topology;
mod unknown;
pub mod value;
pub mod verdict;
mod wide;
mod wire;

pub use deny::{DenyFinding, DenyFindingKind, MAX_DENIES, deny_findings};
pub use holder::{holders, roles_of};
pub use near::few_meeting;
pub use opening::{Given, Opening, openings};
pub use redundancy::{MAX_STEPS, Redundant, RedundantKind, analyse_cells, redundant, undecided};
pub use summary::{Summary, section_summary, statements_with, waivers};
pub use unknown::{broken_in, broken_items, program_unknowns};
pub use wire::on_the_wire;
