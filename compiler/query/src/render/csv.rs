//! Tables as CSV (RFC 4180), each cell quoted and neutralised.

use crate::escape;
use crate::page::{Line, Span, Table};

/// The table as CSV with a heading.
#[must_use]
pub fn csv(table: &Table) -> String {
    let head: Vec<String> = table.head.iter().map(|head| escape::csv(&plain(head))).collect();
    let mut out = format!("{}\r\n", head.join(","));
    for row in &table.rows {
        let cells: Vec<String> = row.iter().map(|cell| escape::csv(&plain(cell))).collect();
        out.push_str(&format!("{}\r\n", cells.join(",")));
    }
    out
}

fn plain(spans: &Line) -> String {
    let words = |span: &Span| match span {
        Span::Words(words) | Span::Good(words) | Span::Bad(words) | Span::Dim(words) => (*words).to_owned(),
        Span::Count(number) => number.to_string(),
        Span::Foreign(text) => text.clone(),
    };
    spans.iter().map(words).collect()
}
