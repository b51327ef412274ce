//! Text from a library in a page: inert in Markdown, whatever it contains.

use crate::text::escape_for_display;

/// A text in which nothing is Markdown but code between backticks, on one line.
pub(super) fn inert(text: &str) -> String {
    let shown = escape_for_display(text);
    let mut out = String::with_capacity(shown.len());
    let line = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut rest = line.as_str();
    while let Some((before, behind)) = rest.split_once('`') {
        let Some((code, after)) = behind.split_once('`').filter(|(code, _)| !code.trim().is_empty()) else {
            break;
        };
        escape(before, &mut out);
        out.push_str(&code_span(code));
        rest = after;
    }
    escape(rest, &mut out);
    out
}

/// A text as code, on one line, which no character of it ends.
pub(super) fn code_span(text: &str) -> String {
    let shown = escape_for_display(text);
    let line = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    // Even inside of code a bar ends the cell of a table.
    let line = line.replace('|', "\\|");
    let longest = line.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if line.starts_with('`') || line.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{line}{pad}{fence}")
}

/// Paragraphs and lists of a comment, each line inert.
pub(super) fn inert_lines(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let content = line.trim_start();
        let item = content.starts_with("- ");
        let indent = if line.starts_with(' ') { "  " } else { "" };
        let body = inert(content.strip_prefix("- ").unwrap_or(content));
        out.push_str(if item { "- " } else { indent });
        out.push_str(&body);
        out.push('\n');
    }
    out.trim_end().to_owned()
}

fn escape(text: &str, out: &mut String) {
    let mut before = ' ';
    for (at, character) in text.char_indices() {
        let rest = text.get(at..).unwrap_or_default();
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' | '!' => out.extend(['\\', character]),
            // What some readers of Markdown make links of by themselves.
            ':' if rest.starts_with("://") => out.push_str("\\:"),
            '@' if !before.is_whitespace() => out.push_str("\\@"),
            '.' if before.eq_ignore_ascii_case(&'w') => out.push_str("\\."),
            _ => out.push(character),
        }
        before = character;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_a_library_becomes_a_link_an_image_or_html() {
        let attack = "![x](http://a) <img src=x> [c](y) **b** `ok|`` | cell \\ ` alone www.a.b me@x.y # h";
        let shown = inert(attack);
        assert!(
            !shown.replace("\\]", "").contains("](") && !shown.contains('<') && !shown.contains("**"),
            "{shown}"
        );
        assert!(!shown.contains("http://") && !shown.contains("www.") && !shown.contains("e@"), "{shown}");
        assert!(shown.contains("`ok\\|`"), "{shown}");
        assert_eq!(code_span("a `b` | c"), "``a `b` \\| c``");
        assert_eq!(code_span("`b`"), "`` `b` ``");
        assert_eq!(inert_lines("One *two*.\n\n- item\n  goes on"), "One \\*two\\*.\n\n- item\n  goes on");
    }
}
