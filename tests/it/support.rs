//! A project in memory, and what the compiler says about it.

use std::collections::BTreeMap;

use expolc::checks::{Selection, diagnostics};
use expolc::db::{Database, LoadOptions, MemorySystem, ProjectPath, load};
use expolc::diagnostics::{Diagnostic, Severity};
use expolc::lower::{self, Lowered};
use expolc::syntax::literal::Date;

/// The day on which all tests are judged.
pub(crate) const AS_OF: &str = "2026-11-23";

/// A project in memory. The first file is the policy.
#[derive(Clone)]
pub(crate) struct Project {
    pub(crate) files: BTreeMap<String, String>,
    pub(crate) roots: Vec<String>,
}

impl Project {
    /// One file, called `policy.expol`.
    pub(crate) fn of(text: &str) -> Project {
        Project::with(&[("policy.expol", text)])
    }

    /// Several files, the first one named.
    pub(crate) fn with(files: &[(&str, &str)]) -> Project {
        let all = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        Project { files: all, roots: files.iter().take(1).map(|(path, _)| (*path).to_owned()).collect() }
    }

    /// A file of this repository and every `.expol` and `.csv` file beside it.
    pub(crate) fn on_disk(path: &str) -> Project {
        let full = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        let mut files = BTreeMap::new();
        for entry in std::fs::read_dir(full.parent().unwrap()).unwrap() {
            let entry = entry.unwrap().path();
            let name = entry.file_name().unwrap().to_string_lossy().into_owned();
            if name.ends_with(".expol") || name.ends_with(".csv") {
                files.insert(name, std::fs::read_to_string(&entry).unwrap());
            }
        }
        Project { files, roots: vec![full.file_name().unwrap().to_string_lossy().into_owned()] }
    }

    /// Loads it into a database, fresh or used.
    pub(crate) fn load(&self, db: &mut Database) {
        let files = self.files.iter().map(|(path, text)| (path.clone(), text.clone().into_bytes()));
        let system = MemorySystem::new(files, Date::parse(AS_OF).unwrap());
        let roots = self.roots.iter().map(|path| ProjectPath::new(path).unwrap()).collect();
        load(db, &system, &LoadOptions { roots, as_of: None, overlay: BTreeMap::new() });
    }

    pub(crate) fn database(&self) -> Database {
        let mut db = Database::default();
        self.load(&mut db);
        db
    }

    /// Everything that is said about it.
    pub(crate) fn check(&self) -> Vec<Diagnostic> {
        diagnostics(&self.database(), Selection::Project)
    }

    /// The document, where there is no error.
    pub(crate) fn emit(&self) -> Option<Lowered> {
        let db = self.database();
        let errors =
            diagnostics(&db, Selection::Project).iter().any(|found| found.severity == Severity::Error);
        (!errors).then(|| lower::document(&db).unwrap())
    }

    /// The document's semantic digest.
    pub(crate) fn digest(&self) -> String {
        let lowered = self.emit().unwrap_or_else(|| panic!("does not check: {:#?}", self.check()));
        lowered.document.digests.semantic.as_str().to_owned()
    }
}

/// A generator of numbers that is the same everywhere (a linear congruence; Knuth's constants).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// A number below `limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % limit.max(1)
    }
}

/// The example policies, by their paths.
pub(crate) const EXAMPLES: [&str; 4] = [
    "examples/single-server.expol",
    "examples/load-balanced.expol",
    "examples/edge-subscribed.expol",
    "examples/hybrid.expol",
];
