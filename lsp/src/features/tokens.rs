//! What each word is, for editors that colour by meaning.

use serde::Deserialize;
use serde_json::{Value, json};
use tower_lsp::gen_lsp_types::Range;

use expolc::ide::{SemanticToken, TokenKind, semantic_tokens};

use super::here::{Here, Whole, here};
use crate::state::{Answer, Snapshot};

/// The types of tokens: the protocol's own words, which every theme has colours for.
pub(crate) const TYPES: &[&str] = &[
    "keyword",
    "comment",
    "string",
    "number",
    "operator",
    "namespace",
    "class",
    "property",
    "enum",
    "variable",
    "interface",
    "function",
    "event",
    "macro",
    "parameter",
    "decorator",
    "enumMember",
    "type",
    "method",
];

/// What else may be true of a token.
pub(crate) const MODIFIERS: &[&str] = &["declaration", "defaultLibrary", "documentation"];

/// A part of the document.
#[derive(Deserialize)]
pub(crate) struct Part {
    range: Range,
}

/// The tokens of the document.
pub(crate) fn full(snapshot: &Snapshot, _: &Whole) -> Answer<Option<Value>> {
    here(snapshot, |here| Ok(Some(encoded(here, &semantic_tokens(&here.view.db, here.file, None)))))
}

/// The tokens of a part of the document.
pub(crate) fn range(snapshot: &Snapshot, params: &Part) -> Answer<Option<Value>> {
    here(snapshot, |here| {
        let within = here.offsets(params.range);
        Ok(Some(encoded(here, &semantic_tokens(&here.view.db, here.file, Some(within)))))
    })
}

/// Five numbers for each, lines and columns counted from the token before.
fn encoded(here: &Here<'_>, tokens: &[SemanticToken]) -> Value {
    let mut data: Vec<u32> = Vec::with_capacity(tokens.len() * 5);
    let (mut line, mut character) = (0, 0);
    for token in tokens {
        let range = here.range(token.range);
        let length = range.end.character.saturating_sub(range.start.character);
        if range.start.line != range.end.line || length == 0 {
            continue;
        }
        let is_new_line = range.start.line != line;
        let column = if is_new_line { range.start.character } else { range.start.character - character };
        data.extend([range.start.line - line, column, length, kind(token.kind), modifiers(token)]);
        (line, character) = (range.start.line, range.start.character);
    }
    json!({ "data": data })
}

fn modifiers(token: &SemanticToken) -> u32 {
    u32::from(token.declares) | u32::from(token.library) << 1 | u32::from(token.documentation) << 2
}

fn kind(kind: TokenKind) -> u32 {
    let name = match kind {
        TokenKind::Keyword => "keyword",
        TokenKind::Comment => "comment",
        TokenKind::Text | TokenKind::Citation => "string",
        TokenKind::Number => "number",
        TokenKind::Operator => "operator",
        TokenKind::Module => "namespace",
        TokenKind::Zone => "class",
        TokenKind::Server | TokenKind::Variable => "variable",
        TokenKind::Interface => "property",
        TokenKind::Group => "enum",
        TokenKind::Service => "macro",
        TokenKind::Role => "interface",
        TokenKind::Profile => "function",
        TokenKind::Function => "method",
        TokenKind::Diagnostic => "event",
        TokenKind::Parameter => "parameter",
        TokenKind::Label => "decorator",
        TokenKind::Value => "enumMember",
        TokenKind::Type => "type",
    };
    TYPES.iter().position(|known| *known == name).map_or(0, |at| at as u32)
}
