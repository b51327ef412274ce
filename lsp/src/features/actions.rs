//! What can be done about a place: fixes of findings, extractions, and all safe fixes at once.

use serde::Deserialize;
use serde_json::{Value, json};
use tower_lsp::gen_lsp_types::Range;

use expolc::checks::{Selection, diagnostics};
use expolc::db::Program;
use expolc::diagnostics::{Diagnostic, Label};
use expolc::ide::{Action, ActionKind, actions as ask, fix_all};

use super::edit::Edits;
use super::here::{Here, here};
use crate::findings::to_lsp;
use crate::state::{Answer, Snapshot};

/// All safe fixes at once.
pub(crate) const FIX_ALL: &str = "source.fixAll.expol";

/// The kinds of actions.
pub(crate) const KINDS: &[&str] = &["quickfix", "refactor.extract", "refactor.rewrite", FIX_ALL];

/// Which place, and which kinds.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    range: Range,
    #[serde(default)]
    context: Context,
}

#[derive(Deserialize, Default)]
struct Context {
    only: Option<Vec<String>>,
}

/// The actions. Editors that know commands only get none: every action here is an edit.
pub(crate) fn actions(snapshot: &Snapshot, params: &Wanted) -> Answer<Vec<Value>> {
    if !snapshot.shared.client.code_action_literals {
        return Ok(Vec::new());
    }
    here(snapshot, |here| {
        let found = diagnostics(&here.view.db, Selection::Project);
        let range = here.offsets(params.range);
        let own = ask(&here.view.db, here.file, range, &found).into_iter();
        let own = own.filter(|action| params.context.wants(kind(action.kind)));
        let mut all: Vec<Value> = own.map(|action| action_to_lsp(here, &action, &found)).collect();
        if params.context.only.is_some() && params.context.wants(FIX_ALL) {
            let edits = fix_all(&here.view.db, here.file, &found);
            if !edits.is_empty() {
                let mut all_edits = Edits::default();
                all_edits.add(here, &edits);
                let edit = all_edits.into_lsp(snapshot);
                all.push(json!({ "title": "apply all safe fixes", "kind": FIX_ALL, "edit": edit }));
            }
        }
        Ok(all)
    })
}

impl Context {
    /// Whether a kind, or one that it is a part of, is among those that were asked for.
    fn wants(&self, kind: &str) -> bool {
        let is_part = |wanted: &String| {
            kind.strip_prefix(wanted.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.') || wanted.is_empty())
        };
        self.only.as_ref().is_none_or(|only| only.iter().any(is_part))
    }
}

fn kind(kind: ActionKind) -> &'static str {
    match kind {
        ActionKind::QuickFix => "quickfix",
        ActionKind::Extract => "refactor.extract",
        ActionKind::Rewrite => "refactor.rewrite",
    }
}

fn action_to_lsp(here: &Here<'_>, action: &Action, found: &[Diagnostic]) -> Value {
    let mut edits = Edits::default();
    edits.add(here, &action.edits);
    let mut value = json!({
        "title": action.title,
        "kind": kind(action.kind),
        "edit": edits.into_lsp(here.snapshot),
    });
    if action.preferred {
        value["isPreferred"] = json!(true);
    }
    if let Some(settled) = action.diagnostic.and_then(|at| found.get(at)) {
        let db = &here.view.db;
        let file_of = |label: &Label| db.file(label.file).filter(|file| !file.library(db));
        let root = Program::get(db).roots(db).first().copied().unwrap_or(here.file);
        let (_, diagnostic) = to_lsp(settled, root, &here.places, file_of, &here.snapshot.shared);
        value["diagnostics"] = json!([diagnostic]);
    }
    value
}
