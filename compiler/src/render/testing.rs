//! The sources and diagnostics that all renderers are tested with, and the comparison with their golden files.

use std::borrow::Cow;

use crate::diagnostics::{Applicability, Diagnostic, Entry, Fix, Severity, Status};
use crate::render::sources::Sources;
use crate::text::{FileId, LineIndex, TextEdit, TextRange};

pub(super) static ENTRY: Entry = Entry {
    code: "EX0101",
    name: "unresolved-name",
    severity: Severity::Error,
    since: "0.1.0",
    summary: "a name that nothing declares",
    page: "",
    status: Status::Stable,
};

/// Texts with their names; a file's id is its place.
pub(super) struct Files(Vec<(String, String, LineIndex)>);

impl Files {
    pub(super) fn new(files: &[(&str, &str)]) -> Self {
        let file = |&(name, text): &(&str, &str)| (name.to_owned(), text.to_owned(), LineIndex::new(text));
        Files(files.iter().map(file).collect())
    }

    /// The place of the first `part` in a file.
    fn find(&self, file: FileId, part: &str) -> TextRange {
        let start = self.text(file).find(part).unwrap();
        TextRange::new(start as u32, (start + part.len()) as u32)
    }
}

impl Sources for Files {
    fn name(&self, file: FileId) -> Cow<'_, str> {
        Cow::Borrowed(&self.0[file.0 as usize].0)
    }

    fn text(&self, file: FileId) -> &str {
        &self.0[file.0 as usize].1
    }

    fn line_index(&self, file: FileId) -> &LineIndex {
        &self.0[file.0 as usize].2
    }
}

const SITE: FileId = FileId(0);
const ZONES: FileId = FileId(1);
const EMPTY: FileId = FileId(2);
const HOSTILE: FileId = FileId(3);
const LONG: FileId = FileId(4);
const OPEN: FileId = FileId(5);

const SITE_TEXT: &str = "use \"zones.expol\"\n\n// 🦀 naïve 語 e\u{301}\nallow web: büro, 日本 -> srv on https\n\
    \tdeny\t\tlab -> srv on any\nserver a in b { }\n";

pub(super) fn files() -> Files {
    let long = format!("zone a {{ {} BROKEN {} }}\n", "10.0.0.0/8, ".repeat(40), "10.0.0.0/8, ".repeat(40));
    Files::new(&[
        ("sites/rio.expol", SITE_TEXT),
        (
            "zones.expol",
            "zone lab {\r\n  10.0.0.0/8\r\n  fd00::/8\r\n}\r\n// end\r\nzone büro { 10.1.0.0/16 }\r\n",
        ),
        ("empty.expol", ""),
        ("a\u{202e}\n\u{1b}[31m.expol", "zone a\u{202e}b\u{1b}[31m { }\rzone\u{200b} c { }"),
        ("long.expol", &long),
        ("open.expol", &format!("zone a {{\n{}", "  10.0.0.0/8\n".repeat(30))),
    ])
}

/// One diagnostic a difficulty.
pub(super) fn cases(files: &Files) -> Vec<Diagnostic> {
    [on_one_line(files), in_two_files(files), at_ends(files), hostile(files), large(files)].concat()
}

