//! EX0308: an address list that cannot be used.

use super::context::{Context, Spot, quote};
use super::ex0012_unreadable_file::remedy;
use crate::db::{ReadError, SourceFile};
use crate::diagnostics::{Diagnostic, declare_diagnostic};
use crate::hir::Place;
use crate::text::TextRange;

declare_diagnostic! { EX0308 "address-list", Error, since "0.1.0", "an address list that cannot be read or has lines without an address" }

/// A list that cannot be read.
pub(crate) fn unreadable<'db>(ctx: Context<'db>, place: Place<'db>, file: Option<SourceFile>) -> Diagnostic {
    let error = file.and_then(|file| file.problem(ctx.db).clone()).unwrap_or(ReadError::Missing);
    let spot = ctx.spot(place);
    let list = quote(spot.text.trim_matches('"'));
    spot.diagnostic(&ENTRY, format!("the address list {list} cannot be read"), "this file")
        .note(error.to_string())
        .note("the path counts from the file in which it is written")
        .help(remedy(&error))
}

/// A list with lines that are no addresses.
pub(crate) fn faulty<'db>(
    ctx: Context<'db>,
    place: Place<'db>,
    list: SourceFile,
    count: usize,
    first: TextRange,
) -> Diagnostic {
    let line = first.slice(list.text(ctx.db));
    let path = list.path(ctx.db);
    let lines = if count == 1 {
        "a line that is no address".to_owned()
    } else {
        format!("{count} lines that are no addresses")
    };
    let in_list = Spot { file: list.id(ctx.db), range: first, text: line };
    in_list
        .diagnostic(
            &ENTRY,
            format!("the address list `{path}` has {lines}"),
            "not an address, prefix or range",
        )
        .label(ctx.secondary(place, "the list is read here"))
        .note("a line has one address, prefix or range, first in its row; `#` starts a comment")
        .help("correct the lines, or remove them")
}
