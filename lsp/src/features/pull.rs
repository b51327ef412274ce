//! Findings on request: of a document, or of all files of all policies.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tower_lsp::gen_lsp_types::Diagnostic;

use expolc::checks::{Selection, diagnostics};
use expolc::hir::is_loaded;

use crate::findings::findings_of;
use crate::state::{Answer, FileKey, Refusal, Snapshot, View};

/// Which document, and what the editor has already.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DocumentParams {
    previous_result_id: Option<String>,
}

/// What the editor has already.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WorkspaceParams {
    #[serde(default)]
    previous_result_ids: Vec<PreviousResult>,
}

#[derive(Deserialize)]
struct PreviousResult {
    uri: String,
    value: String,
}

/// The findings of a document.
pub(crate) fn document(snapshot: &Snapshot, params: &DocumentParams) -> Answer<Value> {
    let all = everything(snapshot)?;
    let view = snapshot.views.first();
    let key = view.and_then(|view| view.key(view.file?));
    let items = key.and_then(|key| all.get(&key).cloned()).unwrap_or_default();
    Ok(report(&items, params.previous_result_id.as_deref()))
}

/// The findings of all files.
pub(crate) fn workspace(snapshot: &Snapshot, params: &WorkspaceParams) -> Answer<Value> {
    let all = everything(snapshot)?;
    let of = |(key, items): (&FileKey, &Vec<Diagnostic>)| {
        let uri = snapshot.shared.uri(key);
        let previous = params.previous_result_ids.iter().find(|previous| previous.uri == uri);
        let mut report = report(items, previous.map(|previous| previous.value.as_str()));
        if let Value::Object(report) = &mut report {
            let version = snapshot.shared.open.get(key).map(|document| document.version);
            report.insert("uri".to_owned(), json!(uri));
            report.insert("version".to_owned(), json!(version));
        }
        report
    };
    Ok(json!({ "items": all.iter().map(of).collect::<Vec<_>>() }))
}

/// The findings of all policies of the snapshot, what several of them say once.
fn everything(snapshot: &Snapshot) -> Answer<BTreeMap<FileKey, Vec<Diagnostic>>> {
    let mut all: BTreeMap<FileKey, Vec<Diagnostic>> = BTreeMap::new();
    for view in &snapshot.views {
        for (key, mut found) in view.attached(|view| of_policy(snapshot, view))? {
            let known = all.entry(key).or_default();
            found.retain(|diagnostic| !known.contains(diagnostic));
            known.append(&mut found);
        }
    }
    Ok(all)
}

fn of_policy(snapshot: &Snapshot, view: &View) -> Answer<BTreeMap<FileKey, Vec<Diagnostic>>> {
    if !is_loaded(&view.db) {
        return Err(Refusal::NotLoaded);
    }
    let found = diagnostics(&view.db, Selection::Project);
    Ok(findings_of(&found, &view.db, &view.root, &snapshot.shared))
}

fn report(items: &[Diagnostic], previous: Option<&str>) -> Value {
    let id = result_id(items);
    if previous == Some(id.as_str()) {
        return json!({ "kind": "unchanged", "resultId": id });
    }
    json!({ "kind": "full", "resultId": id, "items": items })
}

/// Equal for equal findings, whoever computes them and when.
fn result_id(items: &[Diagnostic]) -> String {
    let bytes = serde_json::to_vec(items).unwrap_or_default();
    let digest = Sha256::digest(&bytes);
    digest.iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}
