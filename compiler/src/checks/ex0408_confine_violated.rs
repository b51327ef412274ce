//! EX0408: something is permitted by a rule without one of the labels of a `confine`.

use super::context::Context;
use super::names::list;
use super::policy_findings::Broken;
use crate::diagnostics::{Diagnostic, declare_diagnostic};
use crate::policy::effect::Label;

declare_diagnostic! {
    EX0408 "confine-violated", Error, since "0.1.0", "a rule without the label permits what a `confine` reserves for it"
}

/// A rule without the labels permits it.
pub(super) fn render<'db>(ctx: Context<'db>, broken: &Broken<'db>, labels: &[Label]) -> Diagnostic {
    let what = broken.headline(ctx);
    let labels = list(labels.iter().map(|label| format!("`{}`", label.name)));
    Diagnostic::new(&ENTRY, format!("{what} is permitted, and a `confine` reserves it"))
        .note(format!("only rules with the label {labels} may permit it"))
        .help("remove the rule, or give it the label if it belongs to them")
}
