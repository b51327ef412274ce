//! What a policy means: sets computed, profiles applied, rules and assertions decided.
//!
//! Computed in layers, each reading only earlier ones: names; parameters and sets; instances; rules; the permitted set;
//! assertions; waivers. This room knows no codes and no sentences.

pub mod address;
mod analysis;
mod area;
mod asked;
mod cover;
mod deny;
pub mod effect;
pub mod endpoints;
pub mod entry;
pub mod eval;
pub mod finder;
pub mod gathered;
mod groups;
mod holder;
pub mod instance;
mod moving;
mod nesting;
mod network;
mod opening;
mod owner;
mod redundancy;
mod sample;
mod statement;
mod summary;
mod table;
pub mod tested;
pub mod topology;
mod unknown;
pub mod value;
pub mod verdict;
mod wide;
mod wire;

pub use analysis::{MAX_STEPS, analyse_quickly, analyse_thoroughly, deny_findings, undecided};
pub use deny::{DenyFinding, DenyFindingKind, MAX_DENIES};
pub use holder::{holders, roles_of};
pub use nesting::in_internet;
pub use opening::{Given, Opening, openings};
pub use owner::owner_of;
pub use redundancy::{Redundant, RedundantKind, gather_redundancy, redundant};
pub use sample::{presentable, presentable_of};
pub use statement::effects;
pub use summary::{Summary, section_summary, statements_with, waivers};
pub use table::{gather_cells, sort_rules};
pub use unknown::{broken_in, broken_items, program_unknowns};
pub use wire::on_the_wire;
