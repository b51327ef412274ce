//! Pages as text for terminals and logs.

use crate::escape::terminal;
use crate::page::{Block, Line, Page, Point, Span, Table};

/// A column of a table is not wider than this; what is longer is shown all the same, out of line.
const MAX_COLUMN: usize = 48;

/// The page as lines, with colours where they are wanted.
#[must_use]
pub fn text(page: &Page, color: bool) -> String {
    let mut out = String::new();
    for (at, block) in page.blocks.iter().enumerate() {
        let apart = at > 0 && matches!(block, Block::Heading(_) | Block::Table(_));
        if apart {
            out.push('\n');
        }
        match block {
            Block::Heading(spans) if color => {
                out.push_str(&format!("\u{1b}[1m{}\u{1b}[0m\n", line(spans, false)))
            }
            Block::Heading(spans) | Block::Paragraph(spans) => {
                out.push_str(&format!("{}\n", line(spans, color)))
            }
            Block::Points(list) => points(&mut out, list, 1, color),
            Block::Table(own) => table(&mut out, own, color),
        }
    }
    out
}

fn points(out: &mut String, list: &[Point], depth: usize, color: bool) {
    for point in list {
        out.push_str(&format!("{}{}\n", "  ".repeat(depth), line(&point.line, color)));
        points(out, &point.points, depth + 1, color);
    }
}

fn table(out: &mut String, table: &Table, color: bool) {
    let plain: Vec<Vec<String>> =
        table.rows.iter().map(|row| row.iter().map(|cell| line(cell, false)).collect()).collect();
    let width = |column: usize| {
        let cells = plain.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
        let head = table.head.get(column).map_or(0, |head| line(head, false).chars().count());
        cells.filter(|width| *width <= MAX_COLUMN).chain([head]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..table.head.len()).map(width).collect();
    let heads = table.head.iter().map(|head| line(head, false));
    let heads: Vec<(String, usize)> = heads.map(|head| (head.clone(), head.chars().count())).collect();
    let head = aligned(&heads, &widths);
    out.push_str(&if color { format!("\u{1b}[1m{head}\u{1b}[0m\n") } else { format!("{head}\n") });
    for (row, plain) in table.rows.iter().zip(&plain) {
        let cells: Vec<(String, usize)> =
            row.iter().zip(plain).map(|(cell, plain)| (line(cell, color), plain.chars().count())).collect();
        out.push_str(&format!("{}\n", aligned(&cells, &widths)));
    }
}

/// The cells of a row with two spaces between them; the last one is not filled up.
fn aligned(cells: &[(String, usize)], widths: &[usize]) -> String {
    let mut out = String::new();
    for (at, ((cell, length), width)) in cells.iter().zip(widths).enumerate() {
        out.push_str(cell);
        if at + 1 < cells.len() {
            out.push_str(&" ".repeat(width.saturating_sub(*length) + 2));
        }
    }
    out.trim_end().to_owned()
}

fn line(spans: &Line, color: bool) -> String {
    spans.iter().map(|span| one(span, color)).collect()
}

fn one(span: &Span, color: bool) -> String {
    let painted = |code: &str, words: &str| {
        if color { format!("\u{1b}[{code}m{words}\u{1b}[0m") } else { words.to_owned() }
    };
    match span {
        Span::Words(words) => (*words).to_owned(),
        Span::Count(number) => number.to_string(),
        Span::Foreign(text) => terminal(text),
        Span::Good(words) => painted("32;1", words),
        Span::Bad(words) => painted("31;1", words),
        Span::Dim(words) => painted("2", words),
    }
}
