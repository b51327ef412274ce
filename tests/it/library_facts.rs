//! What the standard library says about itself: its sources, what is not verified, and what each finding reads.

use std::collections::{BTreeMap, BTreeSet};

use expolc::db::STANDARD_LIBRARY;
use expolc::syntax::expr::{Expr, ExprKind};
use expolc::syntax::item::Item as Tree;
use expolc::syntax::parse;
use expolc::syntax::statement::{Arguments, Statement, StatementKind, Verb};

use crate::library_cases::{CASES, data};
use crate::tree;

const READS: &str = "tests/data/library/reads.md";

#[test]
fn every_rule_of_the_library_names_its_source_and_the_section() {
    let rules = || CASES.iter().flat_map(|case| &case.seen.statements).filter(|stated| stated.is_rule);
    let bare: BTreeSet<&str> = rules().filter(|rule| !rule.cited).map(|rule| rule.label.as_str()).collect();
    assert!(bare.is_empty(), "rules without topic and section: {bare:?}");
    let labels: BTreeSet<&str> = rules().map(|rule| rule.label.as_str()).collect();
    assert!(labels.len() > 40 && !labels.contains(""), "{labels:?}");
}

#[test]
fn every_finding_of_the_library_names_its_source_or_stands_in_a_list_with_the_reason() {
    let excepted = data("uncited.txt");
    let mut bare = BTreeSet::new();
    for (_, _, tree) in items() {
        if let Tree::Diagnostic(declared) = tree
            && declared.cite.is_none()
        {
            bare.insert(declared.name.text.to_string());
        }
    }
    assert_eq!(bare, excepted.into_keys().collect(), "those without a citation, and those excepted");
}

#[test]
fn every_source_of_a_finding_is_a_topic_and_a_section() {
    let all = items();
    let with_section = |name: &str| {
        all.iter().any(|(found, _, tree)| {
            found == name && matches!(tree, Tree::Citation(citation) if citation.section.is_some())
        })
    };
    let mut seen = 0;
    for (name, _, tree) in &all {
        if let Tree::Diagnostic(declared) = tree
            && let Some(cite) = &declared.cite
        {
            seen += 1;
            assert!(cite.section.is_some() || with_section(&cite.path.to_string()), "{name}: no section");
        }
    }
    assert!(seen > 55, "{seen}");
}

#[test]
fn every_finding_names_what_it_is_about() {
    // It has nothing to name: the product has no support anywhere.
    let excepted = ["out-of-support"];
    let mut seen = 0;
    for (name, doc, tree) in items() {
        if let Tree::Diagnostic(declared) = tree {
            seen += 1;
            assert!(declared.message.value.contains('{') || excepted.contains(&name.as_str()), "{name}");
            assert!(declared.help.is_some() && !doc.is_empty(), "{name} has no help or no documentation");
        }
    }
    assert!(seen > 60, "{seen}");
}

/// The table of `docs/domain-coverage.md` has the severities of the domain's catalogue; so have its reference numbers.
#[test]
fn severities_are_those_of_the_domain() {
    let table = tree::read("docs/domain-coverage.md");
    let mut compared = 0;
    for (name, _, tree) in items() {
        let Tree::Diagnostic(declared) = tree else { continue };
        let Some(line) =
            table.lines().find(|line| line.starts_with("| EX13-") && line.contains(&format!("`{name}` |")))
        else {
            continue;
        };
        let word = format!("{:?}", declared.severity).to_lowercase();
        let letter = word.chars().next().unwrap().to_ascii_uppercase();
        assert!(line.starts_with(&format!("| EX13-{letter}")), "{line}: {word}");
        assert!(line.contains(&format!("| {word} |")), "{line}: {word}");
        compared += 1;
    }
    assert_eq!(compared, 63);
}

