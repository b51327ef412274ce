//! From text to a tree: the splitter, the grammar and the conversion to the AST.
//!
//! Parsing is a function of one file's text and never fails: what cannot be understood becomes an item with errors.
//! A file is cut into items first ([`split`]), and each slice is parsed alone ([`parse_item`]), so a broken item spoils
//! no other and an edit re-parses one item. This room knows no files and no queries; a tree
//! derives serde's traits, by which it is packed into a few bytes.

mod compact;
mod convert;
mod cut;
pub mod docs;
mod error;
mod expected;
pub mod expr;
pub mod item;
pub mod literal;
mod packed;
mod parse;
mod split;
pub mod statement;
mod tokens;
pub mod words;

pub use cut::{Cut, Piece};
pub use error::{SyntaxError, SyntaxErrorKind};
pub use item::{Item, ItemAst, Name, NodeId, Path};
pub use packed::{PackedRanges, PackedTree, forget_trees, pack, unpack};
pub use parse::{Parse, ParsedItem, parse, parse_item};
pub use split::{Flaw, ItemKind, ItemSlice, MAX_DEPTH, split};
pub use tokens::{Lexeme, LexemeKind, lexemes};
