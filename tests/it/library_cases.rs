//! Every row and every finding of the domain, exercised: `tests/data/library/*.md` holds, for each name, a policy that
//! triggers it and one that does not. How these files are read is told in `tests/data/library/README.md`.

use std::collections::{BTreeMap, BTreeSet};

use expolc::checks::{Selection, diagnostics};
use expolc::db::Database;
use expolc::hir;
use expolc::policy::table::{all_effects, is_expired};
use expolc::policy::verdict::{Outcome, verdicts};

use crate::support::Project;
use crate::tree;

const FOLDER: &str = "tests/data/library";
/// It is raised by every policy that has a server of the product; its own case asks for it.
const ALWAYS: &str = "out-of-support";

/// One policy of a section.
#[derive(Debug)]
struct Case {
    place: String,
    names: Vec<String>,
    triggers: bool,
    besides: BTreeSet<String>,
    policy: String,
}

/// What a policy shows.
#[derive(Debug)]
struct Seen {
    /// The names of findings, without their module.
    findings: BTreeSet<String>,
    /// The labels of rules in force and of assertions that fail.
    labels: BTreeSet<String>,
    /// The findings as people read them, for messages.
    words: Vec<String>,
}

fn cases() -> Vec<Case> {
    let files = tree::files(FOLDER, ".md").into_iter().filter(|file| !file.path.ends_with("README.md"));
    let found: Vec<Case> = files.flat_map(|file| cases_of(&file.path, &file.text)).collect();
    assert!(found.len() > 200, "only {} cases", found.len());
    found
}

