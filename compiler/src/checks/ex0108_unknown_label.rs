//! EX0108: a label that no statement carries.

use smol_str::SmolStr;

use super::context::{Context, quote};
use super::suggest::nearest;
use crate::db::SourceFile;
use crate::diagnostics::{Applicability, Diagnostic, declare_diagnostic};
use crate::hir::{Place, declared_names, labels};

declare_diagnostic! { EX0108 "unknown-label", Error, since "0.1.0", "a label that no statement carries" }

/// A label after `to` of a `confine`, in `present` or `waived`, or after `waive`.
pub(crate) fn unknown<'db>(
    ctx: Context<'db>,
    place: Place<'db>,
    name: &str,
    module: SourceFile,
) -> Diagnostic {
    let spot = ctx.spot(place);
    let message = format!("no statement of `{}` carries the label {}", ctx.module(module), quote(name));
    let diagnostic = spot.diagnostic(&ENTRY, message, "this label means nothing").note(
        "a label stands before a statement (`allow NAME: …`) or behind an application (`apply P as NAME`)",
    );
    let mut known: Vec<SmolStr> = labels(ctx.db, module).iter().cloned().collect();
    known
        .extend(declared_names(ctx.db, module).into_iter().filter(|known| is_diagnostic(ctx, module, known)));
    match nearest(name, known.iter().map(SmolStr::as_str)) {
        Some(meant) => {
            let fix = spot.fix(format!("write `{meant}`"), meant, Applicability::Unsafe);
            diagnostic.help(format!("did you mean `{meant}`?")).fix(fix)
        }
        None => diagnostic.help("put the label before the statements that are meant, or correct it"),
    }
}

fn is_diagnostic(ctx: Context<'_>, module: SourceFile, name: &str) -> bool {
    use crate::hir::{Definition, resolve};
    let found = resolve(ctx.db, module, name);
    matches!(found, Some(Definition::Item(item)) if item.kind(ctx.db) == crate::syntax::ItemKind::Diagnostic)
}
