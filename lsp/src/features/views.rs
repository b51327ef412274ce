//! What the editor shows in and beside the text: folds, hints, lenses, links, and what Expand Selection selects.

use serde::Deserialize;
use serde_json::{Value, json};
use tower_lsp::gen_lsp_types::{Position, Range};

use expolc::ide::{FoldKind, LinkTarget, folds, hints, lenses, links, selections};

use super::here::{Here, Whole, here};
use crate::state::{Answer, Snapshot};

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

/// A line above statements. It says something and does nothing.
pub(crate) fn code_lens(snapshot: &Snapshot, _: &Whole) -> Answer<Vec<Value>> {
    if snapshot.shared.settings.no_code_lenses {
        return Ok(Vec::new());
    }
    here(snapshot, |here| {
        let one = |lens: expolc::ide::Lens| json!({ "range": here.range(lens.range), "command": { "title": lens.title, "command": "" } });
        Ok(lenses(&here.view.db, here.file).into_iter().map(one).collect())
    })
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
