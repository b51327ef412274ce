//! What may stand at a position, read from the tokens on its left. No tree is needed, so nothing has to be complete.
//!
//! A reader walks the item like a parser that knows only the way to the cursor. Where the tokens end it notes what it
//! would have taken next: words, values of a type, names of declarations, parameters.

mod declaration;
mod expression;
mod reader;
mod statement;

use smol_str::SmolStr;

use crate::db::{Db, SourceFile};
use crate::hir::{Item, Local, Type, item_before};
use crate::syntax::item::HolderKind;
use crate::syntax::{ItemKind, Lexeme, LexemeKind, lexemes};
use crate::text::TextRange;

pub(super) use declaration::parameters_of;
pub(super) use expression::roles_of_expression;
pub(super) use statement::STATEMENTS;

use super::item::FilePosition;
use reader::Reader;

/// Something that may stand at the cursor.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Want<'db> {
    /// One of these words.
    Words(&'static [&'static str]),
    /// The first word of an item, or of a statement in a block.
    Start {
        /// Whether only statements may stand here.
        block: bool,
    },
    /// An expression of this type.
    Value(Type),
    /// A declaration of this kind.
    Named(ItemKind),
    /// A role for this kind of holder.
    Role(HolderKind),
    /// A label, or a diagnostic.
    Label {
        /// Whether a diagnostic may be named as well.
        or_diagnostic: bool,
    },
    /// An argument of a role or profile.
    Argument {
        /// The role or profile.
        callee: Item<'db>,
        /// The parameters that have their arguments.
        given: Vec<SmolStr>,
    },
    /// A name of a new declaration: one that is used already is likely.
    NewName,
    /// A module of the standard library: behind `use`.
    Library,
    /// The path of a file in quotes.
    File {
        /// Whether an address list is wanted, not a module.
        list: bool,
    },
    /// Names that a module offers.
    Import(SourceFile),
    /// A type.
    TypeName,
}

/// The left side of a position.
#[derive(Clone, Debug)]
pub(super) struct Phrase<'db> {
    /// What may stand here.
    pub(super) wants: Vec<Want<'db>>,
    /// Variables and parameters in scope.
    pub(super) locals: Vec<Local<'db>>,
    /// The segments before the last dot, where one stands directly on the left.
    pub(super) chain: Vec<String>,
    /// The set in brackets before the dot: `(a, b).`
    pub(super) bracketed: Option<String>,
    /// The word at the cursor, to be replaced.
    pub(super) word: TextRange,
    /// The part of it on the left.
    pub(super) typed: String,
}

/// Reads what stands on the left of a position; `None` inside comments and numbers.
pub(super) fn phrase(db: &dyn Db, position: FilePosition) -> Option<Phrase<'_>> {
    let text = position.file.text(db).as_str();
    let before = text.get(..position.offset as usize)?;
    let start = word_start(before);
    let typed = before.get(start..).unwrap_or_default();
    if typed.starts_with(|c: char| c.is_ascii_digit() || c == '-') {
        return None;
    }
    let item = item_before(db, position.file, start as u32);
    let from = item.map_or(0, |item| item.start(db) as usize);
    let left = text.get(from..start).unwrap_or_default();
    let word = TextRange::new(start as u32, word_end(text, position.offset));
    if let Some(file) = inside_string(left) {
        return string_phrase(left, typed, word, &file);
    }
    if in_comment(left) {
        return None;
    }
    let mut tokens: Vec<Lexeme> =
        lexemes(left).into_iter().filter(|token| token.kind != LexemeKind::Comment).collect();
    let first_on_line =
        left.rsplit_once('\n').map_or(from == 0 || item.is_none(), |(_, line)| line.trim().is_empty())
            || left.trim().is_empty();
    let (chain, bracketed) = take_chain(left, &mut tokens);
    let mut reader = Reader::new(db, position.file, left, tokens);
    reader.item(first_on_line && chain.is_empty());
    Some(Phrase {
        wants: reader.wants,
        locals: reader.locals,
        chain,
        bracketed,
        word,
        typed: typed.to_owned(),
    })
}

