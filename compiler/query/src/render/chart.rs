//! The matrix as a picture: SVG, and an HTML document around it with the flows below.

use std::collections::BTreeSet;

use crate::escape;
use crate::matrix::{Axis, Cell, Level, Matrix};
use crate::page::{Line, Span, Table, foreign, listed};
use crate::render::html;

/// The side of a cell.
const SIZE: usize = 34;
/// The width of a character of a label, about.
const CHARACTER: usize = 8;
/// Longer labels are cut; the whole name is shown where the pointer rests.
const MAX_LABEL: usize = 30;
/// What lies deeper is moved to the right.
const INDENT: usize = 2;

/// The style sheet of the document and the picture.
const STYLE: &str = include_str!("chart.css");

/// The matrix as an HTML document of its own.
#[must_use]
pub fn matrix_html(matrix: &Matrix) -> String {
    let title = match matrix.by {
        Axis::Zone => "What may pass between zones",
        Axis::Role => "What may pass between roles",
    };
    let body = format!(
        "<header>\n<h1>{title}</h1>\n{}</header>\n<main>\n{}{}</main>\n",
        summary(matrix),
        picture(matrix),
        details(matrix)
    );
    html::document(title, STYLE, &body)
}

/// The matrix as SVG. Its classes are those of the document's style sheet.
#[must_use]
pub fn matrix_svg(matrix: &Matrix) -> String {
    let labels = labels(matrix);
    let widths =
        matrix.places.iter().zip(&labels).map(|(place, label)| label.chars().count() + INDENT * place.depth);
    let margin = widths.max().unwrap_or(0) * CHARACTER + 20;
    let side = matrix.places.len() * SIZE;
    // The labels of the columns stand at 45 degrees: they need less height, and room at the right.
    let height = margin * 3 / 4;
    let (width, total) = (margin + side + height, height + side + 4);
    let mut out = format!(
        "<svg class=\"matrix\" viewBox=\"0 0 {width} {total}\" width=\"{width}\" height=\"{total}\" role=\"img\" \
         aria-label=\"Matrix of what may pass; the table below says the same\">\n"
    );
    for (at, (place, label)) in matrix.places.iter().zip(&labels).enumerate() {
        let middle = at * SIZE + SIZE / 2;
        let (name, full) = (escape::html(label), escape::html(&place.name));
        let y = height + middle + 5;
        let x = 4 + place.depth * INDENT * CHARACTER;
        out.push_str(&format!(
            "<text class=\"label\" x=\"{x}\" y=\"{y}\"><title>{full}</title>{name}</text>\n"
        ));
        let (x, y) = (margin + middle + 2, height.saturating_sub(8));
        out.push_str(&format!(
            "<text class=\"label\" x=\"{x}\" y=\"{y}\" transform=\"rotate(-45 {x} {y})\"><title>{full}</title>{name}</text>\n"
        ));
    }
    for from in 0..matrix.places.len() {
        for to in 0..matrix.places.len() {
            let (x, y) = (margin + to * SIZE, height + from * SIZE);
            out.push_str(&square(matrix, matrix.cell(from, to), (from, to), (x, y)));
        }
    }
    out.push_str("</svg>\n");
    out
}

fn square(
    matrix: &Matrix,
    cell: Option<&Cell>,
    (from, to): (usize, usize),
    (x, y): (usize, usize),
) -> String {
    let (inner, class) = (SIZE - 4, if from == to { " own" } else { "" });
    let Some(cell) = cell else {
        return format!(
            "<rect class=\"cell none{class}\" x=\"{}\" y=\"{}\" width=\"{inner}\" height=\"{inner}\" rx=\"5\"/>\n",
            x + 2,
            y + 2
        );
    };
    let title = escape::html(&format!(
        "{} \u{2192} {}: {}",
        matrix.name(from),
        matrix.name(to),
        cell.services.join(", ")
    ));
    let sign = match cell.level {
        Level::All => "all".to_owned(),
        Level::Whole | Level::Some if cell.services.first().is_some_and(|first| first.starts_with("any")) => {
            "any".to_owned()
        }
        Level::Whole | Level::Some => cell.services.len().to_string(),
    };
    format!(
        "<a href=\"#c{from}-{to}\"><title>{title}</title><rect class=\"cell {}{class}\" x=\"{}\" y=\"{}\" \
         width=\"{inner}\" height=\"{inner}\" rx=\"5\"/><text class=\"sign {}\" x=\"{}\" y=\"{}\">{sign}</text></a>\n",
        class_of(cell.level),
        x + 2,
        y + 2,
        class_of(cell.level),
        x + SIZE / 2,
        y + SIZE / 2 + 4,
    )
}

