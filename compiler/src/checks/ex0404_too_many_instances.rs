//! EX0404: a statement that loops and profiles unfold beyond the limit.

use super::context::Context;
use crate::diagnostics::{Diagnostic, declare_diagnostic};
use crate::hir::Place;
use crate::policy::instance::{MAX_APPLY_DEPTH, MAX_INSTANCES};

declare_diagnostic! {
    EX0404 "too-many-instances", Error, since "0.1.0", "loops and profiles unfold one statement into too many instances"
}

/// More instances than the limit.
pub(super) fn render<'db>(ctx: Context<'db>, place: Place<'db>) -> Diagnostic {
    let message = format!("this statement unfolds into more than {MAX_INSTANCES} instances");
    ctx.at(&ENTRY, place, message, "unfolded from here")
        .note("loops inside loops multiply: two loops over 300 servers are 90000 instances")
        .help("name the set itself in place of a loop where its members need not be told apart, or split the statement")
}

/// Profiles apply profiles beyond the limit.
pub(super) fn too_deep<'db>(ctx: Context<'db>, place: Place<'db>) -> Diagnostic {
    let message = format!("profiles apply profiles more than {MAX_APPLY_DEPTH} levels deep");
    ctx.at(&ENTRY, place, message, "applied from here").help("apply the inner profiles directly")
}
