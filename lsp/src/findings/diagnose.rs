//! One run of the checker for one state of one policy, on a worker.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tower_lsp::gen_lsp_types::Diagnostic as LspDiagnostic;

use expolc::checks::{Selection, diagnostics, local_diagnostics};
use expolc::db::{Database, Program, SourceFile};
use expolc::diagnostics::{Diagnostic, Label};
use expolc::hir::is_loaded;
use expolc::text::FileId;

use super::carry::Carried;
use super::convert::to_lsp;
use super::places::Places;
use crate::state::{Calm, Change, Diagnosed, FileKey, Findings, Outcome, Shared, panic_text};

/// Where everything takes longer than this, what one file shows by itself is sent first.
const SLOW: Duration = Duration::from_millis(3);

/// What was changed, by file.
pub(crate) type Changes = BTreeMap<FileKey, Vec<Change>>;

/// A run.
pub(crate) struct Diagnose {
    /// The policy.
    pub(crate) policy: FileKey,
    /// The state of it that is looked at.
    pub(crate) revision: u64,
    /// That state.
    pub(crate) db: Database,
    /// What is not in the database.
    pub(crate) shared: Arc<Shared>,
    /// How many changes the open documents have seen.
    pub(crate) stamps: BTreeMap<FileKey, u64>,
    /// How long the last run took.
    pub(crate) last_cost: Duration,
    /// What the last run proved, and what was changed since, by file.
    pub(crate) carried: Option<(Arc<Carried>, Changes)>,
    /// Whether people wait for something else.
    pub(crate) calm: Calm,
}

impl Diagnose {
    /// Runs, and tells what it finds as soon as it is known.
    pub(crate) fn run(self, tell: impl Fn(Diagnosed)) {
        let (policy, revision) = (self.policy.clone(), self.revision);
        let tell_outcome = |outcome| tell(Diagnosed { policy: policy.clone(), revision, outcome });
        let outcome = catch_unwind(AssertUnwindSafe(|| salsa::attach(&self.db, || self.find(&tell_outcome))));
        // Before the outcome is told: whoever writes waits until no copy of the database is left.
        drop(self);
        tell_outcome(match outcome {
            Ok(outcome) => outcome,
            Err(payload) => match payload.downcast::<salsa::Cancelled>() {
                Ok(_) => Outcome::Superseded,
                Err(payload) => Outcome::Failed(panic_text(payload.as_ref())),
            },
        });
    }

    fn find(&self, tell: &impl Fn(Outcome)) -> Outcome {
        let start = Instant::now();
        if !is_loaded(&self.db) {
            return Outcome::NotLoaded;
        }
        if let Some((carried, changes)) = self.carried.as_ref().filter(|_| self.last_cost > SLOW) {
            tell(Outcome::Partial(self.local(carried, changes)));
            // Where cores are few, whoever publishes it waits for this one.
            std::thread::yield_now();
        }
        self.calm.wait(|| salsa::Database::unwind_if_revision_cancelled(&self.db));
        let found = diagnostics(&self.db, Selection::Project);
        let findings = findings_of(&found, &self.db, &self.policy.0, &self.shared);
        let cost = start.elapsed();
        // Only slow policies ever need it.
        let carried = (cost > SLOW / 2).then(|| Arc::new(self.carry(found)));
        Outcome::Full { findings, carried, cost }
    }

    /// What the changed files show by themselves, and what was proved of them before.
    fn local(&self, carried: &Carried, changes: &Changes) -> Findings {
        let files: Vec<(&FileKey, SourceFile)> =
            changes.keys().filter_map(|key| Some((key, self.file(key)?))).collect();
        let by_id: BTreeMap<FileId, Vec<Change>> = files
            .iter()
            .filter_map(|(key, file)| Some((file.id(&self.db), changes.get(*key)?.clone())))
            .collect();
        let own: Vec<SourceFile> = files.iter().map(|(_, file)| *file).collect();
        let mut found = local_diagnostics(&self.db, &own);
        found.extend(carried.moved(&by_id));
        let mut findings = findings_of(&found, &self.db, &self.policy.0, &self.shared);
        findings.retain(|key, _| changes.contains_key(key));
        for key in changes.keys() {
            findings.entry(key.clone()).or_default();
        }
        findings
    }

    /// What no open file shows by itself.
    fn carry(&self, mut findings: Vec<Diagnostic>) -> Carried {
        let open: Vec<SourceFile> = self.stamps.keys().filter_map(|key| self.file(key)).collect();
        let local: BTreeSet<Diagnostic> = local_diagnostics(&self.db, &open).into_iter().collect();
        findings.retain(|finding| !local.contains(finding));
        Carried { findings, stamps: self.stamps.clone() }
    }

    fn file(&self, key: &FileKey) -> Option<SourceFile> {
        (key.0 == self.policy.0)
            .then(|| Program::get(&self.db).files(&self.db).get(&key.1).copied())
            .flatten()
    }
}

/// Findings by the files that they are shown in, as the editor gets them. Every file of the policy has its entry.
pub(crate) fn findings_of(found: &[Diagnostic], db: &Database, root: &Path, shared: &Shared) -> Findings {
    let places = Places::new(db, root, shared);
    let program = Program::get(db);
    let mut findings: BTreeMap<FileKey, Vec<LspDiagnostic>> =
        program.files(db).keys().map(|path| ((root.to_path_buf(), path.clone()), Vec::new())).collect();
    let Some(first) = program.roots(db).first() else { return findings };
    let file_of = |label: &Label| db.file(label.file).filter(|file| !file.library(db));
    for finding in found {
        let (file, diagnostic) = to_lsp(finding, *first, &places, file_of, shared);
        if let Some(key) = places.key(file) {
            findings.entry(key).or_default().push(diagnostic);
        }
    }
    findings
}
