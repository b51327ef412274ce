//! What an editor changes and looks up: actions, files that move, signatures, symbols, hierarchies, the IR, traces.

use expolc::checks::{Selection, diagnostics};
use expolc::db::ProjectPath;
use expolc::ide::{self, Decided, Moving};
use expolc::text::{TextRange, apply_edits};

use super::table::{each_surrounding, with_network};
use super::{file, marked};
use crate::support::{EXAMPLES, Project};

/// Marked texts, the action, and what the text becomes below its network.
const ACTIONS: [(&str, &str, &str); 5] = [
    (
        "allow 10.0.0.$077 -> b on mail\n",
        "declare `10.0.0.77` as the server `host-10-0-0-77`",
        "server host-10-0-0-77 in a { address 10.0.0.77 }\nallow host-10-0-0-77 -> b on mail\n",
    ),
    ("allow 10.0.0.$01 -> b on mail\n", "write `web`", "allow web -> b on mail\n"),
    (
        "allow a -> b on tcp 81$081\n",
        "declare these ports as the service `tcp-8181`",
        "service tcp-8181 { tcp 8181 }\nallow a -> b on tcp-8181\n",
    ),
    ("allow a -> b on tcp 2$05\n", "write `mail`", "allow a -> b on mail\n"),
    ("allow a -> b on tcp 44$03\n", "write `net.https`", "allow a -> b on net.https\n"),
];

#[test]
fn actions_without_a_diagnostic() {
    for (text, title, expected) in ACTIONS {
        each_surrounding(&with_network(text.trim_end()), &mut |name, db, position| {
            let found = ide::actions(db, position.file, TextRange::empty(position.offset), &[]);
            let action = found.iter().find(|action| action.title == title);
            let action = action.unwrap_or_else(|| panic!("{name}: {text}: {found:#?}"));
            let result =
                apply_edits(position.file.text(db), &action.edits[0].edits).unwrap().replace("\r\n", "\n");
            assert!(result.contains(expected.trim_end()), "{name}: {text}: {result}");
        });
    }
}

#[test]
fn the_fixes_of_a_diagnostic_are_actions() {
    let (db, position) = marked(&[(
        "policy.expol",
        "zone a { 10.0.0.0/24 }\nzone b { 10.0.1.0/24 }\nmust a -> $0b on tcp 25\nallow a -> bb on tcp 26\n",
    )]);
    let said = diagnostics(&db, Selection::Project);
    let found = ide::actions(&db, position.file, TextRange::empty(position.offset), &said);
    assert!(found.is_empty(), "a misspelt name hides what is permitted: {found:#?}");
    let (db, position) = marked(&[(
        "policy.expol",
        "zone a { 10.0.0.0/24 }\nzone b { 10.0.1.0/24 }\nmust a -> $0b on tcp 25\n",
    )]);
    let said = diagnostics(&db, Selection::Project);
    let found = ide::actions(&db, position.file, TextRange::empty(position.offset), &said);
    let allow = found.iter().find(|action| action.title == "allow it").unwrap();
    assert_eq!(allow.diagnostic, Some(0));
    let fixed = apply_edits(position.file.text(&db), &allow.edits[0].edits).unwrap();
    assert!(fixed.contains("allow a -> b on tcp 25\nmust a -> b on tcp 25"), "{fixed}");
}

#[test]
fn fixing_all_comes_to_an_end_and_leaves_no_safe_fix() {
    let start = "zone a { 10.0.0.0/24 }\nzone b { 10.0.1.0/24 }\nzone c { 10.0.2.0/24 }\nallow a -> b on tcp 30-20\nallow a -> c on tcp 9-8\n";
    let mut text = start.to_owned();
    let mut rounds = 0;
    loop {
        let db = Project::of(&text).database();
        let policy = file(&db, "policy.expol");
        let edits = ide::fix_all(&db, policy, &diagnostics(&db, Selection::Project));
        let Some(own) = edits.first() else { break };
        let next = apply_edits(&text, &own.edits).unwrap();
        assert_ne!(next, text);
        text = next;
        rounds += 1;
        assert!(rounds < 10, "{text}");
    }
    assert!(rounds >= 1 && text != start, "{text}");
    assert!(text.contains("tcp 20-30") && text.contains("tcp 8-9"), "{text}");
}

