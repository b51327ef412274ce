//! Text as the compiler sees it: files, byte ranges, lines and columns, edits, and characters that hide.
//!
//! Everything inside counts bytes; [`LineIndex`] is the one place that turns them into columns. This room knows
//! nothing of the language and does no input or output.

mod edit;
mod escape;
mod line_index;
mod range;

pub use edit::{EditError, TextEdit, apply_edits};
pub use escape::{escape_for_display, escape_line_for_display, is_forbidden_in_source, is_hidden};
pub use line_index::{LineColumn, LineIndex, Utf16Position};
pub use range::{FileId, TextRange};
