//! All places of a name: in all policies, or in the document.

use serde::Deserialize;
use serde_json::{Value, json};
use tower_lsp::gen_lsp_types::{Location, Position};

use expolc::ide::{FileRange, highlights as ask_highlights, references as ask};

use super::here::{At, everywhere, here};
use crate::state::{Answer, Snapshot};

/// Parameters of references.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    position: Position,
    #[serde(default)]
    context: Context,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct Context {
    #[serde(default)]
    include_declaration: bool,
}

/// All places of the name.
pub(crate) fn references(snapshot: &Snapshot, params: &Wanted) -> Answer<Vec<Location>> {
    everywhere(snapshot, |here| {
        let found = ask(&here.view.db, here.position(params.position), params.context.include_declaration);
        Ok(found.iter().map(|one| here.location(FileRange { file: one.file, range: one.range })).collect())
    })
}

/// All places of the name in the document: written where it is declared, else read.
pub(crate) fn highlights(snapshot: &Snapshot, params: &At) -> Answer<Vec<Value>> {
    here(snapshot, |here| {
        let found = ask_highlights(&here.view.db, here.position(params.position));
        let own = found.iter().filter(|one| one.file == here.file);
        Ok(own
            .map(|one| json!({ "range": here.range(one.range), "kind": if one.declares { 3 } else { 2 } }))
            .collect())
    })
}
