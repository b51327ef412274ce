//! What each word is, for editors that colour by meaning.

use serde::Deserialize;
use serde_json::{Value, json};
use tower_lsp::gen_lsp_types::Range;

use expolc::ide::{SemanticToken, TokenKind, semantic_tokens};

use super::here::{Here, Whole, here};
use crate::state::{Answer, Snapshot, difference};
use crate::text::Walk;

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

/// What the editor has already.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Since {
    previous_result_id: String,
}

/// The tokens of the document.
pub(crate) fn full(snapshot: &Snapshot, _: &Whole) -> Answer<Option<Value>> {
    here(snapshot, |here| Ok(Some(told(here, None))))
}

/// What has changed about the tokens of the document.
pub(crate) fn delta(snapshot: &Snapshot, params: &Since) -> Answer<Option<Value>> {
    here(snapshot, |here| Ok(Some(told(here, Some(&params.previous_result_id)))))
}

/// The tokens of a part of the document.
pub(crate) fn range(snapshot: &Snapshot, params: &Part) -> Answer<Option<Value>> {
    here(snapshot, |here| {
        let within = here.offsets(params.range);
        Ok(Some(json!({ "data": encoded(here, &semantic_tokens(&here.view.db, here.file, Some(within))) })))
    })
}

/// All tokens, or the difference to what the editor has, where that is known.
fn told(here: &Here<'_>, previous: Option<&str>) -> Value {
    let data = encoded(here, &semantic_tokens(&here.view.db, here.file, None));
    if !here.snapshot.shared.client.token_deltas {
        return json!({ "data": data });
    }
    let (id, before) = here.snapshot.shared.told.tell(here.places.uri(here.file).0, &data, previous);
    let Some(before) = before else { return json!({ "resultId": id, "data": data }) };
    let edit = difference(&before, &data)
        .map(|edit| json!({ "start": edit.start, "deleteCount": edit.gone, "data": edit.come }));
    json!({ "resultId": id, "edits": edit.into_iter().collect::<Vec<_>>() })
}

/// Five numbers for each, lines and columns counted from the token before.
fn encoded(here: &Here<'_>, tokens: &[SemanticToken]) -> Vec<u32> {
    let encoding = here.snapshot.shared.client.encoding;
    let mut data: Vec<u32> = Vec::with_capacity(tokens.len() * 5);
    here.places.with_lines(here.file, |lines| {
        let mut walk = Walk::new(lines, here.text(), encoding);
        let (mut line, mut character) = (0, 0);
        for token in tokens {
            let (start, end) = (walk.position(token.range.start), walk.position(token.range.end));
            let length = end.character.saturating_sub(start.character);
            if start.line != end.line || length == 0 {
                continue;
            }
            let column = if start.line == line { start.character - character } else { start.character };
            data.extend([start.line - line, column, length, kind(token.kind), modifiers(token)]);
            (line, character) = (start.line, start.character);
        }
    });
    data
}

fn modifiers(token: &SemanticToken) -> u32 {
    u32::from(token.declares) | u32::from(token.library) << 1 | u32::from(token.documentation) << 2
}

fn kind(kind: TokenKind) -> u32 {
    match kind {
        TokenKind::Keyword => const { index("keyword") },
        TokenKind::Comment => const { index("comment") },
        TokenKind::Text | TokenKind::Citation => const { index("string") },
        TokenKind::Number => const { index("number") },
        TokenKind::Operator => const { index("operator") },
        TokenKind::Module => const { index("namespace") },
        TokenKind::Zone => const { index("class") },
        TokenKind::Server | TokenKind::Variable => const { index("variable") },
        TokenKind::Interface => const { index("property") },
        TokenKind::Group => const { index("enum") },
        TokenKind::Service => const { index("macro") },
        TokenKind::Role => const { index("interface") },
        TokenKind::Profile => const { index("function") },
        TokenKind::Function => const { index("method") },
        TokenKind::Diagnostic => const { index("event") },
        TokenKind::Parameter => const { index("parameter") },
        TokenKind::Label => const { index("decorator") },
        TokenKind::Value => const { index("enumMember") },
        TokenKind::Type => const { index("type") },
    }
}

/// The position of a type in the legend. There are thousands of tokens, so it is known before the first.
#[expect(clippy::panic, reason = "asked while compiling only: a name that is not there does not compile")]
const fn index(name: &str) -> u32 {
    let mut at = 0;
    while at < TYPES.len() {
        if same(TYPES[at], name) {
            return at as u32;
        }
        at += 1;
    }
    panic!("this type is not in the legend")
}

const fn same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}
