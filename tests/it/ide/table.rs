//! Every feature in five surroundings: a plain file, a broken one, CRLF with emoji, a file that another one uses, and the
//! standard library.

use expolc::db::Database;
use expolc::ide::{self, FilePosition};

use super::{marked, shown};

/// The other file of every surrounding.
const OTHER: &str =
    "/// Runs the shop.\nrole shop(port: ports = 8080)\nzone far { 10.9.0.0/24 }\nservice app { tcp 8080 }\n";

/// The surroundings: what stands in front of the marked text and behind it.
const SURROUNDINGS: [(&str, &str, &str); 3] = [
    ("plain", "", ""),
    ("broken", "zone half { 10.8.0.0/\nallow allow -> on\n", "\nserver never-closed in a {\n"),
    ("crlf and emoji", "// 🦀 \u{1F600} grüße\n", "\n/* ✂️ */\n"),
];

/// A policy around the marked text, once for each surrounding.
pub(crate) fn each_surrounding(text: &str, check: &mut dyn FnMut(&str, &Database, FilePosition)) {
    for (name, before, after) in SURROUNDINGS {
        let mut whole = format!("{before}use std.net\nuse \"other.expol\" as other\n{text}{after}");
        if name == "crlf and emoji" {
            whole = whole.replace('\n', "\r\n");
        }
        let (db, position) = marked(&[("policy.expol", &whole), ("other.expol", OTHER)]);
        check(name, &db, position);
    }
    let whole = format!("use std.net\nuse \"other.expol\" as other\n{text}");
    let (db, position) =
        marked(&[("main.expol", "use \"policy.expol\"\n"), ("policy.expol", &whole), ("other.expol", OTHER)]);
    check("other file", &db, position);
}

const NETWORK: &str = "zone a { 10.0.0.0/24 }\nzone b { 10.0.1.0/24 }\nserver web in a { address 10.0.0.1  role other.shop }\nservice mail { tcp 25 }\n";

pub(crate) fn with_network(text: &str) -> String {
    format!("{NETWORK}{text}\n")
}

#[test]
fn document_symbols_of_every_file() {
    each_surrounding(&with_network("allow first: a -> b on mail$0"), &mut |name, db, position| {
        let found = ide::document_symbols(db, position.file);
        let names: Vec<&str> = found.iter().map(|symbol| symbol.name.as_str()).collect();
        for wanted in ["net", "a", "b", "web", "mail", "allow first: a -> b on mail"] {
            assert!(names.iter().any(|name| name.contains(wanted)), "{name}: {wanted} in {names:?}");
        }
        for symbol in &found {
            assert!(symbol.range.contains_range(symbol.selection), "{name}: {symbol:?}");
        }
    });
    let (db, _) = marked(&[("policy.expol", "$0use std.net")]);
    let library = ide::document_symbols(&db, super::file(&db, "std/exchange2013/roles.expol"));
    assert!(library.len() > 10, "{}", library.len());
    let edge = library.iter().find(|symbol| symbol.name == "edge-transport").unwrap();
    assert!(edge.children.len() > 5, "{edge:?}");
}

/// Marked texts, and what the definition is.
const DEFINITIONS: [(&str, &str); 8] = [
    ("allow $0a -> b on mail", "policy.expol: a"),
    ("allow a -> b on net.htt$0ps", "std/net.expol: https"),
    ("allow a -> other.f$0ar on mail", "other.expol: far"),
    ("allow other.shop -> b on tcp other.shop.por$0t", "other.expol: port"),
    ("for x in other.shop {\n  allow $0x -> b on mail\n}", "policy.expol: x"),
    ("allow lbl: a -> b on mail\nconfine a -> b on mail to l$0bl", "policy.expol: lbl"),
    ("never a -> b on n$0et.ssh", "std/net.expol: "),
    ("allow a -> -> b, $0web on mail", "policy.expol: web"),
];

