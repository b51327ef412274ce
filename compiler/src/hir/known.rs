//! Names that have been looked up already.

use std::cell::RefCell;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::member::Local;
use super::path::{PathFault, Resolved, resolve_path_by};
use super::scope::{Definition, resolve};
use crate::db::{Db, SourceFile};
use crate::syntax::Path;

/// What names mean, each asked for once: for one query that reads many trees, which say the same names over and over. A
/// query may keep what it has been answered, and to ask again takes twenty times as long.
pub(crate) struct Known<'db> {
    db: &'db dyn Db,
    meanings: RefCell<FxHashMap<SourceFile, Meanings<'db>>>,
}

/// By name, in one file.
type Meanings<'db> = FxHashMap<SmolStr, Option<Definition<'db>>>;

impl<'db> Known<'db> {
    /// Knows nothing yet.
    pub(crate) fn new(db: &'db dyn Db) -> Known<'db> {
        Known { db, meanings: RefCell::default() }
    }

    /// The database that is asked.
    pub(crate) fn db(&self) -> &'db dyn Db {
        self.db
    }

    /// As [`resolve`].
    pub(crate) fn resolve(&self, file: SourceFile, name: &str) -> Option<Definition<'db>> {
        if let Some(known) = self.meanings.borrow().get(&file).and_then(|names| names.get(name)) {
            return *known;
        }
        let meaning = resolve(self.db, file, name);
        self.meanings.borrow_mut().entry(file).or_default().insert(name.into(), meaning);
        meaning
    }

    /// As [`resolve_path`](super::path::resolve_path).
    ///
    /// # Errors
    /// The same.
    pub(crate) fn resolve_path(
        &self,
        file: SourceFile,
        locals: &[Local<'db>],
        path: &Path,
    ) -> Result<Resolved<'db>, PathFault<'db>> {
        resolve_path_by(self.db, file, locals, path, |module, name| self.resolve(module, name))
    }
}
