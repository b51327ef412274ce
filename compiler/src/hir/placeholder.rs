//! The braces in the texts of diagnostics: `{from}`, `{e}`, `{e.sync-port}`; `{{` is a brace.

use smol_str::SmolStr;

/// Names that every counterexample brings.
pub const FIXED_PLACEHOLDERS: &[&str] = &["from", "to", "service", "rule", "label", "about", "alteration"];

/// A piece of a text.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Piece {
    /// As it stands.
    Text(SmolStr),
    /// A dotted name.
    Name(Vec<SmolStr>),
    /// A brace that is never closed, or holds no name.
    Flawed,
}

/// Cuts a text into its pieces.
pub fn pieces(text: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        plain.push_str(before);
        if let Some(after) = from.strip_prefix("{{").or_else(|| from.strip_prefix("}}")) {
            plain.push_str(&from[..1]);
            rest = after;
            continue;
        }
        if !plain.is_empty() {
            found.push(Piece::Text(std::mem::take(&mut plain).into()));
        }
        let inner = from.strip_prefix('{').and_then(|inner| inner.split_once('}'));
        let Some((name, after)) = inner else {
            found.push(Piece::Flawed);
            rest = &from[1..];
            continue;
        };
        let is_name =
            |part: &str| part.starts_with(|c: char| c.is_ascii_alphabetic()) && !part.contains([' ', '{']);
        found.push(if name.split('.').all(is_name) {
            Piece::Name(name.split('.').map(SmolStr::new).collect())
        } else {
            Piece::Flawed
        });
        rest = after;
    }
    plain.push_str(rest);
    if !plain.is_empty() {
        found.push(Piece::Text(plain.into()));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_names_and_flaws() {
        assert_eq!(
            pieces("{from} -> {e.port}: {{x}}"),
            [
                Piece::Name(vec!["from".into()]),
                Piece::Text(" -> ".into()),
                Piece::Name(vec!["e".into(), "port".into()]),
                Piece::Text(": {x}".into())
            ]
        );
        assert_eq!(pieces("a {b"), [Piece::Text("a ".into()), Piece::Flawed, Piece::Text("b".into())]);
    }
}
