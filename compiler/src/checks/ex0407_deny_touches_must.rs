//! EX0407: a `deny` takes away what a `must` requires.

use super::context::Context;
use super::policy_findings::Broken;
use crate::diagnostics::{Diagnostic, declare_diagnostic};

declare_diagnostic! { EX0407 "deny-touches-must", Error, since "0.1.0", "a `deny` forbids what a `must` requires" }

/// A deny forbids it.
pub(super) fn render<'db>(ctx: Context<'db>, broken: &Broken<'db>) -> Diagnostic {
    let what = broken.headline(ctx);
    Diagnostic::new(&ENTRY, format!("{what} is denied, and a `must` requires it"))
        .note("a `deny` beats every `allow`, wherever it stands")
        .help("narrow the `deny` with `except`, or narrow the `must` if the exception is meant")
}
