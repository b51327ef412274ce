//! Diagnostics for programs: one JSON object on one line.
//!
//! ```text
//! {"diagnostics":[{
//!    "code":"EX0101",                  a library's: "shop/unreachable-database"
//!    "name":"unresolved-name",         a library's: the code again
//!    "severity":"error",               "error" | "warning" | "note"
//!    "message":"...",
//!    "labels":[{"file":"a.expol","start":{"line":3,"column":8},"end":{"line":3,"column":14},
//!               "bytes":{"start":40,"end":46},"message":"...","primary":true}],
//!    "notes":["..."],
//!    "help":"..." or null,
//!    "also":["..."],                   further assertions that the same cause breaks
//!    "fixes":[{"title":"...","applicability":"safe",      "safe" | "unsafe" | "display-only"
//!              "edits":[{"file":"...","start":...,"end":...,"bytes":...,"replacement":"..."}]}]
//!  }],
//!  "summary":{"errors":1,"warnings":0,"notes":0,"hidden":0}}
//! ```
//!
//! Lines and columns count from 1, columns in Unicode scalar values; bytes count from 0 in the UTF-8 of the file; ends
//! are exclusive. Labels keep their order. The summary counts all diagnostics, `hidden` those that a limit left out.
//! Every key is always there; keys may be added, so readers skip those they do not know. Text is exact: characters
//! that hide are written with the escapes of JSON, so that the line is also safe to look at.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;

use crate::diagnostics::{Applicability, Diagnostic, Entry, Fix, Label, LabelStyle, Status};
use crate::render::selection::Selection;
use crate::render::sources::Sources;
use crate::text::{FileId, LineColumn, TextRange, is_hidden};

/// Writes what `selection` shows and its summary, ended by a line break; also if there is nothing to say.
///
/// # Errors
///
/// Those of `out`.
pub fn json(out: &mut dyn Write, selection: &Selection<'_>, sources: &dyn Sources) -> io::Result<()> {
    let summary = selection.summary;
    let run = RunJson {
        diagnostics: selection.shown.iter().map(|it| diagnostic_json(it, sources)).collect(),
        summary: SummaryJson {
            errors: summary.errors,
            warnings: summary.warnings,
            notes: summary.notes,
            hidden: summary.hidden,
        },
    };
    write_line(out, &run)
}

/// Writes an entry of the registry with its page, as one object on one line: `code`, `name`, `severity`, `since`,
/// `summary`, `page` (Markdown), and `removed`, which is null or has `since` and `reason`.
///
/// # Errors
///
/// Those of `out`.
pub fn explain_json(out: &mut dyn Write, entry: &Entry) -> io::Result<()> {
    let removed = match entry.status {
        Status::Stable => None,
        Status::Removed { since, reason } => Some(RemovedJson { since, reason }),
    };
    let entry = EntryJson {
        code: entry.code,
        name: entry.name,
        severity: entry.severity.as_str(),
        since: entry.since,
        summary: entry.summary,
        page: entry.page,
        removed,
    };
    write_line(out, &entry)
}

#[derive(Serialize)]
struct RunJson<'a> {
    diagnostics: Vec<DiagnosticJson<'a>>,
    summary: SummaryJson,
}

#[derive(Serialize)]
struct DiagnosticJson<'a> {
    code: &'a str,
    name: &'a str,
    severity: &'a str,
    message: &'a str,
    labels: Vec<LabelJson<'a>>,
    notes: &'a [String],
    help: Option<&'a str>,
    also: Vec<&'a str>,
    fixes: Vec<FixJson<'a>>,
}

#[derive(Serialize)]
struct LabelJson<'a> {
    #[serde(flatten)]
    place: PlaceJson,
    message: &'a str,
    primary: bool,
}

#[derive(Serialize)]
struct FixJson<'a> {
    title: &'a str,
    applicability: &'static str,
    edits: Vec<EditJson<'a>>,
}

#[derive(Serialize)]
struct EditJson<'a> {
    #[serde(flatten)]
    place: PlaceJson,
    replacement: &'a str,
}

#[derive(Serialize)]
struct PlaceJson {
    file: String,
    start: LineColumnJson,
    end: LineColumnJson,
    bytes: BytesJson,
}

#[derive(Serialize)]
struct LineColumnJson {
    line: u32,
    column: u32,
}

#[derive(Serialize)]
struct BytesJson {
    start: u32,
    end: u32,
}

#[derive(Serialize)]
struct SummaryJson {
    errors: usize,
    warnings: usize,
    notes: usize,
    hidden: usize,
}

#[derive(Serialize)]
struct EntryJson {
    code: &'static str,
    name: &'static str,
    severity: &'static str,
    since: &'static str,
    summary: &'static str,
    page: &'static str,
    removed: Option<RemovedJson>,
}

#[derive(Serialize)]
struct RemovedJson {
    since: &'static str,
    reason: &'static str,
}

fn diagnostic_json<'a>(diagnostic: &'a Diagnostic, sources: &dyn Sources) -> DiagnosticJson<'a> {
    DiagnosticJson {
        code: diagnostic.code.as_str(),
        name: diagnostic.code.name(),
        severity: diagnostic.severity.as_str(),
        message: &diagnostic.message,
        labels: diagnostic.labels.iter().map(|label| label_json(label, sources)).collect(),
        notes: &diagnostic.notes,
        help: diagnostic.help.as_deref(),
        also: diagnostic.also.iter().map(AsRef::as_ref).collect(),
        fixes: diagnostic.fixes.iter().map(|fix| fix_json(fix, sources)).collect(),
    }
}

fn label_json<'a>(label: &'a Label, sources: &dyn Sources) -> LabelJson<'a> {
    LabelJson {
        place: place_json(label.file, label.range, sources),
        message: &label.message,
        primary: label.style == LabelStyle::Primary,
    }
}

fn fix_json<'a>(fix: &'a Fix, sources: &dyn Sources) -> FixJson<'a> {
    let edits = fix.edits.iter().map(|it| EditJson {
        place: place_json(it.file, it.edit.range, sources),
        replacement: &it.edit.replacement,
    });
    FixJson {
        title: &fix.title,
        applicability: applicability_json(fix.applicability),
        edits: edits.collect(),
    }
}

fn applicability_json(applicability: Applicability) -> &'static str {
    match applicability {
        Applicability::Safe => "safe",
        Applicability::Unsafe => "unsafe",
        Applicability::DisplayOnly => "display-only",
    }
}

fn place_json(file: FileId, range: TextRange, sources: &dyn Sources) -> PlaceJson {
    let index = sources.line_index(file);
    let line_column = |LineColumn { line, column }| LineColumnJson { line, column };
    PlaceJson {
        file: sources.name(file).into_owned(),
        start: line_column(index.line_column(range.start)),
        end: line_column(index.line_column(range.end)),
        bytes: BytesJson { start: range.start, end: range.end },
    }
}

fn write_line(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    let plain = serde_json::to_string(value)?;
    writeln!(out, "{}", escape_hidden(&plain))
}

/// `json` with hidden characters as `\u202e`. Outside its strings JSON on one line has none, so all are inside.
fn escape_hidden(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for character in json.chars() {
        if is_hidden(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // INVARIANT: writing to a string cannot fail.
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        } else {
            escaped.push(character);
        }
    }
    escaped
}

#[cfg(test)]
mod tests;
