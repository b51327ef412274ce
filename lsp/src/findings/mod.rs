//! Findings on their way to the editor: computed, turned into the protocol's words, moved along with edits.

mod carry;
mod convert;
mod diagnose;
mod places;

pub(crate) use carry::Carried;
pub(crate) use convert::to_lsp;
pub(crate) use diagnose::{Diagnose, findings_of};
pub(crate) use places::Places;
