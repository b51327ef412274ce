//! The files of the repository as tests read them: sorted, and Rust with or without its tests, comments and strings.

use std::fs;
use std::path::{Path, PathBuf};

/// A file and its text.
pub(crate) struct File {
    /// Relative to the repository, with `/`.
    pub(crate) path: String,
    /// Its text.
    pub(crate) text: String,
}

/// The repository's folder.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The text of one file.
pub(crate) fn read(path: &str) -> String {
    let full = root().join(path);
    assert!(full.is_file(), "{path} is missing");
    fs::read_to_string(full).unwrap_or_default()
}

/// All files below a folder whose names end so, sorted. Build output and hidden folders are left out.
pub(crate) fn files(below: &str, ending: &str) -> Vec<File> {
    let mut found = Vec::new();
    walk(&root().join(below), &mut |path| {
        let relative = path.strip_prefix(root()).unwrap_or(path).to_string_lossy().replace('\\', "/");
        if relative.ends_with(ending)
            && let Ok(text) = fs::read_to_string(path)
        {
            found.push(File { path: relative, text });
        }
    });
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// The folders below a folder that hold more than tests, by their paths, sorted.
pub(crate) fn folders(below: &str) -> Vec<String> {
    let mut found: Vec<String> = files(below, ".rs")
        .iter()
        .filter(|file| !is_test_file(&file.path))
        .filter_map(|file| file.path.rsplit_once('/').map(|(folder, _)| folder.to_owned()))
        .collect();
    found.dedup();
    found
}

fn walk(folder: &Path, visit: &mut dyn FnMut(&Path)) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = entry.path();
        if path.is_dir() {
            if !matches!(name.as_str(), ".git" | "target" | "node_modules" | ".venv" | "__pycache__") {
                walk(&path, visit);
            }
        } else {
            visit(&path);
        }
    }
}

/// Whether a Rust file holds tests, or what only tests use.
pub(crate) fn is_test_file(path: &str) -> bool {
    path.contains("/tests/")
        || path.starts_with("tests/")
        || path.contains("/benches/")
        || path.ends_with("/tests.rs")
        || path.ends_with("/testing.rs")
}

/// A Rust file up to its module of tests, which is its last item.
pub(crate) fn without_tests(text: &str) -> &str {
    let start = text.match_indices("#[cfg(test)]\nmod tests").map(|(at, _)| at).next();
    text.get(..start.unwrap_or(text.len())).unwrap_or(text)
}

/// Rust without comments and without what stands in strings.
pub(crate) fn code_only(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let skipped = comment(rest).or_else(|| string(rest)).or_else(|| character(rest));
        if let Some(length) = skipped {
            code.push(' ');
            rest = rest.get(length..).unwrap_or_default();
        } else {
            code.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
    }
    code
}

/// The length of the comment that starts here.
fn comment(rest: &str) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    rest.starts_with("/*").then(|| rest.find("*/").map_or(rest.len(), |end| end + 2))
}

/// The length of the string that starts here.
fn string(rest: &str) -> Option<usize> {
    if let Some(raw) = rest.strip_prefix('r') {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        if raw.get(hashes..)?.starts_with('"') {
            let end = format!("\"{}", "#".repeat(hashes));
            let body = raw.get(hashes + 1..)?;
            return Some(1 + hashes + 1 + body.find(&end)? + end.len());
        }
        return None;
    }
    if !rest.starts_with('"') {
        return None;
    }
    let mut escaped = false;
    for (at, character) in rest.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(at + 1),
            _ => {}
        }
    }
    Some(rest.len())
}

/// The length of the character literal that starts here; a lifetime is none.
fn character(rest: &str) -> Option<usize> {
    let mut inner = rest.strip_prefix('\'')?.chars();
    let first = inner.next()?;
    if first == '\\' {
        return rest.get(3..)?.find('\'').map(|end| end + 4);
    }
    (inner.next()? == '\'').then(|| 2 + first.len_utf8())
}

#[test]
fn comments_strings_and_characters_are_no_code() {
    let text = "a /* b */ \"c\\\"d\" r#\"e\"f\"# '\"' '\\'' g::<'h> // i\nj";
    let words: Vec<String> = code_only(text).split_whitespace().map(str::to_owned).collect();
    assert_eq!(words, ["a", "g::<'h>", "j"]);
}

#[test]
fn tests_at_the_end_of_a_file_are_cut_off() {
    assert_eq!(without_tests("fn a() {}\n#[cfg(test)]\nmod tests {\n}\n"), "fn a() {}\n");
    assert_eq!(without_tests("fn a() {}\n"), "fn a() {}\n");
}
