//! What can be wrong with a text, as data. The sentences are written in `checks`.

use smol_str::SmolStr;

use super::literal::AddressError;
use expol_text::TextRange;

/// One fault in one item.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SyntaxError {
    /// Where, relative to the item's slice.
    pub range: TextRange,
    /// What.
    pub kind: SyntaxErrorKind,
}

/// The kinds of faults.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SyntaxErrorKind {
    /// Something else should stand here.
    Expected {
        /// What could, in words.
        expected: Vec<&'static str>,
        /// What does; empty at the end.
        found: SmolStr,
        /// The item's first word.
        item: SmolStr,
    },
    /// A line starts with a word that starts no item.
    UnknownItem {
        /// The word.
        word: SmolStr,
    },
    /// A second statement on one line.
    TwoStatements,
    /// A bracket is never closed.
    Unclosed {
        /// Which.
        bracket: char,
    },
    /// A bracket closes nothing.
    StrayClose {
        /// Which.
        bracket: char,
    },
    /// A bracket is closed by another kind.
    Mismatched {
        /// The opening one.
        open: char,
        /// The closing one.
        close: char,
    },
    /// A string without its end on the line.
    UnterminatedString,
    /// A block comment without its end.
    UnterminatedComment,
    /// Brackets nested too deeply.
    TooDeep,
    /// A character that must not stand in a source.
    ForbiddenCharacter(char),
    /// A reserved word as a name.
    ReservedName(SmolStr),
    /// `&` and `except` side by side without brackets.
    MixedOperators,
    /// Comparisons in a chain.
    ChainedComparison,
    /// An address literal.
    Address(AddressError),
    /// A date that does not exist.
    ImpossibleDate,
    /// A number beyond its limit.
    TooLarge {
        /// What it counts.
        what: &'static str,
        /// The greatest.
        max: u64,
    },
    /// A port range that ends before it starts.
    ReversedPorts {
        /// The right way round.
        corrected: String,
    },
    /// `icmp 8`: a protocol that has no ports.
    PortsOfIcmp,
    /// A source port.
    SourcePort,
    /// A part that a statement of this verb cannot have.
    Misplaced {
        /// The part.
        part: &'static str,
        /// The verb.
        verb: &'static str,
    },
    /// Something that stands only elsewhere.
    OutOfPlace {
        /// What.
        part: &'static str,
        /// Where it stands: `before a declaration`.
        place: &'static str,
    },
    /// A part that is missing.
    Missing {
        /// The part.
        part: &'static str,
        /// Of what.
        of: &'static str,
    },
    /// A part that stands twice.
    Repeated {
        /// The part.
        part: SmolStr,
    },
    /// A word out of a closed list.
    UnknownWord {
        /// As written.
        word: SmolStr,
        /// What it should name.
        what: &'static str,
        /// The list.
        known: Vec<&'static str>,
    },
    /// An escape sequence that does not exist.
    UnknownEscape,
}
