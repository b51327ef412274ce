//! What a hover says, as data, and as Markdown or plain text. What comes from a source stays text: it can bring no image,
//! no HTML and no link.

use std::fmt::Write;

use crate::text::{TextRange, escape_for_display};

/// What is said about a place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hover {
    /// The word or statement that it is about.
    pub range: TextRange,
    /// What is said, from the top.
    pub parts: Vec<HoverPart>,
}

/// A part of a hover.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum HoverPart {
    /// Source code.
    Code(String),
    /// A documentation comment, or a sentence.
    Text(String),
    /// A name and its value: `address`, `10.1.0.11`.
    Fact(&'static str, String),
    /// A table below a heading.
    Table {
        /// Its heading.
        title: String,
        /// The heads of its columns.
        head: Vec<&'static str>,
        /// Its rows.
        rows: Vec<Vec<String>>,
    },
}

impl Hover {
    /// As Markdown.
    pub fn markdown(&self) -> String {
        let mut out = String::new();
        for part in &self.parts {
            match part {
                HoverPart::Code(code) => {
                    let fence = fence(code);
                    let _ = write!(out, "{fence}expol\n{}\n{fence}\n\n", escape_for_display(code));
                }
                HoverPart::Text(text) => {
                    let _ = write!(out, "{}\n\n", inert(text));
                }
                HoverPart::Fact(name, value) => {
                    let _ = write!(out, "**{name}** {}\n\n", inert(value));
                }
                HoverPart::Table { title, head, rows } => markdown_table(&mut out, title, head, rows),
            }
        }
        out.trim_end().to_owned()
    }

    /// As plain text.
    pub fn plain(&self) -> String {
        let mut out = String::new();
        for part in &self.parts {
            match part {
                HoverPart::Code(text) | HoverPart::Text(text) => {
                    let _ = write!(out, "{}\n\n", escape_for_display(text));
                }
                HoverPart::Fact(name, value) => {
                    let _ = writeln!(out, "{name}: {}", escape_for_display(value));
                }
                HoverPart::Table { title, rows, .. } => {
                    let _ = writeln!(out, "\n{}", escape_for_display(title));
                    for row in rows {
                        let _ = writeln!(out, "  {}", escape_for_display(&row.join("  |  ")));
                    }
                }
            }
        }
        out.trim_end().to_owned()
    }
}

fn markdown_table(out: &mut String, title: &str, head: &[&str], rows: &[Vec<String>]) {
    let _ = write!(out, "{}\n\n| {} |\n|{}\n", inert(title), head.join(" | "), "---|".repeat(head.len()));
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| inert(cell).replace('\n', " ")).collect();
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
    out.push('\n');
}

/// A fence that the code does not end.
fn fence(code: &str) -> String {
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

/// A text in which nothing is Markdown but code between backticks and line ends.
pub(in crate::ide) fn inert(text: &str) -> String {
    let shown = escape_for_display(text);
    let mut out = String::with_capacity(shown.len());
    for (number, line) in shown.lines().enumerate() {
        if number > 0 {
            out.push('\n');
        }
        inert_line(line.trim_start(), &mut out);
    }
    out
}

fn inert_line(line: &str, out: &mut String) {
    let mut rest = line;
    while let Some((before, behind)) = rest.split_once('`') {
        let Some((code, after)) = behind.split_once('`').filter(|(code, _)| !code.trim().is_empty()) else {
            break;
        };
        escape(before, out);
        // In a table even a code span ends at a bar.
        let _ = write!(out, "`{}`", code.replace('|', "¦"));
        rest = after;
    }
    escape(rest, out);
}

fn escape(text: &str, out: &mut String) {
    for character in text.chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '(' | ')' | '#' | '!' | '|' | '~' | ':' => {
                out.push('\\');
                out.push(character);
            }
            _ => out.push(character),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_a_source_becomes_a_link_an_image_or_html() {
        let attack = "![x](http://a) <img src=x> [c](command:rm) **b** `ok|` | cell \\ ` alone";
        let shown = inert(attack);
        assert!(!shown.contains("](") && !shown.contains('<') && !shown.contains("**"), "{shown}");
        assert!(!shown.contains("http://") && !shown.contains("command:"), "{shown}");
        assert!(shown.contains("`ok¦`") && shown.contains("\\| cell"), "{shown}");
    }

    #[test]
    fn code_cannot_leave_its_fence() {
        let code = HoverPart::Code("zone a\n```\n![x](y)".to_owned());
        let shown = Hover { range: TextRange::empty(0), parts: vec![code] }.markdown();
        assert!(shown.starts_with("````expol\n") && shown.ends_with("\n````"), "{shown}");
    }

    #[test]
    fn plain_text_has_the_same_facts() {
        let parts = vec![
            HoverPart::Fact("address", "10.0.0.1".to_owned()),
            HoverPart::Table { title: "t".to_owned(), head: vec!["a"], rows: vec![vec!["x|y".to_owned()]] },
        ];
        let hover = Hover { range: TextRange::empty(0), parts };
        assert_eq!(hover.plain(), "address: 10.0.0.1\n\nt\n  x|y");
        assert!(hover.markdown().contains("| x\\|y |"));
    }
}
