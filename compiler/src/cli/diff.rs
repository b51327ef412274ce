//! `expolc diff`: the flows that are opened and closed between two policies, documents or git revisions.

use std::path::{Component, Path, PathBuf};

use expol_ir::Document;
use expol_query::{ChangeKind, change, render};

use super::ask_args::{AnswerFormat, AskArgs, DiffArgs, HowArgs};
use super::documents::{document, reading, too_complex};
use super::exit::{Exit, Failure};
use super::git::Repository;
use super::input::{current_folder, is_stdin, shown};
use super::output;
use super::progress::Progress;
use super::revision::document_at;
use super::terminal::Terminal;

/// One side of the comparison, as it was typed.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Side {
    /// A policy's file or folder, a document, or standard input.
    File(PathBuf),
    /// A revision, and the path in it where one was given.
    Revision(String, Option<String>),
}

/// Compares two policies. The exit code says whether traffic changes.
///
/// # Errors
/// Where one of them cannot be read or has errors.
pub(super) fn run(args: &DiffArgs) -> Result<Exit, Failure> {
    let current = current_folder()?;
    let (old, new) = (side(&args.old, &current)?, side(&args.new, &current)?);
    if old == new && old == Side::File(PathBuf::from("-")) {
        return Err(Failure::Usage("`-` is named twice, but there is one standard input".to_owned()));
    }
    let before = named(load(&old, &new, &args.how, &current), &args.old)?;
    let now = named(load(&new, &old, &args.how, &current), &args.new)?;
    let (before, now) = (reading(&before)?, reading(&now)?);
    let progress = Progress::of("comparing");
    let found = change(&before, &now).map_err(too_complex)?;
    drop(progress);
    let page = render::change_page(&found);
    let text = match args.format {
        AnswerFormat::Text => render::text(&page, Terminal::stdout(args.how.color).look.color),
        AnswerFormat::Markdown => render::markdown(&page),
        AnswerFormat::Json => found.json(),
    };
    output::to_stdout(|out| out.write_all(text.as_bytes()))?;
    Ok(if found.kind == ChangeKind::Traffic { Exit::Findings } else { Exit::Clean })
}

/// Which side has errors is to be said, and that the exit code does not speak about traffic then.
fn named(loaded: Result<Document, Failure>, name: &Path) -> Result<Document, Failure> {
    match loaded {
        Err(Failure::Refused) => {
            Err(Failure::Usage(format!("{} has errors, so there is nothing to compare", shown(name))))
        }
        other => other,
    }
}

/// What exists as a file is one; what else has a colon is a revision with a path; anything else is a revision.
fn side(text: &Path, current: &Path) -> Result<Side, Failure> {
    let missing = || Failure::Usage(format!("cannot read {}: there is no such file", shown(text)));
    if text.as_os_str().is_empty() {
        return Err(missing());
    }
    if is_stdin(text) || current.join(text).exists() {
        return Ok(Side::File(text.to_path_buf()));
    }
    let Some(written) = text.to_str() else { return Err(missing()) };
    if let Some((revision, path)) = written.split_once(':')
        && !revision.is_empty()
    {
        return Ok(Side::Revision(revision.to_owned(), Some(path.to_owned())));
    }
    let file = text.extension().is_some_and(|ending| ending == "expol" || ending == "json");
    if file { Err(missing()) } else { Ok(Side::Revision(written.to_owned(), None)) }
}

fn load(side: &Side, other: &Side, how: &HowArgs, current: &Path) -> Result<Document, Failure> {
    let (revision, path) = match side {
        Side::File(file) => {
            let how =
                HowArgs { as_of: how.as_of, stdin_filename: how.stdin_filename.clone(), color: how.color };
            return document(&AskArgs { files: vec![file.clone()], how });
        }
        Side::Revision(revision, path) => (revision, path),
    };
    let _progress = Progress::of("reading the revision");
    let beside = match other {
        Side::File(file) if !is_stdin(file) => current.join(file),
        _ => current.to_path_buf(),
    };
    let (repository, path) = match (path, other) {
        (Some(path), _) => {
            let repository = Repository::of(current)?;
            let path = in_repository(path, &repository, current)?;
            (repository, path)
        }
        // A revision alone means what the other side names.
        (None, Side::Revision(_, Some(path))) => {
            let repository = Repository::of(current)?;
            let path = in_repository(path, &repository, current)?;
            (repository, path)
        }
        (None, _) => {
            let folder = if beside.is_dir() { beside.as_path() } else { beside.parent().unwrap_or(current) };
            let repository = Repository::of(folder)?;
            let path = below(&repository.top, &beside)?;
            (repository, path)
        }
    };
    document_at(&repository, revision, &path, how, current)
}

/// A path in a revision counts from the top of the repository, or from here where it begins with `./` or `../`, as in git.
fn in_repository(path: &str, repository: &Repository, current: &Path) -> Result<String, Failure> {
    let relative = path == "." || path == ".." || path.starts_with("./") || path.starts_with("../");
    let full = if relative { current.join(path) } else { repository.top.join(path) };
    if path.starts_with('/') || path.contains('\\') {
        return Err(Failure::Usage(format!("`{path}` is no path below the repository's top")));
    }
    plain(&repository.top, &full)
        .ok_or_else(|| Failure::Usage(format!("`{path}` leads out of the repository")))
}

/// A file that exists, as its path below the repository's top.
fn below(top: &Path, file: &Path) -> Result<String, Failure> {
    let outside = || Failure::Usage(format!("{} lies outside of the git repository", shown(file)));
    let full = std::fs::canonicalize(file)
        .map_err(|error| Failure::Usage(format!("cannot read {}: {error}", shown(file))))?;
    plain(top, &full).ok_or_else(outside)
}

/// The path below `top`, with `.` and `..` worked out by their names: the file need not exist any more.
fn plain(top: &Path, full: &Path) -> Option<String> {
    let mut parts: Vec<&std::ffi::OsStr> = Vec::new();
    for component in full.components() {
        match component {
            Component::ParentDir => {
                parts.pop()?;
            }
            Component::CurDir => {}
            other => parts.push(other.as_os_str()),
        }
    }
    let path: PathBuf = parts.iter().collect();
    let below = path.strip_prefix(top).ok()?;
    let written: Option<Vec<&str>> = below.iter().map(std::ffi::OsStr::to_str).collect();
    Some(written?.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sides_are_files_or_revisions() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("main"), "").unwrap();
        let side = |text: &str| side(Path::new(text), folder.path());
        assert_eq!(side("main").unwrap(), Side::File("main".into()));
        assert_eq!(side("-").unwrap(), Side::File("-".into()));
        assert_eq!(side("HEAD~1").unwrap(), Side::Revision("HEAD~1".into(), None));
        assert_eq!(side("v1:a/b.expol").unwrap(), Side::Revision("v1".into(), Some("a/b.expol".into())));
        assert!(side("gone.expol").is_err());
        assert!(side("").is_err());
    }

    #[test]
    fn paths_stay_below_the_top() {
        let below = |path: &str| plain(Path::new("/r"), Path::new(path));
        assert_eq!(below("/r/a/../b/./c.expol").as_deref(), Some("b/c.expol"));
        assert_eq!(below("/r").as_deref(), Some(""));
        assert_eq!(below("/r/../x"), None);
    }
}
