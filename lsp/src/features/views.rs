//! What the editor shows in and beside the text: folds, hints, lenses, links, and what Expand Selection selects.

use serde::Deserialize;
use serde_json::{Value, json};
use tower_lsp::gen_lsp_types::{Position, Range};

use expolc::ide::{FoldKind, LensKind, LinkTarget, folds, hints, lenses, links, selections};

use super::here::{Here, Whole, here};
use super::{commands, effect};
use crate::state::{Answer, Refusal, Snapshot};

/// A part of the document.
#[derive(Deserialize)]
pub(crate) struct Part {
    range: Range,
}

/// Positions in the document.
#[derive(Deserialize)]
pub(crate) struct Positions {
    positions: Vec<Position>,
}

/// What can be folded.
pub(crate) fn folding(snapshot: &Snapshot, _: &Whole) -> Answer<Vec<Value>> {
    here(snapshot, |here| {
        let lines_only = snapshot.shared.client.folds_lines_only;
        let one = |fold: expolc::ide::Fold| {
            let range = here.range(fold.range);
            // The line with the closing bracket stays in sight.
            let is_block = fold.kind == FoldKind::Block && lines_only;
            let end = range.end.line.saturating_sub(u32::from(is_block));
            let kind = match fold.kind {
                FoldKind::Block => None,
                FoldKind::Comment => Some("comment"),
                FoldKind::Imports => Some("imports"),
                FoldKind::Section => Some("region"),
            };
            let mut value = json!({ "startLine": range.start.line, "endLine": end });
            if !lines_only {
                value["startCharacter"] = json!(range.start.character);
                value["endCharacter"] = json!(range.end.character);
            }
            if let Some(kind) = kind {
                value["kind"] = json!(kind);
            }
            (end > range.start.line).then_some(value)
        };
        Ok(folds(&here.view.db, here.file).into_iter().filter_map(one).collect())
    })
}

/// What lies around each position, from the inside out.
pub(crate) fn selection(snapshot: &Snapshot, params: &Positions) -> Answer<Vec<Value>> {
    here(snapshot, |here| {
        let around = |position: &Position| {
            let ranges = selections(&here.view.db, here.position(*position));
            let nested = ranges.iter().rev().fold(None, |outer: Option<Value>, range| {
                let range = here.range(*range);
                Some(match outer {
                    Some(outer) => json!({ "range": range, "parent": outer }),
                    None => json!({ "range": range }),
                })
            });
            // Each position wants its answer, in order.
            nested.unwrap_or_else(|| json!({ "range": Range { start: *position, end: *position } }))
        };
        Ok(params.positions.iter().map(around).collect())
    })
}

/// A few words behind names.
pub(crate) fn inlay_hints(snapshot: &Snapshot, params: &Part) -> Answer<Vec<Value>> {
    if snapshot.shared.settings.no_inlay_hints {
        return Ok(Vec::new());
    }
    here(snapshot, |here| {
        let found = hints(&here.view.db, here.file, here.offsets(params.range));
        let one = |hint: expolc::ide::Hint| {
            let at = here.range(expolc::text::TextRange::empty(hint.offset)).start;
            json!({ "position": at, "label": hint.label, "paddingLeft": true })
        };
        Ok(found.into_iter().map(one).collect())
    })
}

/// Lines above statements; those of tests run them. Above everything, what the edits that are not saved open and close.
pub(crate) fn code_lens(snapshot: &Snapshot, _: &Whole) -> Answer<Vec<Value>> {
    if snapshot.shared.settings.no_code_lenses {
        return Ok(Vec::new());
    }
    let mut all: Vec<Value> = here(snapshot, |here| {
        Ok(lenses(&here.view.db, here.file).iter().map(|lens| lens_to_lsp(here, lens)).collect())
    })?;
    let Some(view) = snapshot.views.first() else { return Ok(all) };
    match effect::unsaved(snapshot, view) {
        Ok(Some(found)) => {
            let arguments = view.file.map(|file| json!([{ "uri": snapshot.uri(view, file), "show": true }]));
            let command = json!({ "title": effect::summary(&found), "command": commands::EFFECT, "arguments": arguments });
            all.insert(0, json!({ "range": Range::default(), "command": command }));
        }
        // What cannot be said is not said: the findings tell why.
        Ok(None) | Err(Refusal::Because(_)) => {}
        Err(refusal) => return Err(refusal),
    }
    Ok(all)
}

fn lens_to_lsp(here: &Here<'_>, lens: &expolc::ide::Lens) -> Value {
    let range = here.range(lens.range);
    let mut command = json!({ "title": lens.title, "command": "" });
    if lens.kind == LensKind::Test {
        let uri = here.places.uri(here.file).0;
        command["command"] = json!(commands::TEST);
        command["arguments"] = json!([{ "uri": uri, "position": range.start, "show": true }]);
    }
    json!({ "range": range, "command": command })
}

/// What leads elsewhere.
pub(crate) fn document_links(snapshot: &Snapshot, _: &Whole) -> Answer<Vec<Value>> {
    here(snapshot, |here: &Here<'_>| {
        let one = |link: expolc::ide::Link| {
            let target = match link.target {
                LinkTarget::File(file) => here.places.uri(file).0,
                LinkTarget::Web(address) => address,
            };
            json!({ "range": here.range(link.range), "target": target })
        };
        Ok(links(&here.view.db, here.file).into_iter().map(one).collect())
    })
}
