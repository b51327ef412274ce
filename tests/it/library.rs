//! The standard library, the invented product beside it, the acceptance cases, and the paper that came before the grammar.

use std::collections::BTreeSet;
use std::path::Path;

use expolc::checks::{Selection, diagnostics};
use expolc::db::STANDARD_LIBRARY;
use expolc::diagnostics::Severity;
use expolc::syntax::parse;

use crate::support::{EXAMPLES, Project};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &str) -> Vec<String> {
    let entries = std::fs::read_dir(root().join(folder)).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    let mut found: Vec<String> =
        names.filter(|name| name.ends_with(".expol")).map(|name| format!("{folder}/{name}")).collect();
    found.sort();
    found
}

/// The library without a policy: every item of it is read, checked and evaluated.
#[test]
fn the_library_checks_clean() {
    let modules = STANDARD_LIBRARY.iter().map(|file| file.name.split('/').next().unwrap());
    let modules: BTreeSet<&str> = modules.collect();
    let uses: String = modules.iter().map(|name| format!("use std.{name}\n")).collect();
    let found = diagnostics(&Project::of(&uses).database(), Selection::WithLibrary);
    let faults: Vec<_> = found
        .iter()
        .filter(|one| one.severity > Severity::Note)
        .filter(|one| one.code.to_string() != "EX0421")
        .collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn the_examples_check_without_errors_and_warnings() {
    for example in EXAMPLES {
        let found = diagnostics(&Project::on_disk(example).database(), Selection::WithLibrary);
        let faults: Vec<_> = found.iter().filter(|one| one.severity > Severity::Note).collect();
        assert!(faults.is_empty(), "{example}: {faults:#?}");
        let notes: Vec<String> = found.iter().map(|one| one.code.to_string()).collect();
        assert_eq!(
            notes,
            ["exchange2013/out-of-support"],
            "{example} says once that the product is out of support"
        );
    }
}

#[test]
fn the_invented_product_checks_clean() {
    let found = Project::on_disk("tests/data/shop/policy.expol").check();
    assert!(found.is_empty(), "{found:#?}");
}

/// The first line of a bad case names its diagnostic: `// expect: error exchange2013/edge-two-sites`.
#[test]
fn every_bad_case_raises_the_diagnostic_it_names_and_no_other() {
    let cases: serde_json::Value = serde_json::from_str(
        &std::fs::read_to_string(root().join("tests/data/domain/bad_cases_open.json")).unwrap(),
    )
    .unwrap();
    let cases = cases.as_array().unwrap();
    assert_eq!(cases.len(), files("tests/data/bad").len());
    for case in cases {
        let (name, text) =
            (case["case"].as_str().unwrap(), |key: &str| case[key].as_str().unwrap().to_owned());
        let found = Project::on_disk(&format!("tests/data/bad/{name}.expol")).check();
        let wanted = format!("exchange2013/{}", text("expected_diagnostic"));
        let names = found.iter().flat_map(|one| {
            std::iter::once(one.code.to_string()).chain(one.also.iter().map(ToString::to_string))
        });
        let names: BTreeSet<String> = names.filter(|name| name != "exchange2013/out-of-support").collect();
        assert_eq!(names, BTreeSet::from([wanted.clone()]), "{name} ({}): {found:#?}", text("input"));
        let raised = found.iter().find(|one| one.code.to_string() == wanted).unwrap();
        assert_eq!(raised.severity.to_string(), text("severity"), "{name}");
        assert!(
            raised.labels.iter().any(|label| label.file.0 >= STANDARD_LIBRARY.len() as u32),
            "{name} blames the user's line"
        );
    }
}

/// Every row id of the domain is a label of the library, or listed with the reason why it is a fact without a statement.
#[test]
fn every_row_is_a_label_or_a_documented_fact() {
    const FACTS: [&str; 2] = ["note-noedge-split-or-combined", "note-edge-split-or-combined-unless-noted"];
    let rows: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(root().join("tests/data/domain/rows.json")).unwrap())
            .unwrap();
    let db = Project::of("use std.exchange2013 as ex\n").database();
    let modules = expolc::hir::program_modules(&db);
    let labels: BTreeSet<_> =
        modules.iter().flat_map(|module| expolc::hir::labels(&db, *module).iter().cloned()).collect();
    let text = STANDARD_LIBRARY.iter().find(|file| file.name == "exchange2013").unwrap().text;
    for row in rows.as_array().unwrap() {
        let id = row["id"].as_str().unwrap();
        match FACTS.contains(&id) {
            true => assert!(text.contains(id), "{id} is documented in the library"),
            false => assert!(labels.contains(id), "{id} is a label of the library"),
        }
    }
}

/// Written before there was a grammar; kept as what the grammar has to accept.
#[test]
fn the_paper_parses() {
    let mut items = 0;
    for path in files("tests/data/paper") {
        let text = std::fs::read_to_string(root().join(&path)).unwrap();
        for (slice, item) in parse(&text).items {
            assert!(item.errors.is_empty(), "{path}: {} {:?}", slice.word, item.errors);
            items += 1;
        }
    }
    assert!(items > 200, "only {items} items");
}
