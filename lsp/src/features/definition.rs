//! Where a name is declared, and what it is of.

use serde_json::{Value, json};

use expolc::ide::{FileRange, Target, definition as ask, type_definition as ask_type};

use super::here::{At, Here, everywhere};
use crate::state::{Answer, Snapshot};

/// The declaration of a name.
pub(crate) fn definition(snapshot: &Snapshot, params: &At) -> Answer<Vec<Value>> {
    everywhere(snapshot, |here| Ok(links(here, ask(&here.view.db, here.position(params.position)))))
}

/// The declaration of what a name is of.
pub(crate) fn type_definition(snapshot: &Snapshot, params: &At) -> Answer<Vec<Value>> {
    everywhere(snapshot, |here| Ok(links(here, ask_type(&here.view.db, here.position(params.position)))))
}

fn links(here: &Here<'_>, targets: Vec<Target>) -> Vec<Value> {
    let of = |target: Target| {
        let focus = here.location(FileRange { file: target.file, range: target.focus });
        if !here.snapshot.shared.client.definition_links {
            return json!(focus);
        }
        json!({
            "originSelectionRange": here.range(target.origin),
            "targetUri": focus.uri,
            "targetRange": here.places.range(target.file, target.full),
            "targetSelectionRange": focus.range,
        })
    };
    targets.into_iter().map(of).collect()
}
