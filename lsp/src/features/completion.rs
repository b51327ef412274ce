//! What may be written here.

use serde_json::{Value, json};
use tower_lsp::gen_lsp_types::{CompletionItemKind as LspKind, Range};

use expolc::ide::{Completion, CompletionKind, completions};
use expolc::text::TextEdit;

use super::here::{At, Here, here, markup};
use crate::state::{Answer, Snapshot};

/// The offers.
pub(crate) fn completion(snapshot: &Snapshot, params: &At) -> Answer<Option<Value>> {
    here(snapshot, |here| {
        let found = completions(&here.view.db, here.position(params.position));
        // Nearly all offers replace the same word.
        let mut last = None;
        let items: Vec<Value> = found.items.iter().map(|offer| item(here, offer, &mut last)).collect();
        Ok(Some(json!({ "isIncomplete": found.incomplete, "items": items })))
    })
}

fn item(here: &Here<'_>, offer: &Completion, last: &mut Option<(expolc::text::TextRange, Range)>) -> Value {
    let range = match last {
        Some((known, range)) if *known == offer.replace => *range,
        _ => here.range(offer.replace),
    };
    *last = Some((offer.replace, range));
    let snippet = offer.snippet.as_ref().filter(|_| here.snapshot.shared.client.snippets);
    let mut item = json!({
        "label": offer.label,
        "kind": kind(offer.kind),
        "sortText": format!("{:03}{}", offer.rank, offer.label),
        "filterText": offer.label,
        "textEdit": { "range": range, "newText": snippet.unwrap_or(&offer.insert) },
    });
    let mut add = |name: &str, value: Value| {
        if let Value::Object(item) = &mut item {
            item.insert(name.to_owned(), value);
        }
    };
    if !offer.detail.is_empty() {
        add("detail", json!(offer.detail));
    }
    if let Some(text) = &offer.documentation {
        add("documentation", markup(here.snapshot.shared.client.markdown_in_completions, text));
    }
    if snippet.is_some() {
        add("insertTextFormat", json!(2));
    }
    if !offer.edits.is_empty() {
        let edit = |edit: &TextEdit| json!({ "range": here.range(edit.range), "newText": edit.replacement });
        add("additionalTextEdits", offer.edits.iter().map(edit).collect());
    }
    item
}

fn kind(kind: CompletionKind) -> LspKind {
    match kind {
        CompletionKind::Argument => LspKind::Property,
        CompletionKind::Variable => LspKind::Variable,
        CompletionKind::Value => LspKind::EnumMember,
        CompletionKind::Zone => LspKind::Class,
        CompletionKind::Server => LspKind::Struct,
        CompletionKind::Interface => LspKind::Field,
        CompletionKind::Group => LspKind::Enum,
        CompletionKind::Service => LspKind::Constant,
        CompletionKind::Role => LspKind::Interface,
        CompletionKind::Profile | CompletionKind::Function => LspKind::Function,
        CompletionKind::Diagnostic => LspKind::Event,
        CompletionKind::Citation => LspKind::Text,
        CompletionKind::Label => LspKind::Reference,
        CompletionKind::Module => LspKind::Module,
        CompletionKind::Type => LspKind::TypeParameter,
        CompletionKind::File => LspKind::File,
        CompletionKind::Keyword => LspKind::Keyword,
        CompletionKind::Snippet => LspKind::Snippet,
    }
}
