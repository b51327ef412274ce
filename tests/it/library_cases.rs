//! Every row and every finding of the domain, exercised: `tests/data/library/*.md` holds, for each name, a policy that
//! triggers it and one that does not. How these files are read is told in `tests/data/library/README.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use expolc::checks::{Selection, diagnostics};
use expolc::db::Database;
use expolc::hir;
use expolc::policy::effect::Origin;
use expolc::policy::entry::{all_effects, is_expired};
use expolc::policy::verdict::{Outcome, verdicts};

use crate::support::Project;
use crate::tree;

const FOLDER: &str = "tests/data/library";
const MODULES: [&str; 2] = ["exchange2013", "exchange2016"];
/// It is raised by every policy that has a server of the product; its own case asks for it.
const ALWAYS: &str = "out-of-support";

/// One policy of a section.
#[derive(Debug)]
pub(crate) struct Case {
    place: String,
    module: &'static str,
    names: Vec<String>,
    triggers: bool,
    besides: BTreeSet<String>,
    /// What messages have to say.
    said: Vec<String>,
    /// The network, and the rest of the case behind it.
    pub(crate) policy: String,
    pub(crate) seen: Seen,
}

/// What a policy shows.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// The names of findings, without their module.
    findings: BTreeSet<String>,
    /// The labels of rules in force and of assertions that fail.
    labels: BTreeSet<String>,
    /// The findings as people read them, for messages.
    words: Vec<String>,
    /// The statements of the library that have an effect.
    pub(crate) statements: Vec<Stated>,
}

/// What the output tells about a rule or an assertion of the library.
#[derive(Debug)]
pub(crate) struct Stated {
    pub(crate) label: String,
    pub(crate) doc: String,
    pub(crate) is_rule: bool,
    /// The source is named, with its section.
    pub(crate) cited: bool,
}

/// All cases, judged once.
pub(crate) static CASES: LazyLock<Vec<Case>> = LazyLock::new(cases);

fn cases() -> Vec<Case> {
    let files = tree::files(FOLDER, ".md").into_iter().filter(|file| !file.path.ends_with("README.md"));
    let found: Vec<Case> = files.flat_map(|file| cases_of(&file.path, &file.text)).collect();
    assert!(found.len() > 250, "only {} cases", found.len());
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
            let module = if policy.contains("use std.exchange2013") { MODULES[0] } else { MODULES[1] };
            let said = block.iter().filter_map(|line| line.strip_prefix("//= ")).map(str::to_owned).collect();
            let seen = look(&policy);
            found.push(Case { place, module, names: names.clone(), triggers, besides, said, policy, seen });
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
    let words = all.iter().map(|one| {
        let more = one.notes.iter().chain(&one.help).map(ToString::to_string).collect::<Vec<_>>().join("\n");
        format!("{}: {}\n{more}", one.code, one.message)
    });
    let words = words.collect();
    Seen { findings, labels: triggered_labels(&db), words, statements: stated(&db) }
}

fn stated(db: &Database) -> Vec<Stated> {
    let mut found = Vec::new();
    for (item, effects) in all_effects(db) {
        let own = |origin: &Origin<'_>| !item.file(db).library(db) && origin.chain.len() == 1;
        let rules = effects.rules.iter().map(|rule| (&rule.origin, rule.allow));
        let assertions = effects.assertions().iter().map(|assertion| (&assertion.origin, false));
        for (origin, is_rule) in rules.chain(assertions).filter(|(origin, _)| !own(origin)) {
            let section = |path: &expolc::syntax::Path, file| {
                let head = hir::resolve_path(db, file, &[], path).ok()?.head;
                let hir::Head::Item(item) = head else { return None };
                match &hir::ast(db, item).item {
                    expolc::syntax::item::Item::Citation(citation) => citation.section.clone(),
                    _ => None,
                }
            };
            let cited =
                origin.meta().cite.as_ref().is_some_and(|(cite, file)| {
                    cite.section.is_some() || section(&cite.path, *file).is_some()
                });
            let label = origin.label.as_ref().map(|label| label.name.to_string()).unwrap_or_default();
            found.push(Stated {
                label,
                doc: origin.meta().doc.clone().unwrap_or_default().to_string(),
                is_rule,
                cited,
            });
        }
    }
    found
}

fn triggered_labels(db: &Database) -> BTreeSet<String> {
    let mut labels = BTreeSet::new();
    for (item, effects) in all_effects(db) {
        let rules = effects.rules.iter().filter(|rule| rule.allow && !is_expired(db, rule));
        labels.extend(rules.filter_map(|rule| Some(rule.origin.label.as_ref()?.name.to_string())));
        for verdict in verdicts(db, item) {
            if matches!(verdict.outcome, Outcome::Violated(_)) {
                labels.extend(verdict.assertion.origin.label.as_ref().map(|label| label.name.to_string()));
            }
        }
    }
    labels
}

