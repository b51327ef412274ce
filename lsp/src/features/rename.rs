//! Another name for something, wherever it stands; another place for a file, wherever it is used.

use std::path::Path;

use serde::Deserialize;
use serde_json::{Value, json};
use tower_lsp::gen_lsp_types::Position;

use expolc::db::{Program, ProjectPath};
use expolc::ide::{Moving, file_renames, prepare_rename, rename as ask};

use super::edit::Edits;
use super::here::{At, Here, here};
use crate::state::{Answer, Refusal, Snapshot, View};
use crate::text::path_of;

/// Parameters of a rename.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Wanted {
    position: Position,
    new_name: String,
}

/// What would be renamed.
pub(crate) fn prepare(snapshot: &Snapshot, params: &At) -> Answer<Option<Value>> {
    here(snapshot, |here| {
        let found = prepare_rename(&here.view.db, here.position(params.position));
        let found = found.map_err(|refusal| Refusal::Because(refusal.to_string()))?;
        Ok(Some(json!({ "range": here.range(found.range), "placeholder": found.name })))
    })
}

/// The changes: in all policies that the document is part of, or in none.
pub(crate) fn rename(snapshot: &Snapshot, params: &Wanted) -> Answer<Value> {
    let mut edits = Edits::default();
    for view in &snapshot.views {
        view.attached(|view| {
            let Some(here) = Here::new(snapshot, view) else { return Ok(()) };
            let found = ask(&view.db, here.position(params.position), &params.new_name);
            edits.add(&here, &found.map_err(|refusal| Refusal::Because(refusal.to_string()))?);
            Ok(())
        })?;
    }
    Ok(edits.into_lsp(snapshot))
}

/// Files that are about to move.
#[derive(Deserialize)]
pub(crate) struct Moves {
    files: Vec<Move>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Move {
    old_uri: String,
    new_uri: String,
}

/// The changes that keep every `use` where it leads.
pub(crate) fn files(snapshot: &Snapshot, params: &Moves) -> Answer<Value> {
    let mut edits = Edits::default();
    for view in &snapshot.views {
        view.attached(|view| {
            let moving: Vec<Moving> = params.files.iter().flat_map(|one| moving(view, one)).collect();
            if let Some(here) = Here::anywhere(snapshot, view).filter(|_| !moving.is_empty()) {
                edits.add(&here, &file_renames(&view.db, &moving));
            }
        });
    }
    Ok(edits.into_lsp(snapshot))
}

/// The files of a policy that move: the one, or all in the folder.
fn moving(view: &View, one: &Move) -> Vec<Moving> {
    let (Some(from), Some(to)) = (below(&view.root, &one.old_uri), below(&view.root, &one.new_uri)) else {
        return Vec::new();
    };
    let target = |path: &ProjectPath| {
        let rest = path.as_str().strip_prefix(&from)?;
        let is_it = rest.is_empty() || rest.starts_with('/');
        let to = ProjectPath::new(&format!("{to}{rest}")).ok().filter(|_| is_it)?;
        Some(Moving { from: path.clone(), to })
    };
    Program::get(&view.db).files(&view.db).keys().filter_map(target).collect()
}

/// The path of a URI below a root, with `/`. The file need not exist; its folder, or one above, does.
fn below(root: &Path, uri: &str) -> Option<String> {
    let path = path_of(uri)?;
    let existing = path.ancestors().skip(1).find(|folder| folder.is_dir())?;
    let real = std::fs::canonicalize(existing).ok()?.join(path.strip_prefix(existing).ok()?);
    let parts: Vec<String> =
        real.strip_prefix(root).ok()?.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    Some(parts.join("/"))
}
