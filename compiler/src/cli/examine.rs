//! Checks policies, and gathers what is to be said about all of them.

use std::path::Path;

use crate::checks::{ROOM_PER_BYTE, Selection, diagnostics, make_room};
use crate::db::Database;
use crate::diagnostics::{Diagnostic, sort};
use crate::syntax::literal::Date;

use super::input::{Policy, enter};
use super::sources::SourceTable;

/// What was found.
#[derive(Default)]
pub(super) struct Findings {
    /// The findings in the order in which they are shown.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The texts that they point into.
    pub(super) sources: SourceTable,
    /// How many policies could be checked.
    pub(super) policies: usize,
    /// Why others could not.
    pub(super) unreadable: Vec<String>,
}

/// The bytes of the project's own texts.
fn bytes_of(db: &Database) -> usize {
    let own = db.files().iter().filter(|file| !file.library(db));
    own.map(|file| file.text(db).len()).sum()
}

/// Checks each policy by itself. What policies of one project share is read once, and reported once.
pub(super) fn examine(mut policies: Vec<Policy>, as_of: Option<Date>, current: &Path) -> Findings {
    policies.sort_by(|a, b| (&a.root, &a.files).cmp(&(&b.root, &b.files)));
    let mut findings = Findings::default();
    for project in policies.chunk_by(|a, b| a.root == b.root && b.overlay.is_empty()) {
        let mut db = Database::default();
        let mut found = Vec::new();
        for policy in project {
            let unreadable = enter(&mut db, policy, as_of, current);
            if unreadable.is_empty() {
                make_room(ROOM_PER_BYTE * bytes_of(&db));
                found.extend(diagnostics(&db, Selection::Project));
                findings.policies += 1;
            }
            findings.unreadable.extend(unreadable);
        }
        sort(&mut found);
        if let Some(policy) = project.first() {
            findings.sources.add(&db, &policy.root, current, &mut found);
        }
        findings.diagnostics.extend(found);
        // The process is about to end: taking the database apart piece by piece would only delay it.
        std::mem::forget(db);
    }
    findings
}
