//! How a page is written: Markdown in which nothing of the library is active, or plain text.

use super::text::{code_span, inert, inert_lines};
use crate::text::escape_for_display;

/// What a page is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// The documentation.
    Markdown,
    /// A terminal.
    Plain,
}

/// A page while it is written.
pub(super) struct Writer {
    form: Form,
    text: String,
}

impl Writer {
    pub(super) fn new(form: Form) -> Writer {
        Writer { form, text: String::new() }
    }

    /// A heading; the names in it are the library's.
    pub(super) fn heading(&mut self, level: usize, text: &str) {
        self.gap();
        match self.form {
            Form::Markdown => self.text.push_str(&format!("{} {}\n\n", "#".repeat(level), inert(text))),
            Form::Plain => self.text.push_str(&format!("{}\n\n", escape_for_display(text))),
        }
    }

    /// A sentence of ours.
    pub(super) fn note(&mut self, text: &str) {
        self.text.push_str(&format!("{text}\n\n"));
    }

    /// A comment of the library.
    pub(super) fn paragraphs(&mut self, text: &str) {
        if !text.is_empty() {
            let shown = match self.form {
                Form::Markdown => inert_lines(text),
                Form::Plain => escape_for_display(text).into_owned(),
            };
            self.text.push_str(&format!("{shown}\n\n"));
        }
    }

    /// A line that is written already.
    pub(super) fn line(&mut self, text: &str) {
        self.text.push_str(&format!("{text}\n\n"));
    }

    /// A table of cells that are written already. Columns without a word are left out.
    pub(super) fn table(&mut self, head: &[&str], rows: &[Vec<String>]) {
        let used: Vec<usize> = (0..head.len())
            .filter(|at| rows.iter().any(|row| row.get(*at).is_some_and(|cell| !cell.is_empty())))
            .collect();
        let cell = |row: &[String], at: usize| row.get(at).cloned().unwrap_or_default();
        match self.form {
            Form::Markdown => {
                let names: Vec<&str> = used.iter().filter_map(|at| head.get(*at).copied()).collect();
                self.text.push_str(&format!("| {} |\n|{}\n", names.join(" | "), "---|".repeat(names.len())));
                for row in rows {
                    let cells: Vec<String> = used.iter().map(|at| cell(row, *at)).collect();
                    self.text.push_str(&format!("| {} |\n", cells.join(" | ")));
                }
                self.text.push('\n');
            }
            Form::Plain => {
                for row in rows {
                    let cells = used.iter().map(|at| cell(row, *at)).filter(|cell| !cell.is_empty());
                    let cells: Vec<String> = cells.collect();
                    self.text.push_str(&format!("  {}\n", cells.join("\n      ")));
                }
                self.text.push('\n');
            }
        }
    }

    /// Words of the library, in a cell or a line.
    pub(super) fn words(&self, text: &str) -> String {
        match self.form {
            Form::Markdown => inert(text),
            Form::Plain => {
                escape_for_display(&text.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned()
            }
        }
    }

    /// Code of the library, in a cell.
    pub(super) fn code(&self, text: &str) -> String {
        match self.form {
            _ if text.is_empty() => String::new(),
            Form::Markdown => code_span(text),
            Form::Plain => escape_for_display(text).into_owned(),
        }
    }

    /// A link to a page beside this one.
    pub(super) fn link(&self, text: &str, target: &str) -> String {
        format!("[{}]({target})", inert(text))
    }

    /// The page.
    pub(super) fn finish(self) -> String {
        format!("{}\n", self.text.trim_end())
    }

    /// In plain text a heading stands apart by an empty line.
    fn gap(&mut self) {
        if self.form == Form::Plain && !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }
}
