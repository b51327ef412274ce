//! What a worker gets to see: the state at one moment, which nobody changes under it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use expolc::db::{Database, Program, ProjectPath, SourceFile, System};

use super::baseline::Baselines;
use super::client::Client;
use super::folders::Folder;
use super::home::{FileKey, path_of_key};
use super::reader::Reader;
use super::settings::Settings;
use super::told::ToldTokens;
use crate::text::{Lines, encode_into, library_path, uri_of};
use crate::transport::Outlet;

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
    /// The policies as they are saved.
    pub(crate) baselines: Arc<Baselines>,
    /// Grows whenever something on the disk may have changed.
    pub(crate) disk: u64,
    /// The way to the editor.
    pub(crate) outlet: Outlet,
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
    pub(crate) lines: Arc<Lines>,
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
    pub(crate) fn new(client: Client, settings: Settings, folders: Vec<Folder>, outlet: Outlet) -> Shared {
        let mut folders = folders;
        // A file is named after the innermost folder that it lies in.
        folders.sort_by_key(|folder| std::cmp::Reverse(folder.path.components().count()));
        Shared {
            client: Arc::new(client),
            settings,
            folders,
            open: BTreeMap::new(),
            told: Arc::default(),
            baselines: Arc::default(),
            disk: 0,
            outlet,
        }
    }

    /// What the disk has of a file, where it may be read.
    pub(crate) fn saved(&self, (root, path): &FileKey) -> Option<Vec<u8>> {
        let folders: Vec<PathBuf> = self.folders.iter().map(|folder| folder.path.clone()).collect();
        Reader { root, open: &BTreeMap::new(), folders: &folders }.read(path).ok()
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

impl Snapshot {
    /// The editor's name of a file of one of the policies.
    pub(crate) fn uri(&self, view: &View, file: SourceFile) -> Option<String> {
        view.key(file).map(|key| self.shared.uri(&key))
    }
}

impl View {
    /// The policy that this is.
    pub(crate) fn policy(&self) -> Option<FileKey> {
        self.key(Program::get(&self.db).roots(&self.db).first().copied()?)
    }

    /// Whether a file is part of it.
    pub(crate) fn contains(&self, (root, path): &FileKey) -> bool {
        *root == self.root && Program::get(&self.db).files(&self.db).contains_key(path)
    }

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
