//! Semantic tokens: what each word is, once its meaning is known.

use crate::db::{Db, Section, SourceFile};
use crate::hir::{Item, Meaning, Place, Placed, TYPE_NAMES, ast, function_names, items_by_part, placed_in};
use crate::syntax::item::Item as Tree;
use crate::syntax::{ItemKind, Lexeme, LexemeKind, lexemes, words};
use crate::text::TextRange;

use super::keywords;
use super::names::names_in;

/// What a token is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum TokenKind {
    /// A word of the language.
    Keyword,
    /// A comment.
    Comment,
    /// A text.
    Text,
    /// A number, an address, a date.
    Number,
    /// An operator.
    Operator,
    /// A zone.
    Zone,
    /// A server.
    Server,
    /// An adapter of a server.
    Interface,
    /// A group.
    Group,
    /// A service.
    Service,
    /// A role.
    Role,
    /// A profile.
    Profile,
    /// A diagnostic.
    Diagnostic,
    /// A citation.
    Citation,
    /// A module.
    Module,
    /// A parameter of a role or profile.
    Parameter,
    /// A variable of a loop or filter.
    Variable,
    /// A label.
    Label,
    /// A member of an enumeration.
    Value,
    /// A function of conditions.
    Function,
    /// The name of a type.
    Type,
}

/// A token with its meaning.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct SemanticToken {
    /// Where it stands, on one line.
    pub range: TextRange,
    /// What it is.
    pub kind: TokenKind,
    /// Whether a name is declared here.
    pub declares: bool,
    /// Whether it belongs to the standard library.
    pub library: bool,
    /// Whether it is documentation.
    pub documentation: bool,
}

/// The tokens of a file, or of a part of it, in order and without overlap.
pub fn semantic_tokens(db: &dyn Db, file: SourceFile, within: Option<TextRange>) -> Vec<SemanticToken> {
    let text = file.text(db);
    let meets = |range: TextRange| within.is_none_or(|part| range.start < part.end && part.start < range.end);
    let mut found = Vec::new();
    let mut end = 0;
    for section in file.sections(db) {
        let placed = placed_in(db, *section);
        let all = placed.iter().any(|placed| meets(range_of_placed(db, placed)));
        let tokens = if all { tokens_in(db, *section).as_slice() } else { &[] };
        for placed in &placed {
            let (start, range) = (placed.start, range_of_placed(db, placed));
            // Between two items there are comments only.
            between(text, TextRange::new(end, start), &mut found);
            end = range.end;
            if let Some(tokens) = tokens.get(placed.position).filter(|_| meets(range)) {
                let shifted =
                    |token: &SemanticToken| SemanticToken { range: token.range.shifted(start), ..*token };
                found.extend(tokens.iter().map(shifted));
            }
        }
    }
    between(text, TextRange::new(end, text.len() as u32), &mut found);
    found.retain(|token| meets(token.range));
    found
}

fn range_of_placed(db: &dyn Db, placed: &Placed<'_>) -> TextRange {
    TextRange::new(placed.start, placed.start + placed.item.text(db).len() as u32)
}

fn between(text: &str, gap: TextRange, found: &mut Vec<SemanticToken>) {
    let part = gap.slice(text);
    if part.trim().is_empty() {
        return;
    }
    for lexeme in lexemes(part) {
        let kind = if lexeme.kind == LexemeKind::Comment { TokenKind::Comment } else { TokenKind::Operator };
        push(part, lexeme.range, gap.start, plain(kind), found);
    }
}

fn plain(kind: TokenKind) -> SemanticToken {
    SemanticToken { range: TextRange::empty(0), kind, declares: false, library: false, documentation: false }
}

/// One token for each line of a lexeme.
fn push(text: &str, range: TextRange, shift: u32, token: SemanticToken, found: &mut Vec<SemanticToken>) {
    let written = range.slice(text);
    let documentation =
        token.kind == TokenKind::Comment && (written.starts_with("///") || written.starts_with("//!"));
    let mut start = range.start;
    for line in written.split_inclusive('\n') {
        let length = line.trim_end_matches(['\n', '\r']).len() as u32;
        if length > 0 {
            let range = TextRange::new(start, start + length).shifted(shift);
            found.push(SemanticToken { range, documentation, ..token });
        }
        start += line.len() as u32;
    }
}

