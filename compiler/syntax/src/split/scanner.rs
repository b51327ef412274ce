//! A scanner that knows as much as cutting needs: white space, comments, strings, words, numbers and brackets.

use super::Flaw;
use crate::words;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    Word,
    Number,
    Text,
    Open,
    Close,
    Operator,
}

pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) start: u32,
    pub(super) end: u32,
    pub(crate) first_on_line: bool,
    pub(super) column_zero: bool,
    pub(super) brace: bool,
}

impl Token {
    pub(super) fn word<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

/// A scanner that knows white space, comments, strings, words and brackets.
#[derive(Clone)]
pub(crate) struct Scanner<'t> {
    pub(super) text: &'t str,
    pub(crate) position: usize,
    pub(super) flaw: Option<Flaw>,
}

impl<'t> Scanner<'t> {
    pub(crate) fn new(text: &'t str) -> Scanner<'t> {
        let bom = if text.starts_with('\u{feff}') { 3 } else { 0 };
        Scanner { text, position: bom, flaw: None }
    }

    fn byte(&self, offset: usize) -> u8 {
        self.text.as_bytes().get(self.position + offset).copied().unwrap_or(0)
    }

    /// Skips trivia up to the next item and returns where it starts: its documentation comment, or its first token.
    pub(super) fn find_item_start(&mut self) -> Option<u32> {
        let mut doc = None;
        loop {
            let blank = self.skip_blanks();
            if blank > 1 {
                doc = None;
            }
            if self.rest().starts_with("///") && self.is_first_on_line() {
                doc.get_or_insert(self.position);
                self.skip_line();
            } else if !self.skip_comment() {
                break;
            }
        }
        if let Some(Flaw::UnterminatedComment(at)) = self.flaw.take() {
            // The comment has no end: it is an item of its own, so that somebody hears of it.
            self.position = at as usize;
            return Some(at);
        }
        (self.position < self.text.len()).then(|| doc.unwrap_or(self.position) as u32)
    }

    /// Whether nothing but white space stands before this place on its line.
    fn is_first_on_line(&self) -> bool {
        let before = self.text.get(..self.position).unwrap_or_default();
        before.trim_end_matches([' ', '\t']).chars().next_back().is_none_or(|last| last == '\n')
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.position..).unwrap_or_default()
    }

    /// Skips white space; returns the number of line ends in it.
    fn skip_blanks(&mut self) -> u32 {
        let mut lines = 0;
        while matches!(self.byte(0), b' ' | b'\t' | b'\r' | b'\n') {
            lines += u32::from(self.byte(0) == b'\n');
            self.position += 1;
        }
        lines
    }

    fn skip_line(&mut self) {
        self.position = self.rest().find('\n').map_or(self.text.len(), |end| self.position + end);
    }

    /// Skips one comment, if one stands here.
    fn skip_comment(&mut self) -> bool {
        if self.rest().starts_with("//") {
            self.skip_line();
        } else if self.rest().starts_with("/*") {
            match self.rest().find("*/") {
                Some(end) if end >= 2 => self.position += end + 2,
                Some(_) | None => match self.text.get(self.position + 2..).and_then(|rest| rest.find("*/")) {
                    Some(end) => self.position += 2 + end + 2,
                    None => {
                        self.flaw.get_or_insert(Flaw::UnterminatedComment(self.position as u32));
                        self.position = self.text.len();
                    }
                },
            }
        } else {
            return false;
        }
        true
    }

    pub(crate) fn next_token(&mut self) -> Option<Token> {
        let mut lines = 0;
        loop {
            lines += self.skip_blanks();
            if !self.skip_comment() {
                break;
            }
        }
        let start = self.position;
        if start >= self.text.len() {
            return None;
        }
        let first_on_line = lines > 0;
        let kind = self.token();
        Some(Token {
            kind,
            start: start as u32,
            end: self.position as u32,
            first_on_line,
            column_zero: start == 0 || self.text.as_bytes().get(start - 1) == Some(&b'\n'),
            brace: matches!(self.text.as_bytes().get(start), Some(b'{' | b'}')),
        })
    }

    fn token(&mut self) -> TokenKind {
        match self.byte(0) {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'`' => {
                self.word();
                TokenKind::Word
            }
            b'0'..=b'9' => {
                self.number();
                TokenKind::Number
            }
            b'"' => {
                self.string();
                TokenKind::Text
            }
            b'{' | b'(' => {
                self.position += 1;
                TokenKind::Open
            }
            b'}' | b')' => {
                self.position += 1;
                TokenKind::Close
            }
            _ => {
                self.position += self.rest().chars().next().map_or(1, char::len_utf8);
                TokenKind::Operator
            }
        }
    }

    fn word(&mut self) {
        self.position += 1;
        while self.continues_word() || self.byte(0) == b'`' {
            self.position += 1;
        }
        // An IPv6 address may start with letters; its colons have no white space behind them.
        while self.byte(0) == b':' && (self.byte(1).is_ascii_hexdigit() || self.byte(1) == b':') {
            self.number();
        }
    }

    fn continues_word(&self) -> bool {
        let byte = self.byte(0);
        byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-' && self.byte(1).is_ascii_alphanumeric()
    }

    fn number(&mut self) {
        self.position += 1;
        while self.continues_word() || matches!(self.byte(0), b'.' | b'/' | b':') && !self.ends_literal() {
            self.position += 1;
        }
    }

    fn ends_literal(&self) -> bool {
        self.byte(0) == b'/' && matches!(self.byte(1), b'/' | b'*')
    }

    fn string(&mut self) {
        let start = self.position;
        self.position += 1;
        loop {
            match self.byte(0) {
                b'"' => {
                    self.position += 1;
                    return;
                }
                b'\\' if !matches!(self.byte(1), b'\n' | 0) => self.position += 2,
                b'\n' => break,
                _ if self.position >= self.text.len() => break,
                _ => self.position += 1,
            }
        }
        while !self.text.is_char_boundary(self.position) {
            self.position += 1;
        }
        self.flaw.get_or_insert(Flaw::UnterminatedString(start as u32));
    }

    /// Whether a kind of holder follows the word `for` here, as in `role r for zone`.
    pub(super) fn holder_follows(&self, token: &Token) -> bool {
        let mut ahead = Scanner { text: self.text, position: token.end as usize, flaw: None };
        let next = ahead.next_token();
        next.is_some_and(|next| words::HOLDER_KINDS.contains(&next.word(self.text)))
    }
}
