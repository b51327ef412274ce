//! `expolc matrix` from outside.

use serde_json::Value;

use crate::command::{Folder, Outcome, repository};
use crate::golden::{golden, settled};
use crate::support::EXAMPLES;
use crate::why::OFFICE;

#[test]
fn every_form_of_the_matrix_is_as_expected() {
    let folder = Folder::with(&[("office.expol", OFFICE)]);
    for (format, file) in [
        ("text", "office.txt"),
        ("markdown", "office.md"),
        ("html", "office.html"),
        ("mermaid", "office.mmd"),
        ("dot", "office.dot"),
        ("json", "office.json"),
    ] {
        let outcome = folder.run(&["matrix", "--format", format, "--as-of", "2026-11-23"]).ends_with(0);
        golden(&format!("matrix/{file}"), &outcome.stdout);
        assert_eq!(outcome.stderr, "");
    }
    let value: Value = serde_json::from_str(
        &std::fs::read_to_string(repository("tests/data/answers/matrix/office.json")).unwrap(),
    )
    .unwrap();
    assert_eq!((&value["format"], &value["version"]), (&"expol-matrix".into(), &"1.0".into()));
    assert_eq!(value["places"].as_array().unwrap().len(), 4);
}

#[test]
fn the_examples_have_the_matrices_that_people_expect() {
    let folder = Folder::new();
    for example in EXAMPLES {
        let path = repository(example);
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        for by in ["zone", "role"] {
            let outcome = folder.run(&["matrix", "--by", by, path.to_str().unwrap()]).ends_with(0);
            golden(&format!("matrix/{name}.{by}.txt"), &settled(&outcome.stdout));
        }
    }
}

#[test]
fn places_are_chosen_and_files_are_written_whole() {
    let folder = Folder::with(&[("office.expol", OFFICE)]);
    let few = folder.run(&["matrix", "--only", "lan,dmz"]).ends_with(0);
    assert!(!few.stdout.contains("internet") && few.stdout.contains("lan -> dmz"), "{few:#?}");
    folder
        .run(&["matrix", "--only", "lam"])
        .ends_with(2)
        .says(&["nothing here is called `lam`; did you mean `lan`?"]);
    let limited = folder.run(&["matrix", "--limit", "2"]).ends_with(0);
    assert!(limited.stdout.contains("2 places with fewer rules are left out"), "{limited:#?}");
    let written = folder.run(&["matrix", "--format", "html", "-o", "m.html"]).ends_with(0);
    assert_eq!(written.stdout, "");
    assert!(folder.read("m.html").starts_with("<!DOCTYPE html>"));
    folder.run(&["matrix", "-o", "no/m.html"]).ends_with(2).says(&["the folder does not exist"]);
    folder.run(&["matrix", "--by", "role"]).ends_with(0).says(&["nothing holds a role"]);
    folder.run(&["matrix", "--help"]).ends_with(0).says(&["Examples:", "Exit codes:"]);
}

#[test]
fn a_document_has_the_matrix_of_its_policy() {
    let folder = Folder::with(&[("office.expol", OFFICE)]);
    folder.run(&["emit", "office.expol", "--as-of", "2026-11-23", "-o", "office.ir.json"]).ends_with(0);
    let document = folder.run(&["matrix", "office.ir.json", "--format", "html"]).ends_with(0).stdout;
    let mut command =
        folder.command(&["matrix", "office.expol", "--as-of", "2026-11-23", "--format", "html"]);
    assert_eq!(Outcome::of(&mut command).ends_with(0).stdout, document);
}

/// Four hundred zones, each with a server and three rules.
fn large() -> String {
    let mut text = String::new();
    for at in 0..400 {
        let (high, low) = (at / 200, at % 200);
        text.push_str(&format!(
            "zone z{at} {{ 10.{high}.{low}.0/24 }}\nserver s{at} in z{at} {{ address 10.{high}.{low}.9 }}\n\
             allow internet -> s{at} on tcp 443\nallow z{at} -> z{} on tcp {}\nallow s{at} -> s{} on udp 53\n",
            (at + 1) % 400,
            1000 + at,
            (at + 7) % 400
        ));
    }
    text
}

#[test]
fn a_large_policy_is_answered_and_cut_to_what_can_be_read() {
    let policy = large();
    let folder =
        Folder::with(&[("old.expol", &policy), ("new.expol", &policy.replace("tcp 1007", "tcp 1008"))]);
    let limit = std::time::Duration::from_secs(120);
    let matrix = folder.run_within(limit, &["matrix", "old.expol", "--format", "json"]).ends_with(0);
    let found: Value = serde_json::from_str(&matrix.stdout).unwrap();
    assert_eq!((found["places"].as_array().unwrap().len(), &found["left_out"]), (40, &Value::from(361)));
    assert_eq!(matrix.stderr, "", "progress is for terminals");
    let diff = folder.run_within(limit, &["diff", "old.expol", "new.expol"]).ends_with(1);
    assert!(
        diff.stdout.contains("+ z7 -> z8 on tcp 1008") && diff.stdout.contains("- z7 -> z8 on tcp 1007"),
        "{diff:#?}"
    );
    assert!(diff.stdout.contains("1 opened, 1 closed"), "{diff:#?}");
    let why = folder.run_within(limit, &["why", "internet -> s399 on tcp 443", "old.expol"]).ends_with(0);
    assert!(why.stdout.contains("allowed: all of this is permitted"), "{why:#?}");
}
