//! `expolc explain`: what a finding means.

use std::io::{self, Write};

use crate::checks::REGISTRY;
use crate::db::StdLib;
use crate::diagnostics::{Entry, Status, find};
use crate::manual::{Form, entry_page, label_page, manual, manual_page};
use crate::render;
use crate::text::escape_for_display;
use serde::Serialize;

use super::args::{ExplainArgs, TextFormat};
use super::exit::{Exit, Failure};
use super::library::{LibraryFinding, findings, library};
use super::output;

/// Explains one finding, or lists all.
///
/// # Errors
/// Where nothing is called so.
pub(super) fn run(args: &ExplainArgs) -> Result<Exit, Failure> {
    let Some(name) = &args.name else { return list(args.format) };
    if let Some(entry) = find(name, REGISTRY) {
        output::to_stdout(|out| match args.format {
            TextFormat::Text => out.write_all(render::explain(entry).as_bytes()),
            TextFormat::Json => render::explain_json(out, entry),
        })?;
        return Ok(Exit::Clean);
    }
    if let Some(path) = name.strip_prefix("std.") {
        return of_library(name, path, args.format);
    }
    let library = findings();
    let is_meant = |finding: &&LibraryFinding| {
        [&finding.code, &finding.name].iter().any(|it| it.eq_ignore_ascii_case(name))
    };
    let meant: Vec<&LibraryFinding> = library.iter().filter(is_meant).collect();
    match meant.as_slice() {
        [] => Err(unknown(name, &library)),
        [finding] => {
            output::to_stdout(|out| match args.format {
                TextFormat::Text => out.write_all(page(finding).as_bytes()),
                TextFormat::Json => json_line(out, finding),
            })?;
            Ok(Exit::Clean)
        }
        several => {
            let codes: Vec<String> = several.iter().map(|finding| format!("`{}`", finding.code)).collect();
            Err(Failure::Usage(format!("`{name}` may be {}", codes.join(" or "))))
        }
    }
}

/// A module of the library, something that it declares, or a label of it.
fn of_library(name: &str, path: &str, format: TextFormat) -> Result<Exit, Failure> {
    let db = library();
    let (module, inner) = path.split_once('.').unwrap_or((path, ""));
    let Some(found) = manual(&db, module) else {
        let known: Vec<&str> = StdLib::get(&db).modules(&db).keys().map(AsRef::as_ref).collect();
        return Err(Failure::Usage(format!(
            "the library has no module `std.{module}`; it has `std.{}`",
            known.join("`, `std.")
        )));
    };
    let page = match inner {
        "" => Some(manual_page(&found, Form::Plain)),
        inner => entry_page(&found, inner, Form::Plain).or_else(|| label_page(&found, inner, Form::Plain)),
    };
    let Some(page) = page else {
        let names = found.topics.iter().flat_map(|topic| &topic.declared).map(|one| one.name.as_str());
        let hint = match nearest(inner, names) {
            Some(near) => format!("did you mean `std.{module}.{near}`?"),
            None => format!("`expolc explain std.{module}` shows what there is"),
        };
        return Err(Failure::Usage(format!("`std.{module}` has no `{inner}`; {hint}")));
    };
    output::to_stdout(|out| match format {
        TextFormat::Text => out.write_all(page.as_bytes()),
        TextFormat::Json => json_line(out, &Page { name, page: &page }),
    })?;
    Ok(Exit::Clean)
}

/// A page of the manual for programs.
#[derive(Serialize)]
struct Page<'a> {
    name: &'a str,
    page: &'a str,
}

/// A library's finding in the shape of the compiler's pages.
fn page(finding: &LibraryFinding) -> String {
    let mut text = format!("{}[{}]\n{}\n", finding.severity, finding.code, finding.message);
    if let Some(help) = &finding.help {
        text.push_str(&format!("\nhelp: {help}\n"));
    }
    if let Some(source) = &finding.citation {
        let section = source.section.as_ref().map(|section| format!(", {section}")).unwrap_or_default();
        text.push_str(&format!("\nsource: {}{section} <{}>\n", source.title, source.reference));
    }
    if let Some(documentation) = &finding.documentation {
        text.push_str(&format!("\n{}\n", documentation.trim()));
    }
    escape_for_display(&text).into_owned()
}

