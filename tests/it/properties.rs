//! Properties of the whole line: what may change nothing, and what may never open anything.

use std::collections::BTreeMap;

use expol_space::{Product, Region};
use expolc::checks::{Selection, diagnostics};
use expolc::db::Database;
use expolc::diagnostics::Severity;
use expolc::policy::entry::all_entries;
use expolc::syntax::{ItemKind, split};

use crate::support::{EXAMPLES, Project, Random};

/// A file cut into its items, with what stands between them kept before each.
fn items(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut end = 0;
    for slice in split(text) {
        found.push(text[end..slice.range.end as usize].to_owned());
        end = slice.range.end as usize;
    }
    found
}

fn shuffled<T>(mut list: Vec<T>, random: &mut Random) -> Vec<T> {
    for at in (1..list.len()).rev() {
        list.swap(at, random.below(at + 1));
    }
    list
}

fn changed(example: &str, change: impl FnOnce(&str) -> String) -> Project {
    let mut project = Project::on_disk(example);
    let name = project.roots[0].clone();
    let text = project.files.get_mut(&name).unwrap();
    *text = change(text);
    project
}

#[test]
fn the_order_of_statements_means_nothing() {
    let mut random = Random(11);
    for example in EXAMPLES {
        let digest = Project::on_disk(example).digest();
        for _ in 0..3 {
            let project = changed(example, |text| shuffled(items(text), &mut random).join("\n"));
            assert_eq!(project.digest(), digest, "{example}");
        }
    }
}

#[test]
fn comments_blanks_and_line_ends_mean_nothing() {
    for example in EXAMPLES {
        let digest = Project::on_disk(example).digest();
        let stripped = |text: &str| text.lines().map(str::trim_start).collect::<Vec<_>>().join("\n");
        assert_eq!(changed(example, stripped).digest(), digest, "leading blanks of {example}");
        let commented = |text: &str| items(text).join("\n/* a\n comment */ // and another\n");
        assert_eq!(changed(example, commented).digest(), digest, "comments in {example}");
        let windows = |text: &str| text.replace('\n', "\r\n");
        assert_eq!(changed(example, windows).digest(), digest, "CRLF in {example}");
        let indented = |text: &str| text.lines().map(|line| format!("\t  {line}\n")).collect::<String>();
        assert_eq!(changed(example, indented).digest(), digest, "indentation of {example}");
    }
}

/// Declarations move to a module of their own, which the rest uses.
#[test]
fn splitting_a_file_and_the_order_of_files_mean_nothing() {
    for example in EXAMPLES {
        let whole = Project::on_disk(example);
        let text = &whole.files[&whole.roots[0]];
        let (mut declared, mut stated, mut names) = (String::new(), String::new(), Vec::new());
        for slice in split(text) {
            let cut = format!("{}\n", &text[slice.range.start as usize..slice.range.end as usize]);
            match slice.kind {
                ItemKind::Use => {
                    declared.push_str(&cut);
                    stated.push_str(&cut);
                }
                ItemKind::Statement => stated.push_str(&cut),
                _ => {
                    declared.push_str(&cut);
                    names.extend(slice.name.map(|name| name.to_string()));
                }
            }
        }
        let stated = format!("use \"network.expol\".{{{}}}\n{stated}", names.join(", "));
        let files = [("b.expol", stated.as_str()), ("network.expol", declared.as_str())];
        let split_up = Project::with(&files);
        assert_eq!(split_up.digest(), whole.digest(), "{example}");
        let mut both = split_up.clone();
        both.roots = vec!["network.expol".to_owned(), "b.expol".to_owned()];
        assert_eq!(both.digest(), whole.digest(), "{example}, both named");
        both.roots.reverse();
        assert_eq!(both.digest(), whole.digest(), "{example}, named the other way round");
    }
}

#[test]
fn two_runs_give_the_same_bytes() {
    for example in EXAMPLES {
        let project = Project::on_disk(example);
        let bytes = || expol_ir::pretty(&project.emit().unwrap().document);
        assert_eq!(bytes(), bytes(), "{example}");
    }
}

#[test]
fn every_document_verifies_and_means_what_was_decided() {
    for example in EXAMPLES {
        let lowered = Project::on_disk(example).emit().unwrap();
        let report = expol_ir::verify(expol_ir::pretty(&lowered.document).as_bytes());
        assert!(report.problems.is_empty(), "{example}: {:?}", report.problems);
        let resolved = expol_query::Resolved::new(&lowered.document).unwrap();
        assert_eq!(resolved.rules().len(), lowered.meanings.len());
        for rule in resolved.rules() {
            let meaning = &lowered.meanings[&rule.id];
            assert!(
                rule.product.is_subset(meaning) && meaning.is_subset(&rule.product),
                "{example}: {}",
                rule.id
            );
        }
    }
}

