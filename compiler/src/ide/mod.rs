//! What an editor shows and does, as plain data: byte offsets, files, edits. No protocol, no threads, no text of a screen.
//!
//! Every feature is a function of the database and mostly of a position, in a file of its own. None of them is a query:
//! they read queries of single items, so that right after an edit only what the position needs is computed. What stands
//! in a broken statement is read from its tokens.

mod calls;
mod completion;
mod definition;
mod flows;
mod hover;
mod item;
mod keywords;
mod names;
mod outline;
mod phrase;

pub use calls::{Flow, FlowEnd, flow_end, incoming_flows, outgoing_flows};
pub use completion::{Completion, CompletionKind, Completions, completions};
pub use definition::{Target, definition, type_definition};
pub use hover::{Hover, HoverPart, hover};
pub use item::{FilePosition, FileRange};
pub use outline::{Symbol, SymbolKind, document_symbols};
