//! The pages of the diagnostics: each one's wrong examples give its code and nothing else, its right ones give nothing,
//! and every fix that a wrong example offers settles it.
//!
//! A fence ```` ```expol,EX0101 ```` is a wrong example, ```` ```expol ```` a right one. A fence may hold several files,
//! each behind a line `//- path`; the first is the policy, those below `std/` are modules of the library.
//! `bytes=latin1` writes the files in that encoding; `not-run` is for what takes minutes to show.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what went wrong by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use expolc::checks::{REGISTRY, Selection, diagnostics};
use expolc::db::{
    Database, LoadOptions, MemorySystem, ProjectPath, SourceFile, StdLib, enter_library_text, load,
};
use expolc::diagnostics::{Applicability, Diagnostic, Entry, Fix, Severity};
use expolc::syntax::literal::Date;
use expolc::text::{TextEdit, apply_edits};

/// The pages with an example that is not run.
const NOT_RUN: &[&str] = &["EX0412", "EX0426"];

const AS_OF: Date = Date { year: 2026, month: 11, day: 23 };

#[test]
fn every_code_has_its_page_and_every_page_its_code() {
    let mut pages: Vec<String> = fs::read_dir(folder())
        .unwrap()
        .map(|page| page.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("EX"))
        .collect();
    pages.sort();
    let codes: Vec<String> = REGISTRY.iter().map(|entry| format!("{}.md", entry.code)).collect();
    assert_eq!(codes, pages, "codes are sorted, and each has a page");
}

