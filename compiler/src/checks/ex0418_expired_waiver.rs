//! EX0418: a waiver after its last day.

use super::context::Context;
use super::policy_findings::removal;
use crate::db::Settings;
use crate::diagnostics::{Diagnostic, declare_diagnostic};
use crate::hir::{Place, own_sections};
use crate::policy::statements_with;

declare_diagnostic! { EX0418 "expired-waiver", Error, since "0.1.0", "the last day of a waiver is over" }

/// Every waiver that is over.
pub(super) fn gather<'db>(ctx: Context<'db>, found: &mut Vec<Diagnostic>) {
    let as_of = Settings::get(ctx.db).as_of(ctx.db);
    for (item, effects) in statements_with(ctx.db, own_sections(ctx.db), |summary| &summary.ending) {
        for waiver in effects.waivers().iter().filter(|waiver| waiver.until.date < as_of) {
            let message = format!("the waiver of `{}` ended on {}", waiver.label.name, waiver.until.date);
            let diagnostic = ctx
                .at(&ENTRY, Place::new(item, waiver.until.node), message, &format!("judged as of {as_of}"))
                .note(format!("its reason was: {}", waiver.because))
                .help("mend what it waived and remove it, or renew its date with a reason");
            found.push(match removal(ctx, waiver.place, "remove the waiver") {
                Some(fix) => diagnostic.fix(fix),
                None => diagnostic,
            });
        }
    }
}
