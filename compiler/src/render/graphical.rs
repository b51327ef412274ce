//! Diagnostics drawn into their source, for a person at a terminal (miette).

use std::fmt;
use std::io::{self, Write};

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};

use crate::diagnostics::{Diagnostic, Severity};
use crate::render::excerpt::Excerpt;
use crate::render::mark::{CONTEXT_LINES, Mark};
use crate::render::selection::Selection;
use crate::render::sources::Sources;
use crate::render::wording;
use crate::render::wrap::wrap;
use crate::text::FileId;

/// Below this width lines break so often that nothing can be read.
const MIN_WIDTH: usize = 40;
/// What stands left of a headline, and the same on the right.
const MARGIN: usize = 4;
/// The indent of a remark's further lines, which puts them below the text after `note: `.
const REMARK_INDENT: usize = 6;

/// What the terminal can show. Whoever prints finds this out; nothing here looks at the environment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Look {
    /// Whether to use colours.
    pub color: bool,
    /// Whether to draw with more than ASCII.
    pub unicode: bool,
    /// The columns at which messages wrap; source lines do not.
    pub width: usize,
}

/// Draws what `selection` shows, and ends with its summary; writes nothing if there is nothing to say.
///
/// # Errors
///
/// Those of `out`.
pub fn graphical(
    out: &mut dyn Write,
    selection: &Selection<'_>,
    sources: &dyn Sources,
    look: Look,
) -> io::Result<()> {
    let handler = look.handler();
    for diagnostic in &selection.shown {
        let mut drawing = String::new();
        draw(&mut drawing, &handler, diagnostic, sources, look).map_err(io::Error::other)?;
        writeln!(out, "{drawing}")?;
    }
    if selection.summary.is_empty() { Ok(()) } else { writeln!(out, "{}", selection.summary) }
}

impl Look {
    fn text_width(self) -> usize {
        self.width.max(MIN_WIDTH) - 2 * MARGIN
    }

    fn handler(self) -> GraphicalReportHandler {
        let theme = match (self.unicode, self.color) {
            (true, true) => GraphicalTheme::unicode(),
            (true, false) => GraphicalTheme::unicode_nocolor(),
            (false, true) => GraphicalTheme::ascii(),
            (false, false) => GraphicalTheme::none(),
        };
        GraphicalReportHandler::new_themed(theme)
            .with_wrap_lines(false)
            .with_context_lines(CONTEXT_LINES as usize)
            .with_links(false)
            .without_syntax_highlighting()
    }
}

/// One report per view: the first has the headline, the last is followed by the remarks.
fn draw(
    drawing: &mut String,
    handler: &GraphicalReportHandler,
    diagnostic: &Diagnostic,
    sources: &dyn Sources,
    look: Look,
) -> fmt::Result {
    let width = look.text_width();
    let mut excerpts =
        views(diagnostic, sources).into_iter().map(|view| Excerpt::new(view.file, &view.marks, sources));
    let head = Report {
        headline: wrap(&wording::headline(diagnostic), width, 0),
        severity: severity_of(diagnostic),
        excerpt: excerpts.next(),
    };
    let reports: Vec<Report> = std::iter::once(head).chain(excerpts.map(Report::see_also)).collect();
    let remarks: Vec<String> =
        wording::remarks(diagnostic).iter().map(|remark| wrap(remark, width, REMARK_INDENT)).collect();
    let closing =
        if remarks.is_empty() { handler.clone() } else { handler.clone().with_footer(remarks.join("\n")) };
    for (at, report) in reports.iter().enumerate() {
        let is_last = at + 1 == reports.len();
        let handler = if is_last { &closing } else { handler };
        handler.render_report(drawing, report)?;
    }
    Ok(())
}

/// The marks of one file that can be drawn together.
struct View {
    file: FileId,
    marks: Vec<Mark>,
}

impl View {
    /// Whether `mark` would neither be pushed aside by another nor be drawn as a block above the view's first.
    fn has_room_for(&self, mark: &Mark) -> bool {
        let leads = self.marks.first().is_some_and(|first| mark.stands_far_above(first));
        !leads && !self.marks.iter().any(|drawn| drawn.collides_with(mark))
    }
}

/// The views of a diagnostic, the one with the primary place first: one a file, and more where marks would collide.
fn views(diagnostic: &Diagnostic, sources: &dyn Sources) -> Vec<View> {
    let mut views: Vec<View> = Vec::new();
    for label in wording::places(diagnostic) {
        let mark = Mark::new(label, sources.text(label.file), sources.line_index(label.file));
        let has_room = |view: &&mut View| view.file == label.file && view.has_room_for(&mark);
        match views.iter_mut().find(has_room) {
            Some(view) => view.marks.push(mark),
            None => views.push(View { file: label.file, marks: vec![mark] }),
        }
    }
    views
}

fn severity_of(diagnostic: &Diagnostic) -> miette::Severity {
    match diagnostic.severity {
        Severity::Error => miette::Severity::Error,
        Severity::Warning => miette::Severity::Warning,
        Severity::Note => miette::Severity::Advice,
    }
}

/// A view with its headline, as miette wants it: one source each.
#[derive(Debug)]
struct Report {
    headline: String,
    severity: miette::Severity,
    excerpt: Option<Excerpt>,
}

impl Report {
    fn see_also(excerpt: Excerpt) -> Self {
        Report { headline: "see also".to_owned(), severity: miette::Severity::Advice, excerpt: Some(excerpt) }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.headline)
    }
}

impl std::error::Error for Report {}

impl miette::Diagnostic for Report {
    fn severity(&self) -> Option<miette::Severity> {
        Some(self.severity)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.excerpt.as_ref().map(|excerpt| excerpt as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.excerpt
            .as_ref()
            .map(|excerpt| Box::new(excerpt.spans()) as Box<dyn Iterator<Item = LabeledSpan>>)
    }
}

#[cfg(test)]
mod tests;
