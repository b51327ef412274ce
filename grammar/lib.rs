//! The grammar of one top-level item, `expol.pest`, and the parser that is generated from it.
//!
//! A crate of its own because a crate carries its files with it, and because nothing else makes the parser be generated
//! once more. Who wants a tree asks `expol-syntax`, which alone knows this crate.

mod generated {
    #![allow(missing_docs, reason = "the productions are explained in docs/grammar.md")]

    /// The parser of `expol.pest`.
    #[derive(pest_derive::Parser)]
    #[grammar = "expol.pest"]
    pub struct Grammar;
}

pub use generated::{Grammar, Rule};

/// A node of the parse.
pub type Pair<'i> = pest::iterators::Pair<'i, Rule>;
