//! The flat reading, line by line.

use expol_ir::{Action, Document, Family, FlatLine, flat};

use crate::sample::{document, rule, sealed, servers_of, zones_of};

fn lines(document: &Document) -> Vec<String> {
    let text = |line: FlatLine| serde_json::to_string(&line).unwrap();
    flat(document).unwrap().map(|line| text(line.unwrap())).collect()
}

#[test]
fn one_family_and_one_protocol_each() {
    let id = |service: &str| sealed().rules.iter().find(|rule| rule.service == service).unwrap().id.clone();
    let dns: Vec<String> =
        lines(&sealed()).into_iter().filter(|line| line.contains(&id("std.net.dns"))).collect();
    let line = |family: &str, from: &str, protocol: &str, to: &str| {
        format!(
            r#"{{"action":"allow","family":"{family}","from":[{from}],"id":"{}","ports":[[53,53]],"protocol":"{protocol}","to":["{to}"]}}"#,
            id("std.net.dns")
        )
    };
    let (v4, v6) = (r#""10.1.0.5/32","10.1.0.11/32""#, r#""fd00:1::5/128","fd00:1::11/128""#);
    let expected = [
        line("ipv4", v4, "tcp", "10.1.0.0/24"),
        line("ipv4", v4, "udp", "10.1.0.0/24"),
        line("ipv6", v6, "tcp", "fd00:1::/64"),
        line("ipv6", v6, "udp", "fd00:1::/64"),
    ];
    assert_eq!(dns, expected);
}

#[test]
fn ports_are_merged_and_a_protocol_without_ports_has_none() {
    let all = lines(&sealed()).join("\n");
    assert!(all.contains(r#""ports":[[9,20],[1024,3000]],"protocol":"tcp""#), "{all}");
    assert!(
        all.contains(r#""protocol":"icmp","to":["10.1.0.5/32","10.1.0.11/32","10.1.0.211/32"]"#),
        "{all}"
    );
    assert!(!all.contains("ipv6-icmp"), "the rule is limited to IPv4");
}

#[test]
fn any_side_is_a_whole_family_and_every_symbolic_zone() {
    let mut open = document();
    open.rules = vec![rule(Action::Deny, expol_ir::Endpoints::any(), zones_of(["eop"]), "any")];
    open.rules[0].families.insert(Family::Ipv6);
    open.obligations.clear();
    let text = lines(&open.seal().unwrap()).join("\n");
    assert!(text.contains(r#""from":["0.0.0.0/0",{"external":"eop"}]"#), "{text}");
    assert!(text.contains(r#""from":["::/0",{"external":"eop"}]"#), "{text}");
    assert_eq!(text.matches(r#""protocol":"any","to":[{"external":"eop"}]"#).count(), 2);
}

#[test]
fn a_complement_leaves_out_its_list_and_the_translated_addresses() {
    let mut web = document();
    web.rules = vec![rule(Action::Allow, zones_of(["internet"]), servers_of(["app01"]), "std.net.https")];
    web.obligations.clear();
    let sealed = web.seal().unwrap();
    let line = flat(&sealed).unwrap().next().unwrap().unwrap();
    let covered: u64 = line
        .from
        .iter()
        .map(|point| match point {
            expol_ir::FlatPoint::Cidr(text) => {
                1 << (32 - text.split_once('/').unwrap().1.parse::<u64>().unwrap())
            }
            expol_ir::FlatPoint::External(zone) => {
                assert_eq!(zone.external, "eop");
                0
            }
        })
        .sum();
    // servers /24, offices /14, perimeter /28 and one translated address are gone; the provider's block is not.
    assert_eq!(covered, (1 << 32) - (1 << 8) - (1 << 18) - (1 << 4) - 1);
    let text = serde_json::to_string(&line).unwrap();
    assert!(!text.contains("\"10.1.0.0/24\"") && !text.contains("203.0.113.9/32"));
}

#[test]
fn an_exception_is_taken_out() {
    let text = lines(&sealed()).into_iter().find(|line| line.contains("deny")).unwrap();
    assert!(text.contains(r#""198.51.96.0/22","198.51.101.0/24""#), "{text}");
    assert!(text.contains("eop"), "{text}");
}

#[test]
fn a_missing_name_is_an_error_and_never_an_empty_side() {
    let mut broken = sealed();
    broken.servers.clear();
    broken.groups.clear();
    assert!(flat(&broken).unwrap().any(|line| line.is_err()));
    let mut circle = sealed();
    circle.groups.get_mut("site-a").unwrap().members = circle.groups["everything"].members.clone();
    assert!(flat(&circle).is_err());
}

#[test]
fn the_golden_reading_of_1_0_is_what_the_sample_gives() {
    let text: String = lines(&sealed()).iter().map(|line| format!("{line}\n")).collect();
    crate::fixture::check("tests/golden/1.0.flat.jsonl", &text);
}
