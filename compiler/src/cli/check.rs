//! `expolc check`: what is wrong with policies.

use std::path::{Path, PathBuf};

use super::args::CheckArgs;
use super::examine::{Findings, examine};
use super::exit::{Exit, Failure};
use super::input::{Policy, current_folder, is_stdin, policy};
use super::output;
use super::policies::of_folder;
use super::report::Report;
use super::terminal::Terminal;

/// Checks the named files as one policy, and every policy of the named folders; the whole project where none is named.
///
/// # Errors
/// Where a file or folder cannot be read, or the report cannot be written.
pub(super) fn run(args: &CheckArgs) -> Result<Exit, Failure> {
    let current = current_folder()?;
    let mut findings = examine(policies(args, &current)?, args.policy.as_of, &current);
    let report = Report::new(&args.policy, args.format, Terminal::stdout(args.policy.color));
    let exit = report.exit(&findings.diagnostics);
    report.keep(&mut findings.diagnostics);
    findings.unreadable.iter().for_each(|message| output::error(message));
    if findings.policies > 0 {
        let introduction = introduction(&findings);
        output::to_stdout(|out| report.write(out, &findings.diagnostics, &findings.sources, &introduction))?;
    }
    Ok(if findings.unreadable.is_empty() { exit } else { Exit::Usage })
}

fn policies(args: &CheckArgs, current: &Path) -> Result<Vec<Policy>, Failure> {
    if args.files.is_empty() && args.policy.stdin_filename.is_none() {
        return of_folder(&project_root(current)?, current);
    }
    let is_folder = |file: &PathBuf| !is_stdin(file) && current.join(file).is_dir();
    let (folders, files): (Vec<PathBuf>, Vec<PathBuf>) = args.files.iter().cloned().partition(is_folder);
    let mut policies = Vec::new();
    for folder in folders {
        policies.extend(of_folder(&folder, current)?);
    }
    if !files.is_empty() || args.policy.stdin_filename.is_some() {
        policies.push(policy(&files, args.policy.stdin_filename.as_deref(), current)?);
    }
    Ok(policies)
}

fn project_root(current: &Path) -> Result<PathBuf, Failure> {
    let found = crate::db::discover(&[], current);
    found
        .map(|project| project.root)
        .map_err(|error| Failure::Usage(format!("cannot find the project: {error}")))
}

fn introduction(findings: &Findings) -> String {
    let noun = if findings.policies == 1 { "policy" } else { "policies" };
    format!("checked {} {noun}: ", findings.policies)
}
