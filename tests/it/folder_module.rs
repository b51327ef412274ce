//! A module of the library may be a folder: its files share one scope, one set of labels and one name.

use std::collections::BTreeMap;

use expolc::checks::{Selection, diagnostics};
use expolc::db::{Database, ProjectPath, SourceFile, StdLib, enter_library_text};
use expolc::lower;

use crate::support::Project;

/// The policy behind a library of these files.
fn with_library(files: &[(&str, &str)], policy: &str) -> Database {
    let mut db = Database::default();
    let mut modules: BTreeMap<_, Vec<SourceFile>> = BTreeMap::new();
    for (path, text) in files {
        let path = ProjectPath::new(path).unwrap();
        let files = modules.entry("shop".into()).or_default();
        files.push(enter_library_text(&mut db, path, (*text).into(), files.first().copied()));
    }
    let _ = StdLib::new(&db, modules);
    Project::of(policy).load(&mut db);
    db
}

fn codes(db: &Database, selection: Selection) -> Vec<String> {
    diagnostics(db, selection).iter().map(|one| one.code.to_string()).collect()
}

const HEAD: (&str, &str) = ("std/shop.expol", "service till-port { tcp 7001 }\nrole till\nrole storage\n");
const POLICY: &str = "use std.shop
zone floor { 10.1.0.0/24 }
server till1 in floor { address 10.1.0.1  role shop.till }
server store1 in floor { address 10.1.0.2  role shop.storage }
apply shop.sales
";

#[test]
fn files_of_a_folder_see_each_other_and_their_private_names() {
    let sales = (
        "std/shop/sales.expol",
        "profile sales { allow selling: tills -> storage on till-port }\nprivate group tills { till }\n",
    );
    let rules = (
        "std/shop/rules.expol",
        "confine till -> storage on any to selling else stray\ncheck when not present(selling) else stray\n\
         diagnostic stray { severity error  message \"{storage} is reached otherwise\" }\n",
    );
    let db = with_library(&[HEAD, rules, sales], POLICY);
    assert_eq!(codes(&db, Selection::WithLibrary), Vec::<String>::new());

    let document = lower::document(&db).unwrap().document;
    let labels: Vec<&str> =
        document.rules.iter().flat_map(|rule| rule.labels.iter().map(String::as_str)).collect();
    assert_eq!(labels, ["std.shop.selling"], "a label belongs to the module, not to a file of it");
    assert_eq!(document.stdlib.keys().collect::<Vec<_>>(), ["std.shop"]);

    // Without the profile the label is still known, and the finding carries the module's name.
    let db = with_library(&[HEAD, rules, sales], &POLICY.replace("apply shop.sales", ""));
    assert_eq!(codes(&db, Selection::Project), ["shop/stray"]);
}

#[test]
fn a_private_name_stays_in_its_folder() {
    let more = ("std/shop/more.expol", "private group tills { till }\nprofile sales { }\n");
    let db = with_library(&[HEAD, more], &format!("{POLICY}never shop.tills -> floor on tcp 1\n"));
    assert!(codes(&db, Selection::Project).contains(&"EX0103".to_owned()));
}

#[test]
fn a_name_is_declared_once_in_a_folder_and_reported_once() {
    let first = ("std/shop/a.expol", "profile sales { }\n");
    let second = ("std/shop/b.expol", "service till-port { tcp 7002 }\n");
    let db = with_library(&[HEAD, first, second], POLICY);
    let found = codes(&db, Selection::WithLibrary);
    assert_eq!(found.iter().filter(|code| *code == "EX0102").count(), 1, "{found:?}");
}

#[test]
fn circles_through_several_files_are_found_once() {
    let first = ("std/shop/a.expol", "profile sales { apply refunds }\ngroup one { two }\n");
    let second = ("std/shop/b.expol", "profile refunds { apply sales }\ngroup two { one }\n");
    let db = with_library(&[HEAD, first, second], POLICY);
    let found = codes(&db, Selection::WithLibrary);
    for code in ["EX0220", "EX0221"] {
        assert_eq!(found.iter().filter(|other| *other == code).count(), 1, "{code}: {found:?}");
    }
}

#[test]
fn a_file_of_a_folder_is_no_module_of_its_own() {
    let sales = ("std/shop/sales.expol", "profile sales { }\n");
    let db =
        with_library(&[HEAD, sales], &POLICY.replace("use std.shop", "use std.shop\nuse std.shop.sales"));
    assert!(codes(&db, Selection::Project).contains(&"EX0105".to_owned()));
}