#[test]
fn a_file_that_moves_takes_its_paths_along() {
    let files = [
        ("main.expol", "use \"sites/rio.expol\"\nuse \"sites/oslo.expol\".{x}\nallow rio.r -> x on tcp 25\n"),
        ("sites/rio.expol", "use \"oslo.expol\" as o\nzone r { from \"../lists/r.csv\" }\n"),
        ("sites/oslo.expol", "zone x { 10.2.0.0/24 }\n"),
        ("lists/r.csv", "10.3.0.0/24\n"),
    ];
    let db = Project::with(&files).database();
    let path = |text: &str| ProjectPath::new(text).unwrap();
    let moving = [Moving { from: path("sites/rio.expol"), to: path("brazil/rj.expol") }];
    let found = ide::file_renames(&db, &moving);
    let text = |name: &str| {
        let own = found.iter().find(|one| one.file.path(&db).as_str() == name).unwrap();
        apply_edits(own.file.text(&db), &own.edits).unwrap()
    };
    assert_eq!(
        text("main.expol"),
        "use \"brazil/rj.expol\" as rio\nuse \"sites/oslo.expol\".{x}\nallow rio.r -> x on tcp 25\n"
    );
    assert_eq!(
        text("sites/rio.expol"),
        "use \"../sites/oslo.expol\" as o\nzone r { from \"../lists/r.csv\" }\n"
    );
    let list = ide::file_renames(&db, &[Moving { from: path("lists/r.csv"), to: path("r.csv") }]);
    assert_eq!(list.len(), 1);
    assert_eq!(list[0].edits[0].replacement, "../r.csv");
}

/// Marked texts, a part of the signature, and the part that is being written.
const SIGNATURES: [(&str, &str, &str); 5] = [
    (
        "server s in a { address 10.0.0.9  role other.shop($0",
        "other.shop(port: ports = 8080)",
        "port: ports = 8080",
    ),
    (
        "profile p(x: endpoints, y: flag = on) { allow x -> b on mail }\napply p(x: a, $0",
        "p(x: endpoints, y: flag = on)",
        "y: flag = on",
    ),
    ("check when contains(a, $0", "contains(A, B)", "B"),
    ("check when permitted(a -> $0", "permitted(FROM -> TO on SERVICE)", "TO"),
    ("allow a -> b on $0", "allow LABEL: FROM -> TO on SERVICE", "SERVICE"),
];

#[test]
fn signatures_in_every_surrounding() {
    for (text, label, active) in SIGNATURES {
        each_surrounding(&with_network(text), &mut |name, db, position| {
            let found = ide::signature(db, position).unwrap_or_else(|| panic!("{name}: {text}"));
            assert!(found.label.contains(label), "{name}: {text}: {found:?}");
            let at = found.parameters[found.active.unwrap() as usize].range;
            assert_eq!(at.slice(&found.label), active, "{name}: {text}");
        });
    }
}

#[test]
fn symbols_of_the_program_by_a_part_of_their_names() {
    each_surrounding(&with_network("allow orders: a -> b on mail$0"), &mut |name, db, _| {
        for (query, first) in
            [("web", "web"), ("fr", "far"), ("ord", "orders"), ("globcat", "global-catalog")]
        {
            let found = ide::workspace_symbols(db, query);
            assert!(found.iter().any(|symbol| symbol.name == first), "{name}: {query}: {found:?}");
        }
        assert!(ide::workspace_symbols(db, "").len() > 50, "{name}");
    });
}

#[test]
fn containment_is_a_type_hierarchy() {
    let text = with_network("zone inner in a { 10.0.0.128/25 }\nallow $0a -> b on mail");
    each_surrounding(&text, &mut |name, db, position| {
        let names = |found: Vec<ide::FlowEnd>| found.into_iter().map(|end| end.name).collect::<Vec<_>>();
        assert_eq!(ide::container_at(db, position).unwrap().name, "a", "{name}");
        assert_eq!(names(ide::contents(db, position)), ["inner", "web"], "{name}");
        assert_eq!(names(ide::containers(db, position)), Vec::<String>::new(), "{name}");
    });
    each_surrounding(&with_network("allow $0web -> b on mail"), &mut |name, db, position| {
        let names: Vec<String> = ide::containers(db, position).into_iter().map(|end| end.name).collect();
        assert_eq!(names, ["a", "shop"], "{name}");
    });
}

#[test]
fn a_rule_leads_to_what_it_emits() {
    let mut statements = 0;
    for path in EXAMPLES {
        let project = Project::on_disk(path);
        let db = project.database();
        let policy = file(&db, &project.roots[0]);
        for symbol in ide::document_symbols(&db, policy) {
            let position = ide::FilePosition::new(policy, symbol.selection.start);
            let found = ide::emitted(&db, position).unwrap();
            if matches!(symbol.kind, ide::SymbolKind::Rule | ide::SymbolKind::Apply) {
                let found = found.unwrap_or_else(|| panic!("{path}: {} emits nothing", symbol.name));
                assert!(found.entries > 0 && found.json.contains("\"rules\""), "{path}: {}", symbol.name);
                statements += 1;
            }
        }
    }
    assert!(statements >= 15, "{statements}");
}

