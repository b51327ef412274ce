//! References, highlights and renaming, in every surrounding.

use std::collections::BTreeMap;

use expolc::db::Database;
use expolc::ide::{self, FileEdits, FilePosition};
use expolc::text::apply_edits;

use super::table::{each_surrounding, with_network};
use super::{file, marked};
use crate::support::{EXAMPLES, Project};

/// `path:line` of every reference.
fn shown(db: &Database, found: &[ide::Reference]) -> Vec<String> {
    found
        .iter()
        .map(|one| {
            let text = one.file.text(db);
            format!("{}{}", if one.declares { "*" } else { "" }, one.range.slice(text))
        })
        .collect()
}

/// Marked texts, and how often the name stands in the program.
const REFERENCES: [(&str, usize); 9] = [
    (
        "diagnostic d { severity error message \"{from} in {$0a} on {other.app}\" }\nnever a -> b on mail else d",
        4,
    ),
    ("allow $0a -> b on mail\nallow b -> a on mail", 4),
    ("allow a -> b on ma$0il\nnever b -> a on mail", 3),
    ("allow a -> other.f$0ar on mail", 2),
    ("allow other.shop -> b on tcp other.shop.por$0t", 2),
    ("for x in other.shop {\n  allow $0x -> x on mail\n}", 3),
    ("allow lbl: a -> b on mail\nconfine a -> b on mail to l$0bl", 2),
    ("profile p($0to: endpoints) { allow a -> to on mail }\napply p(to: b)", 3),
    ("allow a -> b on $0net.https\nallow b -> a on net.ssh", 3),
];

#[test]
fn references_in_every_surrounding() {
    for (text, count) in REFERENCES {
        each_surrounding(&with_network(text), &mut |name, db, position| {
            let all = ide::references(db, position, true);
            // The broken file has one more server in `a`.
            let count = count
                + usize::from(name == "broken" && (text.starts_with("allow $0a") || text.contains("{$0a}")));
            assert_eq!(all.len(), count, "{name}: {text}: {:?}", shown(db, &all));
            let others = ide::references(db, position, false);
            assert!(others.len() < count && !others.is_empty() || text.contains("net."), "{name}: {text}");
            let here = ide::highlights(db, position);
            assert!(!here.is_empty() && here.iter().all(|one| one.file == position.file), "{name}: {text}");
        });
    }
}

#[test]
fn a_broken_statement_keeps_its_names() {
    let text = "zone a { 10.0.0.0/24 }\nzone b { 10.0.1.0/24 }\nallow a -> $0b oops here\nprofile p(x: endpoints) {\n  allow x -> b on on\n  allow a -> b on tcp 25\n}\n";
    let (db, position) = marked(&[("policy.expol", text)]);
    assert_eq!(ide::references(&db, position, true).len(), 4);
    let edits = ide::rename(&db, position, "c").unwrap();
    let renamed = applied(&db, &edits);
    assert_eq!(renamed["policy.expol"], text.replace("$0", "").replace(" b ", " c "));
}

/// The files after the edits.
fn applied(db: &Database, edits: &[FileEdits]) -> BTreeMap<String, String> {
    edits
        .iter()
        .map(|one| {
            (one.file.path(db).as_str().to_owned(), apply_edits(one.file.text(db), &one.edits).unwrap())
        })
        .collect()
}

/// Marked texts, the new name, and a part of the refusal.
const REFUSALS: [(&str, &str, &str); 11] = [
    (
        "diagnostic d { severity error message \"{v} is open\" }\nfor $0v in other.shop { never v -> b on mail else d }",
        "w",
        "the message of `d` has `v` in braces",
    ),
    ("allow $0a -> b on mail", "b", "a zone is called `b` already"),
    ("allow $0a -> b on mail", "9x", "`9x` is no name"),
    ("allow $0a -> b on mail", "x-", "`x-` is no name"),
    ("allow $0a -> b on mail", "zone", "`zone` is a word of the language"),
    ("allow $0a -> b on mail", "far", "a zone is called `far` already"),
    ("allow a -> b on net.htt$0ps", "web2", "belongs to the standard library"),
    ("use std.n$0et as n", "m", "belongs to the standard library"),
    ("al$0low a -> b on mail", "x", "no name stands here"),
    ("for x in other.shop { allow $0a -> x on mail }", "x", "a variable or parameter"),
    ("allow l: a -> b on mail\nallow k$0k: a -> b on mail", "l", "another rule is called `l`"),
];

#[test]
fn what_cannot_be_renamed_says_why() {
    for (text, new, reason) in REFUSALS {
        each_surrounding(&with_network(text), &mut |name, db, position| {
            let refusal = ide::rename(db, position, new).unwrap_err().to_string();
            assert!(refusal.contains(reason), "{name}: {text}: {refusal}");
        });
    }
}

#[test]
fn a_module_is_renamed_by_its_use() {
    let (db, position) = marked(&[(
        "policy.expol",
        "use std.net\nzone a { 10.0.0.0/24 }\nallow a -> a on $0net.https, net.ssh\n",
    )]);
    let edits = ide::rename(&db, position, "n").unwrap();
    assert_eq!(
        applied(&db, &edits)["policy.expol"],
        "use std.net as n\nzone a { 10.0.0.0/24 }\nallow a -> a on n.https, n.ssh\n"
    );
}

/// The first place of a word in a file.
fn position_of(db: &Database, file: expolc::db::SourceFile, word: &str) -> FilePosition {
    FilePosition::new(file, file.text(db).find(word).unwrap() as u32)
}

/// Every name that an example declares becomes another one and back: the texts and what they mean stay what they were.
#[test]
fn renaming_forth_and_back_is_the_identity() {
    let mut renamed = 0;
    for path in EXAMPLES {
        let project = Project::on_disk(path);
        let root = project.roots[0].clone();
        let before = project.database();
        let digest = project.digest();
        for symbol in ide::document_symbols(&before, file(&before, &root)) {
            let position = FilePosition::new(file(&before, &root), symbol.selection.start);
            let Ok(target) = ide::prepare_rename(&before, position) else { continue };
            let edits = ide::rename(&before, position, "renamed-9").unwrap();
            assert!(!edits.is_empty(), "{path}: {}", target.name);
            let mut other = project.clone();
            other.files.extend(applied(&before, &edits));
            let errors = other.check().len();
            assert_eq!(errors, project.check().len(), "{path}: {}: {:#?}", target.name, other.check());
            let db = other.database();
            let there = position_of(&db, file(&db, &root), "renamed-9");
            let back = ide::rename(&db, there, &target.name).unwrap();
            let mut again = other.clone();
            again.files.extend(applied(&db, &back));
            assert_eq!(again.files, project.files, "{path}: {}", target.name);
            renamed += 1;
        }
        assert_eq!(project.digest(), digest);
    }
    println!("{renamed} names renamed forth and back");
    assert!(renamed >= 40, "only {renamed} names");
}
