//! Which files form which policies: found as `expolc check` finds them, with open documents in place of their files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::super::errand::Errand;
use super::super::folders::Uses;
use super::super::home::FileKey;
use super::super::job::Lane;
use super::super::message::Message;
use super::super::policy::Policy;
use super::super::reader::Reader;
use super::MainLoop;
use expolc::db::System;

/// Large folders are waited for so long; then an open document is taken for a policy of its own until they are searched.
const PATIENCE: Duration = Duration::from_millis(400);

impl MainLoop {
    /// Has all folders searched again.
    pub(super) fn scan_folders(&mut self) {
        self.scanned.clear();
        self.patience = Some(Instant::now() + PATIENCE);
        for folder in self.shared.folders.clone() {
            let sender = self.sender.clone();
            let scan = move || {
                let files = folder.scan();
                // Where the main loop has ended, nobody wants to know.
                let _ = sender.send(Message::Scanned { folder: folder.path, files });
            };
            self.pool.spawn(Lane::Background, Box::new(scan));
        }
    }

    pub(super) fn folder_scanned(&mut self, folder: PathBuf, files: Vec<FileKey>) {
        if self.shared.folders.iter().any(|own| own.path == folder) {
            self.scanned.insert(folder, files);
            self.is_unsettled = true;
        }
    }

    /// Finds the policies of the open documents, and loads them.
    pub(super) fn discover(&mut self) {
        let missing = self.shared.folders.iter().any(|folder| !self.scanned.contains_key(&folder.path));
        let is_patient = self.patience.is_some_and(|until| Instant::now() < until);
        if !self.is_unsettled || missing && is_patient {
            return;
        }
        self.is_unsettled = false;
        let wanted = self.wanted();
        let gone: Vec<FileKey> = self.policies.keys().filter(|key| !wanted.contains(*key)).cloned().collect();
        for key in &gone {
            self.policies.remove(key);
        }
        self.shared.baselines.keep(|key| self.policies.contains_key(key));
        let folders: Vec<PathBuf> = self.shared.folders.iter().map(|folder| folder.path.clone()).collect();
        for key in wanted {
            let policy = self.policies.entry(key.clone()).or_insert_with(Policy::new);
            let reader = Reader { root: &key.0, open: &self.shared.open, folders: &folders };
            policy.load(&key, &reader, &self.shared.settings);
        }
        self.retract();
        if self.shared.client.pull && self.shared.client.refreshes_diagnostics && self.is_ready {
            self.run_errand(Errand::RefreshDiagnostics);
        }
    }

    /// The policies that an open document is part of, or all of the folders.
    fn wanted(&self) -> BTreeSet<FileKey> {
        let folders: Vec<PathBuf> = self.shared.folders.iter().map(|folder| folder.path.clone()).collect();
        let files: BTreeSet<&FileKey> =
            self.scanned.values().flatten().chain(self.shared.open.keys()).collect();
        let read = |key: &FileKey| {
            Reader { root: &key.0, open: &self.shared.open, folders: &folders }.read(&key.1).ok()
        };
        let policies: BTreeMap<FileKey, Vec<FileKey>> = Uses::read(files.into_iter(), read).policies();
        let is_open = |reached: &[FileKey]| reached.iter().any(|key| self.shared.open.contains_key(key));
        let all = self.shared.settings.whole_workspace;
        policies.into_iter().filter(|(_, reached)| all || is_open(reached)).map(|(root, _)| root).collect()
    }
}