fn on_one_line(files: &Files) -> Vec<Diagnostic> {
    let at = |part| files.find(SITE, part);
    let replace = TextEdit::replace(at("srv"), "server-1");
    vec![
        Diagnostic::new(&ENTRY, "three labels on a line after wide characters")
            .primary(SITE, at("srv"), "no server is called `srv`")
            .secondary(SITE, at("büro"), "this zone holds it")
            .secondary(SITE, at("日本"), "and this one")
            .note("servers are searched in the file and in what it uses")
            .help("declare it, or write a name that is declared; this sentence is long enough to be wrapped")
            .also("exchange2013/client-path")
            .also("never offices")
            .fix(Fix::new("write `server-1`", Applicability::Safe).edit(SITE, replace))
            .fix(Fix::new("delete the statement", Applicability::Unsafe))
            .fix(Fix::new("declare `srv`", Applicability::DisplayOnly)),
        Diagnostic::new(&ENTRY, "tabs before a label").primary(SITE, at("lab"), "here"),
        Diagnostic::new(&ENTRY, "labels inside labels")
            .primary(SITE, at("a in b { }"), "the outer")
            .secondary(SITE, at("b { }"), "the inner")
            .secondary(SITE, at("in"), "beside it"),
        Diagnostic::new(&ENTRY, "a label of no width").primary(
            SITE,
            TextRange::empty(at(": büro").start),
            "something is missing here",
        ),
    ]
}

fn in_two_files(files: &Files) -> Vec<Diagnostic> {
    vec![
        Diagnostic::library(
            "exchange2013/overlap",
            Severity::Warning,
            "two files, one with CRLF and a block",
        )
        .secondary(
            ZONES,
            files.find(ZONES, "zone lab {\r\n  10.0.0.0/8\r\n  fd00::/8\r\n}"),
            "the whole zone",
        )
        .secondary(ZONES, files.find(ZONES, "zone büro { 10.1.0.0/16 }\r\n"), "the line with its end")
        .primary(SITE, files.find(SITE, "lab"), "used here")
        .primary(SITE, files.find(SITE, "use"), "")
        .note("the first line\nthe second line"),
        Diagnostic::library("exchange2013/out-of-support", Severity::Note, "no place at all")
            .help("read the page"),
    ]
}

fn at_ends(files: &Files) -> Vec<Diagnostic> {
    let end = |file| TextRange::empty(files.text(file).len() as u32);
    vec![
        Diagnostic::new(&ENTRY, "an empty file").primary(EMPTY, TextRange::empty(0), "nothing here"),
        Diagnostic::new(&ENTRY, "the end after a line break").primary(SITE, end(SITE), "expected `}`"),
        Diagnostic::new(&ENTRY, "the end without a line break").primary(
            HOSTILE,
            end(HOSTILE),
            "expected `}`",
        ),
        Diagnostic::new(&ENTRY, "a label past the end").primary(EMPTY, TextRange::new(50, 60), "nowhere"),
    ]
}

fn hostile(files: &Files) -> Vec<Diagnostic> {
    let forged = "x`\u{1b}[2J\nsites/rio.expol:1:1: error: forged";
    vec![
        Diagnostic::new(&ENTRY, format!("no zone is called `{forged}"))
            .primary(HOSTILE, files.find(HOSTILE, " { }\r"), format!("\u{202e}{forged}"))
            .note(format!("\u{7}{forged}"))
            .also("a\u{1b}b")
            .fix(
                Fix::new("write \u{200b}", Applicability::Safe)
                    .edit(HOSTILE, TextEdit::insert(0, "\u{202e}\u{e0041}\n")),
            ),
    ]
}

fn large(files: &Files) -> Vec<Diagnostic> {
    let many = Diagnostic::new(&ENTRY, "more places than anybody reads");
    vec![
        Diagnostic::new(&ENTRY, "a long line").primary(LONG, files.find(LONG, "BROKEN"), "in the middle"),
        Diagnostic::new(&ENTRY, "an open bracket").primary(OPEN, TextRange::new(7, 390), "never closed"),
        (0..30).fold(many, |it, n| it.secondary(OPEN, TextRange::new(11 + 13 * n, 13 + 13 * n), "again")),
    ]
}

/// Compares with `golden/NAME` beside this file; `UPDATE=1` writes it instead.
pub(super) fn assert_golden(name: &str, actual: &str) {
    let path = format!("{}/compiler/src/render/golden/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, actual).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(expected, actual, "{name} differs: look at it, then run `UPDATE=1 cargo test --lib render`");
}