fn cases_of(path: &str, text: &str) -> Vec<Case> {
    let (mut found, mut network, mut names) = (Vec::new(), String::new(), Vec::new());
    let mut lines = text.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        if let Some(heading) = line.strip_prefix("## ") {
            names = heading.split('/').map(|name| name.trim().trim_matches('`').to_owned()).collect();
        } else if let Some(info) = line.strip_prefix("```expol ") {
            let block: Vec<&str> =
                lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```").collect();
            let (word, besides) = info.split_once('+').unwrap_or((info, ""));
            if word.trim() == "network" {
                network = block.join("\n");
                continue;
            }
            let place = format!("{path}:{}", number + 1);
            let triggers = match word.trim() {
                "yes" => true,
                "no" => false,
                other => panic!("{place}: {other:?} is neither network nor yes nor no"),
            };
            let besides = besides.split_whitespace().map(str::to_owned).collect();
            let policy = with_changes(&place, &network, &block);
            found.push(Case { place, names: names.clone(), triggers, besides, policy });
        }
    }
    found
}

/// The network, with what the lines `//~ OLD => NEW` of the block change in it, and the rest of the block behind it.
fn with_changes(place: &str, network: &str, block: &[&str]) -> String {
    let mut text = network.to_owned();
    for line in block {
        if let Some((old, new)) = line.strip_prefix("//~ ").and_then(|change| change.split_once("=>")) {
            assert_eq!(text.matches(old.trim()).count(), 1, "{place}: {old:?} stands once in the network");
            text = text.replacen(old.trim(), new.trim(), 1);
        }
    }
    format!("{text}\n{}\n", block.join("\n"))
}

fn look(policy: &str) -> Seen {
    let db = Project::of(policy).database();
    let all = diagnostics(&db, Selection::Project);
    let codes = all.iter().flat_map(|one| {
        std::iter::once(one.code.to_string()).chain(one.also.iter().map(ToString::to_string))
    });
    let findings = codes.map(|code| code.rsplit('/').next().unwrap_or_default().to_owned()).collect();
    let words = all.iter().map(|one| format!("{}: {}", one.code, one.message)).collect();
    Seen { findings, labels: triggered_labels(&db), words }
}

fn triggered_labels(db: &Database) -> BTreeSet<String> {
    let mut labels = BTreeSet::new();
    for (item, effects) in all_effects(db) {
        let rules = effects.rules.iter().filter(|rule| rule.allow && !is_expired(db, rule));
        labels.extend(rules.filter_map(|rule| Some(rule.origin.label.as_ref()?.name.to_string())));
        for verdict in verdicts(db, item) {
            if matches!(verdict.outcome, Outcome::Violated(_)) {
                let assertion = &effects.assertions[verdict.assertion as usize];
                labels.extend(assertion.origin.label.as_ref().map(|label| label.name.to_string()));
            }
        }
    }
    labels
}

/// What is wrong with one case; nothing where all is as it should be.
fn judge(case: &Case, rows: &BTreeSet<String>) -> Option<String> {
    let seen = look(&case.policy);
    let (asked_rows, asked_findings): (Vec<_>, Vec<_>) =
        case.names.iter().cloned().partition(|name| rows.contains(name));
    let mut wanted = case.besides.clone();
    if case.triggers {
        wanted.extend(asked_findings);
    }
    let mut got = seen.findings.clone();
    if !case.names.iter().any(|name| name == ALWAYS) {
        got.remove(ALWAYS);
    }
    let wrong_rows: Vec<_> =
        asked_rows.iter().filter(|row| seen.labels.contains(*row) != case.triggers).collect();
    (wanted != got || !wrong_rows.is_empty()).then(|| {
        format!(
            "{} ({}, {}): wanted {wanted:?}, got {got:?}; rows that are otherwise: {wrong_rows:?}\n{}",
            case.place,
            case.names.join(" / "),
            if case.triggers { "yes" } else { "no" },
            seen.words.join("\n"),
        )
    })
}

fn rows() -> BTreeSet<String> {
    let rows: serde_json::Value = serde_json::from_str(&tree::read("tests/data/domain/rows.json")).unwrap();
    rows.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_case_triggers_what_it_names_and_nothing_else() {
    let rows = rows();
    let wrong: Vec<String> = cases().iter().filter_map(|case| judge(case, &rows)).collect();
    assert!(wrong.is_empty(), "{} cases:\n\n{}", wrong.len(), wrong.join("\n\n"));
}

#[test]
fn every_row_and_every_finding_is_exercised_both_ways_or_excepted_with_a_reason() {
    let mut exercised: BTreeMap<String, BTreeSet<bool>> = BTreeMap::new();
    for case in cases() {
        for name in &case.names {
            exercised.entry(name.clone()).or_default().insert(case.triggers);
        }
    }
    let (rows, known) = (rows(), declared());
    let domain = catalogue();
    assert_eq!(rows.len(), 66);
    assert_eq!(domain.len(), 64);
    let excepted = exceptions();
    for (name, reason) in &excepted {
        assert!(reason.len() > 30, "{name}: {reason:?} is no reason");
        assert!(rows.contains(name) || domain.contains(name) || known.contains(name), "{name} is nothing");
        assert!(!exercised.contains_key(name), "{name} is excepted and exercised");
    }
    let everything = rows.iter().chain(&domain).chain(&known);
    let missing: BTreeSet<&String> = everything
        .filter(|name| !excepted.contains_key(*name))
        .filter(|name| exercised.get(*name).is_none_or(|ways| ways.len() != 2))
        .collect();
    assert!(missing.is_empty(), "not exercised both ways: {missing:#?}");
    let unknown: Vec<_> =
        exercised.keys().filter(|name| !rows.contains(*name) && !known.contains(*name)).collect();
    assert!(unknown.is_empty(), "neither rows nor findings: {unknown:?}");
    let absent: Vec<_> =
        domain.iter().filter(|name| !known.contains(*name) && !excepted.contains_key(*name)).collect();
    assert!(absent.is_empty(), "not declared in the library: {absent:?}");
}

/// The findings that the module declares.
fn declared() -> BTreeSet<String> {
    let db = Project::of("use std.exchange2013 as ex\n").database();
    let module =
        *hir::program_modules(&db).iter().find(|file| file.path(&db).as_str().contains("2013")).unwrap();
    let items = hir::module_items(&db, module);
    let findings = items.filter(|item| item.kind(&db) == expolc::syntax::ItemKind::Diagnostic);
    findings.filter_map(|item| item.name(&db).as_ref().map(ToString::to_string)).collect()
}

/// The names of the domain's findings, with their severities checked: the table of `docs/domain-coverage.md`.
fn catalogue() -> BTreeSet<String> {
    let text = tree::read("docs/domain-coverage.md");
    let rows = text.lines().filter(|line| line.starts_with("| EX13-"));
    rows.map(|line| line.split('`').nth(1).unwrap().to_owned()).collect()
}

/// `tests/data/library/exceptions.txt`: a name, a colon, a reason.
fn exceptions() -> BTreeMap<String, String> {
    let text = tree::read("tests/data/library/exceptions.txt");
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let pair = |line: &str| {
        line.split_once(": ").map(|(name, reason)| (name.to_owned(), reason.to_owned())).unwrap_or_else(
            || {
                panic!("{line:?} is no NAME: REASON");
            },
        )
    };
    lines.map(pair).collect()
}
