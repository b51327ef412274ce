//! EX0107: an import of a name that the module does not offer.

use smol_str::SmolStr;

use super::context::{Context, quote};
use super::suggest::nearest;
use crate::db::SourceFile;
use crate::diagnostics::{Applicability, Diagnostic, Fix, declare_diagnostic};
use crate::hir::{Place, ProblemKind, declared_names, file_items, item_problems};
use crate::text::TextEdit;

declare_diagnostic! { EX0107 "unknown-import", Error, since "0.1.0", "an import of a name that the module does not offer" }

/// A name in the braces of a `use`.
pub(crate) fn unknown<'db>(
    ctx: Context<'db>,
    place: Place<'db>,
    name: &str,
    module: SourceFile,
) -> Diagnostic {
    let spot = ctx.spot(place);
    let path = ctx.module(module);
    let known = declared_names(ctx.db, module);
    let diagnostic = spot.diagnostic(
        &ENTRY,
        format!("`{path}` offers nothing called {}", quote(name)),
        "not in that module",
    );
    match nearest(name, known.iter().map(SmolStr::as_str)) {
        Some(meant) => {
            let fix = spot.fix(format!("import `{meant}`"), meant, Applicability::Unsafe);
            diagnostic.help(format!("did you mean `{meant}`?")).fix(with_uses(ctx, place, fix, name, meant))
        }
        None => diagnostic
            .note("a module offers what it declares itself and does not keep `private`; what it imports it does not pass on")
            .help("import a name that the module declares, or remove this one"),
    }
}

/// The import brings the name into the file, so the places that use it change with it.
fn with_uses<'db>(ctx: Context<'db>, import: Place<'db>, mut fix: Fix, name: &str, meant: &str) -> Fix {
    for item in file_items(ctx.db, import.item.file(ctx.db)) {
        for problem in item_problems(ctx.db, *item) {
            let used = matches!(&problem.kind, ProblemKind::UnresolvedName { name: own, .. } if own == name);
            if used && problem.place.item == *item {
                let (file, range) = ctx.range(problem.place);
                fix = fix.edit(file, TextEdit::replace(range, meant));
            }
        }
    }
    fix
}
