//! `expolc diff` from outside.

use serde_json::Value;

use crate::command::Folder;
use crate::golden::golden;
use crate::why::OFFICE;

fn changed(edit: impl Fn(&str) -> String) -> Folder {
    Folder::with(&[("old.expol", OFFICE), ("new.expol", &edit(OFFICE))])
}

fn run(folder: &Folder, arguments: &[&str]) -> crate::command::Outcome {
    folder.run(&[&["diff", "old.expol", "new.expol", "--as-of", "2026-11-23"], arguments].concat())
}

/// Opens a port, closes another, and moves a deny.
fn edited(text: &str) -> String {
    let text = text.replace("tcp 80, tcp 443", "tcp 443, tcp 8443").replace("10.0.99.0/24", "10.0.98.0/24");
    format!("{text}allow any -> web on tcp 440-450 {{ because \"a wide test\" }}\n")
}

#[test]
fn flows_are_opened_and_closed_with_the_rules_responsible() {
    let folder = changed(edited);
    golden("diff/traffic.txt", &run(&folder, &[]).ends_with(1).stdout);
    golden("diff/traffic.md", &run(&folder, &["--format", "markdown"]).ends_with(1).stdout);
    let text = run(&folder, &["--format", "json"]).ends_with(1).stdout;
    golden("diff/traffic.json", &text);
    let answer: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        (&answer["format"], &answer["version"], &answer["kind"]),
        (&"expol-diff".into(), &"1.0".into(), &"traffic".into())
    );
}

#[test]
fn only_words_are_no_traffic() {
    let folder = changed(|text| text.replace("the shop\"", "our shop\""));
    run(&folder, &[]).ends_with(0).says(&["only words have changed"]);
    let folder = changed(|text| format!("// a comment\n\n{text}"));
    run(&folder, &[]).ends_with(0).says(&["only words have changed"]);
    let folder = changed(str::to_owned);
    run(&folder, &["--format", "json"]).ends_with(0);
    folder.run(&["diff", "old.expol", "old.expol"]).ends_with(0).says(&["nothing has changed"]);
}

#[test]
fn a_rule_that_others_cover_changes_nothing() {
    let folder = changed(|text| format!("{text}allow 203.0.113.7 -> web on tcp 443\n"));
    run(&folder, &[]).ends_with(0).says(&["no flow is opened or closed", "rules that are new: r-"]);
}

#[test]
fn obligations_are_told_from_traffic() {
    let folder = changed(|text| format!("{text}intact web -> db on tcp 5432 from inspection\n"));
    run(&folder, &[])
        .ends_with(0)
        .says(&["no flow is opened or closed, but what devices may do", "obligations that are new: ob-"]);
}

#[test]
fn documents_compare_like_policies_and_a_changed_library_is_said() {
    let folder = changed(edited);
    for name in ["old", "new"] {
        let (policy, document) = (format!("{name}.expol"), format!("{name}.json"));
        folder.run(&["emit", &policy, "--as-of", "2026-11-23", "-o", &document]).ends_with(0);
    }
    let policies = run(&folder, &[]).stdout;
    assert_eq!(folder.run(&["diff", "old.json", "new.json"]).ends_with(1).stdout, policies);
    let mixed = folder.run(&["diff", "old.json", "new.expol", "--as-of", "2026-11-23"]).ends_with(1).stdout;
    assert_eq!(mixed, policies);
    let folder = changed(|text| format!("use std.net\n{text}"));
    run(&folder, &[]).ends_with(0).says(&["the library has changed: std.net to "]);
}

#[test]
fn what_cannot_be_compared_says_which_side() {
    let folder = Folder::with(&[("old.expol", OFFICE), ("broken.expol", "zone a {\n")]);
    folder.run(&["diff", "old.expol", "broken.expol"]).ends_with(2).says(&["`broken.expol` has errors"]);
    folder.run(&["diff", "old.expol", "gone.expol"]).ends_with(2).says(&["cannot read `gone.expol`"]);
    folder.run(&["diff", "-", "-"]).ends_with(2).says(&["there is one standard input"]);
    folder.run(&["diff", "--help"]).ends_with(0).says(&["HEAD~1", "Exit codes:"]);
}
