//! `expolc test` from outside.

use serde_json::Value;

use crate::command::{Folder, repository};
use crate::golden::golden;
use crate::support::EXAMPLES;

const POLICY: &str = "\
zone lan { 10.0.0.0/16 }
zone dmz { 192.0.2.0/28 }
server web in dmz { address 192.0.2.4 }
allow lan -> web on tcp 443
deny 10.0.9.0/24 -> web on tcp 443
test \"people reach the web\" {
  10.0.1.1 -> web on tcp 443 allowed
  10.0.1.1 -> web on tcp 80 denied
}
test \"everybody reaches the web\" {
  lan -> web on tcp 443 allowed
  lan -> web on tcp 22 denied
  web -> lan on tcp 443 allowed
}
";

#[test]
fn a_failure_is_told_with_its_place_and_a_packet() {
    let folder = Folder::with(&[("p.expol", POLICY)]);
    let text = folder.run(&["test"]).ends_with(1);
    assert_eq!(text.stderr, "");
    golden("test/report.txt", &text.stdout);
    golden("test/report.xml", &folder.run(&["test", "--format", "junit"]).ends_with(1).stdout);
    let json = folder.run(&["test", "--format", "json", "p.expol"]).ends_with(1).stdout;
    golden("test/report.json", &json);
    let report: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&report["format"], &report["version"]), (&"expol-test".into(), &"1.0".into()));
    assert_eq!(report["summary"], serde_json::json!({"tests": 2, "passed": 1, "failed": 1, "not_run": 0}));
}

#[test]
fn other_errors_do_not_hide_tests_that_are_decided() {
    let folder = Folder::with(&[("p.expol", &format!("{POLICY}never lan -> web on tcp 443\n"))]);
    folder.run(&["test"]).ends_with(1).says(&["1 passed, 1 failed", "the policy has 1 other error"]);
    let folder = Folder::with(&[("p.expol", &format!("{POLICY}allow lan -> nowhere on tcp 443\n"))]);
    folder
        .run(&["test"])
        .ends_with(1)
        .says(&["not run", "an error in the policy keeps this line from being decided"]);
}

#[test]
fn the_tests_of_the_examples_pass() {
    let folder = Folder::new();
    for example in EXAMPLES {
        let outcome = folder.run(&["test", repository(example).to_str().unwrap()]).ends_with(0);
        assert!(outcome.stdout.contains(", 0 failed") && outcome.stdout.contains("  pass  "), "{outcome:#?}");
    }
}

#[test]
fn a_document_knows_which_tests_held() {
    let folder = Folder::with(&[("p.expol", POLICY.split("test \"everybody").next().unwrap())]);
    folder.run(&["emit", "p.expol", "-o", "p.json"]).ends_with(0);
    folder
        .run(&["test", "p.json"])
        .ends_with(0)
        .says(&["pass  people reach the web (2 lines)", "1 passed, 0 failed"]);
    folder.run(&["test", "p.expol", "p.json"]).ends_with(0).says(&["2 passed, 0 failed"]);
    folder.run(&["test", "--help"]).ends_with(0).says(&["junit", "Exit codes:"]);
}
