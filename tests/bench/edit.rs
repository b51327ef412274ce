//! What a key costs while somebody types: an edit and all findings again, `cargo bench --bench edit`.
//!
//! The same place is edited before the clock starts, as by somebody who types. Only `first_keys_in_a_rule` tells what
//! the first keys in another place cost: with the second one everything near it becomes less durable, and is computed
//! once more.

mod policy;
#[allow(dead_code, reason = "each benchmark uses the policies that it wants")]
mod rules;

use std::collections::BTreeMap;

use divan::{Bencher, black_box};
use expolc::checks::{Selection, diagnostics, local_diagnostics};
use expolc::db::{Database, LoadOptions, MemorySystem, ProjectPath, SourceFile, edit_text, load};
use expolc::policy::{deny_findings, redundant};
use expolc::syntax::literal::Date;

fn main() {
    divan::main();
}

const DAY: Date = Date { year: 2026, month: 11, day: 23 };

const SIZES: [usize; 3] = [1_000, 10_000, 50_000];

/// A checked program, and a place in it that becomes another text and back.
struct Editor {
    db: Database,
    file: SourceFile,
    text: String,
    forms: [String; 2],
    keys: usize,
}

impl Editor {
    /// The first file that has the text to edit.
    fn new(files: &[(String, String)], forms: [&str; 2]) -> Editor {
        let mut db = Database::default();
        let system = MemorySystem::new(
            files.iter().map(|(path, text)| (path.clone(), text.clone().into_bytes())),
            DAY,
        );
        let roots = ProjectPath::new("policy.expol").into_iter().collect();
        load(&mut db, &system, &LoadOptions { roots, as_of: Some(DAY), overlay: BTreeMap::new() });
        diagnostics(&db, Selection::Project);
        let has = |file: &SourceFile| !file.library(&db) && file.text(&db).contains(forms[0]);
        let Some(file) = db.files().iter().copied().find(has) else {
            std::process::exit(1);
        };
        let text = file.text(&db).to_string();
        Editor { db, file, text, forms: forms.map(str::to_owned), keys: 0 }
    }

    fn key(&mut self) {
        let [old, new] = if self.keys.is_multiple_of(2) { [0, 1] } else { [1, 0] };
        self.text = self.text.replacen(&self.forms[old], &self.forms[new], 1);
        self.keys += 1;
        edit_text(&mut self.db, self.file, self.text.as_str().into());
    }
}

fn typing(bencher: Bencher<'_, '_>, files: &[(String, String)], forms: [&str; 2]) {
    let mut editor = Editor::new(files, forms);
    for _ in 0..4 {
        editor.key();
        diagnostics(&editor.db, Selection::Project);
    }
    bencher.bench_local(|| {
        editor.key();
        black_box(diagnostics(&editor.db, Selection::Project).len())
    });
}

/// The realistic policy with all its sites in one file, as it is worst for an editor.
fn in_one_file(lines: usize) -> Vec<(String, String)> {
    let mut all = policy::files(lines);
    let mut text = "use std.net\nuse \"library.expol\" as lib\n\n".to_owned();
    for (_, part) in all.iter().filter(|(path, _)| path.starts_with("sites/")) {
        text.push_str(part.split_once("\n\n").map_or("", |(_, body)| body));
    }
    all.retain(|(path, _)| path == "library.expol");
    all.insert(0, ("policy.expol".to_owned(), text));
    all
}

/// A port in a rule of a policy of so many lines.
#[divan::bench(args = SIZES, sample_count = 100, sample_size = 1)]
fn a_rule(bencher: Bencher<'_, '_>, lines: usize) {
    typing(
        bencher,
        &in_one_file(lines),
        ["allow s7-lan -> s7-web on net.http,", "allow s7-lan -> s7-web on net.ssh,"],
    );
}

/// A rule among so many statements that overlap each other; a third of them have findings, which are all told again.
#[divan::bench(args = [1_000, 10_000], sample_count = 100, sample_size = 1)]
fn a_rule_among_rules(bencher: Bencher<'_, '_>, statements: usize) {
    let files = rules::files(statements);
    let Some(forms) = plain_allow(&files) else { return };
    typing(bencher, &files, [&forms[0], &forms[1]]);
}

