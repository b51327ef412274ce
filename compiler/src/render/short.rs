//! Diagnostics as lines, for pipes, logs and editors that jump to `path:line:column` (codespan-reporting).
//!
//! ```text
//! sites/rio.expol:3:8: error[EX0101]: no zone is called `servrs`
//!  = help: write `servers`
//! 1 error
//! ```

use std::io::{self, Write};
use std::ops::Range;

use codespan_reporting::diagnostic as codespan;
use codespan_reporting::files::{Error, Files};
use codespan_reporting::term::termcolor::Ansi;
use codespan_reporting::term::{
    Config, DisplayStyle, Styles, StylesWriter, emit_to_io_write, emit_to_write_style,
};

use crate::diagnostics::{Diagnostic, Label, Severity};
use crate::render::selection::Selection;
use crate::render::sources::Sources;
use crate::render::wording;
use crate::text::{FileId, TextRange, escape_for_display, escape_line_for_display};

/// Writes a headline and the remarks for each that `selection` shows, then its summary; nothing if there is nothing
/// to say.
///
/// # Errors
///
/// Those of `out`.
pub fn short(
    out: &mut dyn Write,
    selection: &Selection<'_>,
    sources: &dyn Sources,
    color: bool,
) -> io::Result<()> {
    let config = Config { display_style: DisplayStyle::Medium, ..Config::default() };
    let styles = Styles::default();
    let files = SourceFiles(sources);
    for diagnostic in &selection.shown {
        let diagnostic = convert(diagnostic, sources);
        let written = if color {
            let mut styled = StylesWriter::new(Ansi::new(&mut *out), &styles);
            emit_to_write_style(&mut styled, &config, &files, &diagnostic)
        } else {
            emit_to_io_write(out, &config, &files, &diagnostic)
        };
        written.map_err(into_io_error)?;
    }
    if selection.summary.is_empty() { Ok(()) } else { writeln!(out, "{}", selection.summary) }
}

/// One label (codespan repeats the headline for each primary one); the others become remarks.
fn convert(diagnostic: &Diagnostic, sources: &dyn Sources) -> codespan::Diagnostic<FileId> {
    let severity = match diagnostic.severity {
        Severity::Error => codespan::Severity::Error,
        Severity::Warning => codespan::Severity::Warning,
        Severity::Note => codespan::Severity::Note,
    };
    let mut places = wording::places(diagnostic).into_iter();
    let primary = places.next().map(|label| codespan::Label::primary(label.file, Range::from(label.range)));
    let notes = places.map(|label| place(label, sources)).chain(wording::remarks(diagnostic)).collect();
    codespan::Diagnostic::new(severity)
        .with_code(escape_line_for_display(diagnostic.code.as_str()))
        .with_message(escape_line_for_display(&diagnostic.message))
        .with_labels(primary.into_iter().collect())
        .with_notes(notes)
}

/// `at zones.expol:7:6: declared here`.
fn place(label: &Label, sources: &dyn Sources) -> String {
    let name = sources.name(label.file);
    let at = sources.line_index(label.file).line_column(label.range.start);
    let place = format!("at {}:{}:{}", escape_line_for_display(&name), at.line, at.column);
    if label.message.is_empty() { place } else { format!("{place}: {}", escape_for_display(&label.message)) }
}

fn into_io_error(error: Error) -> io::Error {
    match error {
        Error::Io(error) => error,
        other => io::Error::other(other),
    }
}

/// [`Sources`] in codespan's words, every question answered by the line index.
struct SourceFiles<'s>(&'s dyn Sources);

impl<'a> Files<'a> for SourceFiles<'_> {
    type FileId = FileId;
    type Name = String;
    type Source = &'a str;

    fn name(&'a self, file: FileId) -> Result<String, Error> {
        Ok(escape_line_for_display(&self.0.name(file)).into_owned())
    }

    fn source(&'a self, file: FileId) -> Result<&'a str, Error> {
        Ok(self.0.text(file))
    }

    fn line_index(&'a self, file: FileId, offset: usize) -> Result<usize, Error> {
        Ok(self.0.line_index(file).line_of(into_offset(offset)) as usize)
    }

    fn column_number(&'a self, file: FileId, _line: usize, offset: usize) -> Result<usize, Error> {
        Ok(self.0.line_index(file).line_column(into_offset(offset)).column as usize)
    }

    fn line_range(&'a self, file: FileId, line: usize) -> Result<Range<usize>, Error> {
        let index = self.0.line_index(file);
        let range = u32::try_from(line).ok().and_then(|line| index.line_range(line)).map(TextRange::into);
        range.ok_or(Error::LineTooLarge { given: line, max: index.line_count() as usize })
    }
}

fn into_offset(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
