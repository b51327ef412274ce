//! EX0105: a `use` of a module that is not there.

use smol_str::{SmolStr, format_smolstr};

use super::context::{Context, quote};
use super::ex0012_unreadable_file::remedy;
use super::suggest::did_you_mean;
use crate::db::{ReadError, SourceFile, StdLib};
use crate::diagnostics::{Applicability, Diagnostic, declare_diagnostic};
use crate::hir::Place;

declare_diagnostic! { EX0105 "unknown-module", Error, since "0.1.0", "a module that does not exist or cannot be read" }

/// The library has no such module.
pub(crate) fn not_in_library<'db>(ctx: Context<'db>, place: Place<'db>, name: &str) -> Diagnostic {
    let spot = ctx.spot(place);
    let modules: Vec<SmolStr> =
        StdLib::get(ctx.db).modules(ctx.db).keys().map(|module| format_smolstr!("std.{module}")).collect();
    let known: Vec<&str> = modules.iter().map(SmolStr::as_str).collect();
    let message = format!("the standard library has no module {}", quote(name));
    let diagnostic = spot
        .diagnostic(&ENTRY, message, "no such module")
        .note("a file of your own is named in quotes: `use \"FILE.expol\"`");
    did_you_mean(diagnostic, spot, name, &known, Applicability::Unsafe)
}

/// The file of the module cannot be read.
pub(crate) fn unreadable<'db>(ctx: Context<'db>, place: Place<'db>, file: Option<SourceFile>) -> Diagnostic {
    let error = file.and_then(|file| file.problem(ctx.db).clone()).unwrap_or(ReadError::Missing);
    let spot = ctx.spot(place);
    let written = quote(spot.text.trim_matches('"'));
    let message = if error == ReadError::Missing {
        format!("the module {written} does not exist")
    } else {
        format!("the module {written} cannot be read")
    };
    let diagnostic = spot
        .diagnostic(&ENTRY, message, "this file")
        .note("the path counts from the file in which it is written");
    let diagnostic =
        if error == ReadError::Missing { diagnostic } else { diagnostic.note(error.to_string()) };
    diagnostic.help(remedy(&error))
}
