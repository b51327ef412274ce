//! What lies in a git repository, read without running anything that a repository can name.
//!
//! Two commands are used: `rev-parse --verify --end-of-options` for the name of a revision, and `cat-file --batch` for
//! objects by their ids. No shell, no filters, no hooks, no network; variables of the environment that steer git are
//! taken away, and what git refuses to trust (`safe.directory`) stays refused.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use super::exit::Failure;

/// A tree or a commit may be this large.
const MAX_TREE_BYTES: u64 = 64 * 1024 * 1024;

/// A repository with a working tree.
pub(super) struct Repository {
    /// The folder of the working tree, free of links.
    pub(super) top: PathBuf,
}

/// An object that was asked for.
pub(super) enum Object {
    /// The content of a file.
    Blob(Vec<u8>),
    /// A file that is larger than was asked for, with its size.
    Large(u64),
    /// Anything else, with the word that git has for it.
    Other(String, Vec<u8>),
}

/// What an entry of a tree is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum EntryKind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link.
    Link,
    /// Another repository.
    Submodule,
}

/// An entry of a tree: what it is, and its id.
pub(super) type Entry = (EntryKind, String);

/// The objects of a repository.
pub(super) struct Objects {
    child: Child,
    questions: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    trees: HashMap<String, Vec<(String, Entry)>>,
}

impl Repository {
    /// The repository that a folder lies in.
    ///
    /// # Errors
    /// Where there is none, or git cannot be run or refuses it.
    pub(super) fn of(folder: &Path) -> Result<Repository, Failure> {
        let top = run(folder, &["rev-parse", "--show-toplevel"]).map_err(|words| {
            Failure::Usage(format!(
                "`{}` is in no git repository that can be read: {words}",
                folder.display()
            ))
        })?;
        let top = std::fs::canonicalize(&top);
        top.map(|top| Repository { top })
            .map_err(|error| Failure::Usage(format!("cannot find the git repository: {error}")))
    }

