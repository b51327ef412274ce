//! EX0405: something is permitted that a `never` forbids.

use super::context::Context;
use super::policy_findings::Broken;
use crate::diagnostics::{Diagnostic, declare_diagnostic};

declare_diagnostic! { EX0405 "never-violated", Error, since "0.1.0", "a rule permits what a `never` forbids" }

/// A rule permits it.
pub(super) fn render<'db>(ctx: Context<'db>, broken: &Broken<'db>) -> Diagnostic {
    let what = broken.headline(ctx);
    Diagnostic::new(&ENTRY, format!("{what} is permitted, and a `never` forbids it"))
        .help("narrow the rule; or narrow the `never` with `except` if the rule is right")
}
