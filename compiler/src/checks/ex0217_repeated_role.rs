//! EX0217: a role held twice by one thing.

use super::context::Context;
use crate::diagnostics::{Diagnostic, declare_diagnostic};
use crate::hir::{Item, Place};

declare_diagnostic! { EX0217 "repeated-role", Error, since "0.1.0", "a role held twice by one thing" }

/// The second time.
pub(crate) fn repeated<'db>(ctx: Context<'db>, place: Place<'db>, role: Item<'db>) -> Diagnostic {
    ctx.spot(place)
        .diagnostic(
            &ENTRY,
            format!("the role `{}` is held twice", ctx.full_name(role)),
            "held once more here",
        )
        .note("a role has one set of arguments per holder")
        .help("keep one, with all its arguments")
}
