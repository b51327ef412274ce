//! The folders that are open in the editor, and the policies in them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use expolc::db::{OsSystem, ProjectPath, policy_roots, reached_from, written_uses};

use super::home::{FileKey, home_of_path};
use crate::text::path_of;

/// A folder of the workspace.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Folder {
    /// Its name, as the editor spells it.
    pub(crate) uri: String,
    /// Where it lies, free of links.
    pub(crate) path: PathBuf,
}

impl Folder {
    /// The folder of a URI, where it lies on this machine's disk.
    pub(crate) fn of(uri: &str) -> Option<Folder> {
        let path = std::fs::canonicalize(path_of(uri)?).ok()?;
        path.is_dir().then(|| Folder { uri: uri.to_owned(), path })
    }

    /// Every policy file below it, with the project that each lies in. Takes as long as the folder is large.
    pub(crate) fn scan(&self) -> Vec<FileKey> {
        let found = OsSystem::new(self.path.clone()).expol_files().unwrap_or_default();
        found.iter().filter_map(|path| home_of_path(&self.path.join(path.as_str()))).collect()
    }
}

/// Which file uses which.
#[derive(Default)]
pub(crate) struct Uses {
    edges: BTreeMap<FileKey, Vec<FileKey>>,
}

impl Uses {
    /// Reads the `use` items of all files.
    pub(crate) fn read<'a>(
        files: impl Iterator<Item = &'a FileKey>,
        reader: impl Fn(&FileKey) -> Option<Vec<u8>>,
    ) -> Uses {
        let mut edges = BTreeMap::new();
        for file in files {
            let bytes = reader(file).unwrap_or_default();
            let written = written_uses(&String::from_utf8_lossy(&bytes));
            let target = |path: &String| Some((file.0.clone(), ProjectPath::beside(&file.1, path).ok()?));
            let modules = written.iter().filter(|path| path.ends_with(".expol"));
            edges.insert(file.clone(), modules.filter_map(target).collect());
        }
        Uses { edges }
    }

    /// The policies: each with all files that it reaches.
    pub(crate) fn policies(&self) -> BTreeMap<FileKey, Vec<FileKey>> {
        let roots = policy_roots(&self.edges).into_iter();
        roots
            .map(|root| (root.clone(), reached_from(root, &self.edges).into_iter().cloned().collect()))
            .collect()
    }
}
