//! Documents that only the server has: the standard library, and the IR of a statement.

use serde::Deserialize;
use serde_json::{Value, json};
use tower_lsp::gen_lsp_types::{Position, Range};

use expolc::checks::{Selection, diagnostics};
use expolc::diagnostics::Severity;
use expolc::ide::{FilePosition, emitted};

use super::here::{At, Here, here};
use crate::state::{Answer, Refusal, Snapshot, library_file};
use crate::text::{IR_SCHEME, ir_offset, ir_uri};

/// Which document.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    uri: String,
}

/// From a statement to the IR that it produces.
pub(crate) fn implementation(snapshot: &Snapshot, params: &At) -> Answer<Vec<Value>> {
    here(snapshot, |here| {
        let position = here.position(params.position);
        let Some(document) = here.places.key(here.file).and_then(|key| snapshot.shared.open.get(&key)) else {
            return Ok(Vec::new());
        };
        let start = Position::default();
        let uri = ir_uri(&document.uri, position.offset);
        let is_one = ir(here, position).is_ok();
        Ok(is_one.then(|| json!({ "uri": uri, "range": Range { start, end: start } })).into_iter().collect())
    })
}

/// The text of a document.
pub(crate) fn text(snapshot: &Snapshot, params: &Wanted) -> Answer<Value> {
    if params.uri.starts_with(IR_SCHEME) {
        let offset = ir_offset(&params.uri).unwrap_or(0);
        let text = here(snapshot, |here| ir(here, FilePosition::new(here.file, offset)))?;
        return Ok(json!({ "text": text }));
    }
    let found = snapshot.views.iter().find_map(|view| {
        let file = library_file(&view.db, &params.uri)?;
        Some(json!({ "text": **file.text(&view.db) }))
    });
    found.ok_or_else(|| Refusal::Because(format!("there is no such document: {}", params.uri)))
}

fn ir(here: &Here<'_>, position: FilePosition) -> Answer<String> {
    let db = &here.view.db;
    let found = diagnostics(db, Selection::Project);
    if found.iter().any(|one| one.severity == Severity::Error) {
        return Err(Refusal::Because("a policy with errors produces no IR: repair them first".to_owned()));
    }
    match emitted(db, position) {
        Ok(Some(part)) => Ok(part.json),
        Ok(None) => Err(Refusal::Because("this produces nothing in the IR".to_owned())),
        Err(error) => Err(Refusal::Because(error.to_string())),
    }
}
