//! Folders with policies, and what the command line says about them.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::client::AS_OF;

/// A folder that is removed at the end.
pub(crate) struct Project {
    folder: TempDir,
}

impl Project {
    /// A project with these files.
    pub(crate) fn with(files: &[(&str, &str)]) -> Project {
        let folder = tempfile::Builder::new().prefix("expol lsp é").tempdir().unwrap();
        let project = Project { folder };
        project.write("expol.toml", "");
        for (path, text) in files {
            project.write(path, text);
        }
        project
    }

    /// Where it lies.
    pub(crate) fn path(&self) -> PathBuf {
        std::fs::canonicalize(self.folder.path()).unwrap()
    }

    /// Writes a file.
    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let full = self.folder.path().join(path);
        std::fs::create_dir_all(full.parent().unwrap()).unwrap();
        std::fs::write(full, text).unwrap();
    }

    /// Removes a file.
    pub(crate) fn remove(&self, path: &str) {
        std::fs::remove_file(self.folder.path().join(path)).unwrap();
    }

    /// The URI of a file, or of the folder for the empty path.
    pub(crate) fn uri(&self, path: &str) -> String {
        uri(&if path.is_empty() { self.path() } else { self.path().join(path) })
    }

    /// What `expolc check` says about the folder: file, line, column, code and message of each finding, sorted.
    pub(crate) fn check(&self) -> Vec<Said> {
        check(&self.path())
    }
}

/// A finding as both sides say it: file, place (from 0, columns in characters), code, severity, message.
pub(crate) type Said = (String, u64, u64, u64, u64, String, String, String);

/// What `expolc check` says about a folder.
pub(crate) fn check(folder: &Path) -> Vec<Said> {
    let output = Command::new(expolc())
        .args(["check", "--format", "json", "--as-of", AS_OF, "."])
        .current_dir(folder)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let report: Value = serde_json::from_str(&text)
        .unwrap_or_else(|_| panic!("expolc said {text} and {}", String::from_utf8_lossy(&output.stderr)));
    let of = |finding: &Value| {
        let labels = finding["labels"].as_array().unwrap();
        let label = labels.iter().find(|label| label["primary"] == true).or_else(|| labels.first())?;
        let number = |end: &str, what: &str| label[end][what].as_u64().unwrap() - 1;
        Some((
            label["file"].as_str().unwrap().to_owned(),
            number("start", "line"),
            number("start", "column"),
            number("end", "line"),
            number("end", "column"),
            finding["code"].as_str().unwrap().to_owned(),
            finding["severity"].as_str().unwrap().to_owned(),
            finding["message"].as_str().unwrap().to_owned(),
        ))
    };
    let mut said: Vec<Said> = report["diagnostics"].as_array().unwrap().iter().filter_map(of).collect();
    said.sort();
    said
}

/// What the server published about a file, in the same words.
pub(crate) fn said(file: &str, findings: &[Value]) -> Vec<Said> {
    let of = |finding: &Value| {
        let number = |end: &str, what: &str| finding["range"][end][what].as_u64().unwrap();
        let severity = ["", "error", "warning", "note"][finding["severity"].as_u64().unwrap() as usize];
        (
            file.to_owned(),
            number("start", "line"),
            number("start", "character"),
            number("end", "line"),
            number("end", "character"),
            finding["code"].as_str().unwrap().to_owned(),
            severity.to_owned(),
            finding["message"].as_str().unwrap().lines().next().unwrap().to_owned(),
        )
    };
    let mut said: Vec<Said> = findings.iter().map(of).collect();
    said.sort();
    said
}

/// The URI of a path.
pub(crate) fn uri(path: &Path) -> String {
    let mut uri = String::from("file://");
    for byte in path.to_str().unwrap().bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

/// The command line, built from the same sources.
fn expolc() -> PathBuf {
    use std::sync::OnceLock;
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    let built = BUILT.get_or_init(|| {
        let own = PathBuf::from(env!("CARGO_BIN_EXE_expol-lsp"));
        let beside = own.with_file_name(format!("expolc{}", std::env::consts::EXE_SUFFIX));
        // A test of one crate builds the programs of that crate only; Cargo knows whether anything is to do.
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["build", "--quiet", "--locked", "--package", "expolc", "--bin", "expolc"]);
        if own.components().any(|part| part.as_os_str() == "release") {
            cargo.arg("--release");
        }
        let status = cargo.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).status().unwrap();
        assert!(status.success() && beside.exists(), "expolc cannot be built");
        beside
    });
    built.clone()
}

/// A sound policy of the repository, by its name.
pub(crate) fn example(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples").join(name);
    std::fs::read_to_string(path).unwrap()
}
