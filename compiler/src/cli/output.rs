//! The two streams. Standard output carries what was asked for, standard error everything else.

use std::io::{self, BufWriter, Write};

use crate::text::escape_for_display;

use super::exit::Failure;

/// Writes to standard output, in one locked, buffered piece.
///
/// # Errors
/// Where the reader has gone or the device is full.
pub(super) fn to_stdout(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    let written = write(&mut out).and_then(|()| out.flush());
    if written.is_err() {
        // The buffer would try once more when it is dropped.
        let _ = out.into_parts();
    }
    written.map_err(|error| Failure::of_output(&error))
}

/// Writes to standard error. If nobody can read it, there is nobody to tell.
pub(super) fn to_stderr(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
    let mut out = BufWriter::new(io::stderr().lock());
    let _ = write(&mut out).and_then(|()| out.flush());
}

/// `error: …` on standard error, hidden characters spelt out.
pub(super) fn error(message: &str) {
    to_stderr(|out| writeln!(out, "error: {}", escape_for_display(message)));
}

/// A text of several lines on standard error, hidden characters spelt out.
pub(super) fn complaint(text: &str) {
    to_stderr(|out| writeln!(out, "{}", escape_for_display(text.trim_end())));
}
