//! Everything that the documentation shows, runs; what it lists, is what there is; what it links to, exists.

use std::collections::BTreeSet;

use expolc::checks::REGISTRY;
use expolc::diagnostics::{Diagnostic, Severity};
use expolc::syntax::statement::AlterationKind;
use expolc::syntax::{parse, words};

use crate::support::Project;
use crate::tree::{self, File};

/// An example in a page.
struct Fence {
    /// The page and the line where it begins.
    place: String,
    /// The words behind `expol`.
    attributes: Vec<String>,
    /// Its text.
    text: String,
}

/// The words that a fence may carry beside a code.
const ATTRIBUTES: &[&str] = &["fragment", "more", "network"];

#[test]
fn every_example_means_what_its_page_says() {
    let mut run = 0;
    for page in pages() {
        let fences = fences(&page);
        let network = fences.iter().find(|fence| fence.has("network"));
        for fence in &fences {
            let text = match network {
                Some(network) if fence.has("more") => format!("{}{}", network.text, fence.text),
                _ => fence.text.clone(),
            };
            fence.run(&text);
            run += 1;
        }
    }
    assert!(run > 25, "only {run} examples were found");
}

#[test]
fn the_grammar_page_names_every_rule_and_no_other() {
    let grammar = tree::read("grammar/expol.pest");
    let is_rule = |line: &&str| line.starts_with(|c: char| c.is_ascii_lowercase()) && line.contains(" = ");
    let rules: BTreeSet<&str> =
        grammar.lines().filter(is_rule).filter_map(|line| line.split([' ', '=']).next()).collect();
    let page = tree::read("docs/grammar.md");
    let rows: Vec<&str> =
        page.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    let named: BTreeSet<&str> = rows.iter().copied().collect();
    assert!(rules.len() > 90, "only {} rules were found", rules.len());
    assert_eq!(named.difference(&rules).collect::<Vec<_>>(), Vec::<&&str>::new(), "named, but no rule");
    assert_eq!(rules.difference(&named).collect::<Vec<_>>(), Vec::<&&str>::new(), "a rule, but not named");
    assert_eq!(rows.len(), named.len(), "a rule is named twice");
}

#[test]
fn the_reference_lists_the_words_of_the_language() {
    let page = tree::read("docs/language.md");
    let paragraph = page.split("**Reserved words**").nth(1).unwrap().split("All other words").next().unwrap();
    let listed: Vec<&str> = paragraph.split('`').skip(1).step_by(2).collect();
    assert_eq!(listed, words::RESERVED, "the list of reserved words");
    for kind in AlterationKind::ALL {
        assert!(page.contains(&format!("`{}`", kind.word())), "the kind of alteration `{}`", kind.word());
    }
    for holder in words::HOLDER_KINDS {
        assert!(page.contains(&format!("for {holder}")), "the holder `{holder}`");
    }
}

#[test]
fn the_reference_states_the_limits_as_they_are() {
    let page = tree::read("docs/language.md");
    let limits = [
        ("syntax::MAX_DEPTH", expolc::syntax::MAX_DEPTH.to_string()),
        ("db::MAX_FILE_BYTES", format!("{} MiB", expolc::db::MAX_FILE_BYTES / (1 << 20))),
        ("policy::instance::MAX_INSTANCES", thousands(u64::from(expolc::policy::instance::MAX_INSTANCES))),
        ("expol_space::MAX_PIECES", thousands(expol_space::MAX_PIECES as u64)),
        ("expolc::policy::MAX_STEPS", thousands(expolc::policy::MAX_STEPS)),
    ];
    for (name, value) in limits {
        let row = page
            .lines()
            .find(|line| line.starts_with('|') && line.contains(&format!("`{name}`")))
            .unwrap_or_default();
        assert!(row.contains(&format!("| {value} |")), "{name} is {value}: {row}");
    }
}

#[test]
fn an_expression_has_as_many_operators_as_the_reference_says() {
    let page = tree::read("docs/language.md");
    let row = page.lines().find(|line| line.starts_with("| operators in one expression")).unwrap();
    let most: usize = row.split('|').nth(2).unwrap().trim().parse().unwrap();
    let errors = |operators: usize| {
        let text = format!("check when a{}", " and a".repeat(operators));
        parse(&text).items.iter().map(|(_, parsed)| parsed.errors.len()).sum::<usize>()
    };
    assert_eq!((errors(most), errors(most + 1)), (0, 1));
}

#[test]
fn the_documentation_names_no_code_that_does_not_exist() {
    let known: BTreeSet<&str> = REGISTRY.iter().map(|entry| entry.code).collect();
    for page in pages() {
        for (at, _) in page.text.match_indices("EX0") {
            let code = page.text.get(at..at + 6).unwrap_or_default();
            if code.len() == 6 && code[2..].bytes().all(|byte| byte.is_ascii_digit()) {
                assert!(known.contains(code), "{}: {code} is no code", page.path);
            }
        }
    }
}

