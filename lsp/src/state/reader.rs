//! The compiler's door to the outside, as an editor has it: open documents first, then the disk below the folders.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use expolc::db::{MAX_FILE_BYTES, OsSystem, ProjectPath, ReadError, System};
use expolc::syntax::literal::Date;

use super::home::{FileKey, is_on_disk, path_of_key};
use super::snapshot::OpenDocument;

/// Reads the files of one project.
pub(crate) struct Reader<'a> {
    /// The project's root.
    pub(crate) root: &'a Path,
    /// What the editor holds.
    pub(crate) open: &'a BTreeMap<FileKey, Arc<OpenDocument>>,
    /// Nothing outside of these folders is read; where there are none, nothing outside of the project.
    pub(crate) folders: &'a [PathBuf],
}

impl System for Reader<'_> {
    fn read(&self, path: &ProjectPath) -> Result<Vec<u8>, ReadError> {
        let key = (self.root.to_path_buf(), path.clone());
        if let Some(document) = self.open.get(&key) {
            let bytes = document.text.len() as u64;
            let fits = bytes <= MAX_FILE_BYTES;
            return if fits {
                Ok(document.text.as_bytes().to_vec())
            } else {
                Err(ReadError::TooLarge { bytes })
            };
        }
        if !is_on_disk(self.root) {
            return Err(ReadError::Missing);
        }
        if !self.may_read(&path_of_key(&key)) {
            return Err(ReadError::Other(
                "it lies outside of the folders that are open in the editor".to_owned(),
            ));
        }
        OsSystem::new(self.root.to_path_buf()).read(path)
    }

    fn held(&self, path: &ProjectPath) -> Option<Arc<str>> {
        let document = self.open.get(&(self.root.to_path_buf(), path.clone()))?;
        (document.text.len() as u64 <= MAX_FILE_BYTES).then(|| Arc::clone(&document.text))
    }

    fn today(&self) -> Date {
        OsSystem::new(self.root.to_path_buf()).today()
    }
}

impl Reader<'_> {
    /// Whether the file itself, behind all links, lies in one of the folders.
    fn may_read(&self, path: &Path) -> bool {
        if self.folders.is_empty() {
            return true;
        }
        let real = std::fs::canonicalize(path);
        // What does not exist may be looked for: nothing is learnt but that.
        real.map_or(true, |real| self.folders.iter().any(|folder| real.starts_with(folder)))
    }
}
