//! `expolc init`: a policy to start from.

use std::ffi::OsStr;

use super::args::InitArgs;
use super::atomic;
use super::exit::{Exit, Failure};
use super::input::shown;
use super::output;

/// Checked by a test, as every example is.
const STARTER: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/stdlib/starter.expol"));

/// Writes the starter policy where there is no file yet.
///
/// # Errors
/// Where there is one, or it cannot be written.
pub(super) fn run(args: &InitArgs) -> Result<Exit, Failure> {
    if args.file.extension() != Some(OsStr::new("expol")) {
        return Err(Failure::Usage(format!(
            "{} does not end in `.expol`, as the name of a policy does",
            shown(&args.file)
        )));
    }
    atomic::create(&args.file, |out| out.write_all(STARTER.as_bytes()))?;
    let file = args.file.display().to_string();
    let file = crate::text::escape_line_for_display(&file);
    output::to_stdout(|out| {
        writeln!(out, "wrote {file}\nnext: edit its addresses, then `expolc check {file}`")
    })?;
    Ok(Exit::Clean)
}
