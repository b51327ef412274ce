//! Policies as they were before the edits that are not saved: read from the disk when somebody asks, computed, and kept.
//!
//! They are databases of their own, so nothing here is cancelled by an edit. Whoever computes one must not hold a snapshot
//! of an open policy meanwhile: the next edit would wait for it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use expolc::checks::{Selection, diagnostics};
use expolc::db::{Database, LoadOptions, load};

use super::home::FileKey;
use super::reader::Reader;
use super::snapshot::Shared;

/// The saved policies that were asked about.
#[derive(Default)]
pub(crate) struct Baselines {
    known: Mutex<BTreeMap<FileKey, (u64, Database)>>,
}

impl Baselines {
    /// A policy as it is saved, where that was computed since the disk last changed.
    pub(crate) fn saved(&self, policy: &FileKey, disk: u64) -> Option<Database> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(policy).filter(|(read, _)| *read == disk).map(|(_, db)| db.clone())
    }

    /// Reads a policy from the disk and computes it.
    pub(crate) fn prepare(&self, policy: &FileKey, shared: &Shared) {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).remove(policy);
        let mut db = known.map_or_else(Database::default, |(_, db)| db);
        let folders: Vec<PathBuf> = shared.folders.iter().map(|folder| folder.path.clone()).collect();
        let reader = Reader { root: &policy.0, open: &BTreeMap::new(), folders: &folders };
        let options = LoadOptions {
            roots: vec![policy.1.clone()],
            as_of: shared.settings.as_of,
            overlay: BTreeMap::new(),
        };
        load(&mut db, &reader, &options);
        diagnostics(&db, Selection::Project);
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(policy.clone(), (shared.disk, db));
    }

    /// Forgets policies that are not open any more.
    pub(crate) fn keep(&self, is_open: impl Fn(&FileKey) -> bool) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).retain(|key, _| is_open(key));
    }
}
