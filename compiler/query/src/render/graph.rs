//! The matrix as a graph: Mermaid for Markdown, DOT for Graphviz.

use crate::escape;
use crate::matrix::{Cell, Level, Matrix};

/// So many services stand at an edge.
const MAX_SERVICES: usize = 4;

/// The graph in Mermaid.
#[must_use]
pub fn mermaid(matrix: &Matrix) -> String {
    let mut out = String::from("flowchart LR\n");
    for (at, place) in matrix.places.iter().enumerate() {
        out.push_str(&format!("  n{at}[\"{}\"]\n", escape::mermaid(&place.name)));
    }
    for cell in &matrix.cells {
        let arrow = match cell.level {
            Level::All => "==>",
            Level::Whole => "-->",
            Level::Some => "-.->",
        };
        let label = escape::mermaid(&label(cell));
        out.push_str(&format!("  n{} {arrow}|\"{label}\"| n{}\n", cell.from, cell.to));
    }
    out
}

/// The graph in DOT.
#[must_use]
pub fn dot(matrix: &Matrix) -> String {
    let mut out = String::from(
        "digraph policy {\n  rankdir=LR;\n  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n  \
         edge [fontname=\"sans-serif\", fontsize=10];\n",
    );
    for (at, place) in matrix.places.iter().enumerate() {
        out.push_str(&format!("  n{at} [label=\"{}\"];\n", escape::dot(&place.name)));
    }
    for cell in &matrix.cells {
        let style = match cell.level {
            Level::All => ", penwidth=3, color=\"#b3261e\"",
            Level::Whole => "",
            Level::Some => ", style=dashed",
        };
        let label = escape::dot(&label(cell));
        out.push_str(&format!("  n{} -> n{} [label=\"{label}\"{style}];\n", cell.from, cell.to));
    }
    out.push_str("}\n");
    out
}

fn label(cell: &Cell) -> String {
    let shown: Vec<&str> = cell.services.iter().take(MAX_SERVICES).map(String::as_str).collect();
    let rest = cell.services.len().saturating_sub(MAX_SERVICES);
    let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    format!("{}{more}", shown.join(", "))
}