#[test]
fn a_flow_is_traced() {
    let text = with_network("allow lbl: a -> b on net.https\ndeny web -> b on net.https\n$0");
    each_surrounding(&text, &mut |name, db, position| {
        for (flow, decided, rules) in [
            ("a -> b on net.https", Decided::Partly, 2),
            ("web -> b on net.https", Decided::Denied, 2),
            ("10.0.0.9 -> b on tcp 443", Decided::Allowed, 1),
            ("b -> a on tcp 443", Decided::Denied, 0),
        ] {
            let found = ide::trace(db, position.file, flow).unwrap();
            assert_eq!((found.decided, found.rules.len()), (decided, rules), "{name}: {flow}: {found:?}");
            assert_eq!(found.permitted.is_some(), decided != Decided::Denied, "{name}: {flow}");
        }
        for (flow, why) in
            [("a -> ", "this is no flow"), ("nobody -> b on tcp 1", "means nothing in this file")]
        {
            let error = ide::trace(db, position.file, flow).unwrap_err().to_string();
            assert!(error.contains(why), "{name}: {flow}: {error}");
        }
    });
}

/// Edits: the text before, the text after, what is opened, what is closed.
const EFFECTS: [(&str, &str, &[&str], &[&str]); 6] = [
    ("allow a -> b on tcp 25", "allow a -> b on tcp 25, tcp 26", &["a -> b on tcp 26"], &[]),
    ("allow a -> b on tcp 25", "allow a -> b on tcp 26", &["a -> b on tcp 26"], &["a -> b on tcp 25"]),
    ("allow a -> b on tcp 25", "// nothing", &[], &["a -> b on tcp 25"]),
    (
        "allow a -> b on tcp 20-30\ndeny a -> b on tcp 25",
        "allow a -> b on tcp 20-30",
        &["a -> b on tcp 25"],
        &[],
    ),
    ("allow a -> b on tcp 25", "allow a -> b on tcp 25 { because \"x\" }", &[], &[]),
    ("allow internet -> b on tcp 25", "allow internet, a -> b on tcp 25", &["a -> b on tcp 25"], &[]),
];

#[test]
fn an_edit_says_what_it_opens_and_closes() {
    for (before, after, opened, closed) in EFFECTS {
        let text = |rules: &str| format!("zone a {{ 10.0.0.0/24 }}\nzone b {{ 10.0.1.0/24 }}\n{rules}\n");
        let (old, new) = (Project::of(&text(before)).database(), Project::of(&text(after)).database());
        let found = ide::effect(&old, &new).unwrap();
        let said = |all: &[ide::Changed]| -> Vec<String> {
            all.iter().map(|one| format!("{} -> {} on {}", one.from, one.to, one.service)).collect()
        };
        assert_eq!(
            (said(&found.opened), said(&found.closed)),
            (
                opened.iter().map(ToString::to_string).collect(),
                closed.iter().map(ToString::to_string).collect()
            ),
            "{before} / {after}"
        );
        let back = ide::effect(&new, &old).unwrap();
        assert_eq!(
            (said(&back.opened), said(&back.closed)),
            (said(&found.closed), said(&found.opened)),
            "{before} / {after}"
        );
        assert!(found.opened.iter().all(|one| one.rule.is_some() && !one.sample.is_empty()), "{found:?}");
        assert_eq!(ide::effect(&new, &new).unwrap().summary(), "opens and closes nothing");
    }
}

/// Rules over few addresses and ports, so that they meet often.
fn random_rules(random: &mut crate::support::Random) -> String {
    let mut text =
        "zone a { 10.0.0.0/24 }\nzone b { 10.0.1.0/24 }\nserver s in a { address 10.0.0.1 }\n".to_owned();
    for _ in 0..random.below(5) + 1 {
        let side = ["a", "b", "s", "internet", "10.0.0.0/30"];
        let ports = ["tcp 25", "tcp 20-30", "any", "udp 25, tcp 26"];
        let verb = ["allow", "allow", "deny"][random.below(3)];
        let (from, to) = (side[random.below(5)], side[random.below(5)]);
        text.push_str(&format!("{verb} {from} -> {to} on {}\n", ports[random.below(4)]));
    }
    text
}

/// `tcp 25 (smtp) from 10.0.0.1 (s) to 10.0.1.1 (b)` as a flow.
fn flow_of(sample: &str) -> String {
    let (service, ends) = sample.split_once(" from ").unwrap();
    let (from, to) = ends.split_once(" to ").unwrap();
    let bare = |text: &str| text.split(" (").next().unwrap_or(text).to_owned();
    format!("{} -> {} on {}", bare(from), bare(to), bare(service))
}