/// The tokens of each item of a section, part by part and by places in the item: an edit in another section leaves them
/// as they are.
#[salsa::tracked]
fn tokens_in(db: &dyn Db, section: Section) -> Vec<Box<[SemanticToken]>> {
    items_by_part(db, section).map(|item| tokens_of_item(db, item)).collect()
}

fn tokens_of_item<'db>(db: &'db dyn Db, item: Item<'db>) -> Box<[SemanticToken]> {
    let text = item.text(db);
    let mut found = Vec::new();
    let names = names_in(db, item);
    let all = lexemes(text);
    for (at, lexeme) in all.iter().enumerate() {
        // Of several meanings of one place the last counts.
        let behind = names.partition_point(|name| name.range.start <= lexeme.range.start);
        let here = names.get(..behind).unwrap_or_default().iter().rev();
        let known = here.take_while(|name| name.range.start == lexeme.range.start).find_map(|name| {
            let token = of_meaning(db, &name.meaning)?;
            Some(SemanticToken { declares: name.declares, range: name.range, ..token })
        });
        match known {
            Some(token) if token.range.len() == lexeme.range.len() => found.push(token),
            _ => {
                if let Some(kind) = of_lexeme(text, &all, at) {
                    push(text, lexeme.range, 0, plain(kind), &mut found);
                }
            }
        }
    }
    found.into_boxed_slice()
}

fn of_lexeme(text: &str, all: &[Lexeme], at: usize) -> Option<TokenKind> {
    let lexeme = all.get(at)?;
    let word = lexeme.text(text);
    Some(match lexeme.kind {
        LexemeKind::Comment => TokenKind::Comment,
        LexemeKind::Text => TokenKind::Text,
        LexemeKind::Number => TokenKind::Number,
        LexemeKind::Open | LexemeKind::Close => return None,
        LexemeKind::Operator if matches!(word, "," | "." | ":") => return None,
        LexemeKind::Operator => TokenKind::Operator,
        LexemeKind::Word => {
            let neighbour = |offset: usize| all.get(offset).map(|other| other.text(text));
            let before = at.checked_sub(1).and_then(neighbour);
            let called = neighbour(at + 1) == Some("(");
            if called && function_names().contains(&word) {
                TokenKind::Function
            } else if before == Some(":") && TYPE_NAMES.contains(&word) {
                TokenKind::Type
            } else if words::is_reserved(word) || keywords::explained(word).is_some() && before != Some(".") {
                TokenKind::Keyword
            } else {
                TokenKind::Value
            }
        }
    })
}

fn of_meaning(db: &dyn Db, meaning: &Meaning<'_>) -> Option<SemanticToken> {
    let (kind, file) = match meaning {
        Meaning::Item(item) => (of_kind(item.kind(db))?, item.file(db)),
        Meaning::Module(file) => (TokenKind::Module, *file),
        Meaning::Inner(place) => (of_inner(db, *place), place.item.file(db)),
        Meaning::Label(file, _) => (TokenKind::Label, *file),
    };
    Some(SemanticToken { library: file.library(db), ..plain(kind) })
}

fn of_kind(kind: ItemKind) -> Option<TokenKind> {
    Some(match kind {
        ItemKind::Zone => TokenKind::Zone,
        ItemKind::Server => TokenKind::Server,
        ItemKind::Group => TokenKind::Group,
        ItemKind::Service => TokenKind::Service,
        ItemKind::Role => TokenKind::Role,
        ItemKind::Profile => TokenKind::Profile,
        ItemKind::Diagnostic => TokenKind::Diagnostic,
        ItemKind::Citation => TokenKind::Citation,
        ItemKind::Use | ItemKind::Statement | ItemKind::Junk => return None,
    })
}

fn of_inner(db: &dyn Db, place: Place<'_>) -> TokenKind {
    let is = |name: &crate::syntax::Name| name.node == place.node;
    match &ast(db, place.item).item {
        Tree::Server(_) => TokenKind::Interface,
        Tree::Role(role) if role.parameters.iter().any(|known| is(&known.name)) => TokenKind::Parameter,
        Tree::Profile(profile) if profile.parameters.iter().any(|known| is(&known.name)) => {
            TokenKind::Parameter
        }
        _ => TokenKind::Variable,
    }
}
