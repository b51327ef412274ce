//! Documentation comments: the `///` lines directly above a declaration or statement, the `//!` lines of a file.

use smol_str::SmolStr;

/// The documentation that ends directly above `offset`, without its slashes.
pub fn above(text: &str, offset: usize) -> Option<SmolStr> {
    let before = text.get(..offset)?.trim_end_matches([' ', '\t']);
    let mut lines: Vec<&str> = Vec::new();
    let mut rest = before.strip_suffix('\n').unwrap_or(before);
    loop {
        let start = rest.rfind('\n').map_or(0, |at| at + 1);
        let Some(line) = rest.get(start..).and_then(doc_line) else { break };
        lines.push(line);
        if start == 0 {
            break;
        }
        rest = rest.get(..start - 1).unwrap_or_default();
    }
    lines.reverse();
    (!lines.is_empty()).then(|| lines.join("\n").into())
}

/// The documentation of the file itself.
pub fn of_file(text: &str) -> Option<SmolStr> {
    let lines: Vec<&str> = text
        .lines()
        .take_while(|line| line.trim_start().starts_with("//") || line.trim().is_empty())
        .filter_map(|line| line.trim_start().strip_prefix("//!"))
        .map(|line| line.strip_prefix(' ').unwrap_or(line))
        .collect();
    (!lines.is_empty()).then(|| lines.join("\n").into())
}

fn doc_line(line: &str) -> Option<&str> {
    let rest = line.trim().strip_prefix("///")?;
    Some(rest.strip_prefix(' ').unwrap_or(rest).trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_directly_above() {
        let text = "/// one\r\n  /// two\n  allow x";
        assert_eq!(above(text, text.find("allow").unwrap_or(0)).as_deref(), Some("one\ntwo"));
        assert_eq!(above("/// lost\n\nallow", 10), None);
        assert_eq!(of_file("//! a\n//! b\nzone").as_deref(), Some("a\nb"));
    }
}
