//! Pages as Markdown, as pull requests and wikis read it. What comes from a document stands in code spans and is inert.

use crate::escape;
use crate::page::{Block, Line, Page, Point, Span, Table};

/// The page as Markdown.
#[must_use]
pub fn markdown(page: &Page) -> String {
    let mut out = String::new();
    for block in &page.blocks {
        if !out.is_empty() {
            out.push('\n');
        }
        match block {
            Block::Heading(spans) => out.push_str(&format!("### {}\n", line(spans))),
            Block::Paragraph(spans) => out.push_str(&format!("{}\n", line(spans))),
            Block::Points(list) => points(&mut out, list, 0),
            Block::Table(own) => table(&mut out, own),
        }
    }
    out
}

fn points(out: &mut String, list: &[Point], depth: usize) {
    for point in list {
        out.push_str(&format!("{}- {}\n", "  ".repeat(depth), line(&point.line)));
        points(out, &point.points, depth + 1);
    }
}

fn table(out: &mut String, table: &Table) {
    let head: Vec<String> = table.head.iter().map(line).collect();
    out.push_str(&format!("| {} |\n", head.join(" | ")));
    out.push_str(&format!("|{}\n", "---|".repeat(table.head.len())));
    for row in &table.rows {
        let cells: Vec<String> = row.iter().map(line).collect();
        out.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
}

fn line(spans: &Line) -> String {
    spans.iter().map(one).collect()
}

fn one(span: &Span) -> String {
    match span {
        Span::Words(words) => plain(words),
        Span::Count(number) => number.to_string(),
        Span::Foreign(text) => escape::markdown(text),
        Span::Good(words) | Span::Bad(words) => format!("**{}**", plain(words)),
        Span::Dim(words) => {
            // An emphasis begins and ends with a letter.
            let inner = words.trim();
            if inner.chars().any(char::is_alphabetic) {
                plain(words).replace(&plain(inner), &format!("_{}_", plain(inner)))
            } else {
                plain(words)
            }
        }
    }
}

/// Words of ours, whose arrow would be half a tag and whose signs would be markup.
fn plain(words: &str) -> String {
    let mut text = words.replace("->", "→").replace('<', "&lt;");
    for sign in ["|", "#", "`", "*", "_"] {
        text = text.replace(sign, &format!("\\{sign}"));
    }
    text
}
