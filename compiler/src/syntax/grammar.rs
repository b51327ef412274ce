//! The generated parser. Private to this room: nothing else knows pest.

mod generated {
    /// The parser of `grammar/expol.pest`.
    #[derive(pest_derive::Parser)]
    #[grammar = "grammar/expol.pest"]
    pub(crate) struct Grammar;
}

pub(super) use generated::{Grammar, Rule};

/// A node of the parse.
pub(super) type Pair<'i> = pest::iterators::Pair<'i, Rule>;
