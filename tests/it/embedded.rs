//! The library is embedded in parsed form: that form is what the parser makes of the text, and it spares the parser.

use std::sync::{Arc, Mutex};

use expolc::checks::{Selection, diagnostics};
use expolc::db::{Database, Embedded, STANDARD_LIBRARY};
use expolc::lower;
use expolc::syntax::{parse, split};

use crate::support::{EXAMPLES, Project};

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
        let parsed = executed.iter().filter(|query| query.starts_with("parsed("));
        let own = split(&project.files[&project.roots[0]]);
        assert_eq!(parsed.count(), own.len(), "{example}");
        assert!(executed.iter().filter(|query| query.starts_with("ast(")).count() > own.len(), "{example}");
    }
}
