//! One escaping function for each output language. Whatever comes from a document passes one of them.
//!
//! Names, reasons, titles and paths in a document may be hostile: a document may come from anywhere. Each function gives
//! text that its language shows and never obeys. Characters that hide (controls, turned text, what has no width) are
//! spelt out in all of them.

use std::fmt::Write;

use expol_text::escape_line_for_display;

/// For a terminal, and for every language below: one line, hidden characters as `\u{202e}`.
#[must_use]
pub fn terminal(text: &str) -> String {
    escape_line_for_display(text).into_owned()
}

/// For the text and the quoted attributes of HTML and SVG.
#[must_use]
pub fn html(text: &str) -> String {
    markup(text)
}

/// For the text and the quoted attributes of XML 1.0, which cannot hold most control characters at all.
#[must_use]
pub fn xml(text: &str) -> String {
    // U+FFFE and U+FFFF are no characters of XML.
    markup(&text.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}"))
}

/// For Markdown: a code span, in which nothing is obeyed, neither markup nor mentions nor addresses.
#[must_use]
pub fn markdown(text: &str) -> String {
    // A table is cut at every `|`, also in a code span, and what escapes one there is shown outside of tables.
    let text = terminal(text).replace('|', "\\u{7c}");
    if text.trim().is_empty() {
        return String::new();
    }
    let fence = "`".repeat(longest_run(&text, '`') + 1);
    let pad = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// For one cell of CSV (RFC 4180): always quoted, and neutralised where a spreadsheet would compute it.
#[must_use]
pub fn csv(text: &str) -> String {
    let text = terminal(text);
    let computes = |first: char| matches!(first, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
    let is_number = text.parse::<i64>().is_ok_and(|number| number.to_string() == text);
    let guard = if text.trim_start().starts_with(computes) && !is_number { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

/// For a quoted string of DOT, whose backslashes mean something to it.
#[must_use]
pub fn dot(text: &str) -> String {
    terminal(text).replace('\\', "\\\\").replace('"', "\\\"")
}

/// For a quoted label of Mermaid: all but letters, digits and a few harmless signs as `#35;`.
#[must_use]
pub fn mermaid(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in terminal(text).chars() {
        if character.is_alphanumeric() || matches!(character, ' ' | '.' | ',' | '-' | '/' | '_') {
            out.push(character);
        } else {
            // INVARIANT: writing to a string cannot fail.
            let _ = write!(out, "#{};", u32::from(character));
        }
    }
    out
}

/// JSON in ASCII: what JSON leaves as it is may still turn round the text of a terminal.
#[must_use]
pub fn json(serialized: &str) -> String {
    let mut out = String::with_capacity(serialized.len());
    for character in serialized.chars() {
        if character.is_ascii() && character != '\u{7f}' {
            out.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // INVARIANT: writing to a string cannot fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
    out
}

fn markup(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in terminal(text).chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

fn longest_run(text: &str, wanted: char) -> usize {
    text.split(|character| character != wanted).map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_do_not_compute() {
        assert_eq!(csv("=cmd|' /C calc'!A0"), "\"'=cmd|' /C calc'!A0\"");
        assert_eq!(csv("  @SUM(1)"), "\"'  @SUM(1)\"");
        assert_eq!(csv("a \"b\"\nc"), "\"a \"\"b\"\"\\u{a}c\"");
        assert_eq!(csv("lan"), "\"lan\"");
        assert_eq!([csv("-146"), csv("-1+1"), csv("+1")], ["\"-146\"", "\"'-1+1\"", "\"'+1\""]);
    }

    #[test]
    fn code_spans_end_where_they_should() {
        assert_eq!(markdown("a`b``c"), "```a`b``c```");
        assert_eq!(markdown("`x"), "`` `x ``");
        assert_eq!(markdown("a|b"), "`a\\u{7c}b`");
        assert_eq!(markdown("a\n# b"), "`a\\u{a}# b`");
        assert_eq!(markdown(" "), "");
    }

    #[test]
    fn markup_graphs_and_json_are_quoted() {
        assert_eq!(html("<b a='x' c=\"y\">&"), "&lt;b a=&#39;x&#39; c=&quot;y&quot;&gt;&amp;");
        assert_eq!(xml("a\u{0}\u{ffff}"), "a\\u{0}\u{fffd}");
        assert_eq!(dot("a\"b\\N\n"), "a\\\"b\\\\N\\\\u{a}");
        assert_eq!(mermaid("a\"]%%{b}"), "a#34;#93;#37;#37;#123;b#125;");
        assert_eq!(json("\"\u{202e}ü🦀\u{7f}\""), "\"\\u202e\\u00fc\\ud83e\\udd80\\u007f\"");
    }
}
