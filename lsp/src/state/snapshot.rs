//! What a worker gets to see: the state at one moment, which nobody changes under it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use expolc::db::{Database, ProjectPath, SourceFile};

use super::client::Client;
use super::folders::Folder;
use super::home::{FileKey, path_of_key};
use super::settings::Settings;
use super::told::ToldTokens;
use crate::text::{Lines, encode_into, library_path, uri_of};

/// Everything that is not in a database.
#[derive(Clone)]
pub(crate) struct Shared {
    /// The editor.
    pub(crate) client: Arc<Client>,
    /// What a person has set.
    pub(crate) settings: Settings,
    /// The open folders.
    pub(crate) folders: Vec<Folder>,
    /// The open documents, each once.
    pub(crate) open: BTreeMap<FileKey, Arc<OpenDocument>>,
    /// The semantic tokens that it knows.
    pub(crate) told: Arc<ToldTokens>,
}

/// A document as the databases have it.
#[derive(Debug)]
pub(crate) struct OpenDocument {
    /// Its name, as the editor spells it.
    pub(crate) uri: String,
    /// The number of its text.
    pub(crate) version: i32,
    /// Its text.
    pub(crate) text: Arc<str>,
    /// The lines of the text.
    pub(crate) lines: Lines,
}

/// The state that a request is answered from.
pub(crate) struct Snapshot {
    /// What is not in a database.
    pub(crate) shared: Arc<Shared>,
    /// The policies that the document is part of, or all where no document is asked about.
    pub(crate) views: Vec<View>,
}

/// A policy at one moment.
pub(crate) struct View {
    /// Its database.
    pub(crate) db: Database,
    /// Its project's root.
    pub(crate) root: PathBuf,
    /// The document, where one is asked about.
    pub(crate) file: Option<SourceFile>,
}

impl Shared {
    /// Without documents.
    pub(crate) fn new(client: Client, settings: Settings, folders: Vec<Folder>) -> Shared {
        let mut folders = folders;
        // A file is named after the innermost folder that it lies in.
        folders.sort_by_key(|folder| std::cmp::Reverse(folder.path.components().count()));
        Shared { client: Arc::new(client), settings, folders, open: BTreeMap::new(), told: Arc::default() }
    }

    /// The name of a file: the editor's own for what is open or below one of its folders.
    pub(crate) fn uri(&self, key: &FileKey) -> String {
        if let Some(document) = self.open.get(key) {
            return document.uri.clone();
        }
        let path = path_of_key(key);
        for folder in &self.folders {
            if let Ok(rest) = path.strip_prefix(&folder.path) {
                let mut uri = folder.uri.trim_end_matches('/').to_owned();
                for part in rest.components() {
                    uri.push('/');
                    encode_into(&mut uri, &part.as_os_str().to_string_lossy());
                }
                return uri;
            }
        }
        uri_of(&path)
    }
}

impl View {
    /// Computes with the database as one whole: a cancellation between two queries is not lost.
    pub(crate) fn attached<T>(&self, compute: impl FnOnce(&View) -> T) -> T {
        salsa::attach(&self.db, || compute(self))
    }

    /// The key of a file of this policy; the library's files have none.
    pub(crate) fn key(&self, file: SourceFile) -> Option<FileKey> {
        (!file.library(&self.db)).then(|| (self.root.clone(), file.path(&self.db).clone()))
    }
}

/// The file of the standard library that a URI names.
pub(crate) fn library_file(db: &Database, uri: &str) -> Option<SourceFile> {
    let path = library_path(uri)?;
    db.files().iter().copied().find(|file| file.library(db) && file.path(db).as_str() == path)
}

/// The file of a path in a database.
pub(crate) fn file_of(db: &Database, path: &ProjectPath) -> Option<SourceFile> {
    db.files().iter().copied().find(|file| !file.library(db) && file.path(db) == path)
}
