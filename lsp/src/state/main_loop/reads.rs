//! Requests: each gets a snapshot of the state that the messages before it left.

use std::collections::{BTreeMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;

use expolc::db::{Database, LoadOptions, MemorySystem, load};
use expolc::syntax::literal::Date;

use super::super::home::FileKey;
use super::super::job::{Failure, Flow, Job, Stale, panic_text};
use super::super::message::Message;
use super::super::snapshot::{Snapshot, View, file_of, library_file};
use super::MainLoop;
use crate::text::library_path;

/// A request that edits keep interrupting is given up after so many attempts.
const MAX_TRIES: u32 = 20;

impl MainLoop {
    pub(super) fn read(&mut self, job: Job, rest: &VecDeque<Message>) {
        // An edit of the same document already waits behind it: its answer would be about a text that is gone.
        let doomed = |message: &Message| matches!(message, Message::Change { uri, .. } if Some(uri) == job.uri.as_ref());
        let is_doomed = job.stale == Stale::Refuse && rest.iter().any(doomed);
        // Something else may have changed, a setting or a file: then the place is still the one that was meant.
        let own = job.uri.as_ref().and_then(|uri| self.documents.get(uri)).map(|document| document.changes);
        let is_moved = job.stamp.is_some() && job.stamp != own;
        let is_interrupted = job.tries > MAX_TRIES || is_moved && job.stale == Stale::Refuse;
        let mut job = job;
        if job.cancel.is_cancelled() {
            job.work.fail(Failure::Cancelled);
        } else if is_doomed || is_interrupted {
            job.work.fail(Failure::ContentModified);
        } else if self.is_held() {
            self.held.push_back(job);
        } else {
            self.commit();
            self.discover();
            self.start_read(job);
        }
    }

    pub(super) fn start_read(&mut self, mut job: Job) {
        let views = match &job.uri {
            None => self.views(None),
            Some(uri) if library_path(uri).is_some() => self.library_views(uri),
            Some(uri) => match self.documents.get(uri) {
                Some(document) => self.views(Some(&document.key)),
                None => return job.work.fail(Failure::NotOpen(uri.clone())),
            },
        };
        if job.uri.is_some() && views.is_empty() {
            if self.is_unsettled {
                // Its folder is still being searched.
                self.held.push_back(job);
            } else {
                let uri = job.uri.as_deref().unwrap_or_default();
                job.work.fail(Failure::Refused(format!("there is no such document: {uri}")));
            }
            return;
        }
        job.tries += 1;
        job.stamp = job.uri.as_ref().and_then(|uri| self.documents.get(uri)).map(|document| document.changes);
        job.cancel.arm(views.iter().map(|view| salsa::Database::cancellation_token(&view.db)).collect());
        let snapshot = Snapshot { shared: Arc::clone(&self.shared), views };
        let (lane, sender, shared) = (job.lane, self.sender.clone(), Arc::clone(&self.shared));
        let task = move || match job.work.run(snapshot) {
            Flow::Done => {}
            // Where the main loop has ended, the job goes with the message and the answer says so.
            Flow::Superseded => drop(sender.send(Message::Read(job))),
            Flow::NotLoaded => {
                drop(sender.send(Message::Disk));
                drop(sender.send(Message::Read(job)));
            }
            // No snapshot is held here any more, so no edit waits for it.
            Flow::NotPrepared(policy) => {
                let prepare = AssertUnwindSafe(|| shared.baselines.prepare(&policy, &shared));
                match catch_unwind(prepare) {
                    Ok(()) => drop(sender.send(Message::Read(job))),
                    Err(payload) => job.work.fail(Failure::Panicked(panic_text(payload.as_ref()))),
                }
            }
        };
        self.pool.spawn(lane, Box::new(task));
    }

    /// The policies that a document is part of, its own first; all where none is named.
    fn views(&self, key: Option<&FileKey>) -> Vec<View> {
        let mut views = Vec::new();
        for (own, policy) in &self.policies {
            let file = key.and_then(|key| file_of(&policy.db, &key.1));
            let is_part = key.is_none_or(|key| own.0 == key.0 && policy.contains(key));
            if is_part {
                let view = View { db: policy.db.clone(), root: own.0.clone(), file };
                if key == Some(own) { views.insert(0, view) } else { views.push(view) }
            }
        }
        views
    }

    /// A policy that has the document of the standard library: any, or one that is nothing else.
    fn library_views(&mut self, uri: &str) -> Vec<View> {
        let any = self.policies.iter().next().map(|(key, policy)| (key.0.clone(), policy.db.clone()));
        let (root, db) = any
            .unwrap_or_else(|| (PathBuf::from("editor:"), self.library.get_or_insert_with(library).clone()));
        let file = library_file(&db, uri);
        file.map(|file| View { db, root, file: Some(file) }).into_iter().collect()
    }
}

/// The library and an empty policy.
fn library() -> Database {
    let mut db = Database::default();
    let today = Date { year: 2000, month: 1, day: 1 };
    let options = LoadOptions { roots: Vec::new(), as_of: None, overlay: BTreeMap::new() };
    load(&mut db, &MemorySystem::new([], today), &options);
    db
}
