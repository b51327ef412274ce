//! `expolc test`: the `test` blocks of policies, as a test runner reports them.

use std::path::{Path, PathBuf};

use crate::checks::{Selection, diagnostics};
use crate::db::Database;
use crate::diagnostics::{Diagnostic, LabelStyle, Severity};
use crate::hir::range_of;
use crate::policy::effect::Expectation;
use crate::policy::effects;
use crate::policy::entry::statements;
use crate::policy::tested::{TestOutcome, test_outcomes};
use crate::text::LineIndex;
use expol_ir::{AssertionKind, Document};
use expol_query::{Case, Outcome, Suite, TestFailure, TestReport, render};

use super::ask_args::{AskArgs, TestArgs, TestFormat};
use super::documents::{is_document, parse, read};
use super::exit::{Exit, Failure};
use super::input::{Policy, current_folder, enter, is_stdin, policy, shown};
use super::output;
use super::policies::of_folder;
use super::progress::Progress;
use super::sources::shown_path;
use super::terminal::Terminal;

/// Runs the tests and reports them.
///
/// # Errors
/// Where a file cannot be read.
pub(super) fn run(args: &TestArgs) -> Result<Exit, Failure> {
    let suites = suites(&args.ask)?;
    let report = TestReport::new(suites);
    let color = Terminal::stdout(args.ask.how.color).look.color;
    let text = match args.format {
        TestFormat::Text => render::text(&report.page(), color),
        TestFormat::Junit => render::junit(&report),
        TestFormat::Json => report.json(),
    };
    output::to_stdout(|out| out.write_all(text.as_bytes()))?;
    Ok(if report.passes() { Exit::Clean } else { Exit::Findings })
}

fn suites(ask: &AskArgs) -> Result<Vec<Suite>, Failure> {
    let current = current_folder()?;
    let is_folder = |file: &PathBuf| !is_stdin(file) && current.join(file).is_dir();
    let (mut suites, mut policies, mut files) = (Vec::new(), Vec::new(), Vec::new());
    for file in &ask.files {
        if is_document(file) {
            suites.push(of_document(&parse(&read(file)?, &shown(file))?, file));
        } else if is_folder(file) {
            policies.extend(of_folder(file, &current)?);
        } else {
            files.push(file.clone());
        }
    }
    if ask.files.is_empty() && ask.how.stdin_filename.is_none() {
        let found = crate::db::discover(&[], &current);
        let root = found.map_err(|error| Failure::Usage(format!("cannot find the project: {error}")))?.root;
        policies.extend(of_folder(&root, &current)?);
    } else if !files.is_empty() || ask.how.stdin_filename.is_some() {
        policies.push(policy(&files, ask.how.stdin_filename.as_deref(), &current)?);
    }
    let _progress = Progress::of("running the tests");
    for policy in policies {
        suites.push(of_policy(&policy, ask, &current)?);
    }
    Ok(suites)
}

/// What a document says of the tests of its policy: it is written only where all of them hold.
fn of_document(document: &Document, file: &Path) -> Suite {
    let tests = document.assertions.iter().filter(|entry| entry.kind == AssertionKind::Test);
    let case = |entry: &expol_ir::Assertion| Case {
        name: entry.label.clone(),
        file: file.display().to_string(),
        line: 0,
        lines: entry.why.len(),
        outcome: Outcome::Passed,
        failures: Vec::new(),
    };
    Suite { name: file.display().to_string(), errors: 0, cases: tests.map(case).collect() }
}

fn of_policy(policy: &Policy, ask: &AskArgs, current: &Path) -> Result<Suite, Failure> {
    let mut db = Database::default();
    let unreadable = enter(&mut db, policy, ask.how.as_of, current);
    if !unreadable.is_empty() {
        return Err(Failure::Usage(unreadable.join("\nerror: ")));
    }
    let found = diagnostics(&db, Selection::Project);
    let failures: Vec<&Diagnostic> =
        found.iter().filter(|finding| finding.code.as_str() == "EX0411").collect();
    let errors = found.iter().filter(|finding| finding.severity == Severity::Error).count() - failures.len();
    let mut cases: Vec<Case> = Vec::new();
    for item in statements(&db) {
        let lines = effects(&db, item).expectations().iter().zip(test_outcomes(&db, item));
        let mut block: Option<Case> = None;
        for (line, outcome) in lines {
            let case = block.get_or_insert_with(|| begun(&db, policy, current, line));
            enter_line(&db, case, line, outcome, &failures);
        }
        cases.extend(block);
    }
    let names: Vec<String> =
        policy.files.iter().map(|file| shown_path(&policy.root, file, current)).collect();
    // The process is about to end: taking the database apart piece by piece would only delay it.
    std::mem::forget(db);
    Ok(Suite { name: names.join(" "), errors, cases })
}

fn begun(db: &Database, policy: &Policy, current: &Path, line: &Expectation<'_>) -> Case {
    let file = line.place.item.file(db);
    Case {
        name: line.title.to_string(),
        file: shown_path(&policy.root, file.path(db), current),
        line: line_of(db, line),
        lines: 0,
        outcome: Outcome::Passed,
        failures: Vec::new(),
    }
}

fn line_of(db: &Database, line: &Expectation<'_>) -> u32 {
    let (_, range) = range_of(db, line.place);
    LineIndex::new(line.place.item.file(db).text(db)).line_column(range.start).line
}

fn enter_line(
    db: &Database,
    case: &mut Case,
    line: &Expectation<'_>,
    outcome: &TestOutcome,
    failures: &[&Diagnostic],
) {
    case.lines += 1;
    let result = match outcome {
        TestOutcome::Passed => return,
        TestOutcome::Failed(_) | TestOutcome::Nothing => Outcome::Failed,
        TestOutcome::Unknown => Outcome::NotRun,
    };
    case.outcome = case.outcome.max(result);
    let (file, range) = range_of(db, line.place);
    let is_here = |finding: &&&Diagnostic| {
        finding
            .labels
            .iter()
            .any(|label| label.style == LabelStyle::Primary && label.file == file && label.range == range)
    };
    let mut words = Vec::new();
    match failures.iter().find(is_here) {
        Some(finding) => {
            words.push(finding.message.clone());
            words.extend(finding.notes.iter().cloned());
        }
        None => words.push("an error in the policy keeps this line from being decided".to_owned()),
    }
    case.failures.push(TestFailure { line: line_of(db, line), words });
}
