//! House rules that no compiler enforces.

use std::collections::BTreeSet;

use crate::tree;

/// Lines of code in one file, tests apart.
const MAX_LINES: usize = 400;

/// Files that were longer when the limit came. The list only shrinks.
const LONGER: &[(&str, usize)] = &[];

/// Names that say nothing about what is inside.
const VAGUE: &[&str] = &["base", "common", "helper", "helpers", "misc", "util", "utils"];

/// Words of the one product that the standard library knows. The compiler knows none.
const PRODUCT: &[&str] = &["exchange", "mailbox", "edge-transport", "client-access", "edgesync", "lync"];

#[test]
fn every_rust_file_says_what_it_is() {
    for file in rust() {
        assert!(file.text.starts_with("//! "), "{}: begins with no `//!` header", file.path);
    }
}

#[test]
fn files_stay_small() {
    for file in rust() {
        let lines = tree::without_tests(&file.text).lines().count();
        match LONGER.iter().find(|(path, _)| *path == file.path) {
            Some((_, known)) => {
                assert!(lines <= *known, "{}: grew from {known} to {lines} lines", file.path);
                assert!(lines > MAX_LINES, "{}: short enough now, take it off the list", file.path);
            }
            None => assert!(lines <= MAX_LINES, "{}: {lines} lines, the limit is {MAX_LINES}", file.path),
        }
    }
}

#[test]
fn names_of_modules_say_something() {
    for file in rust() {
        for part in file.path.trim_end_matches(".rs").split('/') {
            assert!(!VAGUE.contains(&part), "{}: `{part}` says nothing about what is inside", file.path);
        }
    }
}

#[test]
fn no_product_is_known_outside_of_the_library() {
    let mut wrong = Vec::new();
    for file in rust().iter().filter(|file| !tree::is_test_file(&file.path)) {
        for (number, line) in tree::without_tests(&file.text).lines().enumerate() {
            let lower = line.to_lowercase();
            if PRODUCT.iter().any(|word| has_word(&lower, word)) {
                wrong.push(format!("{}:{}: {line}", file.path, number + 1));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new(), "lines that name a product");
}

#[test]
fn every_module_of_the_standard_library_is_embedded() {
    let embedded: Vec<String> =
        expolc::db::STANDARD_LIBRARY.iter().map(|file| format!("stdlib/std/{}.expol", file.name)).collect();
    let there: Vec<String> = tree::files("stdlib/std", ".expol").into_iter().map(|file| file.path).collect();
    assert_eq!(embedded, there, "the build script embeds the files of stdlib/std in their order");
    for file in expolc::db::STANDARD_LIBRARY {
        assert!(file.text.starts_with("//! "), "std/{}: begins with no `//!` header", file.name);
    }
}

#[test]
fn every_check_is_registered() {
    let list = tree::read("compiler/src/checks/mod.rs");
    let registered: Vec<&str> = list
        .lines()
        .filter_map(|line| line.trim().strip_suffix(','))
        .filter(|word| word.starts_with("ex0"))
        .collect();
    let sorted: BTreeSet<&str> = registered.iter().copied().collect();
    assert_eq!(
        registered,
        sorted.iter().copied().collect::<Vec<_>>(),
        "the registry is sorted, each check once"
    );
    let there: BTreeSet<String> = tree::files("compiler/src/checks", ".rs")
        .iter()
        .filter_map(|file| file.path.strip_prefix("compiler/src/checks/")?.strip_suffix(".rs"))
        .filter(|name| name.starts_with("ex0") && !name.contains('/'))
        .map(str::to_owned)
        .collect();
    assert_eq!(there, registered.iter().map(ToString::to_string).collect());
}

#[test]
fn every_folder_is_on_the_map() {
    let page = tree::read("ARCHITECTURE.md");
    let mut folders = tree::folders("compiler");
    folders.extend(["stdlib", "grammar", "tests", "examples", "docs", "editors", "lsp"].map(str::to_owned));
    folders.retain(|folder| !is_inner(folder) && !page.contains(&format!("`{folder}/`")));
    assert_eq!(folders, Vec::<String>::new(), "folders that ARCHITECTURE.md does not name");
}

/// Folders that belong to the module above them: sources of a crate, tests, benchmarks, parts of a part.
fn is_inner(folder: &str) -> bool {
    let part_of_a_room =
        folder.strip_prefix("compiler/src/").is_some_and(|rest| rest.matches('/').count() > 1);
    let of_a_crate = !folder.starts_with("compiler/src/") && folder.matches('/').count() > 1;
    part_of_a_room || of_a_crate || ["compiler", "compiler/src"].contains(&folder)
}

#[test]
fn the_architecture_and_the_style_guide_stay_short() {
    for (page, most) in [("ARCHITECTURE.md", 200), ("STYLE.md", 120)] {
        let lines = tree::read(page).lines().count();
        assert!(lines <= most, "{page}: {lines} lines, the limit is {most}");
    }
}

#[test]
fn nothing_names_a_machine() {
    // Written in pieces, so that this file is not its own finding.
    let folders = [
        concat!("/wo", "rk/"),
        concat!("/ro", "ot/"),
        concat!("/Us", "ers/"),
        concat!("/ho", "me/"),
        concat!("/.lib", "rary/"),
    ];
    for ending in [".rs", ".md", ".expol", ".toml", ".json", ".py", ".sh", ".yaml", ".yml", ".pest", ".txt"] {
        for file in tree::files("", ending) {
            for folder in folders {
                let at = file.text.match_indices(folder).find(|(at, _)| is_machine(&file.text, *at));
                assert!(at.is_none(), "{}: names a folder of one machine: {folder}", file.path);
            }
        }
    }
}

/// Whether a path starts here, rather than goes on. The home of an invented person is no machine's.
fn is_machine(text: &str, at: usize) -> bool {
    let goes_on = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '*');
    let (before, path) = (text.get(..at).unwrap_or_default(), text.get(at..).unwrap_or_default());
    !before.ends_with(goes_on) && !path.starts_with(concat!("/ho", "me/me"))
}

#[test]
fn nothing_is_left_for_later() {
    let marks = [
        concat!("to", "do!("),
        concat!("un", "implemented!("),
        concat!("#[ig", "nore"),
        concat!("#[should_", "panic"),
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
    ];
    for file in rust() {
        for mark in marks {
            assert!(!file.text.contains(mark), "{}: has a `{mark}`", file.path);
        }
    }
}

fn rust() -> Vec<tree::File> {
    let mut found = tree::files("compiler", ".rs");
    found.extend(tree::files("grammar", ".rs"));
    found.extend(tree::files("lsp", ".rs"));
    found.extend(tree::files("tests", ".rs"));
    assert!(found.len() > 150, "only {} Rust files", found.len());
    found
}

/// Whether the word stands in the line, not as a part of another.
fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let letter = |c: char| c.is_ascii_alphabetic();
        let before = line.get(..at).unwrap_or_default();
        let after = line.get(at + word.len()..).unwrap_or_default();
        !before.ends_with(letter) && !after.starts_with(letter)
    })
}
