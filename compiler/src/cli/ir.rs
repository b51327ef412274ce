//! `expolc ir`: documents by themselves, without the policy that they came from.

use crate::text::escape_line_for_display;

use super::args::VerifyArgs;
use super::documents::read;
use super::exit::{Exit, Failure};
use super::input::{is_stdin, stdin};
use super::output;

/// Says whether a document is sound, and if not, what is wrong and where.
///
/// # Errors
/// Where it cannot be read.
pub(super) fn verify(args: &VerifyArgs) -> Result<Exit, Failure> {
    let bytes = if is_stdin(&args.file) { stdin(expol_ir::MAX_BYTES as u64)? } else { read(&args.file)? };
    let name = if is_stdin(&args.file) { "standard input".into() } else { args.file.display().to_string() };
    let name = escape_line_for_display(&name);
    match expol_ir::read(&bytes) {
        Ok(_) if args.quiet => Ok(Exit::Clean),
        Ok(document) => {
            let count = document.rules.len();
            let noun = if count == 1 { "rule" } else { "rules" };
            output::to_stdout(|out| {
                writeln!(out, "{name}: sound, {count} {noun}, {}", document.digests.semantic)
            })?;
            Ok(Exit::Clean)
        }
        Err(report) => {
            let problems = report.problems.iter().map(ToString::to_string);
            output::to_stdout(|out| {
                problems
                    .into_iter()
                    .try_for_each(|problem| writeln!(out, "{name}: {}", escape_line_for_display(&problem)))
            })?;
            Ok(Exit::Findings)
        }
    }
}

/// Writes the JSON Schema.
///
/// # Errors
/// Where it cannot be written.
pub(super) fn schema() -> Result<Exit, Failure> {
    output::to_stdout(|out| out.write_all(expol_ir::schema().as_bytes()))?;
    Ok(Exit::Clean)
}
