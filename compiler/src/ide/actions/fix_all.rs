//! All safe fixes at once, as far as they do not touch each other. Asked again until nothing is left, it comes to an end.

use crate::db::{Database, SourceFile};
use crate::diagnostics::{Applicability, Diagnostic, Fix};
use crate::ide::rename::{FileEdits, by_file};
use crate::text::{TextEdit, TextRange};

/// The edits of all safe fixes of a file's diagnostics; of those that touch each other the first.
pub fn fix_all(db: &Database, file: SourceFile, diagnostics: &[Diagnostic]) -> Vec<FileEdits> {
    let mut taken: Vec<(SourceFile, TextEdit)> = Vec::new();
    for diagnostic in diagnostics {
        let here = diagnostic.labels.first().is_some_and(|label| label.file == file.id(db));
        let Some(fix) =
            diagnostic.fixes.first().filter(|fix| here && fix.applicability == Applicability::Safe)
        else {
            continue;
        };
        if let Some(edits) = edits_of(db, fix)
            && !edits.iter().any(|edit| taken.iter().any(|known| touch(known, edit)))
        {
            taken.extend(edits);
        }
    }
    by_file(taken.into_iter())
}

fn edits_of(db: &Database, fix: &Fix) -> Option<Vec<(SourceFile, TextEdit)>> {
    let edit = |edit: &crate::diagnostics::FileEdit| {
        let file = db.file(edit.file)?;
        (!file.library(db)).then(|| (file, edit.edit.clone()))
    };
    fix.edits.iter().map(edit).collect()
}

/// Whether two edits change the same place: at one place even two insertions may mean the same.
fn touch(a: &(SourceFile, TextEdit), b: &(SourceFile, TextEdit)) -> bool {
    let overlap = |a: TextRange, b: TextRange| a.start <= b.end && b.start <= a.end;
    a.0 == b.0 && overlap(a.1.range, b.1.range)
}