/// What is opened and closed is exactly what two traces decide in different ways, tried packet by packet.
#[test]
fn opened_and_closed_are_what_the_rules_decide() {
    let mut random = crate::support::Random(7);
    let ends = ["10.0.0.1", "10.0.0.2", "10.0.0.9", "10.0.1.1", "198.51.100.1"];
    let (mut compared, mut changed, mut samples) = (0, 0, 0);
    for _ in 0..40 {
        let (old, new) = (
            Project::of(&random_rules(&mut random)).database(),
            Project::of(&random_rules(&mut random)).database(),
        );
        let found = ide::effect(&old, &new).unwrap();
        let (mut opens, mut closes) = (false, false);
        for from in ends {
            for to in ends {
                for service in ["tcp 25", "tcp 26", "udp 25", "icmp"] {
                    let flow = format!("{from} -> {to} on {service}");
                    let decided = |db: &expolc::db::Database| {
                        ide::trace(db, file(db, "policy.expol"), &flow).unwrap().decided == Decided::Allowed
                    };
                    let (was, is) = (decided(&old), decided(&new));
                    opens |= is && !was;
                    closes |= was && !is;
                    compared += 1;
                }
            }
        }
        changed += usize::from(opens) + usize::from(closes);
        for (all, there, absent) in [(&found.opened, &new, &old), (&found.closed, &old, &new)] {
            for one in all {
                let flow = flow_of(&one.sample);
                let decided = |db: &expolc::db::Database| {
                    ide::trace(db, file(db, "policy.expol"), &flow).unwrap().decided
                };
                assert_eq!(
                    (decided(there), decided(absent)),
                    (Decided::Allowed, Decided::Denied),
                    "{flow}: {one:?}"
                );
                samples += 1;
            }
        }
        // The ends and services above stand for every class of packets that the rules can tell apart, but IPv6 and rare ports.
        assert!(!opens || !found.opened.is_empty(), "{found:?}");
        assert!(!closes || !found.closed.is_empty(), "{found:?}");
    }
    println!("{compared} packets, {changed} changes, {samples} samples");
    assert!(
        compared >= 4_000 && changed > 40 && samples > 40,
        "{compared} packets, {changed} changes, {samples} samples"
    );
}

/// Texts with mistakes that have a fix.
const MISTAKES: [&str; 9] = [
    "zone a { 10.0.0.0/24 }\nzone b { 10.0.1.0/24 }\nallow a -> b on tcp 30-20\n",
    "zone a { 10.0.0.7/24 }\nallow a -> internet on tcp 25\n",
    "zone offices { 10.0.0.0/24 }\nallow ofices -> internet on tcp 25\n",
    "use std.net\nzone a { 10.0.0.0/24 }\nallow a -> internet on net.htps\n",
    "zone a { 10.0.0.0/24 }\nallow a -> internet on https\n",
    "zone a { 10.0.0.0/24 }\nalow a -> internet on tcp 25\n",
    "zone a { 10.0.0.0/24 }\nzone b { 10.0.1.0/24 }\nmust a -> b on tcp 25\n",
    "zone a { 10.0.0.0/24 }\nservice idle { tcp 25 }\nallow a -> internet on tcp 26\n",
    "zone test { 10.0.0.0/24 }\n",
];

#[test]
fn every_fix_removes_its_diagnostic_and_adds_none() {
    let mut tried = 0;
    for text in MISTAKES {
        let project = Project::of(text);
        let db = project.database();
        let policy = file(&db, "policy.expol");
        let said = diagnostics(&db, Selection::Project);
        let whole = TextRange::new(0, text.len() as u32);
        let fixes = ide::actions(&db, policy, whole, &said);
        let fixes: Vec<_> = fixes.iter().filter(|action| action.diagnostic.is_some()).collect();
        assert!(!fixes.is_empty(), "{text}: {said:#?}");
        for action in fixes {
            let fixed = apply_edits(text, &action.edits[0].edits).unwrap();
            let after = Project::of(&fixed).check();
            let key = |one: &expolc::diagnostics::Diagnostic| (one.code.to_string(), one.message.clone());
            let own = key(&said[action.diagnostic.unwrap()]);
            assert!(!after.iter().any(|one| key(one) == own), "{}: {fixed}", action.title);
            let new = after.iter().find(|one| !said.iter().any(|known| key(known) == key(one)));
            assert!(new.is_none(), "{}: {fixed}: {new:#?}", action.title);
            tried += 1;
        }
    }
    println!("{tried} fixes tried");
    assert!(tried >= MISTAKES.len(), "{tried}");
}
