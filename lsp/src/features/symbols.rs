//! The outline of a document.

use serde::Deserialize;
use serde_json::{Value, json};
use tower_lsp::gen_lsp_types::SymbolKind as LspKind;

use expolc::ide::{FileRange, Symbol, SymbolKind, document_symbols, workspace_symbols};

use super::here::{Here, Whole, here};
use crate::state::{Answer, Snapshot};

/// The outline: a tree, or a list for editors that know no trees.
pub(crate) fn document(snapshot: &Snapshot, _: &Whole) -> Answer<Vec<Value>> {
    here(snapshot, |here| {
        let symbols = document_symbols(&here.view.db, here.file);
        if snapshot.shared.client.symbol_tree {
            return Ok(symbols.iter().map(|symbol| tree(here, symbol)).collect());
        }
        let mut list = Vec::new();
        symbols.iter().for_each(|symbol| flat(here, symbol, None, &mut list));
        Ok(list)
    })
}

/// A search for symbols.
#[derive(Deserialize)]
pub(crate) struct Query {
    #[serde(default)]
    query: String,
}

/// The symbols of all policies whose names match.
pub(crate) fn workspace(snapshot: &Snapshot, params: &Query) -> Answer<Vec<Value>> {
    let mut all: Vec<Value> = Vec::new();
    for view in &snapshot.views {
        let Some(here) = Here::anywhere(snapshot, view) else { continue };
        let found = view.attached(|view| workspace_symbols(&view.db, &params.query));
        for one in found {
            let location = here.location(FileRange { file: one.file, range: one.range });
            let symbol = json!({ "name": one.name, "kind": kind(one.kind), "location": location, "containerName": one.container });
            if !all.contains(&symbol) {
                all.push(symbol);
            }
        }
    }
    Ok(all)
}

/// The protocol's nearest word for what a symbol is.
pub(crate) fn kind(kind: SymbolKind) -> LspKind {
    match kind {
        SymbolKind::Use => LspKind::Module,
        SymbolKind::Zone => LspKind::Namespace,
        SymbolKind::Server => LspKind::Object,
        SymbolKind::Interface => LspKind::Field,
        SymbolKind::Group => LspKind::Array,
        SymbolKind::Service => LspKind::Constant,
        SymbolKind::Role => LspKind::Interface,
        SymbolKind::Parameter => LspKind::TypeParameter,
        SymbolKind::Profile | SymbolKind::Loop => LspKind::Function,
        SymbolKind::Diagnostic | SymbolKind::Waiver => LspKind::Event,
        SymbolKind::Citation => LspKind::String,
        SymbolKind::Rule => LspKind::Operator,
        SymbolKind::Assertion | SymbolKind::Test => LspKind::Boolean,
        SymbolKind::Apply => LspKind::Method,
        SymbolKind::Broken => LspKind::Null,
    }
}

fn tree(here: &Here<'_>, symbol: &Symbol) -> Value {
    json!({
        "name": shown(symbol),
        "kind": kind(symbol.kind),
        "detail": symbol.detail,
        "range": here.range(symbol.range),
        "selectionRange": here.range(symbol.selection),
        "children": symbol.children.iter().map(|child| tree(here, child)).collect::<Vec<_>>(),
    })
}

fn flat(here: &Here<'_>, symbol: &Symbol, container: Option<&str>, list: &mut Vec<Value>) {
    let location = here.location(FileRange { file: here.file, range: symbol.range });
    let name = shown(symbol);
    list.push(
        json!({ "name": name, "kind": kind(symbol.kind), "location": location, "containerName": container }),
    );
    symbol.children.iter().for_each(|child| flat(here, child, Some(&name), list));
}

/// A name that is empty is refused by some editors, with the whole outline.
fn shown(symbol: &Symbol) -> String {
    if symbol.name.is_empty() { "…".to_owned() } else { symbol.name.clone() }
}
