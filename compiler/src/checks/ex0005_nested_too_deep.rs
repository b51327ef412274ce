//! EX0005: more brackets in one another than anybody reads.

use super::context::Spot;
use crate::diagnostics::{Diagnostic, declare_diagnostic};
use crate::syntax::MAX_DEPTH;

declare_diagnostic! { EX0005 "nested-too-deep", Error, since "0.1.0", "brackets that are nested too deeply" }

/// One bracket too many.
pub(crate) fn too_deep(spot: Spot<'_>) -> Diagnostic {
    spot.diagnostic(&ENTRY, format!("brackets are nested more than {MAX_DEPTH} deep"), "this one is too deep")
        .note("the limit bounds what the compiler needs for any input")
        .help("give a part of the expression a name: `group NAME { … }` or `service NAME { … }`")
}
