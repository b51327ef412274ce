//! What an edit costs: the queries that each one re-executes, counted by name and compared exactly with a table.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use expolc::checks::{Selection, diagnostics};
use expolc::db::Database;
use expolc::lower;

use crate::support::{EXAMPLES, Project, Random};

const POLICY: &str = r#"use std.net
use "shop.expol" as shop

// The network.
zone offices { 10.20.0.0/16 }
zone servers { 10.1.0.0/24 }

server web in servers { address 10.1.0.10  role shop.front }
server db in servers { address 10.1.0.20  role shop.store }
server mon in servers { address 10.1.0.30 }

service metrics { tcp 9100 }
group watched { web, db }

apply shop.publish(from: offices)

allow probes: mon -> watched on metrics {
  because "availability"
  until   2027-06-30
}
deny offices -> db on net.ssh
never internet -> db on any
must offices -> web on net.https
test "offices" {
  offices -> web on tcp 443 allowed
}
"#;

const SHOP: &str = r#"use std.net
role front
role store
profile publish(from: endpoints) {
  allow published: from -> front on net.https
  allow inside: front -> store on tcp 5432
  allow shell: from -> front, store on net.ssh
}
never from-outside: internet -> store on any
"#;

/// An edit: what it is called, the file, the text before, the text after.
const EDITS: &[(&str, &str, &str, &str)] = &[
    ("nothing at all", "policy.expol", "", ""),
    ("a comment above everything", "policy.expol", "use std.net\n", "// new\n\nuse std.net\n"),
    ("a comment inside a rule", "policy.expol", "  because \"avail", "  // why\n  because \"avail"),
    ("blanks inside a rule", "policy.expol", "mon -> watched", "mon   ->\n   watched"),
    ("the reason of a rule", "policy.expol", "\"availability\"", "\"availability report\""),
    ("the end of a rule", "policy.expol", "2027-06-30", "2028-06-30"),
    ("the service of a rule", "policy.expol", "watched on metrics", "watched on net.ssh"),
    ("the port of a service", "policy.expol", "tcp 9100", "tcp 9101"),
    ("the prefix of a zone", "policy.expol", "10.20.0.0/16", "10.20.0.0/15"),
    ("the address of a server", "policy.expol", "10.1.0.30", "10.1.0.31"),
    ("a role taken away", "policy.expol", "10.1.0.20  role shop.store", "10.1.0.20"),
    ("a server added to a group", "policy.expol", "{ web, db }", "{ web, db, mon }"),
    ("a server renamed with its use", "policy.expol", "mon", "monitor"),
    ("a rule added", "policy.expol", "never internet", "allow mon -> db on tcp 22\nnever internet"),
    ("a rule deleted", "policy.expol", "deny offices -> db on net.ssh\n", ""),
    (
        "a rule moved",
        "policy.expol",
        "deny offices -> db on net.ssh\nnever internet -> db on any\n",
        "never internet -> db on any\ndeny offices -> db on net.ssh\n",
    ),
    ("a zone added", "policy.expol", "server web", "zone guests { 10.30.0.0/16 }\nserver web"),
    ("an import added", "policy.expol", "use std.net\n", "use std.net\nuse std.net as n\n"),
    ("the body of a profile", "shop.expol", "tcp 5432", "tcp 5433"),
    ("an assertion of the used module", "shop.expol", "store on any", "store on tcp any"),
    ("a comment in the used module", "shop.expol", "role front", "// front\nrole front"),
];

/// What a database executes, by the names of queries.
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn database() -> (Database, Log) {
        let log = Arc::new(Mutex::new(Vec::new()));
        let sink = log.clone();
        let db = Database::with_listener(move |key| sink.lock().unwrap().push(key));
        (db, Log(log))
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

/// `effects(Id(3c))` is `effects`.
fn counted(keys: &[String]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for key in keys {
        *counts.entry(key.split('(').next().unwrap_or(key)).or_default() += 1;
    }
    counts.iter().map(|(name, count)| format!("{name} {count}")).collect::<Vec<_>>().join(", ")
}

fn everything(db: &Database) -> String {
    let found = diagnostics(db, Selection::Project);
    let errors = found.iter().any(|one| one.severity == expolc::diagnostics::Severity::Error);
    let document =
        if errors { String::new() } else { expol_ir::pretty(&lower::document(db).unwrap().document) };
    format!("{found:#?}\n{document}")
}

#[test]
fn each_edit_re_executes_exactly_what_the_table_says() {
    let mut table = String::from(
        "# Queries that each edit re-executes\n\nWritten by `UPDATE=1 cargo test --test it incremental`.\n",
    );
    for (name, file, before, after) in EDITS {
        let (mut db, log) = Log::database();
        let mut project = Project::with(&[("policy.expol", POLICY), ("shop.expol", SHOP)]);
        project.load(&mut db);
        diagnostics(&db, Selection::Project);
        log.take();
        let text = project.files.get_mut(*file).unwrap();
        assert!(text.contains(before), "{name}");
        *text = text.replace(before, after);
        project.load(&mut db);
        diagnostics(&db, Selection::Project);
        let executed = counted(&log.take());
        table
            .push_str(&format!("\n## {name}\n{}\n", if executed.is_empty() { "nothing" } else { &executed }));
    }
    table.push_str(&typing());
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/incremental.md");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &table).unwrap();
    }
    let known = std::fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
    assert_eq!(table, known, "the cost of an edit has changed: is that meant? then UPDATE=1");
}

