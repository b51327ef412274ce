//! What is said about the word under the cursor.

use serde_json::{Value, json};

use expolc::ide::hover as ask;

use super::here::{At, here, markup};
use crate::state::{Answer, Snapshot};

/// The hover.
pub(crate) fn hover(snapshot: &Snapshot, params: &At) -> Answer<Option<Value>> {
    here(snapshot, |here| {
        let found = ask(&here.view.db, here.position(params.position));
        Ok(found.map(|hover| {
            let as_markdown = snapshot.shared.client.markdown_in_hovers;
            let contents = markup(as_markdown, &if as_markdown { hover.markdown() } else { hover.plain() });
            json!({ "contents": contents, "range": here.range(hover.range) })
        }))
    })
}