/// `MARK NAME: what it is about`: the statement or finding of this name carries the mark in what people read.
#[test]
fn what_is_not_verified_or_our_reading_is_marked_where_people_see_it() {
    let mut docs: BTreeMap<String, String> = BTreeMap::new();
    for stated in CASES.iter().flat_map(|case| &case.seen.statements) {
        let known = docs.entry(stated.label.clone()).or_default();
        if !known.contains(stated.doc.as_str()) {
            known.push_str(&stated.doc);
        }
    }
    for (name, doc, tree) in items() {
        if matches!(tree, Tree::Diagnostic(_) | Tree::Profile(_) | Tree::Citation(_)) {
            docs.entry(name).or_default().push_str(&doc);
        }
    }
    docs.insert("header".to_owned(), tree::read("stdlib/std/exchange2013.expol"));
    let marks = tree::read("tests/data/library/marks.txt");
    let lines: Vec<&str> = marks.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
    assert_eq!(lines.iter().filter(|line| line.starts_with("UNVERIFIED ")).count(), 14);
    assert!(lines.iter().filter(|line| line.starts_with("INTERPRETATION ")).count() >= 9);
    let unmarked: Vec<&&str> = lines
        .iter()
        .filter(|line| {
            let (mark, name) = line.split_once(": ").unwrap().0.split_once(' ').unwrap();
            !docs.get(name).is_some_and(|doc| doc.contains(mark))
        })
        .collect();
    assert!(unmarked.is_empty(), "not marked: {unmarked:#?}");
}

#[test]
fn the_list_of_what_each_finding_reads_is_up_to_date() {
    let library = Library::read();
    let mut text = "# What each finding of `std.exchange2013` reads\n\nWritten by `UPDATE=1 cargo test --test it library_facts`. \
                    Settings are parameters of roles and profiles.\n\n| finding | reads | settings |\n|---|---|---|\n"
        .to_owned();
    for (finding, reads) in &library.findings {
        let join = |all: &BTreeSet<String>| all.iter().cloned().collect::<Vec<_>>().join(", ");
        text.push_str(&format!("| `{finding}` | {} | {} |\n", join(&reads.kinds), join(&reads.settings)));
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(tree::root().join(READS), &text).unwrap();
    }
    assert_eq!(tree::read(READS), text, "UPDATE=1 writes it anew");
}

/// A setting that only findings read would exist for its fault alone; those that the product has all the same are listed.
#[test]
fn no_setting_exists_for_a_fault_alone() {
    let library = Library::read();
    let excepted = data("settings.txt");
    assert!(library.parameters.len() > 30, "{}", library.parameters.len());
    let only_findings: BTreeSet<&String> =
        library.parameters.iter().filter(|name| !library.read_by_rules.contains(*name)).collect();
    assert_eq!(only_findings, excepted.keys().collect(), "read by findings only, and the list with reasons");
    assert!(excepted.values().all(|reason| reason.len() > 30));
}

/// The items of the module, each with its name and documentation.
fn items() -> Vec<(String, String, Tree)> {
    let mut found = Vec::new();
    let own = STANDARD_LIBRARY.iter().filter(|file| file.name.split('/').next() == Some("exchange2013"));
    for file in own {
        for (slice, item) in parse(file.text).items {
            assert!(item.errors.is_empty(), "{:?}", item.errors);
            let name = slice.name.clone().unwrap_or_default().to_string();
            found.push((name, item.doc.clone().unwrap_or_default().to_string(), item.ast.item.clone()));
        }
    }
    found
}

/// What expressions read.
#[derive(Clone, Default)]
struct Reads {
    kinds: BTreeSet<String>,
    settings: BTreeSet<String>,
    /// Groups and profiles, whose own expressions are read with them.
    names: BTreeSet<String>,
}

#[derive(Default)]
struct Library {
    /// The parameters of roles.
    parameters: BTreeSet<String>,
    groups: BTreeMap<String, Reads>,
    /// What the applications of a profile read.
    callers: BTreeMap<String, Reads>,
    /// For each finding, the reads and the profile it stands in.
    raised: Vec<(String, Reads, Option<String>)>,
    rules: Vec<(Reads, Option<String>)>,
    findings: BTreeMap<String, Reads>,
    read_by_rules: BTreeSet<String>,
}

impl Library {
    fn read() -> Library {
        let mut library = Library::default();
        let items = items();
        for (_, _, tree) in &items {
            if let Tree::Role(role) = tree {
                library.parameters.extend(role.parameters.iter().map(|one| one.name.text.to_string()));
            }
        }
        for (name, _, tree) in &items {
            match tree {
                Tree::Group(group) => {
                    let mut reads = Reads::default();
                    group.members.iter().for_each(|members| library.expr(members, &mut reads));
                    library.groups.insert(name.clone(), reads);
                }
                Tree::Statement(statement) => library.statement(statement, &Reads::default(), None),
                Tree::Profile(profile) => {
                    for statement in &profile.statements {
                        library.statement(statement, &Reads::default(), Some(name));
                    }
                }
                _ => {}
            }
        }
        library.finish();
        library
    }

