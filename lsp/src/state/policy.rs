//! A policy that is being edited: its database, and what is known about it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tower_lsp::gen_lsp_types::Diagnostic;

use expolc::db::{Database, LoadOptions, MAX_FILE_BYTES, Program, edit_text, load};

use super::home::FileKey;
use super::reader::Reader;
use super::settings::Settings;
use super::snapshot::OpenDocument;
use crate::findings::Carried;

/// A check that takes no longer than this is begun at once: the next edit stops it where it comes sooner.
const PROMPT: Duration = Duration::from_millis(50);

/// Findings by the files that they are shown in.
pub(crate) type Findings = BTreeMap<FileKey, Vec<Diagnostic>>;

/// What a run of the checker came to.
pub(crate) struct Diagnosed {
    /// The policy.
    pub(crate) policy: FileKey,
    /// The state that was looked at.
    pub(crate) revision: u64,
    /// The outcome.
    pub(crate) outcome: Outcome,
}

/// An outcome.
pub(crate) enum Outcome {
    /// What the changed files show by themselves; everything is to follow.
    Partial(Findings),
    /// Everything.
    Full {
        /// The findings.
        findings: Findings,
        /// What to show at once after the next edit.
        carried: Option<Arc<Carried>>,
        /// How long it took.
        cost: Duration,
    },
    /// Its texts name files that are not loaded.
    NotLoaded,
    /// An input changed.
    Superseded,
    /// The checker panicked.
    Failed(String),
}

/// A policy.
pub(crate) struct Policy {
    /// Its database.
    pub(crate) db: Database,
    /// Grows with every change of an input.
    pub(crate) revision: u64,
    /// The state that is being checked, and since when.
    pub(crate) running: Option<(u64, Instant)>,
    /// When to check it again.
    pub(crate) due: Option<Instant>,
    /// How long the last complete check took.
    pub(crate) last_cost: Duration,
    /// Since when there are edits that no complete check has seen.
    pub(crate) behind: Option<Instant>,
    /// What is known, and of which state.
    pub(crate) shown: Option<(u64, Findings)>,
    /// What was proved, for the moment after an edit.
    pub(crate) carried: Option<Arc<Carried>>,
}

impl Policy {
    /// One of which nothing is known.
    pub(crate) fn new() -> Policy {
        Policy {
            db: Database::default(),
            revision: 0,
            running: None,
            due: None,
            last_cost: Duration::ZERO,
            behind: None,
            shown: None,
            carried: None,
        }
    }

    /// Reads all its files, or those that have changed.
    pub(crate) fn load(&mut self, key: &FileKey, reader: &Reader<'_>, settings: &Settings) {
        let options =
            LoadOptions { roots: vec![key.1.clone()], as_of: settings.as_of, overlay: BTreeMap::new() };
        load(&mut self.db, reader, &options);
        self.changed();
    }

    /// Takes over the text of an open document. Says whether that needs more: a file that has become too large, or was
    /// unreadable until now.
    pub(crate) fn take(&mut self, key: &FileKey, document: &OpenDocument) -> bool {
        let Some(program) = Program::try_get(&self.db) else { return false };
        let Some(file) = program.files(&self.db).get(&key.1).copied() else { return false };
        if document.text.len() as u64 > MAX_FILE_BYTES || file.problem(&self.db).is_some() {
            return true;
        }
        if **file.text(&self.db) != *document.text {
            // Raises the flag that cancels all readers, and waits until they have let go.
            edit_text(&mut self.db, file, Arc::clone(&document.text).into());
            self.changed();
        }
        false
    }

    /// Whether a file is part of it.
    pub(crate) fn contains(&self, key: &FileKey) -> bool {
        Program::try_get(&self.db).is_some_and(|program| program.files(&self.db).contains_key(&key.1))
    }

    /// Plans a check. A throttle: what is planned is never put off, or whoever types would never see anything.
    pub(crate) fn plan(&mut self, now: Instant) {
        if self.due.is_none() {
            // What one file shows by itself is cheap and comes first, where there is something to show beside it.
            let is_prompt = self.last_cost < PROMPT || self.carried.is_some();
            let wait =
                if is_prompt { Duration::ZERO } else { self.last_cost.min(Duration::from_millis(100)) };
            self.due = Some(now + wait);
        }
    }

    fn changed(&mut self) {
        let now = Instant::now();
        self.revision += 1;
        self.behind.get_or_insert(now);
        self.plan(now);
    }
}
