//! What questions are asked of: a policy, which is checked and lowered first, or a firewall IR document.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use crate::checks::{Selection, diagnostics};
use crate::db::Database;
use crate::diagnostics::{Diagnostic, Severity};
use crate::lower;
use crate::render::{Limit, Selection as Shown, short};
use expol_ir::Document;
use expol_query::{QueryError, Reading};

use super::ask_args::{AskArgs, HowArgs};
use super::exit::Failure;
use super::input::{Policy, current_folder, enter, is_stdin, overlaid, policy, shown, stdin};
use super::output;
use super::policies::of_folder;
use super::progress::Progress;
use super::proof;
use super::sources::SourceTable;
use super::terminal::Terminal;

/// So many problems of a document are named.
const MAX_PROBLEMS: usize = 5;

/// What is asked: a document, and the policy that it was made of where it was not read as it is.
pub(super) struct Asked {
    /// The document.
    pub(super) document: Document,
    /// The policy.
    pub(super) policy: Option<Database>,
}

/// The document of what was named: a policy's files, a folder with one policy, an IR document, or the project's one policy.
///
/// # Errors
/// Where it cannot be read, or the policy has errors, which are then shown.
pub(super) fn document(args: &AskArgs) -> Result<Document, Failure> {
    Ok(asked(args)?.without_policy())
}

/// The same with the policy.
///
/// # Errors
/// As [`document`].
pub(super) fn asked(args: &AskArgs) -> Result<Asked, Failure> {
    let current = current_folder()?;
    if let [file] = args.files.as_slice() {
        if is_stdin(file) {
            return standard_input(&args.how, &current);
        }
        if is_document(file) {
            return parse(&read(file)?, &shown(file)).map(Asked::of);
        }
    }
    if let Some(file) = args.files.iter().find(|file| is_document(file)) {
        return Err(Failure::Usage(format!("{} is a document; name it alone", shown(file))));
    }
    lowered(&one_policy(args, &current)?, &args.how, &current)
}

impl Asked {
    fn of(document: Document) -> Asked {
        Asked { document, policy: None }
    }

    /// The document alone. The process is about to end: taking the database apart piece by piece would only delay it.
    pub(super) fn without_policy(self) -> Document {
        std::mem::forget(self.policy);
        self.document
    }
}

/// A policy that has no errors, and its document.
///
/// # Errors
/// Where a file cannot be read, or there are errors, which are then shown.
fn lowered(policy: &Policy, how: &HowArgs, current: &Path) -> Result<Asked, Failure> {
    let _progress = Progress::of("checking the policy");
    let mut db = Database::default();
    let unreadable = enter(&mut db, policy, how.as_of, current);
    if !unreadable.is_empty() {
        return Err(Failure::Usage(unreadable.join("\nerror: ")));
    }
    match document_of(&db, &policy.root, current, how) {
        Ok(document) => Ok(Asked { document, policy: Some(db) }),
        Err(failure) => {
            std::mem::forget(db);
            Err(failure)
        }
    }
}

/// The document of what is loaded.
///
/// # Errors
/// Where there are errors, which are then shown.
pub(super) fn document_of(
    db: &Database,
    root: &Path,
    current: &Path,
    how: &HowArgs,
) -> Result<Document, Failure> {
    let found = diagnostics(db, Selection::Project);
    if found.iter().any(|finding| finding.severity == Severity::Error) {
        refuse(db, root, current, how, found);
        return Err(Failure::Refused);
    }
    let lowered = lower::document(db)
        .map_err(|error| Failure::Internal(format!("the policy cannot be lowered: {error}")))?;
    proof::prove(db, &lowered.document).map_err(Failure::Internal)?;
    Ok(lowered.document)
}

/// A document that can be asked.
///
/// # Errors
/// Where its names cannot be resolved.
pub(super) fn reading(document: &Document) -> Result<Reading<'_>, Failure> {
    Reading::new(document)
        .map_err(|error: QueryError| Failure::Usage(format!("the document cannot be asked: {error}")))
}

/// Says that an answer has too many pieces.
pub(super) fn too_complex(error: expol_space::TooComplex) -> Failure {
    Failure::Usage(format!("the answer cannot be given exactly: {error}; ask for less at once"))
}

