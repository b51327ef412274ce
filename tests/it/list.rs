//! `expolc list` from outside.

use serde_json::Value;

use crate::command::{Folder, repository};
use crate::golden::{golden, settled};

const POLICY: &str = "\
zone lan { 10.0.0.0/16 }
zone dmz { 192.0.2.0/28 }
server web in dmz { address 192.0.2.4 }
allow lan -> web on tcp 443 { because \"the intranet\" ticket \"CHG-1\" owner \"noc\" until 2027-01-15 }
allow lan -> web on tcp 8080 { because \"a trial\" until 2026-12-01 }
allow lan -> web on tcp 21 { because \"old\" ticket \"CHG-0\" until 2026-06-30 }
/// The probes look at everything.
allow web -> lan on any
deny  web -> lan on tcp 22 { ticket \"CHG-2\" }
never plain: lan -> web on tcp 8080
waive plain on lan -> web on tcp 8080 { because \"until the trial ends\" until 2026-12-01 }
";

#[test]
fn every_list_in_every_form_is_as_expected() {
    let folder = Folder::with(&[("p.expol", POLICY)]);
    for topic in ["expiring", "waivers", "any", "no-ticket", "rules"] {
        for (format, ending) in [("text", "txt"), ("csv", "csv"), ("markdown", "md"), ("json", "json")] {
            let outcome =
                folder.run(&["list", topic, "--format", format, "--as-of", "2026-11-23"]).ends_with(0);
            golden(&format!("list/{topic}.{ending}"), &outcome.stdout);
            assert_eq!(outcome.stderr, "");
        }
    }
}

#[test]
fn what_ends_is_counted_in_days_and_can_be_cut_off() {
    let folder = Folder::with(&[("p.expol", POLICY)]);
    let list = |arguments: &[&str]| -> Value {
        let all = [&["list", "expiring", "--format", "json", "--as-of", "2026-11-23"], arguments].concat();
        serde_json::from_str(&folder.run(&all).ends_with(0).stdout).unwrap()
    };
    let days = |value: &Value| -> Vec<i64> {
        value["entries"]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| entry["days_left"].as_i64().unwrap())
            .collect()
    };
    let all = list(&[]);
    assert_eq!(
        (&all["format"], &all["version"], &all["topic"]),
        (&"expol-list".into(), &"1.0".into(), &"expiring".into())
    );
    assert_eq!(days(&all), [-146, 8, 8, 53]);
    assert_eq!(days(&list(&["--within", "30"])), [-146, 8, 8]);
}

#[test]
fn any_rules_of_the_examples_come_with_their_reason() {
    let folder = Folder::new();
    let outcome = folder.run(&[
        "list",
        "any",
        repository("examples/hybrid.expol").to_str().unwrap(),
        "--format",
        "json",
    ]);
    let found: Value = serde_json::from_str(&outcome.ends_with(0).stdout).unwrap();
    let entries = found["entries"].as_array().unwrap();
    assert!(
        entries.len() > 1 && entries.iter().all(|entry| !entry["because"].as_array().unwrap().is_empty()),
        "{found:#}"
    );
    assert_eq!(
        settled("a std/x.expol:270:1\nexamples/y.expol:3:1\n"),
        "a std/x.expol:…\nexamples/y.expol:3:1\n"
    );
}

#[test]
fn a_list_has_help_and_refuses_what_it_does_not_know() {
    let folder = Folder::with(&[("p.expol", POLICY)]);
    folder.run(&["list", "--help"]).ends_with(0).says(&["expiring", "no-ticket", "Examples:"]);
    folder.run(&["list", "everything"]).ends_with(2).says(&["possible values"]);
    folder.run(&["list"]).ends_with(2);
}