#[test]
fn names_and_summaries_are_unique_and_in_style() {
    for (index, entry) in REGISTRY.iter().enumerate() {
        assert!(entry.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{}", entry.name);
        assert!(
            REGISTRY[..index].iter().all(|other| other.name != entry.name),
            "{} is given twice",
            entry.name
        );
        assert!(
            !entry.summary.ends_with('.') && entry.summary.len() <= 100,
            "{}: {}",
            entry.code,
            entry.summary
        );
    }
}

#[test]
fn pages_have_their_title_and_sections() {
    for entry in REGISTRY {
        let title = format!("# {}: {}\n", entry.code, entry.name);
        assert!(entry.page.starts_with(&title), "{} starts with {title}", entry.code);
        let mut at = 0;
        for section in ["\n## Wrong\n", "\n## Right\n", "\n## What to do\n"] {
            at += entry.page[at..]
                .find(section)
                .unwrap_or_else(|| panic!("{} has no section {section}", entry.code));
        }
    }
}

#[test]
fn wrong_examples_give_their_code_and_right_ones_nothing() {
    let mut faults = Vec::new();
    for entry in REGISTRY {
        let examples = examples(entry.page);
        let wrong = examples.iter().filter(|example| example.code.is_some()).count();
        if wrong == 0 || wrong == examples.len() {
            faults.push(format!("{} needs a wrong and a right example", entry.code));
        }
        if examples.iter().any(|example| !example.run) != NOT_RUN.contains(&entry.code) {
            faults.push(format!("{}: every example is run, but for {NOT_RUN:?}", entry.code));
        }
        for example in examples.iter().filter(|example| example.run) {
            faults.extend(judge(entry, example).into_iter().map(|fault| format!("{}: {fault}", entry.code)));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_fix_of_a_wrong_example_settles_it() {
    let (mut faults, mut fixes) = (Vec::new(), 0);
    for entry in REGISTRY {
        for example in examples(entry.page).iter().filter(|example| example.run && example.code.is_some()) {
            let before = example.run();
            for diagnostic in before.found.iter().filter(|diagnostic| diagnostic.code.as_str() == entry.code)
            {
                let whole =
                    diagnostic.fixes.iter().filter(|fix| fix.applicability != Applicability::DisplayOnly);
                for fix in whole {
                    fixes += 1;
                    faults.extend(try_fix(entry, example, &before, fix));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(fixes > 20, "only {fixes} fixes were tried");
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/diagnostics")
}

/// One fence of a page.
struct Example {
    /// The code that it gives; none for a right one.
    code: Option<String>,
    /// Path and text; the first is the policy.
    files: Vec<(String, String)>,
    latin1: bool,
    run: bool,
}

/// What a run of an example found.
struct Run {
    db: Database,
    found: Vec<Diagnostic>,
}

fn examples(page: &str) -> Vec<Example> {
    let mut found = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```expol") else { continue };
        let text: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        let words: Vec<&str> = info.split(',').filter(|word| !word.is_empty()).collect();
        found.push(Example {
            code: words.first().map(|code| (*code).to_owned()),
            files: files(&text),
            latin1: words.contains(&"bytes=latin1"),
            run: !words.contains(&"not-run"),
        });
    }
    found
}

fn files(lines: &[&str]) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    for line in lines {
        match line.strip_prefix("//- ") {
            Some(path) => files.push((path.trim().to_owned(), String::new())),
            None => {
                if files.is_empty() {
                    files.push(("policy.expol".to_owned(), String::new()));
                }
                let (_, text) = files.last_mut().unwrap();
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    files
}

impl Example {
    fn run(&self) -> Run {
        let mut db = Database::default();
        let (library, own): (Vec<_>, Vec<_>) =
            self.files.iter().partition(|(path, _)| path.starts_with("std/"));
        if !library.is_empty() {
            enter_library(&mut db, &library);
        }
        let encoded = |text: &str| {
            if self.latin1 { text.chars().map(|c| c as u8).collect() } else { text.as_bytes().to_vec() }
        };
        let files: Vec<(String, Vec<u8>)> =
            own.iter().map(|(path, text)| (path.clone(), encoded(text))).collect();
        let root = ProjectPath::new(&files[0].0).unwrap();
        let system = MemorySystem::new(files, AS_OF);
        load(
            &mut db,
            &system,
            &LoadOptions { roots: vec![root], as_of: Some(AS_OF), overlay: BTreeMap::new() },
        );
        let selection = if library.is_empty() { Selection::Project } else { Selection::WithLibrary };
        let found = diagnostics(&db, selection);
        Run { db, found }
    }

    fn with_edits(&self, db: &Database, fix: &Fix) -> Example {
        let mut by_path: BTreeMap<String, Vec<TextEdit>> = BTreeMap::new();
        for edit in &fix.edits {
            let path = db.file(edit.file).unwrap().path(db).as_str().to_owned();
            by_path.entry(path).or_default().push(edit.edit.clone());
        }
        let edited = |(path, text): &(String, String)| {
            let edits = by_path.get(path).map(Vec::as_slice).unwrap_or_default();
            (path.clone(), apply_edits(text, edits).unwrap())
        };
        Example {
            code: self.code.clone(),
            files: self.files.iter().map(edited).collect(),
            latin1: self.latin1,
            run: self.run,
        }
    }
}

/// The example's own library, in place of the standard one.
fn enter_library(db: &mut Database, files: &[&(String, String)]) {
    let mut modules: BTreeMap<_, Vec<SourceFile>> = BTreeMap::new();
    for (path, text) in files.iter().copied() {
        let below = path.trim_start_matches("std/");
        let name =
            below.split_once('/').map_or(below.trim_end_matches(".expol"), |(folder, _)| folder).into();
        let files = modules.entry(name).or_default();
        let path = ProjectPath::new(path).unwrap();
        files.push(enter_library_text(db, path, text.as_str().into(), files.first().copied()));
    }
    let _ = StdLib::new(db, modules);
}

/// What is wrong with an example of the entry's page.
fn judge(entry: &Entry, example: &Example) -> Vec<String> {
    let run = example.run();
    let Some(code) = &example.code else {
        return run.found.iter().map(|other| format!("a right example gives {}", show(other))).collect();
    };
    if code != entry.code {
        return vec![format!("an example of {code} stands on this page")];
    }
    let mut faults = Vec::new();
    let mut given = false;
    for diagnostic in &run.found {
        if diagnostic.code.as_str() == code {
            given = true;
            faults.extend(style_faults(diagnostic));
        } else if diagnostic.severity > Severity::Note {
            faults.push(format!("a wrong example gives, too, {}", show(diagnostic)));
        }
    }
    if !given {
        faults.push(format!("a wrong example does not give its code:\n{}", example.files[0].1));
    }
    faults
}

/// How a diagnostic departs from the style of messages.
fn style_faults(diagnostic: &Diagnostic) -> Vec<String> {
    let message = &diagnostic.message;
    let upper = message.starts_with(|c: char| c.is_uppercase()) && !message.starts_with("U+");
    let checks = [
        (message.chars().count() > 100, "is longer than 100 characters"),
        (message.contains('\n'), "has several lines"),
        (upper, "starts with a capital"),
        (message.ends_with('.'), "ends with a full stop"),
        (message.matches('`').count() % 2 == 1 && !message.contains("``"), "has a lone backtick"),
        (diagnostic.help.is_none() && diagnostic.severity == Severity::Error, "says not what to do"),
        (diagnostic.help.as_deref().is_some_and(|help| help.ends_with('.')), "has a help with a full stop"),
        (diagnostic.labels.is_empty(), "points nowhere"),
    ];
    let said = checks.iter().filter(|(wrong, _)| *wrong);
    said.map(|(_, fault)| format!("the message {fault}: {}", show(diagnostic))).collect()
}

/// What a fix of a wrong example leaves wrong.
fn try_fix(entry: &Entry, example: &Example, before: &Run, fix: &Fix) -> Vec<String> {
    let after = example.with_edits(&before.db, fix).run().found;
    let of_code = |found: &[Diagnostic]| found.iter().filter(|one| one.code.as_str() == entry.code).count();
    let mut faults = Vec::new();
    if of_code(&after) >= of_code(&before.found) {
        faults.push(format!("{}: the fix `{}` settles nothing", entry.code, fix.title));
    }
    for new in after.iter().filter(|new| new.severity > Severity::Note) {
        let known = before.found.iter().any(|old| old.code == new.code && old.message == new.message);
        if !known {
            faults.push(format!("{}: the fix `{}` brings {}", entry.code, fix.title, show(new)));
        }
    }
    faults
}

fn show(diagnostic: &Diagnostic) -> String {
    format!("{} {}: {}", diagnostic.severity.as_str(), diagnostic.code, diagnostic.message)
}