#[test]
fn every_link_to_a_file_leads_somewhere() {
    for page in pages() {
        let folder = page.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for (at, _) in page.text.match_indices("](") {
            let target = page.text.get(at + 2..).and_then(|rest| rest.split(')').next()).unwrap_or_default();
            let file = target.split('#').next().unwrap_or_default();
            if target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            let exists = if file.is_empty() {
                has_heading(&page.text, target)
            } else {
                tree::root().join(folder).join(file).exists()
            };
            assert!(exists, "{}: the link `{target}` leads nowhere", page.path);
        }
    }
}

/// Whether `#a-heading` is one of the page.
fn has_heading(text: &str, anchor: &str) -> bool {
    let slug = |heading: &str| -> String {
        let kept = heading.to_lowercase();
        let kept = kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        kept.map(|c| if c == ' ' { '-' } else { c }).collect()
    };
    let headings = text.lines().filter(|line| line.starts_with('#'));
    headings.map(|line| slug(line.trim_start_matches('#').trim())).any(|slug| format!("#{slug}") == anchor)
}

impl Fence {
    fn has(&self, attribute: &str) -> bool {
        self.attributes.iter().any(|own| own == attribute)
    }

    /// The code that it must give.
    fn code(&self) -> Option<&str> {
        self.attributes.iter().map(String::as_str).find(|attribute| !ATTRIBUTES.contains(attribute))
    }

    fn run(&self, text: &str) {
        if self.has("fragment") {
            for (slice, parsed) in parse(text).items {
                assert!(parsed.errors.is_empty(), "{}: {:?} in {:?}", self.place, parsed.errors, slice.word);
            }
            return;
        }
        let all = project(text).check();
        let found: Vec<&Diagnostic> = all.iter().filter(|found| found.severity != Severity::Note).collect();
        match self.code() {
            None => assert!(found.is_empty(), "{}: is not clean: {}", self.place, sentences(&found)),
            Some(code) => {
                assert!(!found.is_empty(), "{}: does not give {code}", self.place);
                let all = found.iter().all(|found| found.code.as_str() == code);
                assert!(all, "{}: gives more than {code}: {}", self.place, sentences(&found));
            }
        }
    }
}

fn sentences(found: &[&Diagnostic]) -> String {
    found.iter().map(|found| format!("\n  {}[{}]: {}", found.severity, found.code, found.message)).collect()
}

/// The files of an example: `main.expol`, then what stands behind lines `//- name`.
fn project(text: &str) -> Project {
    let mut files: Vec<(String, String)> = vec![("main.expol".to_owned(), String::new())];
    for line in text.split_inclusive('\n') {
        match line.strip_prefix("//- ") {
            Some(name) if name.trim() == "main.expol" => {}
            Some(name) => files.push((name.trim().to_owned(), String::new())),
            None => files.iter_mut().next_back().into_iter().for_each(|(_, text)| text.push_str(line)),
        }
    }
    let borrowed: Vec<(&str, &str)> =
        files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    Project::with(&borrowed)
}

/// The pages for people: those of the diagnostics have a test of their own.
fn pages() -> Vec<File> {
    let mut found = tree::files("docs", ".md");
    found.retain(|page| !page.path.starts_with("docs/diagnostics/"));
    for path in [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "STYLE.md",
        "lsp/README.md",
        "editors/README.md",
        "examples/README.md",
    ] {
        found.push(File { path: path.to_owned(), text: tree::read(path) });
    }
    found
}

/// The fences of a page whose language is `expol`.
fn fences(page: &File) -> Vec<Fence> {
    let mut found: Vec<Fence> = Vec::new();
    let mut open: Option<Fence> = None;
    let mut foreign = false;
    for (number, line) in page.text.lines().enumerate() {
        match (line.trim_end().strip_prefix("```"), &mut open) {
            (Some(""), Some(_)) => found.extend(open.take()),
            (Some(_), None) if foreign => foreign = false,
            (Some(info), None) => {
                let mut words = info.split(',').map(|word| word.trim().to_owned());
                if words.next().as_deref() == Some("expol") {
                    let place = format!("{}:{}", page.path, number + 1);
                    open = Some(Fence { place, attributes: words.collect(), text: String::new() });
                } else {
                    foreign = true;
                }
            }
            (None, Some(fence)) => {
                fence.text.push_str(line);
                fence.text.push('\n');
            }
            _ => {}
        }
    }
    assert!(open.is_none() && !foreign, "{}: a fence is never closed", page.path);
    found
}

/// `50000` as `50,000`.
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join(",")
}