/// What the analysis takes of that: what is found about all rules, before it is put into words.
#[divan::bench(args = [1_000, 10_000], sample_count = 100, sample_size = 1)]
fn a_rule_among_rules_analysed(bencher: Bencher<'_, '_>, statements: usize) {
    let files = rules::files(statements);
    let Some(forms) = plain_allow(&files) else { return };
    let mut editor = Editor::new(&files, [&forms[0], &forms[1]]);
    for _ in 0..4 {
        editor.key();
        diagnostics(&editor.db, Selection::Project);
    }
    bencher.bench_local(|| {
        editor.key();
        black_box(redundant(&editor.db).len() + deny_findings(&editor.db).count())
    });
}

/// The first rule that is like most, and the same with one port more.
fn plain_allow(files: &[(String, String)]) -> Option<[String; 2]> {
    let line = files.iter().flat_map(|(_, text)| text.lines()).find(|line| is_plain_allow(line))?;
    Some([format!("{line}\n"), format!("{line}, tcp 64999\n")])
}

fn is_plain_allow(line: &str) -> bool {
    line.starts_with("allow ") && !line.contains("any") && !line.contains('{')
}

/// The prefix of a zone.
#[divan::bench(args = SIZES, sample_count = 50, sample_size = 1)]
fn a_prefix(bencher: Bencher<'_, '_>, lines: usize) {
    typing(bencher, &in_one_file(lines), ["10.0.7.0/25", "10.0.7.0/26"]);
}

/// A role taken from a server and given back.
#[divan::bench(args = SIZES, sample_count = 50, sample_size = 1)]
fn a_role(bencher: Bencher<'_, '_>, lines: usize) {
    typing(bencher, &in_one_file(lines), ["10.0.7.131  role lib.store(port: 8007)", "10.0.7.131"]);
}

/// The name of a service that is used in one place.
#[divan::bench(args = SIZES, sample_count = 50, sample_size = 1)]
fn a_name(bencher: Bencher<'_, '_>, lines: usize) {
    typing(bencher, &in_one_file(lines), ["service s7-app {", "service s7-apps {"]);
}

/// A comment.
#[divan::bench(args = SIZES, sample_count = 100, sample_size = 1)]
fn a_comment(bencher: Bencher<'_, '_>, lines: usize) {
    typing(bencher, &in_one_file(lines), ["---- site 7\n", "---- site 7!\n"]);
}

/// What the file shows by itself, after a key in a rule.
#[divan::bench(args = SIZES, sample_count = 100, sample_size = 1)]
fn local_findings_of_a_rule(bencher: Bencher<'_, '_>, lines: usize) {
    let mut editor = Editor::new(
        &in_one_file(lines),
        ["allow s7-lan -> s7-web on net.http,", "allow s7-lan -> s7-web on net.ssh,"],
    );
    for _ in 0..4 {
        editor.key();
        diagnostics(&editor.db, Selection::Project);
    }
    bencher.bench_local(|| {
        editor.key();
        black_box(local_diagnostics(&editor.db, &[editor.file]).len())
    });
}

/// The first keys in a rule where nobody has typed: the slowest of them is what is felt.
#[divan::bench(args = SIZES, sample_count = 20, sample_size = 1)]
fn first_keys_in_a_rule(bencher: Bencher<'_, '_>, lines: usize) {
    let files = in_one_file(lines);
    let mut editor =
        Editor::new(&files, ["allow s7-lan -> s7-web on net.http,", "allow s7-lan -> s7-web on net.ssh,"]);
    let mut site = 0;
    bencher.bench_local(|| {
        // Two keys in each place, so that every other key is the first one.
        if editor.keys.is_multiple_of(2) {
            site = (site + 2) % 32;
            editor.forms = [
                format!("allow s{site}-lan -> s{site}-web on net.http,"),
                format!("allow s{site}-lan -> s{site}-web on net.ssh,"),
            ];
        }
        editor.key();
        black_box(diagnostics(&editor.db, Selection::Project).len())
    });
}