fn list(format: TextFormat) -> Result<Exit, Failure> {
    let entries = REGISTRY.iter().filter(|entry| entry.status == Status::Stable);
    let own = entries.map(|entry| Line::of_entry(entry));
    let library = findings();
    let lines: Vec<Line<'_>> = own.chain(library.iter().map(Line::of_finding)).collect();
    output::to_stdout(|out| match format {
        TextFormat::Text => lines.iter().try_for_each(|line| line.write(out)),
        TextFormat::Json => json_line(out, &List { findings: &lines }),
    })?;
    Ok(Exit::Clean)
}

#[derive(Serialize)]
struct List<'a> {
    findings: &'a [Line<'a>],
}

/// What the list says of one finding.
#[derive(Serialize)]
struct Line<'a> {
    code: &'a str,
    name: &'a str,
    severity: &'static str,
    summary: &'a str,
}

impl<'a> Line<'a> {
    fn of_entry(entry: &'static Entry) -> Line<'a> {
        Line { code: entry.code, name: entry.name, severity: entry.severity.as_str(), summary: entry.summary }
    }

    fn of_finding(finding: &'a LibraryFinding) -> Line<'a> {
        Line {
            code: &finding.code,
            name: &finding.name,
            severity: finding.severity,
            summary: &finding.message,
        }
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let is_own = !self.code.ends_with(self.name);
        let name = if is_own { format!("{} {}", self.code, self.name) } else { self.code.to_owned() };
        writeln!(out, "{name:<48} {:<8} {}", self.severity, escape_for_display(self.summary))
    }
}

fn json_line(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}

fn unknown(name: &str, library: &[LibraryFinding]) -> Failure {
    let own = REGISTRY.iter().flat_map(|entry| [entry.code, entry.name]);
    let known = own.chain(library.iter().flat_map(|finding| [finding.code.as_str(), finding.name.as_str()]));
    let hint = match nearest(name, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`expolc explain` lists what there is".to_owned(),
    };
    Failure::Usage(format!("no finding is called `{name}`; {hint}"))
}

/// The known word that is nearest, where a person would think of it.
fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let distance = |candidate: &str| strsim::damerau_levenshtein(&word, &candidate.to_lowercase());
    let limit = (word.chars().count() / 3).clamp(1, 4);
    let best = known.map(|candidate| (distance(candidate), candidate)).min()?;
    (best.0 <= limit).then_some(best.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_name_finds_the_nearest_one() {
        let known = ["EX0101", "unresolved-name", "shop/unreachable-database"];
        assert_eq!(nearest("unresolvd-name", known.into_iter()), Some("unresolved-name"));
        assert_eq!(nearest("ex0110", known.into_iter()), Some("EX0101"));
        assert_eq!(nearest("nothing at all", known.into_iter()), None);
    }

    #[test]
    fn the_page_of_a_library_finding_says_all_that_is_declared() {
        let source = crate::cli::library::Source {
            title: "Manual".to_owned(),
            reference: "M1".to_owned(),
            section: Some("Ports".to_owned()),
        };
        let finding = LibraryFinding {
            code: "shop/open".to_owned(),
            name: "open".to_owned(),
            severity: "error",
            message: "{from} reaches {to}".to_owned(),
            help: Some("close it".to_owned()),
            citation: Some(source),
            documentation: Some("Because of\u{202e} this.".to_owned()),
        };
        let expected = "error[shop/open]\n{from} reaches {to}\n\nhelp: close it\n\nsource: Manual, Ports <M1>\n\n\
            Because of\\u{202e} this.\n";
        assert_eq!(page(&finding), expected);
    }
}
