//! Parsing one slice, and a whole file.

use std::sync::Arc;

use smol_str::SmolStr;

use super::compact::Compact;
use super::convert::{self, Builder};
use super::error::{SyntaxError, SyntaxErrorKind};
use super::expected;
use super::item::{Item, ItemAst};
use super::split::{Flaw, ItemKind, ItemSlice, split};
use expol_grammar::{Grammar, Rule};
use expol_text::{TextRange, is_forbidden_in_source};
use pest::Parser;

/// One item, parsed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ParsedItem {
    /// The tree; [`Item::Broken`] where nothing could be made of it.
    pub ast: Arc<ItemAst>,
    /// Its documentation comment, one line per line, without the slashes.
    pub doc: Option<SmolStr>,
    /// The range of each node, relative to the slice.
    pub ranges: Vec<TextRange>,
    /// What is wrong with it, in the order of the text.
    pub errors: Vec<SyntaxError>,
}

/// A file, parsed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Parse {
    /// The items in order: they cover everything but white space and comments.
    pub items: Vec<(ItemSlice, ParsedItem)>,
}

/// Parses a file. Never fails.
pub fn parse(text: &str) -> Parse {
    let one = |slice: ItemSlice| {
        let cut = text.get(slice.range.start as usize..slice.range.end as usize).unwrap_or_default();
        let parsed = parse_item(cut, &slice);
        (slice, parsed)
    };
    Parse { items: split(text).into_iter().map(one).collect() }
}

/// Parses the text of one slice. Never fails.
pub fn parse_item(text: &str, slice: &ItemSlice) -> ParsedItem {
    let mut parsed = match (&slice.flaw, slice.kind) {
        (Some(flaw), _) => broken(text, slice, flaw_error(flaw)),
        (None, ItemKind::Junk) => broken(text, slice, junk_error(text)),
        (None, _) => parse_tokens(text, slice),
    };
    let forbidden = forbidden_characters(text);
    if !forbidden.is_empty() {
        // Outside of strings such a character stops the parser as well: one cause, one message.
        parsed.errors.retain(|error| !forbidden.iter().any(|own| own.range.start == error.range.start));
        parsed.errors.extend(forbidden);
        parsed.errors.sort_by_key(|error| (error.range.start, error.range.end));
    }
    parsed
}

fn parse_tokens(text: &str, slice: &ItemSlice) -> ParsedItem {
    let compact = Compact::new(text);
    match Grammar::parse(Rule::item, &compact.text) {
        Ok(mut pairs) => convert::item(Builder::new(text, &compact, slice.kind), pairs.next()),
        Err(error) => broken(text, slice, expected::explain(&compact, 0, &compact.text, &error, &slice.word)),
    }
}

fn broken(text: &str, slice: &ItemSlice, error: SyntaxError) -> ParsedItem {
    ParsedItem {
        ast: Arc::new(ItemAst { private: slice.private, item: Item::Broken }),
        doc: None,
        ranges: vec![TextRange::new(0, text.len() as u32)],
        errors: vec![error],
    }
}

fn flaw_error(flaw: &Flaw) -> SyntaxError {
    let (at, kind) = match *flaw {
        Flaw::Unclosed(at, bracket) => (at, SyntaxErrorKind::Unclosed { bracket }),
        Flaw::StrayClose(at, bracket) => (at, SyntaxErrorKind::StrayClose { bracket }),
        Flaw::Mismatched(at, open, close) => (at, SyntaxErrorKind::Mismatched { open, close }),
        Flaw::TooDeep(at) => (at, SyntaxErrorKind::TooDeep),
        Flaw::UnterminatedString(at) => (at, SyntaxErrorKind::UnterminatedString),
        Flaw::UnterminatedComment(at) => (at, SyntaxErrorKind::UnterminatedComment),
    };
    SyntaxError { range: TextRange::new(at, at + 1), kind }
}

/// A slice that starts with no item word.
fn junk_error(text: &str) -> SyntaxError {
    let start =
        text.lines().take_while(|line| line.trim_start().starts_with("///")).map(|line| line.len() + 1).sum();
    let body = text.get(start..).unwrap_or_default();
    let start = start + (body.len() - body.trim_start().len());
    if let Some(first) = text.get(start..).and_then(|rest| rest.chars().next())
        && is_forbidden_in_source(first)
    {
        let range = TextRange::new(start as u32, (start + first.len_utf8()) as u32);
        return SyntaxError { range, kind: SyntaxErrorKind::ForbiddenCharacter(first) };
    }
    let behind_private =
        text.get(start..).and_then(|rest| rest.strip_prefix("private ")).map(str::trim_start);
    let start = behind_private.map_or(start, |rest| text.len() - rest.len());
    let word = expected::token_at(text, start);
    let range = TextRange::new(start as u32, (start + word.len()) as u32);
    SyntaxError { range, kind: SyntaxErrorKind::UnknownItem { word: word.into() } }
}

fn forbidden_characters(text: &str) -> Vec<SyntaxError> {
    if text.bytes().all(|byte| (b' '..0x7f).contains(&byte) || matches!(byte, b'\n' | b'\t' | b'\r')) {
        return Vec::new();
    }
    let forbidden = |(at, character): (usize, char)| {
        is_forbidden_in_source(character).then(|| SyntaxError {
            range: TextRange::new(at as u32, (at + character.len_utf8()) as u32),
            kind: SyntaxErrorKind::ForbiddenCharacter(character),
        })
    };
    text.char_indices().filter_map(forbidden).collect()
}
