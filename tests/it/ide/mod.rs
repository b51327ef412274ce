//! What editors show, without any editor: marked texts in, plain data out.

mod changes;
mod names;
mod recall;
mod robust;
mod table;
mod views;

use expolc::db::{Database, SourceFile};
use expolc::ide::FilePosition;

use crate::support::Project;

/// Marks the position in a text.
pub(crate) const MARK: &str = "$0";

/// A project in which one file has the mark, loaded; and the position of the mark.
pub(crate) fn marked(files: &[(&str, &str)]) -> (Database, FilePosition) {
    let mut found = None;
    let mut plain: Vec<(String, String)> = Vec::new();
    for (path, text) in files {
        if let Some(at) = text.find(MARK) {
            found = Some(((*path).to_owned(), at as u32));
        }
        plain.push(((*path).to_owned(), text.replacen(MARK, "", 1)));
    }
    let (path, offset) = found.unwrap_or_else(|| panic!("no mark in {files:?}"));
    let borrowed: Vec<(&str, &str)> =
        plain.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let db = Project::with(&borrowed).database();
    let file = file(&db, &path);
    (db, FilePosition::new(file, offset))
}

/// A file of the project, or of the library as `std/net.expol`.
pub(crate) fn file(db: &Database, path: &str) -> SourceFile {
    let found = db.files().iter().copied().find(|file| file.path(db).as_str() == path);
    found.unwrap_or_else(|| panic!("no file {path}"))
}

/// `path: text` of a range, for tables.
pub(crate) fn shown(db: &Database, file: SourceFile, range: expolc::text::TextRange) -> String {
    format!("{}: {}", file.path(db), range.slice(file.text(db)))
}
