//! Documents and folders come, change and go.

use std::sync::Arc;

use super::super::document::Document;
use super::super::folders::Folder;
use super::super::home::FileKey;
use super::super::message::ContentChange;
use super::super::snapshot::OpenDocument;
use super::MainLoop;
use crate::text::library_path;

impl MainLoop {
    /// An open document may be opened again: the new text counts.
    pub(super) fn open(&mut self, uri: String, version: i32, text: String) {
        // The library is ours: what the editor shows of it came from here.
        if library_path(&uri).is_some() {
            return;
        }
        if let Some(document) = Document::open(uri.clone(), version, text) {
            self.documents.insert(uri, document);
            self.is_unsettled = true;
        }
    }

    /// A change of a document that was never opened is nothing that could be applied.
    pub(super) fn change(&mut self, uri: &str, version: i32, changes: Vec<ContentChange>) {
        let encoding = self.shared.client.encoding;
        if let Some(document) = self.documents.get_mut(uri) {
            document.apply(version, changes, encoding);
        }
    }

    pub(super) fn close(&mut self, uri: &str) {
        let Some(document) = self.documents.remove(uri) else { return };
        let other = self.documents.values_mut().find(|other| other.key == document.key);
        match other {
            Some(other) => other.is_dirty = true,
            None => {
                Arc::make_mut(&mut self.shared).open.remove(&document.key);
            }
        }
        self.is_unsettled = true;
        self.shared.told.forget(uri);
        if self.published.remove(uri).is_some() {
            self.clear(uri);
        }
    }

    /// Takes the editor's texts over into the databases, all edits since the last time as one.
    pub(super) fn commit(&mut self) {
        let mut dirty: Vec<FileKey> = Vec::new();
        for document in self.documents.values_mut().filter(|document| document.is_dirty) {
            document.is_dirty = false;
            let open = OpenDocument {
                uri: document.uri.clone(),
                version: document.version,
                text: Arc::clone(&document.text),
                lines: Arc::clone(&document.lines),
            };
            Arc::make_mut(&mut self.shared).open.insert(document.key.clone(), Arc::new(open));
            dirty.push(document.key.clone());
        }
        for key in dirty {
            let Some(document) = self.shared.open.get(&key).cloned() else { continue };
            let mut is_known = false;
            for (own, policy) in self.policies.iter_mut().filter(|(own, _)| own.0 == key.0) {
                is_known |= *own == key || policy.contains(&key);
                self.is_unsettled |= policy.take(&key, &document);
            }
            if is_known {
                self.publish_file(&key);
            }
        }
    }

    pub(super) fn disk_changed(&mut self) {
        Arc::make_mut(&mut self.shared).disk += 1;
        self.scan_folders();
        self.is_unsettled = true;
    }

    pub(super) fn change_folders(&mut self, added: &[String], removed: &[String]) {
        let shared = Arc::make_mut(&mut self.shared);
        shared.folders.retain(|folder| !removed.contains(&folder.uri));
        for uri in added {
            if let Some(folder) = Folder::of(uri).filter(|folder| !shared.folders.contains(folder)) {
                shared.folders.push(folder);
            }
        }
        // A file is named after the innermost folder that it lies in.
        shared.folders.sort_by_key(|folder| std::cmp::Reverse(folder.path.components().count()));
        self.disk_changed();
    }
}
