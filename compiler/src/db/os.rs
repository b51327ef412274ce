//! The real file system and the real clock: the one file that may touch them.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::path::ProjectPath;
use super::system::{MAX_FILE_BYTES, ReadError, System};
use crate::syntax::literal::Date;

/// A project on disk.
#[derive(Clone, Debug)]
pub struct OsSystem {
    root: PathBuf,
}

impl OsSystem {
    /// The project below `root`, which must be absolute and free of links.
    pub fn new(root: PathBuf) -> OsSystem {
        OsSystem { root }
    }

    /// The root.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Every `.expol` file below the root, hidden folders and build output left out, sorted.
    ///
    /// # Errors
    /// In the operating system's words.
    pub fn expol_files(&self) -> io::Result<Vec<ProjectPath>> {
        let mut found = Vec::new();
        self.walk(&self.root, "", &mut found)?;
        found.sort();
        Ok(found)
    }

    fn walk(&self, folder: &Path, prefix: &str, found: &mut Vec<ProjectPath>) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}/{name}") };
            let kind = entry.file_type()?;
            if kind.is_dir() && !name.starts_with('.') && name != "target" && name != "node_modules" {
                self.walk(&entry.path(), &path, found)?;
            } else if kind.is_file() && name.ends_with(".expol") {
                found.extend(ProjectPath::new(&path).ok());
            }
        }
        Ok(())
    }
}

impl System for OsSystem {
    fn read(&self, path: &ProjectPath) -> Result<Vec<u8>, ReadError> {
        let full = fs::canonicalize(self.root.join(path.as_str())).map_err(|error| in_words(&error))?;
        if !full.starts_with(&self.root) {
            return Err(ReadError::OutsideProject);
        }
        let metadata = fs::metadata(&full).map_err(|error| in_words(&error))?;
        if metadata.is_dir() {
            return Err(ReadError::Directory);
        }
        if !metadata.is_file() {
            return Err(ReadError::NotRegular);
        }
        if metadata.len() > MAX_FILE_BYTES {
            return Err(ReadError::TooLarge { bytes: metadata.len() });
        }
        let file = fs::File::open(&full).map_err(|error| in_words(&error))?;
        let mut bytes = Vec::with_capacity(metadata.len() as usize);
        file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(|error| in_words(&error))?;
        if bytes.len() as u64 > MAX_FILE_BYTES {
            return Err(ReadError::TooLarge { bytes: bytes.len() as u64 });
        }
        Ok(bytes)
    }

    fn today(&self) -> Date {
        let today = jiff::ZonedDateTime::now().date();
        Date {
            year: today.year().unsigned_abs(),
            month: today.month().unsigned_abs(),
            day: today.day().unsigned_abs(),
        }
    }
}

fn in_words(error: &io::Error) -> ReadError {
    match error.kind() {
        io::ErrorKind::NotFound => ReadError::Missing,
        io::ErrorKind::PermissionDenied => ReadError::Other("permission denied".into()),
        _ => ReadError::Other(error.to_string()),
    }
}
