//! The pages of the standard library: written from it, complete, and without anything that is active in Markdown.

use std::collections::BTreeSet;
use std::fs;

use expolc::db::StdLib;
use expolc::hir;
use expolc::manual::{Form, Manual, entry_page, index_page, label_page, manual, manual_page};
use expolc::syntax::ItemKind;

use crate::command::Folder;
use crate::support::Project;
use crate::tree;

const FOLDER: &str = "docs/stdlib";

#[test]
fn the_pages_say_what_the_library_says() {
    let mut wanted: Vec<(String, String)> = manuals()
        .iter()
        .map(|manual| {
            let file = manual.name.trim_start_matches("std.");
            (format!("{FOLDER}/{file}.md"), manual_page(manual, Form::Markdown))
        })
        .collect();
    wanted.push((format!("{FOLDER}/README.md"), index_page(&manuals())));
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(tree::root().join(FOLDER)).unwrap();
        for (path, text) in &wanted {
            fs::write(tree::root().join(path), text).unwrap();
        }
    }
    for (path, text) in &wanted {
        let there = fs::read_to_string(tree::root().join(path)).unwrap_or_default();
        assert!(there == *text, "{path} is not what the library says: UPDATE=1 cargo test --test it manual");
    }
    let there: BTreeSet<String> = tree::files(FOLDER, ".md").into_iter().map(|file| file.path).collect();
    let wanted: BTreeSet<String> = wanted.into_iter().map(|(path, _)| path).collect();
    assert_eq!(there, wanted, "pages of modules that are no more");
}

#[test]
fn everything_that_the_library_declares_and_every_label_has_its_place() {
    let (mut declared, mut labels, mut parameters) = (0, 0, 0);
    let db = Project::of("").database();
    for (name, files) in StdLib::get(&db).modules(&db) {
        let manual = manual(&db, name).unwrap();
        let page = manual_page(&manual, Form::Markdown);
        for item in files.iter().flat_map(|file| hir::file_items(&db, *file)) {
            if item.kind(&db) == ItemKind::Use || item.name(&db).is_none() {
                continue;
            }
            let word = item.name(&db).as_deref().unwrap();
            assert!(entry_page(&manual, word, Form::Plain).is_some(), "std.{name}.{word}");
            assert!(
                page.contains(&format!("`{word}`")) || page.contains(&format!(" {word}\n")),
                "std.{name}.{word}"
            );
            declared += 1;
        }
        for label in files.iter().flat_map(|file| hir::labels(&db, *file)) {
            assert!(label_page(&manual, label, Form::Plain).is_some(), "std.{name}.{label}");
            assert!(page.contains(&format!("| `{label}` |")), "std.{name}.{label}");
            labels += 1;
        }
        let public = manual.topics.iter().flat_map(|topic| &topic.declared).filter(|one| !one.private);
        for one in public.flat_map(|one| &one.parameters) {
            assert!(
                !one.documentation.is_empty(),
                "std.{name}: the parameter `{}` has no documentation",
                one.name
            );
            parameters += 1;
        }
    }
    assert!(declared > 200 && labels > 55 && parameters > 60, "{declared} {labels} {parameters}");
}

#[test]
fn rules_show_their_ports_citations_and_severities() {
    let page = tree::read("docs/stdlib/exchange2013.md");
    for part in [
        "| `edge-in-internet` | `for e in edges & edge-transport: allow from -> e on net.smtp when e.mail != outbound` |",
        "`edgesync-missing` (error)",
        "Network ports for clients and mail flow in Exchange 2013, mail flow with Edge (Bb331973)",
        "| `rtp` | `udp 1024-65535` | udp 1024-65535 |",
        "| `sync-port` | `ports` | `50636` |",
        "| `from` | `endpoints` | required |",
        "## Marked as uncertain",
        "UNVERIFIED",
    ] {
        assert!(page.contains(part), "{part}");
    }
    let net = tree::read("docs/stdlib/net.md");
    assert!(net.contains("| `dns` | `udp 53, tcp 53` | tcp 53; udp 53 |"), "{net}");
}

#[test]
fn no_page_holds_a_link_out_an_image_or_html() {
    for file in tree::files(FOLDER, ".md") {
        for (number, line) in file.text.lines().enumerate() {
            let place = format!("{}:{}: {line}", file.path, number + 1);
            // What is active could only stand outside of code.
            let outside: String = line.split('`').step_by(2).collect();
            assert!(!outside.contains("://") && !outside.contains("![") && !outside.contains('<'), "{place}");
            assert!(!outside.contains("](") || file.path.ends_with("README.md"), "{place}");
            if line.starts_with('|') {
                assert!(line.ends_with('|'), "{place}");
            }
        }
    }
}

#[test]
fn the_command_line_explains_modules_declarations_and_labels() {
    let folder = Folder::new();
    let module = folder.run(&["explain", "std.net"]).ends_with(0);
    assert!(
        module.stdout.contains("special-purpose address blocks") && !module.stdout.contains('\\'),
        "{module:#?}"
    );
    folder.run(&["explain", "std.exchange2013.publish-clients"]).ends_with(0).says(&[
        "Who the clients are",
        "required",
        "client-imap4",
    ]);
    let label = folder.run(&["explain", "std.exchange2013.edge-sync"]).ends_with(0);
    label.says(&["allow", "edgesync-missing (error)", "never"]);
    let json = folder.run(&["explain", "std.net.dns", "--format", "json"]).ends_with(0);
    let page: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(page["name"], "std.net.dns");
    assert!(page["page"].as_str().unwrap().contains("udp 53"));
    folder
        .run(&["explain", "std.nett"])
        .ends_with(2)
        .says(&["it has `std.exchange2013`, `std.exchange2016`, `std.net`"]);
    folder.run(&["explain", "std.net.dsn"]).ends_with(2).says(&["did you mean `std.net.dns`"]);
    folder.run(&["explain", "std.net.qqqqqqqq"]).ends_with(2).says(&["`expolc explain std.net`"]);
}

fn manuals() -> Vec<Manual> {
    let db = Project::of("").database();
    let names: Vec<String> = StdLib::get(&db).modules(&db).keys().map(ToString::to_string).collect();
    assert!(names.len() >= 2);
    names.iter().map(|name| manual(&db, name).unwrap()).collect()
}
