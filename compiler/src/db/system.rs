//! The door to the outside, and a system in memory for tests.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::path::ProjectPath;
use crate::syntax::literal::Date;

/// A file may be this large. (A policy of 100,000 lines is a third of it.)
pub const MAX_FILE_BYTES: u64 = 8 * 1024 * 1024;

/// Everything that the compiler needs from outside.
pub trait System {
    /// Reads a file below the project's root.
    ///
    /// # Errors
    /// Where it is missing, unreadable, not a regular file, too large, or lies outside of the root behind a link.
    fn read(&self, path: &ProjectPath) -> Result<Vec<u8>, ReadError>;

    /// The text of a file that is in memory as it is: asked for before [`System::read`], and shared instead of copied.
    fn held(&self, _path: &ProjectPath) -> Option<Arc<str>> {
        None
    }

    /// Today, in local time.
    fn today(&self) -> Date;
}

/// Why a file could not be read.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ReadError {
    /// It does not exist.
    Missing,
    /// It is a directory.
    Directory,
    /// It is a device, a pipe or a socket.
    NotRegular,
    /// It is larger than [`MAX_FILE_BYTES`].
    TooLarge {
        /// Its size.
        bytes: u64,
    },
    /// A link leads out of the project.
    OutsideProject,
    /// It is not UTF-8.
    NotUtf8 {
        /// The first byte that is not.
        offset: usize,
    },
    /// Anything else, in the operating system's words.
    Other(String),
}

impl std::fmt::Display for ReadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ReadError::Missing => f.write_str("the file does not exist"),
            ReadError::Directory => f.write_str("it is a directory"),
            ReadError::NotRegular => f.write_str("it is a device, a pipe or a socket, not a regular file"),
            ReadError::TooLarge { bytes } => {
                write!(f, "it has {bytes} bytes, the limit is {MAX_FILE_BYTES}")
            }
            ReadError::OutsideProject => f.write_str("a symbolic link leads out of the project's root"),
            ReadError::NotUtf8 { offset } => {
                write!(f, "it is not UTF-8 text: byte {offset} begins no character")
            }
            ReadError::Other(words) => f.write_str(words),
        }
    }
}

/// Files in memory.
#[derive(Clone, Debug)]
pub struct MemorySystem {
    files: BTreeMap<String, Vec<u8>>,
    today: Date,
}

impl MemorySystem {
    /// These files, on this day.
    pub fn new(files: impl IntoIterator<Item = (String, Vec<u8>)>, today: Date) -> MemorySystem {
        MemorySystem { files: files.into_iter().collect(), today }
    }

    /// Adds or replaces a file.
    pub fn set(&mut self, path: &str, content: impl Into<Vec<u8>>) {
        self.files.insert(path.to_owned(), content.into());
    }
}

impl System for MemorySystem {
    fn read(&self, path: &ProjectPath) -> Result<Vec<u8>, ReadError> {
        self.files.get(path.as_str()).cloned().ok_or(ReadError::Missing)
    }

    fn today(&self) -> Date {
        self.today
    }
}