#[test]
fn definitions_in_every_surrounding() {
    for (text, expected) in DEFINITIONS {
        each_surrounding(&with_network(text), &mut |name, db, position| {
            let found = ide::definition(db, position);
            let shown: Vec<String> =
                found.iter().map(|target| shown(db, target.file, target.focus)).collect();
            assert_eq!(shown, [expected], "{name}: {text}");
        });
    }
}

#[test]
fn type_definitions_lead_to_roles_and_zones() {
    for (text, expected) in [
        ("allow $0web -> b on mail", "other.expol: shop"),
        ("allow other.shop -> b on tcp other.shop.por$0t", "other.expol: shop"),
    ] {
        each_surrounding(&with_network(text), &mut |name, db, position| {
            let found = ide::type_definition(db, position);
            let shown: Vec<String> =
                found.iter().map(|target| shown(db, target.file, target.focus)).collect();
            assert_eq!(shown, [expected], "{name}: {text}");
        });
    }
}

/// Marked texts, and what the hover says among other things.
const HOVERS: [(&str, &[&str]); 9] = [
    ("allow $0a -> b on mail", &["zone a", "10.0.0.0/24", "web"]),
    ("allow a -> b on ma$0il", &["tcp 25"]),
    ("allow a -> b on net.htt$0ps", &["tcp 443", "HTTP over TLS", "`std.net`"]),
    ("allow other.sh$0op -> b on mail", &["Runs the shop", "held by", "web"]),
    ("allow b -> $0web on mail", &["10.0.0.1", "what reaches it", "tcp 25", "`allow b -> web on mail`"]),
    ("allow other.shop -> b on tcp other.shop.por$0t", &["port: ports = 8080", "parameter of", "`shop`"]),
    ("never a -> b $0on mail", &["services of a flow"]),
    ("allow lbl: a -> b on mail\nconfine a -> b on mail to l$0bl", &["allow lbl: a -> b on mail"]),
    ("allow a -> b on n$0et.ssh", &["use std.net"]),
];

#[test]
fn hovers_in_every_surrounding() {
    for (text, expected) in HOVERS {
        each_surrounding(&with_network(text), &mut |name, db, position| {
            let found = ide::hover(db, position).unwrap_or_else(|| panic!("{name}: {text}")).markdown();
            for part in expected {
                assert!(found.contains(part), "{name}: {text}: {part} in\n{found}");
            }
        });
    }
}

/// Marked texts, and some of what is offered.
const COMPLETIONS: [(&str, &[&str]); 15] = [
    ("allow a -> b on mail { because \"http://x\" $0", &["owner", "until", "log"]),
    ("$0", &["allow", "zone", "server block", "use"]),
    ("allow a -> $0", &["b", "web", "internet", "any", "other", "net"]),
    ("allow a -> b on $0", &["mail", "tcp", "net.https", "net"]),
    ("allow a -> b on net.$0", &["https", "ssh"]),
    ("allow a -> b $0", &["on", "except"]),
    ("server s in $0", &["a", "b", "internet"]),
    ("server s in a { address 10.0.0.9  role $0", &["other.shop", "other"]),
    ("server s in a { address 10.0.0.9  role other.shop($0", &["port"]),
    ("for x in other.shop {\n  allow x -> b on tcp x.$0", &["port", "zone"]),
    ("profile p(from: endpoints) {\n  allow $0", &["from", "web"]),
    ("use std.$0", &["net", "exchange2013"]),
    ("use \"$0\"", &["other.expol"]),
    ("test \"t\" {\n  a -> b on mail $0", &["allowed", "denied"]),
    ("apply $0", &["net", "other"]),
];

#[test]
fn completions_in_every_surrounding() {
    for (text, expected) in COMPLETIONS {
        each_surrounding(&with_network(text), &mut |name, db, position| {
            let found = ide::completions(db, position);
            let labels: Vec<&str> = found.items.iter().map(|item| item.label.as_str()).collect();
            for wanted in expected {
                assert!(labels.contains(wanted), "{name}: {text}: {wanted} in {labels:?}");
            }
        });
    }
}

