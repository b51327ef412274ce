//! Runs the real command in a folder of its own.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "where the folder or the command cannot be made, the test has failed"
)]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

/// What the environment may say about looks, which tests decide for themselves.
const LOOKS: [&str; 9] = [
    "NO_COLOR",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "FORCE_COLOR",
    "TERM",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "RUST_BACKTRACE",
];

/// A folder with files, in which commands run.
pub(crate) struct Folder {
    folder: TempDir,
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Folder {
    pub(crate) fn new() -> Folder {
        Folder { folder: tempfile::tempdir().unwrap() }
    }

    /// A folder with these files.
    pub(crate) fn with(files: &[(&str, &str)]) -> Folder {
        let folder = Folder::new();
        files.iter().for_each(|(name, text)| folder.write(name, text));
        folder
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }

    /// The names of what lies in the folder, hidden files too.
    pub(crate) fn names(&self) -> Vec<String> {
        let names = fs::read_dir(self.path()).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// `expolc` in this folder.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_expolc"));
        command.args(arguments).current_dir(self.path()).stdin(Stdio::null());
        for name in LOOKS {
            command.env_remove(name);
        }
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Outcome {
        Outcome::of(&mut self.command(arguments))
    }

    /// With `input` on standard input.
    pub(crate) fn run_with(&self, arguments: &[&str], input: impl AsRef<[u8]>) -> Outcome {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // Whoever refuses early does not read all of it.
        let _ = child.stdin.take().unwrap().write_all(input.as_ref());
        Outcome::from(child.wait_with_output().unwrap())
    }

    /// As `run`, but fails instead of hanging.
    pub(crate) fn run_within(&self, limit: Duration, arguments: &[&str]) -> Outcome {
        let mut command = self.command(arguments);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = command.spawn().unwrap();
        let id = child.id();
        let (sender, receiver) = std::sync::mpsc::channel();
        std::thread::spawn(move || sender.send(child.wait_with_output().unwrap()));
        match receiver.recv_timeout(limit) {
            Ok(output) => Outcome::from(output),
            Err(_) => panic!("process {id} with {arguments:?} did not end within {limit:?}"),
        }
    }
}

impl Outcome {
    pub(crate) fn of(command: &mut Command) -> Outcome {
        Outcome::from(command.output().unwrap())
    }

    /// Asserts the exit code, and shows everything where it is another.
    #[track_caller]
    pub(crate) fn ends_with(self, code: i32) -> Outcome {
        assert_eq!(self.code, Some(code), "{self:#?}");
        self
    }

    /// Asserts that the message for people contains each of `words`.
    #[track_caller]
    pub(crate) fn says(self, words: &[&str]) -> Outcome {
        for word in words {
            let said = self.stderr.contains(word) || self.stdout.contains(word);
            assert!(said, "`{word}` is missing in {self:#?}");
        }
        self
    }
}

impl From<std::process::Output> for Outcome {
    fn from(output: std::process::Output) -> Outcome {
        Outcome {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// A file of this repository.
pub(crate) fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}
