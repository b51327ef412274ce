//! From a compiler's file and its offsets to a URI and its positions.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use tower_lsp::gen_lsp_types::{Location, Range, Uri};

use expolc::db::{Database, SourceFile};
use expolc::text::{FileId, TextRange};

use crate::state::{FileKey, OpenDocument, Shared};
use crate::text::{LIBRARY_SCHEME, Lines};

/// The places of one database.
pub(crate) struct Places<'a> {
    db: &'a Database,
    root: &'a Path,
    shared: &'a Shared,
    lines: RefCell<BTreeMap<FileId, Known>>,
}

/// The lines of a file, looked for once.
#[derive(Clone)]
enum Known {
    Open(Arc<OpenDocument>),
    Counted(Rc<Lines>),
}

impl<'a> Places<'a> {
    /// The places of a policy.
    pub(crate) fn new(db: &'a Database, root: &'a Path, shared: &'a Shared) -> Places<'a> {
        Places { db, root, shared, lines: RefCell::default() }
    }

    /// The editor's name of a file.
    pub(crate) fn uri(&self, file: SourceFile) -> Uri {
        let path = file.path(self.db);
        if file.library(self.db) {
            return Uri(format!("{LIBRARY_SCHEME}:/{path}"));
        }
        Uri(self.shared.uri(&(self.root.to_path_buf(), path.clone())))
    }

    /// The key of a file of the project.
    pub(crate) fn key(&self, file: SourceFile) -> Option<FileKey> {
        (!file.library(self.db)).then(|| (self.root.to_path_buf(), file.path(self.db).clone()))
    }

    /// A place in the file of an id.
    pub(crate) fn location(&self, id: FileId, range: TextRange) -> Option<Location> {
        let file = self.db.file(id)?;
        Some(Location { uri: self.uri(file), range: self.range(file, range) })
    }

    /// A range of a file.
    pub(crate) fn range(&self, file: SourceFile, range: TextRange) -> Range {
        let encoding = self.shared.client.encoding;
        let text = file.text(self.db);
        self.with_lines(file, |lines| lines.range(text, range, encoding))
    }

    /// Hands out the lines of a file.
    pub(crate) fn with_lines<T>(&self, file: SourceFile, use_them: impl FnOnce(&Lines) -> T) -> T {
        let id = file.id(self.db);
        let known = self.lines.borrow().get(&id).cloned();
        let known = known.unwrap_or_else(|| {
            let fresh = self.lines_of(file);
            self.lines.borrow_mut().insert(id, fresh.clone());
            fresh
        });
        match &known {
            Known::Open(document) => use_them(&document.lines),
            Known::Counted(lines) => use_them(lines),
        }
    }

    /// Most places lie in the open document, whose lines are known; those of another text are counted.
    fn lines_of(&self, file: SourceFile) -> Known {
        let text = file.text(self.db);
        let open = self.key(file).and_then(|key| self.shared.open.get(&key));
        let is_its = |document: &&Arc<OpenDocument>| *document.text == **text;
        match open.filter(is_its) {
            Some(document) => Known::Open(Arc::clone(document)),
            None => Known::Counted(Rc::new(Lines::new(text))),
        }
    }
}