#[test]
fn a_name_of_the_library_brings_its_use() {
    let (db, position) = marked(&[("policy.expol", "zone a { 10.0.0.0/24 }\nallow a -> a on htt$0")]);
    let found = ide::completions(&db, position);
    let https = found.items.iter().find(|item| item.label == "net.https").unwrap();
    assert_eq!(https.edits.len(), 1);
    assert_eq!(https.edits[0].replacement, "use std.net\n");
    assert_eq!(https.edits[0].range.start, 0);
}

#[test]
fn nothing_is_offered_in_comments_and_texts() {
    for text in ["// all$0", "/* a $0 */", "allow a -> b on tcp 25 { because \"a$0\" }", "zone z { 10.0$0"] {
        let (db, position) = marked(&[("policy.expol", text)]);
        assert_eq!(ide::completions(&db, position).items, [], "{text}");
    }
}

#[test]
fn flows_are_a_call_hierarchy() {
    each_surrounding(
        &with_network("allow b -> $0web on mail\nallow internet -> web on net.https"),
        &mut |name, db, position| {
            let end = ide::flow_end(db, position).unwrap();
            assert_eq!((end.name.as_str(), end.detail.as_str()), ("web", "10.0.0.1"), "{name}");
            let found = ide::incoming_flows(db, position);
            let said: Vec<String> = found
                .iter()
                .map(|flow| format!("{} on {}", flow.peer.name, flow.services.join(", ")))
                .collect();
            assert_eq!(said, ["b on tcp 25", "internet on tcp 443"], "{name}");
            assert_eq!(
                shown(db, found[0].rules[0].file, found[0].rules[0].range),
                "policy.expol: allow b -> web on mail",
                "{name}"
            );
            assert_eq!(ide::outgoing_flows(db, position), [], "{name}");
        },
    );
}

/// In the library: the file, a text with the mark, and how many answers each feature gives at least.
const IN_LIBRARY: [(&str, &str); 4] = [
    ("std/net.expol", "service htt$0ps "),
    ("std/net.expol", "group bogons        { private-$0use"),
    ("std/exchange2013/edge.expol", "for e in edges & edge-trans$0port"),
    ("std/exchange2013/edge.expol", "allow edge-in-internet:  from -> $0e on net.smtp"),
];

#[test]
fn every_feature_answers_in_the_library() {
    let (db, _) = marked(&[("policy.expol", "use std.exchange2013 as ex$0\nuse std.net\n")]);
    for (path, text) in IN_LIBRARY {
        let own = super::file(&db, path);
        let (before, after) = text.split_once(super::MARK).unwrap();
        let at = own.text(&db).find(&format!("{before}{after}")).unwrap_or_else(|| panic!("{path}: {text}"));
        let position = FilePosition::new(own, (at + before.len()) as u32);
        let whole = expolc::text::TextRange::new(0, own.text(&db).len() as u32);
        let answers = [
            ("hover", usize::from(ide::hover(&db, position).is_some())),
            ("definition", ide::definition(&db, position).len()),
            ("references", ide::references(&db, position, true).len()),
            ("highlights", ide::highlights(&db, position).len()),
            (
                "completion",
                ide::completions(&db, position).items.len() + usize::from(text.starts_with("service")),
            ),
            ("outline", ide::document_symbols(&db, own).len()),
            ("tokens", ide::semantic_tokens(&db, own, None).len()),
            ("folds", ide::folds(&db, own).len()),
            ("selections", ide::selections(&db, position).len()),
            ("hints", ide::hints(&db, own, whole).len() + usize::from(path.contains("net"))),
            ("refused renaming", usize::from(ide::rename(&db, position, "x").is_err())),
        ];
        for (feature, count) in answers {
            assert!(count > 0, "{feature} in {path}: {text}");
        }
    }
}
