//! EX0103: a name that stays in its module.

use super::context::Context;
use crate::diagnostics::{Diagnostic, declare_diagnostic};
use crate::hir::{Item, Place};

declare_diagnostic! { EX0103 "private-name", Error, since "0.1.0", "a name that its module keeps for itself" }

/// A private name, used from another module.
pub(crate) fn private<'db>(ctx: Context<'db>, place: Place<'db>, item: Item<'db>) -> Diagnostic {
    let (name, module) = (ctx.name(item), ctx.module(item.file(ctx.db)));
    let help = if ctx.is_library(item) {
        "use what the module offers instead: this name may change with the next release".to_owned()
    } else {
        format!("remove `private` from the declaration of `{name}`, or use another name of `{module}`")
    };
    ctx.spot(place)
        .diagnostic(&ENTRY, format!("`{name}` is private to `{module}`"), "used from another module here")
        .label(ctx.secondary(ctx.name_place(item), "declared as private here"))
        .note("`private` lets a module change the name without breaking anybody")
        .help(help)
}
