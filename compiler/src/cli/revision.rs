//! A policy as it stood in a git revision: a `System` over the objects of a repository.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use crate::db::{Database, LoadOptions, MAX_FILE_BYTES, OsSystem, ProjectPath, ReadError, System, load};
use crate::syntax::literal::Date;
use expol_ir::Document;

use super::ask_args::HowArgs;
use super::documents::{document_of, parse, several};
use super::exit::Failure;
use super::git::{EntryKind, Object, Objects, Repository};
use super::policies::{FileKey, roots_of};

/// A folder of a commit.
struct GitSystem {
    objects: RefCell<Objects>,
    /// The tree of the commit.
    tree: String,
    /// The project's root below it.
    prefix: String,
}

impl System for GitSystem {
    fn read(&self, path: &ProjectPath) -> Result<Vec<u8>, ReadError> {
        read(&self.objects, &self.tree, &joined(&self.prefix, path.as_str()), MAX_FILE_BYTES)
    }

    fn today(&self) -> Date {
        OsSystem::new(PathBuf::new()).today()
    }
}

/// The document of a policy, or the document, at a path below the repository's top in a revision.
///
/// # Errors
/// Where it cannot be read, or has errors, which are then shown.
pub(super) fn document_at(
    repository: &Repository,
    revision: &str,
    path: &str,
    how: &HowArgs,
    current: &Path,
) -> Result<Document, Failure> {
    let name = format!("`{revision}:{path}`");
    let failed = |error: io::Error| Failure::Usage(format!("cannot read {name}: {error}"));
    let commit = repository.commit(revision)?;
    let objects = RefCell::new(repository.objects()?);
    let tree = objects.borrow_mut().tree_of(&commit).map_err(failed)?;
    let found = objects.borrow_mut().find(&tree, path).map_err(failed)?;
    let file = match found.map(|(kind, _)| kind) {
        None => return Err(failed(io::Error::new(io::ErrorKind::NotFound, "the revision has no such file"))),
        Some(EntryKind::Link) => return Err(failed(io::Error::other(LINK))),
        Some(EntryKind::Submodule) => return Err(failed(io::Error::other(SUBMODULE))),
        Some(EntryKind::File) if is_document(path) => {
            let bytes = read(&objects, &tree, path, expol_ir::MAX_BYTES as u64);
            return parse(&bytes.map_err(|error| failed(io::Error::other(error.to_string())))?, &name);
        }
        Some(EntryKind::File) => path.to_owned(),
        Some(EntryKind::Folder) => one_policy(&objects, &tree, path)?,
    };
    let prefix = root_of(&objects, &tree, &file).map_err(failed)?;
    let below = file.strip_prefix(&prefix).unwrap_or(&file).trim_start_matches('/');
    let path = ProjectPath::new(below).map_err(|refusal| failed(io::Error::other(refusal.to_string())))?;
    let root = repository.top.join(&prefix);
    let system = GitSystem { objects, tree, prefix };
    let mut db = Database::default();
    load(
        &mut db,
        &system,
        &LoadOptions { roots: vec![path.clone()], as_of: how.as_of, overlay: BTreeMap::new() },
    );
    let own = db.files().iter().find(|file| !file.library(&db) && *file.path(&db) == path);
    if let Some(problem) = own.and_then(|file| file.problem(&db).as_ref()) {
        return Err(failed(io::Error::other(problem.to_string())));
    }
    let document = document_of(&db, &root, current, how);
    // The process is about to end: taking the database apart piece by piece would only delay it.
    std::mem::forget(db);
    document
}

const LINK: &str = "it is a symbolic link, and links in a revision are not followed";
const SUBMODULE: &str = "it lies in a submodule, which is another repository";

fn is_document(path: &str) -> bool {
    super::documents::is_document(Path::new(path))
}

fn read(objects: &RefCell<Objects>, tree: &str, path: &str, limit: u64) -> Result<Vec<u8>, ReadError> {
    let words = |error: io::Error| ReadError::Other(error.to_string());
    let mut objects = objects.borrow_mut();
    let (kind, id) = objects.find(tree, path).map_err(words)?.ok_or(ReadError::Missing)?;
    match kind {
        EntryKind::Folder => Err(ReadError::Directory),
        EntryKind::Link => Err(ReadError::Other(LINK.to_owned())),
        EntryKind::Submodule => Err(ReadError::Other(SUBMODULE.to_owned())),
        EntryKind::File => match objects.get(&id, limit).map_err(words)? {
            Object::Blob(bytes) => Ok(bytes),
            Object::Large(bytes) => Err(ReadError::TooLarge { bytes }),
            Object::Other(kind, _) => Err(ReadError::Other(format!("it is a {kind}, not a file"))),
        },
    }
}

/// The project's root of a file: the nearest folder above with `expol.toml`, else the top.
fn root_of(objects: &RefCell<Objects>, tree: &str, file: &str) -> io::Result<String> {
    let mut folder = file;
    while let Some((above, _)) = folder.rsplit_once('/') {
        if objects.borrow_mut().find(tree, &joined(above, "expol.toml"))?.is_some() {
            return Ok(above.to_owned());
        }
        folder = above;
    }
    Ok(String::new())
}

/// The one policy of a folder.
fn one_policy(objects: &RefCell<Objects>, tree: &str, folder: &str) -> Result<String, Failure> {
    let failed = |error: io::Error| Failure::Usage(format!("cannot read the revision: {error}"));
    let mut files = Vec::new();
    expol_files(objects, tree, folder, &mut files).map_err(failed)?;
    let mut keys: Vec<FileKey> = Vec::new();
    for file in &files {
        let prefix = root_of(objects, tree, file).map_err(failed)?;
        let below = file.strip_prefix(&prefix).unwrap_or(file).trim_start_matches('/');
        keys.extend(ProjectPath::new(below).ok().map(|path| (PathBuf::from(&prefix), path)));
    }
    let read = |(root, path): &FileKey| {
        read(objects, tree, &joined(&root.to_string_lossy(), path.as_str()), MAX_FILE_BYTES).ok()
    };
    let roots = roots_of(keys, read);
    let names: Vec<String> =
        roots.iter().map(|(root, path)| joined(&root.to_string_lossy(), path.as_str())).collect();
    match names.as_slice() {
        [only] => Ok(only.clone()),
        [] => Err(Failure::Usage("there is no `.expol` file in that folder of the revision".to_owned())),
        _ => Err(several(Path::new(if folder.is_empty() { "." } else { folder }), &names)),
    }
}

/// Every `.expol` file below a folder, hidden folders and build output left out.
fn expol_files(
    objects: &RefCell<Objects>,
    tree: &str,
    folder: &str,
    found: &mut Vec<String>,
) -> io::Result<()> {
    let Some((EntryKind::Folder, id)) = objects.borrow_mut().find(tree, folder)? else { return Ok(()) };
    let entries = objects.borrow_mut().entries(&id)?.to_vec();
    for (name, (kind, _)) in entries {
        let path = joined(folder, &name);
        let skipped = name.starts_with('.') || name == "target" || name == "node_modules";
        match kind {
            EntryKind::Folder if !skipped => expol_files(objects, tree, &path, found)?,
            EntryKind::File if name.ends_with(".expol") => found.push(path),
            _ => {}
        }
    }
    Ok(())
}

fn joined(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}
