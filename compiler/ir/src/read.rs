//! Reading a document: its shape, and good errors where it has another.

use std::fmt;

use serde::Deserialize;

use crate::document::{Document, Requirement};
use crate::pointer::pointer_at;

/// The largest document that is read, in bytes.
pub const MAX_BYTES: usize = 256 << 20;

/// Why a document cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadError {
    /// It is larger than [`MAX_BYTES`].
    TooLarge(usize),
    /// It is not JSON, or not of the format's shape.
    Shape {
        /// Where, as a JSON pointer.
        path: String,
        /// What is wrong, with line and column.
        message: String,
    },
    /// It is a document of another format.
    Format(String),
    /// It is of a version that this crate does not know.
    Version(String),
    /// It requires something that this crate does not know.
    Requires(String),
}

/// Reads a document from JSON. Only its shape is checked; [`crate::verify`] checks the rest.
pub fn from_slice(bytes: &[u8]) -> Result<Document, ReadError> {
    if bytes.len() > MAX_BYTES {
        return Err(ReadError::TooLarge(bytes.len()));
    }
    let header: Header = serde_json::from_slice(bytes).map_err(|error| shape(bytes, &error))?;
    header.check()?;
    serde_json::from_slice(bytes).map_err(|error| shape(bytes, &error))
}

/// What decides whether the rest can be read at all.
#[derive(Deserialize)]
struct Header {
    format: String,
    requires: Vec<String>,
    version: String,
}

impl Header {
    fn check(self) -> Result<(), ReadError> {
        if self.format != "expol-ir" {
            return Err(ReadError::Format(self.format));
        }
        if self.version != crate::VERSION {
            return Err(ReadError::Version(self.version));
        }
        let known = |word: &String| serde_json::from_value::<Requirement>(word.as_str().into()).is_ok();
        match self.requires.into_iter().find(|word| !known(word)) {
            Some(word) => Err(ReadError::Requires(word)),
            None => Ok(()),
        }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge(size) => write!(formatter, "{size} bytes, but at most {MAX_BYTES} are read"),
            Self::Shape { path, message } if path.is_empty() => formatter.write_str(message),
            Self::Shape { path, message } => write!(formatter, "{path}: {message}"),
            Self::Format(found) => write!(formatter, "the format is `{found}`, not `expol-ir`"),
            Self::Version(found) => {
                write!(formatter, "version {found} of the format; this program knows {}", crate::VERSION)
            }
            Self::Requires(word) => {
                write!(formatter, "it requires `{word}`, which this program does not know")
            }
        }
    }
}

impl std::error::Error for ReadError {}

fn shape(bytes: &[u8], error: &serde_json::Error) -> ReadError {
    ReadError::Shape { path: pointer_at(bytes, error.line(), error.column()), message: error.to_string() }
}
