//! Writes a file wholly or not at all: a new file in the same folder, brought to the disk, takes the place of the old.

use std::fs::{self, File, Metadata};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use super::exit::Failure;
use super::input::shown;

/// Writes a file, in place of what stands there.
///
/// # Errors
/// Where something else than a file stands there, or writing fails; then everything is as it was.
pub(super) fn replace(
    file: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    let failed = |error: io::Error| failure(file, &error);
    let (target, old) = target(file).map_err(failed)?;
    let new = written(&target, write).map_err(failed)?;
    if let Some(old) = old {
        new.as_file().set_permissions(old.permissions()).map_err(failed)?;
    }
    new.persist(&target).map_err(|error| failed(error.error))?;
    sync_folder(&target).map_err(failed)
}

/// Writes a file where there is none.
///
/// # Errors
/// Where there is one, or writing fails; then everything is as it was.
pub(super) fn create(
    file: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    let failed = |error: io::Error| failure(file, &error);
    let new = written(file, write).map_err(failed)?;
    new.persist_noclobber(file).map_err(|error| failed(error.error))?;
    sync_folder(file).map_err(failed)
}

/// The file that a name leads to, through links, and what is known of it.
fn target(file: &Path) -> io::Result<(PathBuf, Option<Metadata>)> {
    match fs::symlink_metadata(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok((file.to_path_buf(), None)),
        found => found?,
    };
    let target = fs::canonicalize(file)?;
    let metadata = fs::metadata(&target)?;
    if metadata.is_file() {
        return Ok((target, Some(metadata)));
    }
    let kind = if metadata.is_dir() {
        "it is a directory"
    } else {
        "it is a device, a pipe or a socket, not a regular file"
    };
    Err(io::Error::new(io::ErrorKind::InvalidInput, kind))
}

/// A new file beside `target` that holds everything, on the disk.
fn written(target: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<NamedTempFile> {
    let mut new = Builder::new()
        .prefix(".expolc-")
        .suffix(".tmp")
        .permissions_of_new_files()
        .tempfile_in(folder(target))?;
    let mut out = BufWriter::new(&mut new);
    write(&mut out)?;
    out.flush()?;
    drop(out);
    new.as_file().sync_all()?;
    Ok(new)
}

fn folder(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Without it the new name may be lost when the power fails. Not every system can.
fn sync_folder(file: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder(file))?.sync_all() } else { Ok(()) }
}

fn failure(file: &Path, error: &io::Error) -> Failure {
    let words = match error.kind() {
        io::ErrorKind::NotFound => "the folder does not exist".to_owned(),
        io::ErrorKind::AlreadyExists => "it exists already and will not be overwritten".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    };
    Failure::Usage(format!("cannot write {}: {words}; nothing was changed", shown(file)))
}

/// Temporary files are private by default; what is written here is as public as the umask lets any new file be.
trait Permissive {
    fn permissions_of_new_files(&mut self) -> &mut Self;
}

impl Permissive for Builder<'_, '_> {
    #[cfg(unix)]
    fn permissions_of_new_files(&mut self) -> &mut Self {
        use std::os::unix::fs::PermissionsExt;
        self.permissions(fs::Permissions::from_mode(0o666))
    }

    #[cfg(not(unix))]
    fn permissions_of_new_files(&mut self) -> &mut Self {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_failure_half_way_leaves_the_old_file_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("out.json");
        fs::write(&file, "old").unwrap();
        let half = |out: &mut dyn Write| {
            out.write_all(b"half")?;
            Err(io::Error::other("the disk is full"))
        };
        let failure = replace(&file, half).unwrap_err();
        assert!(failure.message().unwrap().contains("the disk is full"));
        assert_eq!(fs::read_to_string(&file).unwrap(), "old");
        assert_eq!(entries(folder.path()), ["out.json"]);
    }

    #[test]
    fn a_file_is_replaced_and_a_new_one_never_replaces() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("out.json");
        create(&file, |out| out.write_all(b"first")).unwrap();
        assert!(create(&file, |out| out.write_all(b"second")).is_err());
        assert_eq!(fs::read_to_string(&file).unwrap(), "first");
        replace(&file, |out| out.write_all(b"third")).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "third");
        assert_eq!(entries(folder.path()), ["out.json"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_permissions_are_those_of_a_new_or_the_old_file() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let mode = |name: &str| fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o777;
        fs::write(folder.path().join("plain"), "").unwrap();
        replace(&folder.path().join("new"), |out| out.write_all(b"x")).unwrap();
        assert_eq!(mode("new"), mode("plain"));
        fs::set_permissions(folder.path().join("new"), fs::Permissions::from_mode(0o640)).unwrap();
        symlink("new", folder.path().join("link")).unwrap();
        replace(&folder.path().join("link"), |out| out.write_all(b"y")).unwrap();
        assert_eq!(mode("new"), 0o640);
        assert_eq!(fs::read_to_string(folder.path().join("new")).unwrap(), "y");
        assert!(fs::symlink_metadata(folder.path().join("link")).unwrap().is_symlink());
    }
}