    fn finish(&mut self) {
        for (finding, reads, profile) in self.raised.clone() {
            let all = self.with_names(&reads, profile.as_deref());
            let known = self.findings.entry(finding).or_default();
            known.kinds.extend(all.kinds);
            known.settings.extend(all.settings);
        }
        for reads in self.findings.values_mut().filter(|reads| reads.kinds.is_empty()) {
            reads.kinds.insert("what is declared".to_owned());
        }
        for (reads, profile) in self.rules.clone() {
            let all = self.with_names(&reads, profile.as_deref());
            self.read_by_rules.extend(all.settings);
        }
    }

    /// With what the groups and the applications of the profile read, and so on.
    fn with_names(&self, reads: &Reads, profile: Option<&str>) -> Reads {
        let mut all = reads.clone();
        let mut pending: Vec<String> =
            reads.names.iter().cloned().chain(profile.map(str::to_owned)).collect();
        let mut seen = BTreeSet::new();
        while let Some(name) = pending.pop() {
            if !seen.insert(name.clone()) {
                continue;
            }
            for more in [self.groups.get(&name), self.callers.get(&name)].into_iter().flatten() {
                all.kinds.extend(more.kinds.iter().cloned());
                all.settings.extend(more.settings.iter().cloned());
                pending.extend(more.names.iter().cloned());
            }
        }
        all
    }

    fn statement(&mut self, statement: &Statement, outer: &Reads, profile: Option<&str>) {
        let mut reads = outer.clone();
        match &statement.kind {
            StatementKind::Flow(flow) => {
                flow.flow.walk(&mut |inner| self.one(inner, &mut reads));
                flow.when.iter().for_each(|when| self.expr(when, &mut reads));
                match (flow.verb, &flow.otherwise) {
                    (Verb::Allow | Verb::Deny | Verb::Alter, _) => {
                        self.rules.push((reads, profile.map(str::to_owned)));
                    }
                    (verb, Some(finding)) => {
                        let kind = if verb == Verb::Intact { "what devices do" } else { "what is permitted" };
                        reads.kinds.insert(kind.to_owned());
                        self.raised.push((finding.to_string(), reads, profile.map(str::to_owned)));
                    }
                    (verb, None) => panic!("a {} without finding", verb.word()),
                }
            }
            StatementKind::Check(check) => {
                self.expr(&check.when, &mut reads);
                let finding = check.otherwise.as_ref().unwrap_or_else(|| panic!("a check without finding"));
                self.raised.push((finding.to_string(), reads, profile.map(str::to_owned)));
            }
            StatementKind::Apply(apply) => {
                self.arguments(&apply.arguments, &mut reads);
                apply.when.iter().for_each(|when| self.expr(when, &mut reads));
                reads.names.extend(profile.map(str::to_owned));
                let known = self.callers.entry(apply.profile.to_string()).or_default();
                known.kinds.extend(reads.kinds);
                known.settings.extend(reads.settings);
                known.names.extend(reads.names);
            }
            StatementKind::For(all) => {
                self.expr(&all.set, &mut reads);
                all.statements.iter().for_each(|inner| self.statement(inner, &reads, profile));
            }
            StatementKind::Waive(_) | StatementKind::Test(_) | StatementKind::Broken => {}
        }
    }

    fn arguments(&self, arguments: &Arguments, reads: &mut Reads) {
        arguments.list.iter().for_each(|argument| self.expr(&argument.value, reads));
    }

    fn expr(&self, expr: &Expr, reads: &mut Reads) {
        expr.walk(&mut |inner| self.one(inner, reads));
    }

    fn one(&self, expr: &Expr, reads: &mut Reads) {
        let mut name = |text: &str| {
            if self.parameters.contains(text) {
                reads.settings.insert(text.to_owned());
            }
        };
        match &expr.kind {
            ExprKind::Path(path) => {
                path.segments.iter().skip(1).for_each(|segment| name(&segment.text));
                reads.names.extend(path.segments.first().map(|first| first.text.to_string()));
            }
            ExprKind::Member(_, member) => name(&member.text),
            ExprKind::FlowCall(..) => {
                reads.kinds.insert("what is permitted".to_owned());
            }
            ExprKind::Call(function, _) if function.text == "present" => {
                reads.kinds.insert("which rules there are".to_owned());
            }
            ExprKind::Call(function, _) if function.text == "waived" => {
                reads.kinds.insert("which waivers there are".to_owned());
            }
            _ => {}
        }
    }
}
