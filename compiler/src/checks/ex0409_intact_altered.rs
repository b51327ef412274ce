//! EX0409: a device changes traffic that must arrive as it was sent.

use super::context::Context;
use super::policy_findings::{Broken, alteration};
use crate::diagnostics::{Diagnostic, declare_diagnostic};

declare_diagnostic! {
    EX0409 "intact-altered", Error, since "0.1.0", "a device does to traffic what an `intact` forbids"
}

/// A fact meets it.
pub(super) fn render<'db>(ctx: Context<'db>, broken: &Broken<'db>) -> Diagnostic {
    let what = broken.headline(ctx);
    let done = broken.violation.alteration.iter().flat_map(|altered| &altered.kinds);
    let kinds = super::names::list(done.map(|kind| format!("`{}`", kind.kind.word())));
    let diagnostic = Diagnostic::new(&ENTRY, format!("{what} meets {kinds}, and must stay intact"));
    let diagnostic = match alteration(ctx, broken) {
        Some(device) => diagnostic.note(format!("on the way: {device}")),
        None => diagnostic,
    };
    diagnostic.help("let the device bypass this traffic; or name in `from` what the `intact` is really about")
}
