//! The tokens of a text, comments included, for whoever needs no tree: an editor between two keystrokes.

use super::split::scanner::{Scanner, TokenKind};
use expol_text::TextRange;

/// What a token is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum LexemeKind {
    /// A word: a name or one of the language's own. One in backticks keeps them.
    Word,
    /// A number, an address, a date or a duration.
    Number,
    /// A string with its quotes.
    Text,
    /// `{` or `(`
    Open,
    /// `}` or `)`
    Close,
    /// Anything else: `->`, `,`, `.`, `==`.
    Operator,
    /// `// …`, `/// …` or `/* … */`
    Comment,
}

/// One token.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Lexeme {
    /// What it is.
    pub kind: LexemeKind,
    /// Where it stands.
    pub range: TextRange,
    /// Whether only white space and comments stand before it on its line.
    pub first_on_line: bool,
}

impl Lexeme {
    /// Its text.
    pub fn text(self, source: &str) -> &str {
        self.range.slice(source)
    }
}

/// Operators of more than one character, the longest first.
const LONG: [&str; 6] = ["<->", "->", "==", "!=", "<=", ">="];

/// The tokens of a text, in order.
pub fn lexemes(text: &str) -> Vec<Lexeme> {
    let mut scan = Scanner::new(text);
    let mut found: Vec<Lexeme> = Vec::new();
    let mut end = scan.position;
    let mut first = true;
    while let Some(token) = scan.next_token() {
        comments(text, end, token.start as usize, &mut found);
        let start = token.start as usize;
        let long = (token.kind == TokenKind::Operator)
            .then(|| LONG.iter().find(|long| text[start..].starts_with(**long)))
            .flatten();
        scan.position = long.map_or(scan.position, |long| start + long.len());
        end = scan.position;
        found.push(Lexeme {
            kind: kind(token.kind),
            range: TextRange::new(token.start, end as u32),
            first_on_line: token.first_on_line || first,
        });
        first = false;
    }
    comments(text, end, text.len(), &mut found);
    found
}

fn kind(kind: TokenKind) -> LexemeKind {
    match kind {
        TokenKind::Word => LexemeKind::Word,
        TokenKind::Number => LexemeKind::Number,
        TokenKind::Text => LexemeKind::Text,
        TokenKind::Open => LexemeKind::Open,
        TokenKind::Close => LexemeKind::Close,
        TokenKind::Operator => LexemeKind::Operator,
    }
}

/// The comments between two tokens.
fn comments(text: &str, from: usize, to: usize, found: &mut Vec<Lexeme>) {
    let mut at = from;
    while let Some(start) = text.get(at..to).and_then(|gap| gap.find('/')).map(|offset| at + offset) {
        let rest = text.get(start..to).unwrap_or_default();
        let length = if rest.starts_with("/*") {
            rest.get(2..).and_then(|inner| inner.find("*/")).map_or(rest.len(), |end| end + 4)
        } else {
            rest.find('\n').unwrap_or(rest.len())
        };
        let length = text.get(start..start + length).unwrap_or_default().trim_end_matches('\r').len().max(1);
        let before = text.get(from..start).unwrap_or_default();
        found.push(Lexeme {
            kind: LexemeKind::Comment,
            range: TextRange::new(start as u32, (start + length) as u32),
            first_on_line: before.contains('\n') || from == 0,
        });
        at = start + length;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<(LexemeKind, &str)> {
        lexemes(text).iter().map(|lexeme| (lexeme.kind, lexeme.text(text))).collect()
    }

    #[test]
    fn every_token_and_comment_is_there() {
        use LexemeKind::{Close, Comment, Number, Open, Operator, Text, Word};
        assert_eq!(
            shown("/// d\r\nallow a-1 <-> (b) // e\n on tcp 5-6 { because \"ü\" /* x */ }"),
            [
                (Comment, "/// d"),
                (Word, "allow"),
                (Word, "a-1"),
                (Operator, "<->"),
                (Open, "("),
                (Word, "b"),
                (Close, ")"),
                (Comment, "// e"),
                (Word, "on"),
                (Word, "tcp"),
                (Number, "5-6"),
                (Open, "{"),
                (Word, "because"),
                (Text, "\"ü\""),
                (Comment, "/* x */"),
                (Close, "}"),
            ]
        );
    }

    #[test]
    fn what_is_first_on_its_line_says_so() {
        let text = "a b // c\nd\n  e";
        let first: Vec<&str> = lexemes(text)
            .iter()
            .filter(|lexeme| lexeme.first_on_line)
            .map(|lexeme| lexeme.text(text))
            .collect();
        assert_eq!(first, ["a", "d", "e"]);
    }

    #[test]
    fn unfinished_texts_have_tokens_too() {
        assert_eq!(shown("use \"x").len(), 2);
        assert_eq!(shown("a /* b").len(), 2);
        assert_eq!(shown(""), []);
    }
}
