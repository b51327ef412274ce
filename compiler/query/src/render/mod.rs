//! Pages in the languages that people and tools read.

mod change;
mod chart;
mod csv;
mod graph;
mod grid;
mod html;
mod junit;
mod markdown;
mod text;

pub use change::change_page;
pub use chart::{matrix_html, matrix_svg};
pub use graph::{dot, mermaid};
pub use grid::{Columns, matrix_page};

pub use csv::csv;
pub use html::{document as html_document, page as html_page};
pub use junit::junit;
pub use markdown::markdown;
pub use text::text;
