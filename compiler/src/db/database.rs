//! The database: salsa's storage, and the table of files by their ids.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::text::FileId;

use super::edited::Edited;
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
    pub(super) edited: Edited,
    ahead: Arc<AtomicBool>,
}

#[salsa::db]
impl salsa::Database for Database {}

#[salsa::db]
impl Db for Database {}

impl Default for Database {
    fn default() -> Database {
        Database {
            storage: salsa::Storage::new(None),
            files: Vec::new(),
            edited: Edited::default(),
            ahead: Arc::default(),
        }
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
        Database {
            storage: salsa::Storage::new(Some(Box::new(callback))),
            files: Vec::new(),
            edited: Edited::default(),
            ahead: Arc::default(),
        }
    }

    /// The file of an id.
    pub fn file(&self, id: FileId) -> Option<SourceFile> {
        self.files.get(id.0 as usize).copied()
    }

    /// All files, by id.
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// Whether everything was computed, and nothing durable has changed since: nearly all of it still holds, and that
    /// is seen at a glance.
    pub fn is_computed_ahead(&self) -> bool {
        self.ahead.load(Ordering::Relaxed)
    }

    /// Notes that everything was computed.
    pub fn note_computed_ahead(&self) {
        self.ahead.store(true, Ordering::Relaxed);
    }

    /// Drops the values that newer ones have replaced, which otherwise live until the next edit. Cancels readers, as an edit does.
    pub fn forget_replaced(&mut self) {
        salsa::Database::trigger_lru_eviction(self);
    }

    /// Notes that something durable changes: of everything it has to be asked whether it still holds.
    pub(super) fn note_durable_change(&mut self) {
        // A flag of its own: computations that are going on are about what was.
        self.ahead = Arc::default();
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
