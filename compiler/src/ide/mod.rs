//! What an editor shows and does, as plain data: byte offsets, files, edits. No protocol, no threads, no text of a screen.
//!
//! Every feature is a function of the database and mostly of a position, in a file of its own. None of them is a query:
//! they read queries of single items, so that right after an edit only what the position needs is computed. What a section
//! brings to the outline or to the tokens of its file is such a query, by places in its items. What stands in a broken
//! statement is read from its tokens.

mod actions;
mod braces;
mod calls;
mod completion;
mod containment;
mod definition;
mod effect;
mod emitted;
mod file_rename;
mod flows;
mod folding;
mod hover;
mod inlay;
mod item;
mod keywords;
mod lens;
mod links;
mod names;
mod outline;
mod phrase;
mod references;
mod rename;
mod residents;
mod selection;
mod signature;
mod tokens;
mod trace;
mod workspace_symbols;

pub use actions::{Action, ActionKind, actions, fix_all};
pub use calls::{Flow, FlowEnd, flow_end, incoming_flows, outgoing_flows};
pub use completion::{Completion, CompletionKind, Completions, completions};
pub use containment::{container_at, containers, contents};
pub use definition::{Target, definition, type_definition};
pub use effect::{Changed, Effect, effect, is_understood};
pub use emitted::{Emitted, emitted};
pub use file_rename::{Moving, file_renames};
pub use folding::{Fold, FoldKind, folds};
pub use hover::{Hover, HoverPart, hover};
pub use inlay::{Hint, HintKind, hints};
pub use item::{FilePosition, FileRange};
pub use lens::{Lens, LensKind, lens_at, lenses};
pub use links::{Link, LinkTarget, links};
pub use outline::{Symbol, SymbolKind, document_symbols};
pub use references::{Reference, highlights, references};
pub use rename::{FileEdits, Renamable, RenameRefusal, prepare_rename, rename};
pub use selection::selections;
pub use signature::{Signature, SignatureParameter, signature};
pub use tokens::{SemanticToken, TokenKind, semantic_tokens};
pub use trace::{Decided, Trace, TraceError, TraceRule, trace};
pub use workspace_symbols::{WorkspaceSymbol, workspace_symbols};
