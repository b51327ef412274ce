//! Broken assertions of a library of somebody's own: who is blamed, what is told once, how braces are filled.

use std::collections::BTreeMap;

use crate::checks::{Selection, diagnostics};
use crate::db::{Database, LoadOptions, MemorySystem, ProjectPath, load};
use crate::diagnostics::{Diagnostic, LabelStyle};
use crate::syntax::literal::Date;

const SHOP: &str = r#"
citation handbook { title "Operations handbook"  ref "SF-7"  section "Networking" }
role app(tier: { front, back } = back, port: ports = 8080)
role store
group back-ends { (a in app when a.tier == back) }
diagnostic store-exposed {
  severity error
  message  "{from} reaches {to} on {service} by {rule}; only {back-ends} may"
  help     "close it for {to}"
  cite handbook
}
diagnostic far-too-open { severity warning  message "{from} -> {to} is wide" }
diagnostic app-console  { severity error    message "{a} has its console open on {a.port}" }
diagnostic altered      { severity error    message "{alteration} on {from} -> {to}" }
diagnostic closed       { severity error    message "{label} needs {from} -> {to}" }
never  internet -> store on any  else store-exposed
confine any -> store on any to work  else far-too-open
for a in app { check when overlaps(tcp a.port, tcp 9090)  else app-console }
intact any -> store on any  else altered
profile work(to: servers) {
  allow work: app -> to on tcp 5432
  must  work: app -> to on tcp 5432  else closed
}
"#;

const NETWORK: &str = r#"
use "shop.expol"
zone lan { 10.0.0.0/24 }
server a1 in lan { address 10.0.0.1  role shop.app(tier: front) }
server a2 in lan { address 10.0.0.2  role shop.app(port: 8080-8081) }
server db in lan { address 10.0.0.9  role shop.store }
"#;

fn check(files: &[(&str, &str)]) -> (Vec<Diagnostic>, Database) {
    let day = Date::parse("2026-11-23").unwrap();
    let contents = files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()));
    let system = MemorySystem::new(contents, day);
    let mut db = Database::default();
    let roots = vec![ProjectPath::new(files[0].0).unwrap()];
    load(&mut db, &system, &LoadOptions { roots, as_of: Some(day), overlay: BTreeMap::new() });
    (diagnostics(&db, Selection::Project), db)
}

fn with_shop(policy: &str) -> (Vec<Diagnostic>, Database) {
    check(&[("main.expol", &format!("{NETWORK}{policy}")), ("shop.expol", SHOP)])
}

/// The text that a label of the diagnostic covers: the first line of the primary or of a secondary one.
fn covered(db: &Database, diagnostic: &Diagnostic, style: LabelStyle) -> String {
    let label = diagnostic.labels.iter().find(|label| label.style == style).unwrap();
    let text = db.file(label.file).unwrap().text(db);
    label.range.slice(text).lines().next().unwrap_or_default().to_owned()
}

fn codes(found: &[Diagnostic]) -> Vec<&str> {
    found.iter().map(|diagnostic| diagnostic.code.as_str()).collect()
}

#[test]
fn one_rule_is_one_message_with_the_gravest_first_and_the_others_named() {
    let (found, db) = with_shop("allow leak: internet -> db on tcp 1433\n");
    assert_eq!(codes(&found), ["shop/store-exposed"]);
    let only = &found[0];
    assert_eq!(only.message, "internet reaches db (10.0.0.9) on tcp 1433 by leak; only a2 may");
    assert_eq!(only.help.as_deref(), Some("close it for db (10.0.0.9)"));
    assert_eq!(only.also, ["shop/far-too-open"]);
    assert_eq!(
        only.notes,
        [
            "for example tcp 1433 from 203.0.113.7 (internet) to 10.0.0.9 (db)",
            "also `shop/far-too-open`: internet -> db (10.0.0.9) is wide",
            "source: Operations handbook, SF-7, section \"Networking\"",
        ]
    );
    assert_eq!(covered(&db, only, LabelStyle::Primary), "allow leak: internet -> db on tcp 1433");
    assert_eq!(
        covered(&db, only, LabelStyle::Secondary),
        "never  internet -> store on any  else store-exposed"
    );
}

#[test]
fn a_narrower_source_is_told_with_its_address() {
    let (found, _) = with_shop("allow 198.51.100.9 -> db on udp 53\n");
    assert_eq!(
        found[0].message,
        "internet (198.51.100.9) reaches db (10.0.0.9) on udp 53 by allow 198.51.100.9 -> db on udp 53; only a2 may"
    );
}

#[test]
fn two_lines_are_two_messages() {
    let (found, _) = with_shop("allow internet -> db on tcp 1\nallow internet -> db on tcp 2\n");
    assert_eq!(codes(&found), ["shop/store-exposed", "shop/store-exposed"]);
}

