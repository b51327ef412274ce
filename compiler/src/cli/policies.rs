//! The policies of a folder: every file that no other file there uses is one, with all that it uses.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::db::{OsSystem, Project, ProjectPath, System, discover, policy_roots, written_uses};

use super::exit::Failure;
use super::input::{Policy, shown};

/// A file, by its project's root and its path in it.
pub(super) type FileKey = (PathBuf, ProjectPath);

/// The policies of a folder, in the order of their names.
///
/// # Errors
/// Where the folder cannot be read, or has no policy: to check nothing and call it good helps nobody.
pub(super) fn of_folder(folder: &Path, current: &Path) -> Result<Vec<Policy>, Failure> {
    let failed = |error: std::io::Error| Failure::Usage(format!("cannot read {}: {error}", shown(folder)));
    let folder_path = std::fs::canonicalize(current.join(folder)).map_err(failed)?;
    let mut files = Vec::new();
    for path in OsSystem::new(folder_path.clone()).expol_files().map_err(failed)? {
        let Project { root, files: own } =
            discover(&[folder_path.join(path.as_str())], current).map_err(failed)?;
        files.extend(own.into_iter().map(|file| (root.clone(), file)));
    }
    if files.is_empty() {
        return Err(Failure::Usage(format!("there is no `.expol` file in {}", shown(folder))));
    }
    let policies = roots_of(files, |(root, path)| OsSystem::new(root.clone()).read(path).ok()).into_iter();
    Ok(policies.map(|(root, file)| Policy { root, files: vec![file], overlay: BTreeMap::new() }).collect())
}

/// The files that are policies by themselves.
pub(super) fn roots_of(files: Vec<FileKey>, read: impl Fn(&FileKey) -> Option<Vec<u8>>) -> Vec<FileKey> {
    let used = |file: &FileKey| read(file).map(|bytes| used_files(file, &bytes)).unwrap_or_default();
    let uses = files.into_iter().map(|file| (file.clone(), used(&file))).collect();
    policy_roots(&uses).into_iter().cloned().collect()
}

/// The files that a file uses. (One that cannot be read uses none, which is told when it is checked.)
fn used_files((root, file): &FileKey, bytes: &[u8]) -> Vec<FileKey> {
    let text = String::from_utf8_lossy(bytes);
    let key = |written: String| ProjectPath::beside(file, &written).ok().map(|path| (root.clone(), path));
    written_uses(&text).into_iter().filter_map(key).collect()
}