/// What is wrong with one case; nothing where all is as it should be.
fn judge(case: &Case, rows: &BTreeSet<String>) -> Option<String> {
    let seen = &case.seen;
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
    let unsaid: Vec<_> =
        case.said.iter().filter(|text| !seen.words.iter().any(|words| words.contains(*text))).collect();
    (wanted != got || !wrong_rows.is_empty() || !unsaid.is_empty()).then(|| {
        format!(
            "{} ({}, {}): wanted {wanted:?}, got {got:?}; rows that are otherwise: {wrong_rows:?}; not said: {unsaid:?}\n{}",
            case.place,
            case.names.join(" / "),
            if case.triggers { "yes" } else { "no" },
            seen.words.join("\n"),
        )
    })
}

#[test]
fn every_case_triggers_what_it_names_and_nothing_else() {
    let wrong: Vec<String> = MODULES
        .iter()
        .flat_map(|module| {
            let labels = labels(module);
            CASES.iter().filter(|case| case.module == *module).filter_map(move |case| judge(case, &labels))
        })
        .collect();
    assert!(wrong.is_empty(), "{} cases:\n\n{}", wrong.len(), wrong.join("\n\n"));
}

#[test]
fn every_row_and_every_finding_is_exercised_both_ways_or_excepted_with_a_reason() {
    let (rows, domain) = (rows(), catalogue());
    assert_eq!(rows.len(), 66);
    assert_eq!(domain.len(), 64);
    let excepted = data("exceptions.txt");
    for module in MODULES {
        let mut exercised: BTreeMap<&str, BTreeSet<bool>> = BTreeMap::new();
        for case in CASES.iter().filter(|case| case.module == module) {
            for name in &case.names {
                exercised.entry(name).or_default().insert(case.triggers);
            }
        }
        let declared = findings(module);
        let mut wanted: BTreeSet<String> = labels(module).union(&declared).cloned().collect();
        if module == MODULES[0] {
            let known = |name: &&String| !declared.contains(*name) && !excepted.contains_key(*name);
            assert_eq!(
                domain.iter().filter(known).collect::<Vec<_>>(),
                Vec::<&String>::new(),
                "not declared"
            );
            wanted.extend(rows.iter().chain(&domain).cloned());
            for (name, reason) in &excepted {
                assert!(reason.len() > 30, "{name}: {reason:?} is no reason");
                assert!(wanted.remove(name), "{name} is nothing");
                assert!(!exercised.contains_key(name.as_str()), "{name} is excepted and exercised");
            }
        }
        let missing: Vec<&String> = wanted
            .iter()
            .filter(|name| exercised.get(name.as_str()).is_none_or(|ways| ways.len() != 2))
            .collect();
        assert!(missing.is_empty(), "std.{module}: not exercised both ways: {missing:#?}");
        let unknown: Vec<_> = exercised.keys().filter(|name| !wanted.contains(**name)).collect();
        assert!(unknown.is_empty(), "std.{module}: neither rows nor findings: {unknown:?}");
    }
}

fn rows() -> BTreeSet<String> {
    let rows: serde_json::Value = serde_json::from_str(&tree::read("tests/data/domain/rows.json")).unwrap();
    rows.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

/// The labels that statements of a module carry.
fn labels(module: &str) -> BTreeSet<String> {
    let db = Project::of(&format!("use std.{module}\n")).database();
    hir::labels(&db, head(&db, module)).iter().map(ToString::to_string).collect()
}

/// The findings that a module declares.
fn findings(module: &str) -> BTreeSet<String> {
    let db = Project::of(&format!("use std.{module}\n")).database();
    let items = hir::module_items(&db, head(&db, module));
    let findings = items.filter(|item| item.kind(&db) == expolc::syntax::ItemKind::Diagnostic);
    findings.filter_map(|item| item.name(&db).as_ref().map(ToString::to_string)).collect()
}

fn head(db: &Database, module: &str) -> expolc::db::SourceFile {
    let name = format!("std.{module}");
    *hir::program_modules(db).iter().find(|file| hir::module_name(db, **file) == name.as_str()).unwrap()
}

/// The names of the domain's findings: the table of `docs/domain-coverage.md`.
fn catalogue() -> BTreeSet<String> {
    let text = tree::read("docs/domain-coverage.md");
    let rows = text.lines().filter(|line| line.starts_with("| EX13-"));
    rows.map(|line| line.split('`').nth(1).unwrap().to_owned()).collect()
}

/// A file of lines `NAME: REASON`, comments and blank lines left out.
pub(crate) fn data(file: &str) -> BTreeMap<String, String> {
    let text = tree::read(&format!("{FOLDER}/{file}"));
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let pair = |line: &str| match line.split_once(": ") {
        Some((name, reason)) => (name.to_owned(), reason.to_owned()),
        None => panic!("{file}: {line:?} is no NAME: REASON"),
    };
    lines.map(pair).collect()
}