/// Somebody types in one rule: with the second key everything near it becomes less durable, and is computed once more;
/// from the third on only the rule is.
fn typing() -> String {
    let (mut db, log) = Log::database();
    let mut project = Project::with(&[("policy.expol", POLICY), ("shop.expol", SHOP)]);
    project.load(&mut db);
    diagnostics(&db, Selection::Project);
    let (_, _, before, after) = EDITS.iter().find(|edit| edit.0 == "the service of a rule").unwrap();
    let mut table = String::new();
    for (key, from, to) in [
        ("first", before, after),
        ("second", after, before),
        ("third", before, after),
        ("fourth", after, before),
    ] {
        log.take();
        let text = project.files.get_mut("policy.expol").unwrap();
        assert!(text.contains(from), "{key}");
        *text = text.replace(from, to);
        project.load(&mut db);
        diagnostics(&db, Selection::Project);
        table.push_str(&format!("\n## the {key} key in a rule\n{}\n", counted(&log.take())));
    }
    table
}

#[test]
fn comments_and_blanks_re_run_no_check() {
    for (name, file, before, after) in
        EDITS.iter().filter(|edit| edit.0.contains("comment") || edit.0.contains("blank"))
    {
        let (mut db, log) = Log::database();
        let mut project = Project::with(&[("policy.expol", POLICY), ("shop.expol", SHOP)]);
        project.load(&mut db);
        diagnostics(&db, Selection::Project);
        log.take();
        let text = project.files.get_mut(*file).unwrap();
        *text = text.replace(before, after);
        project.load(&mut db);
        diagnostics(&db, Selection::Project);
        let allowed = [
            "section_uses",
            "section_declarations",
            "section_statements",
            "parsed_declaration",
            "parsed_statements",
        ];
        for key in log.take() {
            let query = key.split('(').next().unwrap_or(&key);
            assert!(allowed.contains(&query), "{name} re-ran {key}");
        }
    }
}

#[test]
fn an_edit_leaves_the_standard_library_alone() {
    let (mut db, log) = Log::database();
    let mut project = Project::on_disk(EXAMPLES[2]);
    project.load(&mut db);
    diagnostics(&db, Selection::Project);
    let trees = |log: &Log| {
        let is_of_a_tree = |key: &&String| key.starts_with("kept_tree(") || key.starts_with("parsed_");
        log.take().iter().filter(is_of_a_tree).count()
    };
    let cold = trees(&log);
    let text = project.files.get_mut("edge-subscribed.expol").unwrap();
    text.push_str("\nallow cas1 -> dns-int on tcp 22\n");
    project.load(&mut db);
    diagnostics(&db, Selection::Project);
    let warm = trees(&log);
    assert!(cold > 100, "the library was read: {cold}");
    assert_eq!(warm, 1, "only the statements beside the new rule are parsed");
}

/// Random edits of lines: what an old database says is what a fresh one says.
#[test]
fn incremental_equals_fresh() {
    let mut random = Random(7);
    for example in EXAMPLES {
        let mut project = Project::on_disk(example);
        let name = project.roots[0].clone();
        let mut db = Database::default();
        project.load(&mut db);
        everything(&db);
        for step in 0..30 {
            let text = project.files.get_mut(&name).unwrap();
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            edit(&mut lines, &mut random);
            *text = lines.join("\n");
            project.load(&mut db);
            let (old, fresh) = (everything(&db), everything(&project.database()));
            assert!(
                old == fresh,
                "{example}, step {step}:\n{}\n{}",
                project.files[&name],
                difference(&old, &fresh)
            );
        }
    }
}

fn edit(lines: &mut Vec<String>, random: &mut Random) {
    let at = random.below(lines.len().max(1));
    let other = random.below(lines.len().max(1));
    match random.below(6) {
        0 if lines.len() > 3 => {
            lines.remove(at);
        }
        1 => lines.insert(at, lines[other].clone()),
        2 => lines.swap(at, other),
        3 => lines.insert(at, "// a comment".to_owned()),
        4 => {
            let cut = lines[at].char_indices().map(|(offset, _)| offset).nth(random.below(12)).unwrap_or(0);
            lines[at].truncate(cut);
        }
        _ => lines.insert(at, "allow internet -> any on tcp 9".to_owned()),
    }
}

fn difference(old: &str, fresh: &str) -> String {
    let first = old.lines().zip(fresh.lines()).find(|(a, b)| a != b);
    format!("{first:?}")
}