#[test]
fn a_check_in_a_loop_is_told_once_with_its_further_cases() {
    let open = NETWORK.replace("tier: front", "port: 9090").replace("8080-8081", "9090-9091");
    let (found, db) = check(&[("main.expol", &open), ("shop.expol", SHOP)]);
    assert_eq!(codes(&found), ["shop/app-console"]);
    assert_eq!(found[0].message, "a1 has its console open on 9090");
    assert_eq!(found[0].notes, ["also: a2 has its console open on 9090-9091"]);
    assert!(covered(&db, &found[0], LabelStyle::Primary).starts_with("check when overlaps"));
}

#[test]
fn a_check_of_the_standard_library_blames_the_declaration_that_its_message_names() {
    let policy = "use std.exchange2013 as ex
zone lan { 10.0.0.0/24 }
server ex01  in lan { address 10.0.0.1  role ex.client-access, ex.mailbox }
server ex02  in lan { address 10.0.0.2  role ex.client-access, ex.mailbox }
server dc01  in lan { address 10.0.0.5  role ex.domain-controller }
server dns01 in lan { address 10.0.0.6  role ex.dns-server }
allow ex01 -> dns01 on udp 53
";
    let (found, db) = check(&[("main.expol", policy)]);
    let placed: Vec<(&str, String)> = found
        .iter()
        .map(|diagnostic| (diagnostic.code.as_str(), covered(&db, diagnostic, LabelStyle::Primary)))
        .collect();
    let expected = [
        ("exchange2013/out-of-support", "use std.exchange2013 as ex"),
        ("exchange2013/dns-one-protocol", "ex01"),
        ("exchange2013/dns-missing", "ex02"),
    ];
    assert_eq!(placed, expected.map(|(code, text)| (code, text.to_owned())));
    let asked = found[1].labels.last().map(|label| label.message.as_str());
    assert_eq!(asked, Some("this permits part of it"));
}

#[test]
fn a_must_inside_a_profile_blames_the_apply_and_the_deny_comes_first() {
    let (found, db) = with_shop("apply shop.work(to: db)\ndeny a1 -> db on tcp 5432 { because \"moved\" }\n");
    assert_eq!(codes(&found), ["shop/closed"]);
    assert_eq!(found[0].message, "work needs a1 (10.0.0.1) -> db (10.0.0.9)");
    assert_eq!(
        covered(&db, &found[0], LabelStyle::Primary),
        "deny a1 -> db on tcp 5432 { because \"moved\" }"
    );
}

#[test]
fn an_expired_rule_leaves_its_must_without_a_rule() {
    let (found, db) = with_shop("apply shop.work(to: db) { until 2026-01-31 }\n");
    assert_eq!(codes(&found), ["shop/closed", "EX0416"]);
    assert_eq!(covered(&db, &found[0], LabelStyle::Primary), "apply shop.work(to: db) { until 2026-01-31 }");
}

#[test]
fn a_fact_is_told_with_its_kinds_and_reason() {
    let (found, db) =
        with_shop("alter lan -> db on tcp 5432 by idle-timeout 15m, inspection { because \"old box\" }\n");
    assert_eq!(codes(&found), ["shop/altered"]);
    assert_eq!(found[0].message, "inspection (old box) on lan -> db (10.0.0.9)");
    assert!(covered(&db, &found[0], LabelStyle::Primary).starts_with("alter lan"));
}

#[test]
fn what_is_broken_elsewhere_hides_what_its_repair_could_settle() {
    let (found, _) =
        with_shop("allow internet -> db on tcp 1\ndeny internett -> db on tcp 1\ndeny lan -> db on tcp 9\n");
    let policy: Vec<&str> = codes(&found).into_iter().filter(|code| !code.starts_with("EX01")).collect();
    // The misspelt deny could remove what the `never` forbids; what the other one removes does not depend on it.
    assert_eq!(policy, ["EX0413"]);
}

#[test]
fn the_order_of_messages_does_not_depend_on_the_order_of_files() {
    let policy = "use \"b.expol\"\nuse \"a.expol\"\n";
    let a = "zone one { 10.1.0.0/24 }\nnever internet -> one on any\nallow internet -> one on tcp 1\n";
    let b = "zone two { 10.2.0.0/24 }\nnever internet -> two on any\nallow internet -> two on tcp 1\n";
    let (found, _) = check(&[("main.expol", policy), ("a.expol", a), ("b.expol", b)]);
    let swapped = "use \"a.expol\"\nuse \"b.expol\"\n";
    let (other, _) = check(&[("main.expol", swapped), ("a.expol", a), ("b.expol", b)]);
    let messages = |found: &[Diagnostic]| {
        let mut all: Vec<String> = found.iter().map(|diagnostic| diagnostic.message.clone()).collect();
        all.sort();
        all
    };
    assert_eq!(codes(&found), ["EX0405", "EX0405"]);
    assert_eq!(messages(&found), messages(&other));
}
