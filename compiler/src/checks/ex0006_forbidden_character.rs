//! EX0006: a character that is not what it looks like.

use super::context::Spot;
use crate::diagnostics::{Applicability, Diagnostic, declare_diagnostic};

declare_diagnostic! { EX0006 "forbidden-character", Error, since "0.1.0", "a character that makes a reader see something else" }

/// A character that must not stand in a source.
pub(crate) fn forbidden(spot: Spot<'_>, character: char) -> Diagnostic {
    let code = u32::from(character);
    let name = name(character);
    spot.diagnostic(
        &ENTRY,
        format!("the character U+{code:04X} ({name}) must not stand in a policy"),
        "it stands here",
    )
    .note("it does not show, or turns the order of the letters around it, so a reviewer reads another text")
    .help("remove it")
    .fix(spot.fix(format!("remove U+{code:04X}"), "", Applicability::Unsafe))
}

fn name(character: char) -> &'static str {
    match character {
        '\u{feff}' => "byte order mark",
        '\u{061c}' | '\u{200e}' | '\u{200f}' => "mark of the writing direction",
        '\u{202a}' | '\u{202b}' => "embedding of the other writing direction",
        '\u{202d}' | '\u{202e}' => "override of the writing direction",
        '\u{202c}' | '\u{2069}' => "end of a writing direction",
        '\u{2066}'..='\u{2068}' => "isolate of the other writing direction",
        _ => "control character",
    }
}
