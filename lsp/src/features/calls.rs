//! Flows as a call hierarchy: incoming is who reaches it, outgoing whom it reaches, each by which rules.

use serde::Deserialize;
use serde_json::{Value, json};
use tower_lsp::gen_lsp_types::{Position, Range};

use expolc::ide::{FileRange, Flow, FlowEnd, flow_end, incoming_flows, outgoing_flows};

use super::here::{At, Here, everywhere};
use super::symbols::kind;
use crate::state::{Answer, Snapshot};

/// Parameters that name an item of the hierarchy.
#[derive(Deserialize)]
pub(crate) struct Item {
    item: Prepared,
}

impl Item {
    /// Where its name starts.
    pub(crate) fn start(&self) -> Position {
        self.item.selection_range.start
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Prepared {
    selection_range: Selection,
}

#[derive(Deserialize)]
struct Selection {
    start: Position,
}

/// The server, zone or group under the cursor.
pub(crate) fn prepare(snapshot: &Snapshot, params: &At) -> Answer<Vec<Value>> {
    everywhere(snapshot, |here| {
        let found = flow_end(&here.view.db, here.position(params.position));
        Ok(found.map(|end| end_to_lsp(here, &end)).into_iter().collect())
    })
}

/// What reaches it.
pub(crate) fn incoming(snapshot: &Snapshot, params: &Item) -> Answer<Vec<Value>> {
    everywhere(snapshot, |here| {
        let flows = incoming_flows(&here.view.db, here.position(params.start()));
        Ok(flows.iter().map(|flow| call(here, flow, "from")).collect())
    })
}

/// What it reaches.
pub(crate) fn outgoing(snapshot: &Snapshot, params: &Item) -> Answer<Vec<Value>> {
    everywhere(snapshot, |here| {
        let flows = outgoing_flows(&here.view.db, here.position(params.start()));
        Ok(flows.iter().map(|flow| call(here, flow, "to")).collect())
    })
}

/// An end of flows as an item of a hierarchy.
pub(crate) fn end_to_lsp(here: &Here<'_>, end: &FlowEnd) -> Value {
    let selection = here.location(FileRange { file: end.file, range: end.selection });
    json!({
        "name": end.name,
        "kind": kind(end.kind),
        "detail": end.detail,
        "uri": selection.uri,
        "range": here.places.range(end.file, end.range),
        "selectionRange": selection.range,
    })
}

/// The rules are the places of the call, as far as they stand in the document that is asked about.
fn call(here: &Here<'_>, flow: &Flow, direction: &str) -> Value {
    let mut peer = end_to_lsp(here, &flow.peer);
    peer["detail"] = json!(flow.services.join(", "));
    let own = flow.rules.iter().filter(|rule| rule.file == here.file);
    let ranges: Vec<Range> = own.map(|rule| here.range(rule.range)).collect();
    json!({ direction: peer, "fromRanges": ranges })
}