/// Where the word that ends here starts.
fn word_start(before: &str) -> usize {
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '`');
    let start = before
        .rfind(|c: char| !part(c))
        .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    // `a->b`: the arrow's dash belongs to no word.
    start
}

fn word_end(text: &str, offset: u32) -> u32 {
    let rest = text.get(offset as usize..).unwrap_or_default();
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '`');
    let end = rest.find(|c: char| !part(c)).unwrap_or(rest.len());
    // The dash of an arrow that follows belongs to no word.
    offset + rest.get(..end).unwrap_or_default().trim_end_matches('-').len() as u32
}

/// Whether the cursor is inside a string: its text so far.
fn inside_string(left: &str) -> Option<String> {
    let line = left.rsplit_once('\n').map_or(left, |(_, line)| line);
    let mut open = None;
    let mut escaped = false;
    for (at, character) in line.char_indices() {
        match character {
            '"' if !escaped => open = if open.is_some() { None } else { Some(at + 1) },
            '/' if open.is_none() && line.get(at..).is_some_and(|rest| rest.starts_with("//")) => {
                return None;
            }
            _ => {}
        }
        escaped = character == '\\' && !escaped;
    }
    open.map(|at| line.get(at..).unwrap_or_default().to_owned())
}

fn in_comment(left: &str) -> bool {
    lexemes(left).last().is_some_and(|token| {
        let text = token.text(left);
        let line = text.starts_with("//")
            && !left.get(token.range.end as usize..).unwrap_or_default().contains('\n');
        token.kind == LexemeKind::Comment && (line || text.starts_with("/*") && !text.ends_with("*/"))
    })
}

/// In the string of a `use` or `from` a file is wanted.
fn string_phrase<'db>(left: &str, typed: &str, word: TextRange, written: &str) -> Option<Phrase<'db>> {
    let before = left.get(..left.len() - written.len() - 1)?.trim_end();
    let last = before.split_whitespace().last()?;
    if !matches!(last, "use" | "from") {
        return None;
    }
    let start = word.start - written.len() as u32;
    Some(Phrase {
        wants: vec![Want::File { list: last == "from" }],
        locals: Vec::new(),
        chain: Vec::new(),
        bracketed: None,
        word: TextRange::new(start, word.end),
        typed: format!("{written}{typed}"),
    })
}

/// Takes the dotted name, or the bracket, in front of the cursor's dot off the tokens.
fn take_chain(text: &str, tokens: &mut Vec<Lexeme>) -> (Vec<String>, Option<String>) {
    let adjoining = |tokens: &[Lexeme]| {
        tokens.last().is_some_and(|dot| dot.text(text) == "." && dot.range.end as usize == text.len())
    };
    if !adjoining(tokens) {
        return (Vec::new(), None);
    }
    tokens.pop();
    let mut chain: Vec<String> = Vec::new();
    while let Some(last) = tokens.last().copied() {
        match last.kind {
            LexemeKind::Word => {
                chain.insert(0, last.text(text).trim_matches('`').to_owned());
                tokens.pop();
            }
            LexemeKind::Close if last.text(text) == ")" => {
                let bracketed = take_bracket(text, tokens);
                return (chain, bracketed);
            }
            _ => break,
        }
        match tokens.last() {
            Some(dot) if dot.text(text) == "." => tokens.pop(),
            _ => break,
        };
    }
    (chain, None)
}

fn take_bracket(text: &str, tokens: &mut Vec<Lexeme>) -> Option<String> {
    let end = tokens.last()?.range.end;
    let mut depth = 0;
    while let Some(token) = tokens.pop() {
        match token.text(text) {
            ")" => depth += 1,
            "(" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(TextRange::new(token.range.start, end).slice(text).to_owned());
        }
    }
    None
}
