//! EX0012: a file that was named as the policy cannot be read.

use crate::db::ReadError;
use crate::diagnostics::{Diagnostic, declare_diagnostic};
use crate::text::{FileId, TextRange};

declare_diagnostic! { EX0012 "unreadable-file", Error, since "0.1.0", "a file of the policy that cannot be read" }

/// A root that cannot be read.
pub(crate) fn unreadable(file: FileId, path: &str, error: &ReadError) -> Diagnostic {
    let diagnostic = Diagnostic::new(&ENTRY, format!("`{path}` cannot be read"))
        .primary(file, TextRange::empty(0), "this file")
        .note(error.to_string());
    diagnostic.help(remedy(error))
}

/// What to do about a file that cannot be read.
pub(crate) fn remedy(error: &ReadError) -> &'static str {
    match error {
        ReadError::Missing => "create the file, or correct its path",
        ReadError::Directory => "name a file in that folder",
        ReadError::NotRegular => "name a regular file",
        ReadError::TooLarge { .. } => "split the file into several, and `use` them",
        ReadError::OutsideProject => "move the file below the project's root",
        ReadError::NotUtf8 { .. } => "save the file as UTF-8",
        ReadError::Other(_) => "make the file readable for whoever runs this",
    }
}
