//! `expolc emit`: the firewall IR of a policy that has no errors, proved to say what was checked.

use std::io;
use std::path::Path;

use crate::checks::{Selection, diagnostics};
use crate::db::{Database, OsSystem, System};
use crate::lower;
use crate::text::escape_for_display;
use expol_ir::{Document, canonical, flat, pretty};

use super::args::{DocumentFormat, EmitArgs, ReportFormat};
use super::exit::{Exit, Failure};
use super::input::{Policy, current_folder, enter, is_stdin, policy, shown};
use super::report::Report;
use super::sources::SourceTable;
use super::terminal::Terminal;
use super::{atomic, output, proof};

/// Checks one policy and writes its document.
///
/// # Errors
/// Where a file cannot be read or written, where the day has to be said, or where the document is not what was checked.
pub(super) fn run(args: &EmitArgs) -> Result<Exit, Failure> {
    let current = current_folder()?;
    let policy = policy(&args.files, args.policy.stdin_filename.as_deref(), &current)?;
    let mut db = Database::default();
    let unreadable = enter(&mut db, &policy, args.policy.as_of, &current);
    if !unreadable.is_empty() {
        return Err(Failure::Usage(unreadable.join("\nerror: ")));
    }
    let exit = report(args, &db, &policy, &current);
    if exit != Exit::Clean {
        return Ok(exit);
    }
    if args.policy.as_of.is_none() && lower::depends_on_the_day(&db) {
        return Err(undated(&policy));
    }
    let lowered = lower::document(&db)
        .map_err(|error| Failure::Internal(format!("the policy cannot be lowered: {error}")))?;
    proof::prove(&db, &lowered.document).map_err(Failure::Internal)?;
    let bytes = bytes(args, &lowered.document).map_err(Failure::Internal)?;
    match args.output.as_deref().filter(|file| !is_stdin(file)) {
        None => output::to_stdout(|out| out.write_all(&bytes))?,
        Some(file) => {
            spare_sources(&db, &policy, file)?;
            atomic::replace(file, |out| out.write_all(&bytes))?;
        }
    }
    Ok(Exit::Clean)
}

fn report(args: &EmitArgs, db: &Database, policy: &Policy, current: &Path) -> Exit {
    let mut found = diagnostics(db, Selection::Project);
    let report = Report::new(&args.policy, ReportFormat::Auto, Terminal::stderr(args.policy.color));
    let exit = report.exit(&found);
    report.keep(&mut found);
    let mut sources = SourceTable::default();
    sources.add(db, &policy.root, current, &mut found);
    let introduction = if exit == Exit::Clean { "" } else { "nothing emitted: " };
    output::to_stderr(|out| report.write(out, &found, &sources, introduction));
    exit
}

/// What is written, of a document that `ir verify` accepts.
fn bytes(args: &EmitArgs, document: &Document) -> Result<Vec<u8>, String> {
    let bytes = if args.compact { canonical(document) } else { pretty(document).into_bytes() };
    if let Some(problem) = expol_ir::verify(&bytes).problems.first() {
        return Err(format!("the document is not sound: {problem}"));
    }
    match args.format {
        DocumentFormat::Ir => Ok(bytes),
        DocumentFormat::Flat => flat_lines(document).map_err(|error| error.to_string()),
    }
}

fn flat_lines(document: &Document) -> io::Result<Vec<u8>> {
    let mut lines = Vec::new();
    for line in flat(document).map_err(io::Error::other)? {
        serde_json::to_writer(&mut lines, &line.map_err(io::Error::other)?)?;
        lines.push(b'\n');
    }
    Ok(lines)
}

/// What ends makes the meaning a question of the day, and the same input has to give the same bytes tomorrow.
fn undated(policy: &Policy) -> Failure {
    let today = OsSystem::new(policy.root.clone()).today();
    let command: Vec<String> =
        std::env::args_os().skip(1).map(|argument| quoted(&argument.to_string_lossy())).collect();
    Failure::Usage(format!(
        "a rule, zone or waiver of this policy ends on some day (`until`), so what it means depends on the day; say which one:\n  \
         expolc {} --as-of {today}",
        command.join(" "),
    ))
}

/// As a shell reads it.
fn quoted(argument: &str) -> String {
    let plain = |c: char| {
        c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | '=' | ':' | ',' | '+' | '@' | '%')
    };
    if !argument.is_empty() && argument.chars().all(plain) {
        return argument.to_owned();
    }
    escape_for_display(&format!("'{}'", argument.replace('\'', "'\\''"))).into_owned()
}

/// Refuses to write over what was read.
fn spare_sources(db: &Database, policy: &Policy, file: &Path) -> Result<(), Failure> {
    let Ok(target) = std::fs::canonicalize(file) else { return Ok(()) };
    let own = |source: &&crate::db::SourceFile| !source.library(db) && source.problem(db).is_none();
    let mut sources = db.files().iter().filter(own).map(|source| policy.root.join(source.path(db).as_str()));
    if sources.any(|source| std::fs::canonicalize(source).is_ok_and(|source| source == target)) {
        return Err(Failure::Usage(format!(
            "{} is a file of the policy and will not be overwritten",
            shown(file)
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn arguments_are_quoted_as_a_shell_reads_them() {
        assert_eq!(quoted("sites/rio.expol"), "sites/rio.expol");
        assert_eq!(quoted("my policy.expol"), "'my policy.expol'");
        assert_eq!(quoted("o'hara"), "'o'\\''hara'");
        assert_eq!(quoted(""), "''");
    }
}
