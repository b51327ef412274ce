//! Writes findings the way that was asked for, and says what they mean for the exit code.

use std::io::{self, Write};

use crate::diagnostics::{Diagnostic, Severity};
use crate::render::{Limit, Selection, Summary, graphical, json, short};

use super::args::{PolicyArgs, ReportFormat};
use super::exit::Exit;
use super::sources::SourceTable;
use super::terminal::Terminal;

/// How findings are reported.
#[derive(Clone, Copy, Debug)]
pub(super) struct Report {
    format: ReportFormat,
    terminal: Terminal,
    limit: Limit,
    /// The least severity that makes the command fail.
    fails_at: Severity,
    quiet: bool,
}

impl Report {
    /// As the arguments say.
    pub(super) fn new(args: &PolicyArgs, format: ReportFormat, terminal: Terminal) -> Report {
        let format = match format {
            ReportFormat::Auto if terminal.is_terminal => ReportFormat::Graphical,
            ReportFormat::Auto => ReportFormat::Short,
            format => format,
        };
        let limit = match args.limit {
            Some(0) => Limit::NONE,
            Some(limit) => Limit(limit),
            None if format == ReportFormat::Json => Limit::NONE,
            None => Limit::default(),
        };
        let fails_at = if args.deny_warnings { Severity::Warning } else { Severity::Error };
        Report { format, terminal, limit, fails_at, quiet: args.quiet }
    }

    /// What the findings mean.
    pub(super) fn exit(&self, diagnostics: &[Diagnostic]) -> Exit {
        let fails = diagnostics.iter().any(|diagnostic| diagnostic.severity >= self.fails_at);
        if fails { Exit::Findings } else { Exit::Clean }
    }

    /// Leaves out what was not asked for.
    pub(super) fn keep(&self, diagnostics: &mut Vec<Diagnostic>) {
        if self.quiet {
            diagnostics.retain(|diagnostic| diagnostic.severity >= self.fails_at);
        }
    }

    /// Writes the findings and a last line, which begins with `introduction`.
    ///
    /// # Errors
    /// Those of `out`.
    pub(super) fn write(
        &self,
        out: &mut dyn Write,
        diagnostics: &[Diagnostic],
        sources: &SourceTable,
        introduction: &str,
    ) -> io::Result<()> {
        let mut selection = Selection::new(diagnostics, self.limit);
        if self.format == ReportFormat::Json {
            return json(out, &selection, sources);
        }
        // The renderers would end with it; here it has company on its line.
        let summary = std::mem::take(&mut selection.summary);
        match self.format {
            ReportFormat::Graphical => graphical(out, &selection, sources, self.terminal.look)?,
            _ => short(out, &selection, sources, self.terminal.look.color)?,
        }
        self.write_summary(out, summary, introduction)
    }

    fn write_summary(&self, out: &mut dyn Write, summary: Summary, introduction: &str) -> io::Result<()> {
        match (summary.is_empty(), self.quiet) {
            (true, true) => Ok(()),
            (true, false) if introduction.is_empty() => Ok(()),
            (true, false) => writeln!(out, "{introduction}no findings"),
            (false, _) if self.format == ReportFormat::Graphical => {
                writeln!(out, "{introduction}{summary} (`expolc explain CODE` says more)")
            }
            (false, _) => writeln!(out, "{introduction}{summary}"),
        }
    }
}