/// Every span of a `why`, cut out of its source, contains the label or the `apply` that it claims; chains that end in
/// the library end in a citation.
#[test]
fn reasons_point_at_what_they_claim() {
    let mut steps = 0;
    for example in EXAMPLES {
        let project = Project::on_disk(example);
        let document = project.emit().unwrap().document;
        let texts: BTreeMap<&str, String> = document
            .sources
            .iter()
            .map(|(key, source)| {
                let library = format!("{}/stdlib/{}", env!("CARGO_MANIFEST_DIR"), source.path);
                let text = project.files.get(&source.path).cloned();
                (key.as_str(), text.unwrap_or_else(|| std::fs::read_to_string(library).unwrap()))
            })
            .collect();
        for rule in &document.rules {
            for chain in &rule.why {
                let mut labelled = 0;
                for step in chain {
                    steps += 1;
                    let text = cut(&texts[step.source.as_str()], step.at);
                    if let Some(label) = &step.rule {
                        let name = label.rsplit('.').next().unwrap();
                        assert!(text.contains(name), "{example}: {label} is not in {text:?}");
                        labelled += 1;
                    }
                    if step.kind == expol_ir::StepKind::Applied {
                        assert!(text.starts_with("apply"), "{example}: {text:?}");
                    }
                }
                assert!(
                    labelled > 0 || rule.labels.is_empty(),
                    "{example}: no step carries {:?}",
                    rule.labels
                );
                let last = chain.last().unwrap();
                if last.kind == expol_ir::StepKind::Library {
                    let cite = last
                        .cite
                        .as_ref()
                        .unwrap_or_else(|| panic!("{example}: {:?} cites nothing", rule.labels));
                    assert!(document.citations.contains_key(cite));
                }
            }
        }
    }
    assert!(steps > 100, "only {steps} steps were looked at");
}

/// The text between two places, columns counted in characters.
fn cut(text: &str, [line, column, end_line, end_column]: expol_ir::Span) -> String {
    let lines: Vec<&str> = text.split('\n').collect();
    let mut found = String::new();
    for number in line..=end_line {
        let characters: Vec<char> = lines[number as usize - 1].chars().collect();
        let from = if number == line { column as usize - 1 } else { 0 };
        let to = if number == end_line { end_column as usize - 1 } else { characters.len() };
        found.extend(&characters[from..to.min(characters.len())]);
        found.push('\n');
    }
    found.trim_end().to_owned()
}

/// What a database permits: its allows and its denies.
struct Permitted {
    allows: Vec<Product>,
    denies: Vec<Product>,
}

impl Permitted {
    fn of(db: &Database) -> Permitted {
        let products = |allow: bool| -> Vec<Product> {
            all_entries(db).filter(|entry| entry.allow == allow).map(|entry| entry.product.clone()).collect()
        };
        Permitted { allows: products(true), denies: products(false) }
    }

    /// A packet that is permitted here and not there.
    fn beyond(&self, other: &Permitted) -> Option<String> {
        for allow in &self.allows {
            let mut open = Region::from(allow);
            for deny in &self.denies {
                open.remove(deny).unwrap();
            }
            let mut new = open.clone();
            for known in &other.allows {
                new.remove(known).unwrap();
            }
            let denied = other.denies.iter().find_map(|deny| open.intersect(deny).sample());
            if let Some(packet) = new.sample().or(denied) {
                return Some(format!("{packet:?}"));
            }
        }
        None
    }
}

/// The words of a text outside of strings and comments, with their places.
fn words(text: &str) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let (mut found, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        let rest = &text[at..];
        if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
        } else if bytes[at] == b'"' {
            at += 1 + rest[1..].find('"').unwrap_or(rest.len() - 1) + 1;
        } else if bytes[at].is_ascii_alphabetic() && (at == 0 || !bytes[at - 1].is_ascii_alphanumeric()) {
            let length = rest
                .find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'))
                .unwrap_or(rest.len());
            found.push((at, at + length));
            at += length;
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    found
}

/// A policy with what only widens when it is taken away: the legal exceptions of the property below.
const WITH_EXCEPTIONS: &str = r#"use std.net

zone offices { 10.20.0.0/16 }
zone servers { 10.1.0.0/24 }
server web in servers { address 10.1.0.10 }
server db in servers { address 10.1.0.20 }
group printers { 10.20.9.0/24 }

allow offices except printers -> web, db on net.https, net.ssh
deny offices -> db, web on net.ssh, net.telnet
allow visitors: internet except (eop, exo) -> web on net.https when not off
zone eop external
zone exo external
"#;

/// The words whose loss may open something, each with the reason.
const LEGAL: &[(&str, &str)] = &[
    ("db", "an element of a `deny`"),
    ("eop", "an element of an `except`"),
    ("exo", "an element of an `except`"),
    ("not", "turns a condition round; here the rule was and stays on"),
];

/// Misspelling or deleting any one word of a valid policy is an error, or leaves the permitted set no larger.
#[test]
fn a_lost_or_misspelt_word_opens_nothing() {
    let mut tried = 0;
    let mut projects: Vec<Project> = EXAMPLES.iter().map(|example| Project::on_disk(example)).collect();
    projects.push(Project::of(WITH_EXCEPTIONS));
    for project in &mut projects {
        let name = project.roots[0].clone();
        let original = project.files[&name].clone();
        let before = Permitted::of(&project.database());
        let mut db = project.database();
        for (start, end) in words(&original) {
            let word = &original[start..end];
            for replacement in ["", &format!("{word}q"), &word[1..]] {
                let text = format!("{}{replacement}{}", &original[..start], &original[end..]);
                project.files.insert(name.clone(), text);
                project.load(&mut db);
                tried += 1;
                let refused = diagnostics(&db, Selection::Project)
                    .iter()
                    .any(|found| found.severity == Severity::Error);
                if refused {
                    continue;
                }
                if let Some(packet) = Permitted::of(&db).beyond(&before) {
                    let legal = LEGAL.iter().any(|(known, _)| *known == word) && replacement.is_empty();
                    assert!(legal, "{name}: `{word}` -> `{replacement}` opens {packet}");
                }
            }
        }
    }
    assert!(tried > 1_500, "only {tried} edits were tried");
}
