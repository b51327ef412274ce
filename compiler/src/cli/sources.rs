//! The texts that findings point into, whichever project they come from.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::path::{Component, Path};

use crate::db::{Database, ProjectPath};
use crate::diagnostics::Diagnostic;
use crate::render::Sources;
use crate::text::{FileId, LineIndex};
use smol_str::SmolStr;

/// The files of several databases, each under an id of its own.
#[derive(Default)]
pub(super) struct SourceTable {
    files: Vec<SourceText>,
}

struct SourceText {
    name: String,
    text: SmolStr,
    index: OnceCell<LineIndex>,
}

impl SourceTable {
    /// Adds the files of a database, and moves the findings that were made there to their new ids.
    pub(super) fn add(&mut self, db: &Database, root: &Path, current: &Path, findings: &mut [Diagnostic]) {
        let base = self.files.len() as u32;
        for file in db.files() {
            let path = file.path(db);
            let name = if file.library(db) { path.to_string() } else { shown_path(root, path, current) };
            self.files.push(SourceText { name, text: file.text(db).clone(), index: OnceCell::new() });
        }
        for finding in findings {
            finding.labels.iter_mut().for_each(|label| label.file.0 += base);
            let edits = finding.fixes.iter_mut().flat_map(|fix| &mut fix.edits);
            edits.for_each(|edit| edit.file.0 += base);
        }
    }

    fn file(&self, id: FileId) -> &SourceText {
        // INVARIANT: `add` gave the id.
        &self.files[id.0 as usize]
    }
}

impl Sources for SourceTable {
    fn name(&self, file: FileId) -> Cow<'_, str> {
        Cow::Borrowed(&self.file(file).name)
    }

    fn text(&self, file: FileId) -> &str {
        &self.file(file).text
    }

    fn line_index(&self, file: FileId) -> &LineIndex {
        let file = self.file(file);
        file.index.get_or_init(|| LineIndex::new(&file.text))
    }
}

/// A file as one names it from the current folder, with `/`: what a terminal or an editor can open.
pub(super) fn shown_path(root: &Path, path: &ProjectPath, current: &Path) -> String {
    let full = root.join(path.as_str());
    let common = full.components().zip(current.components()).take_while(|(a, b)| a == b).count();
    let is_apart = !full
        .components()
        .zip(current.components())
        .any(|(a, b)| a == b && matches!(a, Component::RootDir | Component::Normal(_)));
    if is_apart {
        return full.display().to_string();
    }
    let up = current.components().skip(common).map(|_| Cow::Borrowed(".."));
    let down =
        full.components().skip(common).map(|part| part.as_os_str().to_string_lossy().into_owned().into());
    up.chain(down).collect::<Vec<Cow<'_, str>>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_from_where_one_stands() {
        let path = ProjectPath::new("sites/rio.expol").unwrap();
        let shown = |current: &str| shown_path(Path::new("/home/me/net"), &path, Path::new(current));
        assert_eq!(shown("/home/me/net"), "sites/rio.expol");
        assert_eq!(shown("/home/me"), "net/sites/rio.expol");
        assert_eq!(shown("/home/me/net/sites"), "rio.expol");
        assert_eq!(shown("/home/me/net/docs/old"), "../../sites/rio.expol");
    }
}
