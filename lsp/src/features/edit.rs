//! Changes of documents, as the editor is to make them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use expolc::ide::FileEdits;

use super::here::Here;
use crate::state::Snapshot;

/// Changes by document; equal ones from several policies are one.
#[derive(Default)]
pub(crate) struct Edits {
    by_uri: BTreeMap<String, Vec<Value>>,
    versions: BTreeMap<String, i32>,
}

impl Edits {
    /// Adds the changes that the compiler proposes. The library cannot be changed.
    pub(crate) fn add(&mut self, here: &Here<'_>, edits: &[FileEdits]) {
        for one in edits.iter().filter(|one| !one.file.library(&here.view.db)) {
            let uri = here.places.uri(one.file).0;
            let open = here.places.key(one.file).and_then(|key| here.snapshot.shared.open.get(&key));
            if let Some(document) = open {
                self.versions.insert(uri.clone(), document.version);
            }
            let known = self.by_uri.entry(uri).or_default();
            for edit in &one.edits {
                let range = here.places.range(one.file, edit.range);
                let edit = json!({ "range": range, "newText": edit.replacement });
                if !known.contains(&edit) {
                    known.push(edit);
                }
            }
        }
    }

    /// As the protocol's workspace edit: for the versions that were looked at, where the editor can tell.
    pub(crate) fn into_lsp(self, snapshot: &Snapshot) -> Value {
        if !snapshot.shared.client.versioned_edits {
            return json!({ "changes": self.by_uri });
        }
        let versions = &self.versions;
        let document = |(uri, edits): (String, Vec<Value>)| {
            let version = versions.get(&uri);
            json!({ "textDocument": { "uri": uri, "version": version }, "edits": edits })
        };
        json!({ "documentChanges": self.by_uri.into_iter().map(document).collect::<Vec<_>>() })
    }
}
