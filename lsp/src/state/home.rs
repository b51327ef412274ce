//! Where a document belongs: the project that it lies in, as the command line finds it.

use std::path::{Path, PathBuf};

use expolc::db::{ProjectPath, discover};

use crate::text::path_of;

/// A file: its project's root, and its path in it.
pub(crate) type FileKey = (PathBuf, ProjectPath);

/// Whether a project's files lie on the disk. One that is only in the editor has a root of its own.
pub(crate) fn is_on_disk(root: &Path) -> bool {
    root.is_absolute()
}

/// The file of a URI. What has no place on the disk is a project by itself.
pub(crate) fn home_of(uri: &str) -> Option<FileKey> {
    path_of(uri).and_then(|path| home_of_path(&path)).or_else(|| in_the_editor(uri))
}

/// The file of a path, where its folder exists.
pub(crate) fn home_of_path(path: &Path) -> Option<FileKey> {
    let project = discover(&[path.to_path_buf()], Path::new("/")).ok()?;
    Some((project.root, project.files.into_iter().next()?))
}

/// Where a file lies.
pub(crate) fn path_of_key((root, path): &FileKey) -> PathBuf {
    root.join(path.as_str())
}

fn in_the_editor(uri: &str) -> Option<FileKey> {
    let last = uri.rsplit(['/', ':']).next().unwrap_or_default();
    let name: String = last.chars().filter(char::is_ascii_alphanumeric).collect();
    let path = ProjectPath::new(&format!("{name}.expol")).or_else(|_| ProjectPath::new("untitled.expol"));
    Some((PathBuf::from(format!("editor:{uri}")), path.ok()?))
}
