//! What the main loop is told, in the order of the wire.

use std::path::PathBuf;

use serde::Deserialize;
use serde_json::Value;
use tower_lsp::gen_lsp_types::Range;

use super::home::FileKey;
use super::job::Job;
use super::policy::Diagnosed;

/// A change of a document: of a range, or of everything.
#[derive(Deserialize, Debug)]
pub(crate) struct ContentChange {
    /// What goes; everything where nothing is named.
    pub(crate) range: Option<Range>,
    /// What comes.
    pub(crate) text: String,
}

/// A message to the main loop.
pub(crate) enum Message {
    /// The editor is ready.
    Ready,
    /// A document was opened.
    Open {
        /// Its name.
        uri: String,
        /// The number of its text.
        version: i32,
        /// Its text.
        text: String,
    },
    /// A document was changed.
    Change {
        /// Its name.
        uri: String,
        /// The number of the new text.
        version: i32,
        /// What changed.
        changes: Vec<ContentChange>,
    },
    /// A document was closed.
    Close {
        /// Its name.
        uri: String,
    },
    /// Files changed on disk, or may have.
    Disk,
    /// Folders came and went, by their URIs.
    Folders {
        /// Those that came.
        added: Vec<String>,
        /// Those that went.
        removed: Vec<String>,
    },
    /// The settings changed.
    Configure(Value),
    /// Somebody asks.
    Read(Job),
    /// A folder was searched for policies.
    Scanned {
        /// The folder.
        folder: PathBuf,
        /// Its files.
        files: Vec<FileKey>,
    },
    /// Findings, or why there are none.
    Diagnosed(Diagnosed),
    /// The end.
    Stop,
}
