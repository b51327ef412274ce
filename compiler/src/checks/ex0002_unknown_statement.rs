//! EX0002: a line starts with a word that starts no declaration and no statement.

use super::context::{Spot, quote};
use super::suggest::nearest;
use crate::diagnostics::{Applicability, Diagnostic, declare_diagnostic};
use crate::syntax::words::{CONTINUING, ITEM_WORDS};

declare_diagnostic! { EX0002 "unknown-statement", Error, since "0.1.0", "a word that starts no declaration and no statement" }

/// A word that starts nothing.
pub(crate) fn unknown_item(spot: Spot<'_>, word: &str) -> Diagnostic {
    let diagnostic = spot
        .diagnostic(
            &ENTRY,
            format!("{} starts no declaration and no statement", quote(word)),
            "nothing starts with this",
        )
        .note("a line starts something new unless the line above cannot end yet or a bracket is open");
    if word == "#" {
        let fix = spot.fix("write `//`", "//", Applicability::Safe);
        return diagnostic.help("start a comment with `//`").fix(fix);
    }
    match nearest(word, ITEM_WORDS.iter().chain(CONTINUING).copied()).or_else(|| of_other_languages(word)) {
        Some(meant) => {
            let fix = spot.fix(format!("write `{meant}`"), meant, Applicability::Unsafe);
            diagnostic.help(format!("did you mean `{meant}`?")).fix(fix)
        }
        None => diagnostic
            .help("start with a declaration (`zone`, `server`, …) or a statement (`allow`, `deny`, …)"),
    }
}

/// What the words of other policy languages are called here.
fn of_other_languages(word: &str) -> Option<&'static str> {
    Some(match word.to_ascii_lowercase().as_str() {
        "permit" | "accept" | "pass" => "allow",
        "block" | "drop" | "reject" | "forbid" => "deny",
        "import" | "include" | "source" => "use",
        "host" | "machine" | "computer" => "server",
        "network" | "subnet" | "net" => "zone",
        "port" | "ports" | "protocol-group" => "service",
        "object-group" | "set" => "group",
        "assert" | "require" | "ensure" => "must",
        _ => return None,
    })
}
