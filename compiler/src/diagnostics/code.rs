//! What a diagnostic is called.

use std::fmt;

use smol_str::SmolStr;

use crate::diagnostics::Entry;

/// The stable name of a kind of diagnostic.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Code {
    /// One of the compiler's own: `EX0101`.
    Compiler(&'static Entry),
    /// One that a library module declares.
    Library {
        /// The module and the declaration: `shop/unreachable-database`.
        name: SmolStr,
    },
}

impl Code {
    /// What stands between the brackets of a headline, and what one asks `explain` for.
    pub fn as_str(&self) -> &str {
        match self {
            Code::Compiler(entry) => entry.code,
            Code::Library { name } => name,
        }
    }

    /// The name in words: `unresolved-name`. That of a library's diagnostic is its code.
    pub fn name(&self) -> &str {
        match self {
            Code::Compiler(entry) => entry.name,
            Code::Library { name } => name,
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
