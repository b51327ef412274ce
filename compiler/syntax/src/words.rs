//! The words of the language: which are reserved, which start an item, which continue one.

/// Words that cannot be a name without the escape `` `word` ``.
pub const RESERVED: &[&str] = &[
    "allow",
    "alter",
    "and",
    "any",
    "apply",
    "check",
    "citation",
    "confine",
    "deny",
    "diagnostic",
    "else",
    "except",
    "for",
    "group",
    "icmp",
    "in",
    "intact",
    "internet",
    "must",
    "never",
    "none",
    "not",
    "off",
    "on",
    "or",
    "private",
    "profile",
    "protocol",
    "role",
    "sctp",
    "server",
    "service",
    "tcp",
    "test",
    "udp",
    "unrestricted",
    "use",
    "waive",
    "when",
    "zone",
];

/// Words that start a top-level item.
pub const ITEM_WORDS: &[&str] = &[
    "allow",
    "alter",
    "apply",
    "check",
    "citation",
    "confine",
    "deny",
    "diagnostic",
    "for",
    "group",
    "intact",
    "must",
    "never",
    "private",
    "profile",
    "role",
    "server",
    "service",
    "test",
    "unrestricted",
    "use",
    "waive",
    "zone",
];

/// Words that carry an unfinished statement over a line end when a line starts with them.
pub const CONTINUING: &[&str] =
    &["and", "as", "by", "else", "except", "external", "from", "in", "on", "or", "to", "when"];

/// Words after which an operand is still missing, so that the next line continues the statement.
pub const EXPECTING: &[&str] = &[
    "and", "as", "below", "by", "else", "except", "from", "in", "not", "on", "or", "protocol", "sctp", "tcp",
    "to", "udp", "when",
];

/// What a role can be of.
pub const HOLDER_KINDS: &[&str] = &["group", "interface", "server", "zone"];

/// Whether the word needs the escape to be used as a name.
pub fn is_reserved(word: &str) -> bool {
    RESERVED.binary_search(&word).is_ok()
}

/// Whether the word starts a top-level item.
pub fn starts_item(word: &str) -> bool {
    ITEM_WORDS.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted_as_binary_search_needs() {
        for list in [RESERVED, ITEM_WORDS, CONTINUING, EXPECTING, HOLDER_KINDS] {
            assert!(list.is_sorted(), "{list:?}");
        }
    }
}
