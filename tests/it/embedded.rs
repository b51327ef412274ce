//! The library is embedded in parsed form: that form is what the parser makes of the text, and it spares the parser.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use expolc::checks::{Selection, diagnostics};
use expolc::db::{
    Database, Embedded, LibraryFile, ProjectPath, STANDARD_LIBRARY, SourceFile, StdLib, enter_library_text,
};
use expolc::diagnostics::Severity;
use expolc::lower;
use expolc::policy::effect::Effects;
use expolc::policy::effects;
use expolc::policy::entry::statements;
use expolc::syntax::{ItemKind, ItemSlice, parse, split};

use crate::library_cases::CASES;
use crate::support::{EXAMPLES, Project};
use crate::tree;

#[test]
fn what_is_embedded_is_what_the_parser_reads() {
    let mut compared = 0;
    for file in STANDARD_LIBRARY {
        let Some(embedded) = file.items() else { panic!("std/{}: {:#?}", file.name, parse(file.text)) };
        let embedded: Vec<Embedded> = embedded.collect();
        let read = parse(file.text).items;
        assert_eq!(embedded.len(), read.len(), "std/{}", file.name);
        for (item, (slice, parsed)) in embedded.iter().zip(read) {
            let place = format!("std/{}: {} {:?}", file.name, slice.word, slice.name);
            assert_eq!(item.text(), slice.range.slice(file.text), "{place}");
            assert_eq!(item.slice(), slice, "{place}");
            assert_eq!(item.doc(), parsed.doc.as_deref(), "{place}");
            assert_eq!(item.ranges(), parsed.ranges, "{place}");
            assert_eq!(item.tree().unwrap(), parsed.ast, "{place}");
            assert!(parsed.errors.is_empty(), "{place}: {:?}", parsed.errors);
            compared += 1;
        }
    }
    assert!(compared > 150, "only {compared} items");
}

#[test]
fn the_index_of_a_module_is_what_its_files_declare_and_label() {
    let mut compared = 0;
    for (first, leader) in STANDARD_LIBRARY.iter().enumerate() {
        let Some(index) = &leader.index else { continue };
        let module = |file: &LibraryFile| file.name.split('/').next().unwrap();
        let files = STANDARD_LIBRARY.iter().skip(first).take_while(|file| module(file) == module(leader));
        let (mut declared, mut labels) = (BTreeMap::new(), BTreeSet::new());
        for (file, at) in files.zip(0..) {
            for ((slice, parsed), position) in parse(file.text).items.into_iter().zip(0..) {
                if !matches!(slice.kind, ItemKind::Use | ItemKind::Statement) {
                    declared.entry(slice.name.unwrap()).or_insert((at, position));
                }
                let mut own = Vec::new();
                parsed.ast.item.statements().iter().for_each(|statement| statement.labels(&mut own));
                labels.extend(own.into_iter().map(ToString::to_string));
            }
        }
        for (name, place) in &declared {
            assert_eq!(index.declared(name), Some(*place), "std.{}.{name}", leader.name);
            assert_eq!(index.declared(&format!("{name}-")), None, "std.{}.{name}-", leader.name);
        }
        assert_eq!(labels, index.labels().map(ToString::to_string).collect(), "std.{}", leader.name);
        assert!(labels.iter().all(|label| index.has_label(label)), "std.{}", leader.name);
        assert!(!index.has_label("") && index.declared("").is_none(), "std.{}", leader.name);
        compared += declared.len() + labels.len();
    }
    assert!(compared > 150, "only {compared} names");
}

