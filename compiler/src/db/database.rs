//! The database: salsa's storage, and the table of files by their ids.

use std::panic::AssertUnwindSafe;

use crate::text::FileId;

use super::input::SourceFile;

/// What every query is asked of.
#[salsa::db]
pub trait Db: salsa::Database {}

/// The one implementation of [`Db`].
#[salsa::db]
#[derive(Clone)]
pub struct Database {
    storage: salsa::Storage<Self>,
    files: Vec<SourceFile>,
}

#[salsa::db]
impl salsa::Database for Database {}

#[salsa::db]
impl Db for Database {}

impl Default for Database {
    fn default() -> Database {
        Database { storage: salsa::Storage::new(None), files: Vec::new() }
    }
}

impl Database {
    /// A database that tells `listener` the name of each query as it is executed. For tests of what an edit costs.
    pub fn with_listener(listener: impl Fn(String) + Send + Sync + 'static) -> Database {
        let callback = move |event: salsa::Event| {
            if let salsa::EventKind::WillExecute { database_key } = event.kind {
                listener(format!("{database_key:?}"));
            }
        };
        Database { storage: salsa::Storage::new(Some(Box::new(callback))), files: Vec::new() }
    }

    /// The file of an id.
    pub fn file(&self, id: FileId) -> Option<SourceFile> {
        self.files.get(id.0 as usize).copied()
    }

    /// All files, by id.
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// The id that the next file gets.
    pub(super) fn next_file_id(&self) -> FileId {
        FileId(self.files.len() as u32)
    }

    /// Enters a file under its id.
    pub(super) fn enter(&mut self, file: SourceFile) {
        self.files.push(file);
    }
}

/// What `compute` returns; `None` where salsa cancelled it, because an input is about to change.
pub fn unless_cancelled<T>(compute: impl FnOnce() -> T) -> Option<T> {
    salsa::Cancelled::catch(AssertUnwindSafe(compute)).ok()
}
