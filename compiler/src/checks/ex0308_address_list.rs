//! EX0308: an address list that cannot be used.

use super::context::{Context, Spot, quote};
use super::ex0012_unreadable_file::remedy;
use crate::db::{ListFault, ListFaultKind, ReadError, SourceFile};
use crate::diagnostics::{Diagnostic, declare_diagnostic};
use crate::hir::Place;

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

/// A list with something wrong in it.
pub(crate) fn faulty<'db>(
    ctx: Context<'db>,
    place: Place<'db>,
    list: SourceFile,
    count: usize,
    first: &ListFault,
) -> Diagnostic {
    let path = list.path(ctx.db);
    let in_list =
        Spot { file: list.id(ctx.db), range: first.range, text: first.range.slice(list.text(ctx.db)) };
    let found = |message: String, label: &str| {
        in_list.diagnostic(&ENTRY, message, label).label(ctx.secondary(place, "the list is read here"))
    };
    match &first.kind {
        ListFaultKind::NoAddress(_) => {
            let entries = if count == 1 {
                "an entry that is no address".to_owned()
            } else {
                format!("{count} entries that are no addresses")
            };
            found(format!("the address list `{path}` has {entries}"), "not an address, prefix or range")
                .note("a line has one address, prefix or range, first in its row; `#` starts a comment")
                .help("correct the entries, remove them, or name the column with the addresses: `column \"NAME\"`")
        }
        ListFaultKind::NoDate => {
            found(format!("the date of the address list `{path}` is no day"), "not a day")
                .help("write `# date: YYYY-MM-DD`")
        }
        ListFaultKind::NoColumn { columns } => {
            let known: Vec<_> = columns.iter().map(|column| quote(column.trim())).collect();
            found(
                format!("the address list `{path}` has no column with this name"),
                "the first row names the columns",
            )
            .help(format!("it has {}", known.join(", ")))
        }
        ListFaultKind::Empty => found(format!("the address list `{path}` has no address"), "nothing here")
            .note("an empty list is a mistake more often than a zone without addresses")
            .help("fill the list, or remove the zone"),
    }
}