    /// The id of the commit that a revision names.
    ///
    /// # Errors
    /// Where it names none.
    pub(super) fn commit(&self, revision: &str) -> Result<String, Failure> {
        let wanted = format!("{revision}^{{commit}}");
        let found = run(&self.top, &["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted]);
        match found {
            Ok(id) if is_id(&id) => Ok(id),
            _ => Err(Failure::Usage(format!("`{revision}` is neither a file nor a git revision here"))),
        }
    }

    /// The objects.
    ///
    /// # Errors
    /// Where git cannot be run.
    pub(super) fn objects(&self) -> Result<Objects, Failure> {
        let failed = |error: io::Error| Failure::Usage(format!("cannot run `git`: {error}"));
        let mut command = git(&self.top, &["cat-file", "--batch"]);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(failed)?;
        let questions = child.stdin.take();
        let answers = child.stdout.take().ok_or_else(|| failed(io::Error::other("it has no output")))?;
        Ok(Objects { child, questions, answers: BufReader::new(answers), trees: HashMap::new() })
    }
}

impl Objects {
    /// The id of the tree of a commit.
    ///
    /// # Errors
    /// In words.
    pub(super) fn tree_of(&mut self, commit: &str) -> io::Result<String> {
        let Object::Other(kind, bytes) = self.get(commit, MAX_TREE_BYTES)? else {
            return Err(broken("the commit is none"));
        };
        let text = String::from_utf8_lossy(&bytes);
        let tree = text.lines().next().and_then(|line| line.strip_prefix("tree "));
        let tree = tree.filter(|id| kind == "commit" && is_id(id));
        tree.map(str::to_owned).ok_or_else(|| broken("the commit has no tree"))
    }

    /// The entries of a tree.
    ///
    /// # Errors
    /// In words.
    pub(super) fn entries(&mut self, tree: &str) -> io::Result<&[(String, Entry)]> {
        if !self.trees.contains_key(tree) {
            let entries = match self.get(tree, MAX_TREE_BYTES)? {
                Object::Other(kind, bytes) if kind == "tree" => {
                    entries(&bytes, tree.len() / 2).ok_or_else(|| broken("a tree cannot be read"))?
                }
                _ => return Err(broken("a tree is none")),
            };
            self.trees.insert(tree.to_owned(), entries);
        }
        Ok(self.trees.get(tree).map(Vec::as_slice).unwrap_or_default())
    }

    /// The entry at a path below a tree; `None` where there is none. Links and submodules on the way are not followed.
    ///
    /// # Errors
    /// In words.
    pub(super) fn find(&mut self, tree: &str, path: &str) -> io::Result<Option<Entry>> {
        let mut found = (EntryKind::Folder, tree.to_owned());
        for part in path.split('/').filter(|part| !part.is_empty()) {
            match found.0 {
                EntryKind::Folder => {}
                EntryKind::File => return Ok(None),
                EntryKind::Link | EntryKind::Submodule => return Ok(Some(found)),
            }
            let entry = self.entries(&found.1)?.iter().find(|(name, _)| name == part);
            match entry {
                Some((_, entry)) => found = entry.clone(),
                None => return Ok(None),
            }
        }
        Ok(Some(found))
    }

    /// An object, of whose content at most `limit` bytes are kept.
    ///
    /// # Errors
    /// Where it is missing, or git ends.
    pub(super) fn get(&mut self, id: &str, limit: u64) -> io::Result<Object> {
        let questions = self.questions.as_mut().ok_or_else(|| broken("git has ended"))?;
        writeln!(questions, "{id}")?;
        questions.flush()?;
        let mut header = String::new();
        self.answers.read_line(&mut header)?;
        let words: Vec<&str> = header.split_whitespace().collect();
        let [_, kind, size] = words.as_slice() else {
            // A partial clone lacks objects, and nothing is fetched here.
            return Err(broken("an object is missing in this clone; `git fetch` it first"));
        };
        let size: u64 = size.parse().map_err(|_| broken("git answers in a way that is not known"))?;
        let mut bytes = Vec::new();
        (&mut self.answers).take(size.min(limit)).read_to_end(&mut bytes)?;
        let rest = size - size.min(limit) + 1;
        io::copy(&mut (&mut self.answers).take(rest), &mut io::sink())?;
        Ok(match *kind {
            "blob" if size > limit => Object::Large(size),
            "blob" => Object::Blob(bytes),
            other => Object::Other(other.to_owned(), bytes),
        })
    }
}

impl Drop for Objects {
    fn drop(&mut self) {
        // Without questions git ends by itself, unless an answer was left unread.
        drop(self.questions.take());
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The first line that git writes, or its complaint in one line.
fn run(folder: &Path, arguments: &[&str]) -> Result<String, String> {
    let output = git(folder, arguments)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("cannot run `git`: {error}"))?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_end_matches(['\n', '\r']).to_owned();
    if output.status.success() {
        return Ok(text(&output.stdout));
    }
    let complaint = text(&output.stderr);
    Err(complaint.lines().next().unwrap_or("git says no more").to_owned())
}

fn git(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    for (name, _) in std::env::vars_os().filter(|(name, _)| is_gits(name)) {
        command.env_remove(name);
    }
    command
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_NO_REPLACE_OBJECTS", "1")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("LC_ALL", "C")
        .args(["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never"])
        .arg("-C")
        .arg(folder)
        .args(arguments);
    command
}

fn is_gits(name: &OsStr) -> bool {
    name.to_string_lossy().starts_with("GIT_")
}

fn is_id(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn broken(words: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, words)
}

/// The entries of a tree: mode, name, a zero byte, the id in `width` bytes.
fn entries(bytes: &[u8], width: usize) -> Option<Vec<(String, Entry)>> {
    let mut all = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let space = rest.iter().position(|byte| *byte == b' ')?;
        let end = rest.iter().position(|byte| *byte == 0)?;
        let id = rest.get(end + 1..end + 1 + width)?;
        let kind = match rest.get(..space)? {
            b"40000" => EntryKind::Folder,
            b"120000" => EntryKind::Link,
            b"160000" => EntryKind::Submodule,
            _ => EntryKind::File,
        };
        let hex = id.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        // A name that is not text is none of ours: it is left out like any other file.
        if let Ok(name) = std::str::from_utf8(rest.get(space + 1..end)?) {
            all.push((name.to_owned(), (kind, hex)));
        }
        rest = rest.get(end + 1 + width..)?;
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_read_whole_or_not_at_all() {
        let mut bytes = b"100644 a b.expol\0".to_vec();
        bytes.extend([0xab; 20]);
        bytes.extend(b"120000 link\0");
        bytes.extend([1; 20]);
        bytes.extend(b"160000 sub\0");
        bytes.extend([2; 20]);
        bytes.extend(b"40000 sites\0");
        bytes.extend([3; 20]);
        let found = entries(&bytes, 20).unwrap();
        let kinds: Vec<(&str, EntryKind)> =
            found.iter().map(|(name, (kind, _))| (name.as_str(), *kind)).collect();
        let expected = [
            ("a b.expol", EntryKind::File),
            ("link", EntryKind::Link),
            ("sub", EntryKind::Submodule),
            ("sites", EntryKind::Folder),
        ];
        assert_eq!(kinds, expected);
        assert_eq!(found[0].1.1, "ab".repeat(20));
        assert!(entries(&bytes[..bytes.len() - 1], 20).is_none());
        assert!(entries(b"x", 20).is_none());
    }
}
