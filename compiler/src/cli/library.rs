//! The findings that the standard library declares, read from the embedded library as the compiler reads it.

use std::collections::BTreeMap;

use crate::db::{Database, Db, LoadOptions, MemorySystem, SourceFile, StdLib, load};
use crate::diagnostics::Severity;
use crate::hir::{Item, ast, doc, file_items};
use crate::manual;
use crate::syntax::ItemKind;
use crate::syntax::item::{Diagnostic, DiagnosticSeverity, Item as Tree};
use crate::syntax::literal::Date;
use crate::syntax::statement::Cite;
use serde::Serialize;

/// A finding that a library module declares.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub(super) struct LibraryFinding {
    /// `module/name`, as reports show it.
    pub(super) code: String,
    /// The name alone.
    pub(super) name: String,
    /// `error`, `warning` or `note`.
    pub(super) severity: &'static str,
    /// What it says, with the places to fill in.
    pub(super) message: String,
    /// What to do.
    pub(super) help: Option<String>,
    /// What it rests on.
    pub(super) citation: Option<Source>,
    /// What the library says about it.
    pub(super) documentation: Option<String>,
}

/// What a finding rests on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub(super) struct Source {
    /// The title.
    pub(super) title: String,
    /// Where to find it.
    #[serde(rename = "ref")]
    pub(super) reference: String,
    /// The part of it.
    pub(super) section: Option<String>,
}

/// All findings of the library, by module and name.
pub(super) fn findings() -> Vec<LibraryFinding> {
    let db = library();
    let modules = StdLib::get(&db).modules(&db);
    let mut found: Vec<LibraryFinding> =
        modules.iter().flat_map(|(name, files)| in_module(&db, name, files)).collect();
    found.sort_by(|a, b| a.code.cmp(&b.code));
    found
}

/// A database that holds the library and no policy.
pub(super) fn library() -> Database {
    let mut db = Database::default();
    // Nothing here depends on the day.
    let day = Date { year: 1, month: 1, day: 1 };
    let options = LoadOptions { roots: Vec::new(), as_of: Some(day), overlay: BTreeMap::new() };
    load(&mut db, &MemorySystem::new([], day), &options);
    db
}

fn in_module(db: &Database, module: &str, files: &[SourceFile]) -> Vec<LibraryFinding> {
    let items = files.iter().flat_map(|file| file_items(db, *file));
    let declared = items.filter(|item| item.kind(db) == ItemKind::Diagnostic);
    let finding = |item: &Item<'_>| match &ast(db, *item).item {
        Tree::Diagnostic(declared) => Some(LibraryFinding {
            code: format!("{module}/{}", declared.name.text),
            name: declared.name.text.to_string(),
            severity: severity(declared).as_str(),
            message: declared.message.value.to_string(),
            help: declared.help.as_ref().map(|help| help.value.to_string()),
            citation: declared.cite.as_ref().and_then(|cite| source(db, item.file(db), cite)),
            documentation: doc(db, *item).map(str::to_owned),
        }),
        _ => None,
    };
    declared.filter_map(finding).collect()
}

fn severity(declared: &Diagnostic) -> Severity {
    match declared.severity {
        DiagnosticSeverity::Error => Severity::Error,
        DiagnosticSeverity::Warning => Severity::Warning,
        DiagnosticSeverity::Note => Severity::Note,
    }
}

fn source(db: &dyn Db, file: SourceFile, cite: &Cite) -> Option<Source> {
    let manual::Source { title, reference, section } = manual::cited(db, cite, file)?;
    Some(Source { title, reference, section })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_finding_of_the_library_has_words_and_its_citations_are_found() {
        let found = findings();
        assert!(found.len() > 50, "{}", found.len());
        for finding in &found {
            assert!(!finding.message.is_empty(), "{}", finding.code);
            assert!(finding.code.ends_with(&format!("/{}", finding.name)), "{}", finding.code);
        }
        assert!(found.iter().filter(|finding| finding.citation.is_some()).count() > 20);
    }
}
