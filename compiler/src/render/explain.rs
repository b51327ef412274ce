//! The page of a code as plain text, for a terminal or a pipe.

use crate::diagnostics::{Entry, Status};
use crate::text::escape_for_display;

/// What the registry says of `entry`, then its page: headings underlined or on lines of their own, fenced examples
/// indented, links followed by their targets.
pub fn explain(entry: &Entry) -> String {
    let Entry { severity, code, name, since, summary, page, status } = entry;
    let mut text = format!("{severity}[{code}]: {name}\n{summary}\nsince {since}");
    if let Status::Removed { since, reason } = status {
        text.push_str(&format!(", removed in {since}: {reason}"));
    }
    text.push_str("\n\n");
    text.push_str(&page_text(page));
    escape_for_display(&text).into_owned()
}

fn page_text(page: &str) -> String {
    let mut text = String::new();
    let mut fence: Option<&str> = None;
    for line in page.trim().lines() {
        match (fence, fence_of(line)) {
            (None, Some(opening)) => fence = Some(opening),
            (Some(opening), Some(closing)) if closes(line, opening, closing) => fence = None,
            (Some(_), _) => push_line(&mut text, if line.is_empty() { "" } else { "    " }, line),
            (None, None) => push_prose(&mut text, line),
        }
    }
    text
}

/// The backticks or tildes that a line starts with, if they open or close a fence.
fn fence_of(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let mark = line.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
    let length = line.len() - line.trim_start_matches(mark).len();
    (length >= 3).then(|| line.get(..length)).flatten()
}

fn closes(line: &str, opening: &str, closing: &str) -> bool {
    closing.starts_with(opening) && line.trim() == closing
}

fn push_prose(text: &mut String, line: &str) {
    let heading = line.trim_start_matches('#');
    let level = line.len() - heading.len();
    if !(1..=6).contains(&level) || !heading.starts_with(' ') {
        return push_line(text, "", &inline(line));
    }
    let heading = inline(heading.trim());
    push_line(text, "", &heading);
    let underline = match level {
        1 => "=",
        2 => "-",
        _ => return,
    };
    push_line(text, "", &underline.repeat(heading.chars().count()));
}

fn push_line(text: &mut String, indent: &str, line: &str) {
    text.push_str(indent);
    text.push_str(line.trim_end());
    text.push('\n');
}

/// A line without the marks of strong text and with links as `text <target>`; code spans stay as they are.
fn inline(line: &str) -> String {
    let mut text = String::new();
    for (at, part) in line.split('`').enumerate() {
        let is_code = at % 2 == 1;
        if at > 0 {
            text.push('`');
        }
        text.push_str(&if is_code { part.to_owned() } else { links(&part.replace("**", "")) });
    }
    text
}

fn links(mut rest: &str) -> String {
    let mut text = String::new();
    while let Some((before, label, target, after)) = next_link(rest) {
        text.push_str(&format!("{before}{label} <{target}>"));
        rest = after;
    }
    text + rest
}

/// What is before, in and after the first `[label](target)`.
fn next_link(text: &str) -> Option<(&str, &str, &str, &str)> {
    let (label_part, target_part) = text.split_once("](")?;
    let (before, label) = label_part.rsplit_once('[')?;
    let (target, after) = target_part.split_once(')')?;
    Some((before, label, target, after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Severity;

    const PAGE: &str = "# A name that `nothing` declares\n\nSee **this** [page](https://example.org/a) and `**[x](y)`.\n\n\
        ## Example\n\n```expol,EX0101\nzone a { }\n\n# not a heading\n~~~\n```\n\n### Deeper\n#5 stays\n";

    fn entry(status: Status) -> Entry {
        Entry {
            code: "EX0101",
            name: "unresolved-name",
            severity: Severity::Error,
            since: "0.1.0",
            summary: "a name that nothing declares",
            page: PAGE,
            status,
        }
    }

    #[test]
    fn a_page_reads_as_plain_text() {
        let expected = "error[EX0101]: unresolved-name\na name that nothing declares\nsince 0.1.0\n\n\
            A name that `nothing` declares\n==============================\n\n\
            See this page <https://example.org/a> and `**[x](y)`.\n\n\
            Example\n-------\n\n    zone a { }\n\n    # not a heading\n    ~~~\n\nDeeper\n#5 stays\n";
        assert_eq!(explain(&entry(Status::Stable)), expected);
    }

    #[test]
    fn a_removed_code_says_since_when_and_why() {
        let removed = Status::Removed { since: "0.4.0", reason: "EX0103 says it better" };
        assert!(
            explain(&entry(removed)).contains("\nsince 0.1.0, removed in 0.4.0: EX0103 says it better\n\n")
        );
    }
}