/// Whether a name is that of an IR document.
pub(super) fn is_document(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
}

/// A document from its bytes; one that is not sound is refused with what is wrong.
pub(super) fn parse(bytes: &[u8], name: &str) -> Result<Document, Failure> {
    let _progress = Progress::of("reading the document");
    expol_ir::read(bytes).map_err(|report| {
        let problems: Vec<String> =
            report.problems.iter().take(MAX_PROBLEMS).map(ToString::to_string).collect();
        let more = report.problems.len().saturating_sub(MAX_PROBLEMS);
        let rest = if more > 0 { format!("\n  and {more} more") } else { String::new() };
        Failure::Usage(format!("{name} is no sound document:\n  {}{rest}", problems.join("\n  ")))
    })
}

/// The bytes of a regular file.
pub(super) fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    let failed = |words: String| Failure::Usage(format!("cannot read {}: {words}", shown(file)));
    let metadata = fs::metadata(file).map_err(|error| failed(error.to_string()))?;
    if metadata.is_dir() {
        return Err(failed("it is a directory".to_owned()));
    }
    if !metadata.is_file() {
        return Err(failed("it is a device, a pipe or a socket; `-` reads standard input".to_owned()));
    }
    let mut bytes = Vec::new();
    let limit = expol_ir::MAX_BYTES as u64 + 1;
    let read = File::open(file).and_then(|open| open.take(limit).read_to_end(&mut bytes));
    read.map_err(|error| failed(error.to_string()))?;
    Ok(bytes)
}

/// Standard input holds a document if it begins like one, else a policy.
fn standard_input(how: &HowArgs, current: &Path) -> Result<Asked, Failure> {
    let bytes = stdin(expol_ir::MAX_BYTES as u64)?;
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    if first == Some(&b'{') {
        return parse(&bytes, "standard input").map(Asked::of);
    }
    lowered(&overlaid(bytes, how.stdin_filename.as_deref(), current)?, how, current)
}

fn one_policy(args: &AskArgs, current: &Path) -> Result<Policy, Failure> {
    match args.files.as_slice() {
        [] => {
            let found = crate::db::discover(&[], current);
            let project =
                found.map_err(|error| Failure::Usage(format!("cannot find the project: {error}")))?;
            the_policy(&project.root, current)
        }
        [folder] if !is_stdin(folder) && current.join(folder).is_dir() => the_policy(folder, current),
        files => policy(files, args.how.stdin_filename.as_deref(), current),
    }
}

/// The one policy of a folder.
fn the_policy(folder: &Path, current: &Path) -> Result<Policy, Failure> {
    let mut found = of_folder(folder, current)?;
    match (found.pop(), found.is_empty()) {
        (Some(policy), true) => Ok(policy),
        (last, _) => {
            found.extend(last);
            let names: Vec<String> =
                found.iter().flat_map(|policy| &policy.files).map(ToString::to_string).collect();
            Err(several(folder, &names))
        }
    }
}

/// Says that a folder has more than one policy.
pub(super) fn several(folder: &Path, names: &[String]) -> Failure {
    let listed: Vec<&str> = names.iter().take(MAX_PROBLEMS).map(String::as_str).collect();
    let more = if names.len() > listed.len() { ", …" } else { "" };
    Failure::Usage(format!(
        "{} has {} policies ({}{more}); name the one that is meant",
        shown(folder),
        names.len(),
        listed.join(", ")
    ))
}

/// Shows the errors of a policy about which nothing is answered.
fn refuse(db: &Database, root: &Path, current: &Path, how: &HowArgs, mut found: Vec<Diagnostic>) {
    found.retain(|finding| finding.severity == Severity::Error);
    let mut sources = SourceTable::default();
    sources.add(db, root, current, &mut found);
    let look = Terminal::stderr(how.color).look;
    output::to_stderr(|out| {
        let mut selection = Shown::new(&found, Limit::default());
        let summary = std::mem::take(&mut selection.summary);
        short(out, &selection, &sources, look.color)?;
        writeln!(out, "nothing answered: {summary}")
    });
}
