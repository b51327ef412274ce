//! The policies of a folder: every file that no other file there uses is one, with all that it uses.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::db::{OsSystem, Project, ProjectPath, System, discover};
use crate::syntax::item::{Item, UseTarget};
use crate::syntax::{ItemKind, parse_item, split};

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
    roots(&uses)
}

/// The files from which all others are reached: those that none uses, and the first of each circle.
fn roots(uses: &BTreeMap<FileKey, Vec<FileKey>>) -> Vec<FileKey> {
    let own = |(file, used): (&FileKey, &Vec<FileKey>)| {
        used.iter().filter(|it| *it != file).cloned().collect::<Vec<_>>()
    };
    let used: BTreeSet<FileKey> = uses.iter().flat_map(own).collect();
    let (inner, mut roots): (Vec<&FileKey>, Vec<&FileKey>) =
        uses.keys().partition(|file| used.contains(*file));
    let mut reached = BTreeSet::new();
    roots.iter().for_each(|root| reach(root, uses, &mut reached));
    for file in inner {
        if !reached.contains(file) {
            reach(file, uses, &mut reached);
            roots.push(file);
        }
    }
    roots.sort();
    roots.into_iter().cloned().collect()
}

fn reach<'a>(
    from: &'a FileKey,
    uses: &'a BTreeMap<FileKey, Vec<FileKey>>,
    reached: &mut BTreeSet<&'a FileKey>,
) {
    let mut pending = vec![from];
    while let Some(file) = pending.pop() {
        if reached.insert(file) {
            pending.extend(uses.get(file).into_iter().flatten());
        }
    }
}

/// The files that a file uses. (One that cannot be read uses none, which is told when it is checked.)
fn used_files((root, file): &FileKey, bytes: &[u8]) -> Vec<FileKey> {
    let text = String::from_utf8_lossy(bytes);
    let key = |written: String| ProjectPath::beside(file, &written).ok().map(|path| (root.clone(), path));
    uses(&text).into_iter().filter_map(key).collect()
}

fn uses(text: &str) -> Vec<String> {
    let slices = split(text).into_iter().filter(|slice| slice.kind == ItemKind::Use);
    let target = slices.filter_map(|slice| {
        let cut = text.get(slice.range.start as usize..slice.range.end as usize)?;
        match &parse_item(cut, &slice).ast.item {
            Item::Use(used) => match &used.target {
                UseTarget::File(text) => Some(text.value.to_string()),
                UseTarget::Library(_) => None,
            },
            _ => None,
        }
    });
    target.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(edges: &[(&str, &[&str])]) -> BTreeMap<FileKey, Vec<FileKey>> {
        let key = |name: &str| (PathBuf::from("/p"), ProjectPath::new(name).unwrap());
        edges.iter().map(|(file, used)| (key(file), used.iter().map(|name| key(name)).collect())).collect()
    }

    fn root_names(edges: &[(&str, &[&str])]) -> Vec<String> {
        roots(&graph(edges)).into_iter().map(|(_, file)| file.to_string()).collect()
    }

    #[test]
    fn a_file_that_another_uses_is_no_policy_of_its_own() {
        assert_eq!(root_names(&[("a", &["z"]), ("b", &["z", "missing"]), ("z", &[])]), ["a", "b"]);
    }

    #[test]
    fn a_circle_is_checked_once_and_a_file_that_uses_itself_too() {
        assert_eq!(root_names(&[("a", &["b"]), ("b", &["a"]), ("c", &["c"])]), ["a", "c"]);
        assert_eq!(root_names(&[("a", &["b"]), ("b", &["a"]), ("z", &["b"])]), ["z"]);
    }

    #[test]
    fn uses_are_found_without_the_rest_of_the_file() {
        let text = "use std.net\nuse \"a.expol\" as a\nzone x {\n  \"use b\"\nuse \"sites/c.expol\".{d}\r\n// use \"e.expol\"\n";
        assert_eq!(uses(text), ["a.expol", "sites/c.expol"]);
    }
}