/// A check pays for what it names of the library, and not for what the library declares. Groups are looked at one by
/// one, since they may hold roles.
#[test]
fn a_check_makes_items_of_the_declarations_that_it_needs() {
    let executed = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&executed);
    let mut db = Database::with_listener(move |query| log.lock().unwrap().push(query));
    let policy = "use std.net\nzone a { 10.0.0.0/24 }\nallow a -> internet on net.ssh\n";
    Project::of(policy).load(&mut db);
    assert_eq!(diagnostics(&db, Selection::Project).len(), 0);
    let executed = executed.lock().unwrap();
    let made = executed.iter().filter(|query| query.starts_with("library_item(")).count();
    let net = STANDARD_LIBRARY.iter().find(|file| file.name == "net").unwrap();
    assert_eq!(made, 1 + net.positions(ItemKind::Group).len(), "{executed:#?}");
    assert!(net.positions(ItemKind::Service).len() > 30);
}

/// Not one item of the library is parsed, even where a finding or a rule of it is shown with its place.
#[test]
fn a_check_and_an_emit_parse_the_policy_and_nothing_else() {
    for example in EXAMPLES {
        let project = Project::on_disk(example);
        let executed = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&executed);
        let mut db = Database::with_listener(move |query| log.lock().unwrap().push(query));
        project.load(&mut db);
        diagnostics(&db, Selection::Project);
        lower::document(&db).unwrap();
        let executed = executed.lock().unwrap();
        let count = |query: &str| executed.iter().filter(|key| key.starts_with(query)).count();
        let own = split(&project.files[&project.roots[0]]);
        let is_stated = |slice: &&ItemSlice| slice.kind == ItemKind::Statement;
        let stated = own.iter().filter(is_stated).count();
        let root = db.files().iter().find(|file| file.path(&db).as_str() == project.roots[0]).unwrap();
        assert_eq!(count("parsed_declaration("), own.len() - stated, "{example}");
        assert_eq!(count("parsed_statements("), root.sections(&db).len(), "{example}");
        assert!(count("kept_tree(") > own.len(), "{example}");
    }
}

/// The library as text: cut and parsed as any other, every loop computed.
fn as_text() -> Database {
    let mut db = Database::default();
    let mut modules: BTreeMap<_, Vec<SourceFile>> = BTreeMap::new();
    for file in STANDARD_LIBRARY {
        let files = modules.entry(file.name.split('/').next().unwrap().into()).or_default();
        let path = ProjectPath::new(&format!("std/{}.expol", file.name)).unwrap();
        files.push(enter_library_text(&mut db, path, file.text.into(), files.first().copied()));
    }
    let _ = StdLib::new(&db, modules);
    db
}

fn everything(project: &Project, mut db: Database) -> String {
    project.load(&mut db);
    let found = diagnostics(&db, Selection::Project);
    let errors = found.iter().any(|one| one.severity == Severity::Error);
    let document =
        if errors { String::new() } else { expol_ir::pretty(&lower::document(&db).unwrap().document) };
    format!("{found:#?}\n{document}")
}

/// That names are looked up in an index, and that loops over roles that nobody holds are skipped, changes no finding and
/// no document: of examples, deployments, faulty policies, and of cases of the library's own tests.
#[test]
fn what_the_build_knows_of_the_library_changes_no_answer() {
    let mut projects: Vec<Project> = EXAMPLES.iter().map(|path| Project::on_disk(path)).collect();
    for folder in ["tests/data/deployments", "tests/data/bad"] {
        let files = tree::files(folder, ".expol").into_iter();
        projects.extend(files.map(|file| Project::on_disk(&file.path)));
    }
    projects.extend(CASES.iter().step_by(8).map(|case| Project::of(&case.policy)));
    assert!(projects.len() > 60, "only {} policies", projects.len());
    let mut skipped = 0;
    for project in &projects {
        assert_eq!(
            everything(project, Database::default()),
            everything(project, as_text()),
            "{:?}",
            project.roots
        );
        let db = project.database();
        let loops = statements(&db)
            .filter(|item| item.embedded(&db).is_some_and(|item| item.loops_over().count() > 0));
        skipped += loops.filter(|item| *effects(&db, *item) == Effects::default()).count();
    }
    assert!(skipped > 500, "only {skipped} loops without turns");
}
