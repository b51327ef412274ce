//! Where a project begins: the nearest folder above with `expol.toml` or `.git`, else the folder of the file.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::path::{PathRefusal, ProjectPath};

/// A project's root, and the files of it that were named.
#[derive(Clone, Debug)]
pub struct Project {
    /// Absolute, free of links.
    pub root: PathBuf,
    /// Relative to it.
    pub files: Vec<ProjectPath>,
}

/// Finds the project of the named files.
///
/// # Errors
/// Where a folder cannot be read, or a file lies in none of the root's folders.
pub fn discover(named: &[PathBuf], current: &Path) -> io::Result<Project> {
    let current = fs::canonicalize(current)?;
    let folder = match named.first() {
        Some(file) => folder_of(&current.join(file))?,
        None => current.clone(),
    };
    let root = marked_root(&folder).unwrap_or(folder);
    let files = named.iter().map(|file| relative(&root, &current.join(file))).collect::<io::Result<_>>()?;
    Ok(Project { root, files })
}

/// The folder that holds the file, as it stands, even where the file itself is a link.
fn folder_of(file: &Path) -> io::Result<PathBuf> {
    fs::canonicalize(file.parent().unwrap_or(file))
}

fn marked_root(folder: &Path) -> Option<PathBuf> {
    folder
        .ancestors()
        .find(|above| ["expol.toml", ".git"].iter().any(|mark| above.join(mark).exists()))
        .map(Path::to_path_buf)
}

fn relative(root: &Path, file: &Path) -> io::Result<ProjectPath> {
    let folder = folder_of(file)?;
    let outside = || {
        io::Error::new(
            io::ErrorKind::InvalidInput,
            format!("it lies outside of the project {}", root.display()),
        )
    };
    let name = file.file_name().ok_or_else(outside)?;
    let below = folder.strip_prefix(root).map_err(|_| outside())?.join(name);
    let written: Vec<String> = below.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    ProjectPath::new(&written.join("/"))
        .map_err(|refusal: PathRefusal| io::Error::new(io::ErrorKind::InvalidInput, refusal.to_string()))
}
