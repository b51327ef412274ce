//! Containment as a type hierarchy: supertypes are what it lies in, subtypes what lies in it.

use serde_json::Value;

use expolc::ide::{container_at, containers, contents};

use super::calls::{Item, end_to_lsp};
use super::here::{At, everywhere};
use crate::state::{Answer, Snapshot};

/// The zone, server, group or role under the cursor.
pub(crate) fn prepare(snapshot: &Snapshot, params: &At) -> Answer<Vec<Value>> {
    everywhere(snapshot, |here| {
        let found = container_at(&here.view.db, here.position(params.position));
        Ok(found.map(|end| end_to_lsp(here, &end)).into_iter().collect())
    })
}

/// What it lies in.
pub(crate) fn supertypes(snapshot: &Snapshot, params: &Item) -> Answer<Vec<Value>> {
    everywhere(snapshot, |here| {
        let found = containers(&here.view.db, here.position(params.start()));
        Ok(found.iter().map(|end| end_to_lsp(here, end)).collect())
    })
}

/// What lies in it.
pub(crate) fn subtypes(snapshot: &Snapshot, params: &Item) -> Answer<Vec<Value>> {
    everywhere(snapshot, |here| {
        let found = contents(&here.view.db, here.position(params.start()));
        Ok(found.iter().map(|end| end_to_lsp(here, end)).collect())
    })
}