fn class_of(level: Level) -> &'static str {
    match level {
        Level::Some => "some",
        Level::Whole => "whole",
        Level::All => "all",
    }
}

/// The names as they stand at the picture: without their modules, where they are told apart all the same.
fn labels(matrix: &Matrix) -> Vec<String> {
    let last = |name: &str| name.rsplit('.').next().unwrap_or(name).to_owned();
    let short: Vec<String> = matrix.places.iter().map(|place| last(&place.name)).collect();
    let distinct: BTreeSet<&String> = short.iter().collect();
    if matrix.by == Axis::Role && distinct.len() == short.len() {
        return short.iter().map(|name| cut(name)).collect();
    }
    matrix.places.iter().map(|place| cut(&place.name)).collect()
}

fn cut(name: &str) -> String {
    if name.chars().count() <= MAX_LABEL {
        return name.to_owned();
    }
    // The end of a qualified name tells more than its beginning.
    let skipped = name.chars().count() - MAX_LABEL + 1;
    format!("\u{2026}{}", name.chars().skip(skipped).collect::<String>())
}

fn summary(matrix: &Matrix) -> String {
    let count = |level: Level| matrix.cells.iter().filter(|cell| cell.level == level).count();
    let mut line: Line = vec![
        Span::Count(matrix.places.len()),
        Span::Words(if matrix.by == Axis::Zone { " zones, " } else { " roles, " }),
        Span::Count(matrix.cells.len()),
        Span::Words(" directions in which something may pass, "),
        Span::Count(count(Level::All)),
        Span::Words(" of them without any limit."),
    ];
    if matrix.left_out > 0 {
        line.extend([
            Span::Words(" "),
            Span::Count(matrix.left_out),
            Span::Words(" places with fewer rules are left out."),
        ]);
    }
    if let Some(day) = &matrix.as_of {
        line.extend([Span::Words(" As of "), foreign(day), Span::Words(".")]);
    }
    let digest = html::line(&vec![Span::Words("Semantic digest "), foreign(&matrix.semantic)]);
    format!("<p>{}</p>\n<p class=\"dim digest\">{digest}</p>\n", html::line(&line))
}

fn picture(matrix: &Matrix) -> String {
    if matrix.places.is_empty() {
        return "<p>There is nothing to show.</p>\n".to_owned();
    }
    let entry = |class: &str, sign: &str, words: &str| {
        format!(
            "<li><svg class=\"matrix key\" width=\"30\" height=\"30\" viewBox=\"0 0 30 30\" aria-hidden=\"true\">\
             <rect class=\"cell {class}\" width=\"30\" height=\"30\" rx=\"5\"/>\
             <text class=\"sign {class}\" x=\"15\" y=\"19\">{sign}</text></svg>{words}</li>\n"
        )
    };
    format!(
        "<p class=\"hint\">A row opens connections, a column accepts them. Numbers count services; a click leads to the flows.</p>\n\
         <ul class=\"legend\">\n{}{}{}{}</ul>\n<div class=\"scroll\">\n{}</div>\n",
        entry("none", "", "nothing"),
        entry("some", "2", "some addresses"),
        entry("whole", "2", "whole place, some services"),
        entry("all", "all", "everything"),
        matrix_svg(matrix)
    )
}

/// The table of flows, in which each cell of the picture has its anchor.
fn details(matrix: &Matrix) -> String {
    if matrix.cells.is_empty() {
        return "<p>Nothing may pass anywhere.</p>\n".to_owned();
    }
    let mut out = String::from("<h2>Flows</h2>\n");
    for cell in &matrix.cells {
        let heading: Line =
            vec![foreign(matrix.name(cell.from)), Span::Words(" \u{2192} "), foreign(matrix.name(cell.to))];
        let mut table = Table::with_head(&["From", "To", "Services"]);
        for flow in &cell.flows {
            let mut services = listed(&flow.services);
            if let Some(family) = flow.family {
                services.extend([
                    Span::Words(" "),
                    Span::Dim(if family == "ipv4" { "IPv4 only" } else { "IPv6 only" }),
                ]);
            }
            table.rows.push(vec![
                crate::flow::side_line(&flow.from),
                crate::flow::side_line(&flow.to),
                services,
            ]);
        }
        let mut rules: Line = vec![Span::Dim("Rules ")];
        rules.extend(listed(&cell.rules));
        out.push_str(&format!(
            "<section id=\"c{}-{}\" class=\"{}\">\n<h3>{}</h3>\n{}<p class=\"rules\">{}</p>\n</section>\n",
            cell.from,
            cell.to,
            class_of(cell.level),
            html::line(&heading),
            html::page(&crate::page::Page { blocks: vec![crate::page::Block::Table(table)] }),
            html::line(&rules)
        ));
    }
    out
}
