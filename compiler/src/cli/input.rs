//! The files of one policy, as they were named.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::db::{Database, LoadOptions, MAX_FILE_BYTES, OsSystem, ProjectPath, discover, load};
use crate::syntax::literal::Date;

use super::exit::Failure;
use super::sources::shown_path;

/// What stands for standard input among the files.
const STDIN: &str = "-";
/// What standard input is called where nothing else is said.
const STDIN_NAME: &str = "stdin.expol";

/// The files that form one policy, and the project that they lie in.
#[derive(Clone, Debug)]
pub(super) struct Policy {
    /// The project's root.
    pub(super) root: PathBuf,
    /// The files, relative to it.
    pub(super) files: Vec<ProjectPath>,
    /// Standard input, by the path that it stands for.
    pub(super) overlay: BTreeMap<ProjectPath, Vec<u8>>,
}

/// The folder that relative names start from, free of links.
pub(super) fn current_folder() -> Result<PathBuf, Failure> {
    let found = env::current_dir().and_then(fs::canonicalize);
    found.map_err(|error| Failure::Usage(format!("cannot find the current folder: {error}")))
}

/// The policy that these files form.
///
/// # Errors
/// Where a name cannot be one of a policy, or standard input cannot be read.
pub(super) fn policy(
    files: &[PathBuf],
    stdin_name: Option<&Path>,
    current: &Path,
) -> Result<Policy, Failure> {
    let at = stdin_at(files, stdin_name)?;
    let mut named = files.to_vec();
    if let Some(file) = at.and_then(|at| named.get_mut(at)) {
        *file = stdin_name.unwrap_or_else(|| Path::new(STDIN_NAME)).to_path_buf();
    }
    if let Some(file) = named.iter().find(|file| file.to_str().is_none()) {
        return Err(Failure::Usage(format!("the name of {} is not UTF-8 text", shown(file))));
    }
    let project = discover(&named, current).map_err(|error| refused(&named, current, &error))?;
    let mut overlay = BTreeMap::new();
    if let Some(path) = at.and_then(|at| project.files.get(at)) {
        overlay.insert(path.clone(), stdin(MAX_FILE_BYTES)?);
    }
    let mut files = project.files;
    files.sort();
    files.dedup();
    Ok(Policy { root: project.root, files, overlay })
}

/// The policy that standard input is, which has been read already.
///
/// # Errors
/// Where its name cannot be one of a policy.
pub(super) fn overlaid(bytes: Vec<u8>, stdin_name: Option<&Path>, current: &Path) -> Result<Policy, Failure> {
    let named = vec![stdin_name.unwrap_or_else(|| Path::new(STDIN_NAME)).to_path_buf()];
    let project = discover(&named, current).map_err(|error| refused(&named, current, &error))?;
    let overlay = project.files.first().map(|path| (path.clone(), bytes)).into_iter().collect();
    Ok(Policy { root: project.root, files: project.files, overlay })
}

/// Loads a policy, and says which of its own files could not be read. Without them nothing true can be said of it.
pub(super) fn enter(db: &mut Database, policy: &Policy, as_of: Option<Date>, current: &Path) -> Vec<String> {
    let system = OsSystem::new(policy.root.clone());
    let options = LoadOptions { roots: policy.files.clone(), as_of, overlay: policy.overlay.clone() };
    load(db, &system, &options);
    let roots = db.files().iter().filter(|file| !file.library(db) && policy.files.contains(file.path(db)));
    let unreadable = roots.filter_map(|file| {
        let problem = file.problem(db).as_ref()?;
        Some(format!("cannot read {}: {problem}", shown_path(&policy.root, file.path(db), current)))
    });
    unreadable.collect()
}

/// All of standard input, up to a limit.
pub(super) fn stdin(limit: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = io::stdin().lock().take(limit + 1).read_to_end(&mut bytes);
    read.map_err(|error| Failure::Usage(format!("cannot read standard input: {error}")))?;
    if bytes.len() as u64 > limit {
        return Err(Failure::Usage(format!(
            "cannot read standard input: it has more than {limit} bytes, the limit"
        )));
    }
    Ok(bytes)
}

/// Whether a name means standard input.
pub(super) fn is_stdin(file: &Path) -> bool {
    file == Path::new(STDIN)
}

/// A file name between backticks, as far as it is text.
pub(super) fn shown(file: &Path) -> String {
    format!("`{}`", file.display())
}

fn stdin_at(files: &[PathBuf], stdin_name: Option<&Path>) -> Result<Option<usize>, Failure> {
    let mut places = files.iter().enumerate().filter(|(_, file)| is_stdin(file)).map(|(at, _)| at);
    match (places.next(), places.next(), stdin_name) {
        (_, Some(_), _) => {
            Err(Failure::Usage("`-` is named twice, but there is one standard input".to_owned()))
        }
        (None, _, Some(_)) => Err(Failure::Usage("--stdin-filename needs `-` among the files".to_owned())),
        (at, _, _) => Ok(at),
    }
}

/// In words, with the file that is to blame where one is.
fn refused(named: &[PathBuf], current: &Path, error: &io::Error) -> Failure {
    let alone = named.iter().find_map(|file| {
        let fault = discover(std::slice::from_ref(file), current).err()?;
        Some(format!("cannot read {}: {}", shown(file), words(&fault)))
    });
    let outside = || {
        let other =
            named.iter().find(|file| discover(&[named[0].clone(), (*file).clone()], current).is_err());
        let file = other.map_or_else(String::new, |file| format!("{}: ", shown(file)));
        format!(
            "{file}{}; files that are named together form one policy and lie in one project",
            words(error)
        )
    };
    Failure::Usage(alone.unwrap_or_else(outside))
}

fn words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "the folder that it should lie in does not exist".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}
