//! What sealing promises: one form, stable ids, two digests.

use expol_ir::{Action, Document, Family, Match, SealError, Service, canonical, from_slice, pretty, rule_id};

use crate::fixture::check;
use crate::sample::{addresses, date, document, rule, sealed, servers_of, step, zones_of};

#[test]
fn the_golden_document_of_1_0_is_what_the_sample_gives() {
    check("tests/golden/1.0.json", &pretty(&sealed()));
}

#[test]
fn the_golden_document_of_1_0_reads_and_verifies() {
    let golden = include_bytes!("../golden/1.0.json");
    let report = expol_ir::verify(golden);
    assert!(report.is_sound(), "{report}");
    assert_eq!(expol_ir::read(golden).unwrap(), sealed());
}

#[test]
fn plain_serialisation_is_canonical() {
    let bytes = canonical(&sealed());
    let value: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    // A map without `preserve_order` is sorted, whatever order the fields were declared in.
    assert_eq!(String::from_utf8(bytes).unwrap(), value.to_string());
}

#[test]
fn sealing_twice_changes_nothing() {
    assert_eq!(sealed().seal().unwrap(), sealed());
}

#[test]
fn the_order_of_statements_changes_nothing() {
    let mut turned = document();
    turned.rules.reverse();
    turned.obligations.reverse();
    turned.assertions.reverse();
    turned.rules.iter_mut().for_each(|rule| rule.why.reverse());
    assert_eq!(canonical(&turned.seal().unwrap()), canonical(&sealed()));
}

#[test]
fn denies_come_first() {
    let actions: Vec<Action> = sealed().rules.iter().map(|rule| rule.action).collect();
    assert_eq!(actions[0], Action::Deny);
    assert!(actions[1..].iter().all(|action| *action == Action::Allow));
}

#[test]
fn reading_back_gives_the_same_document() {
    assert_eq!(from_slice(&canonical(&sealed())).unwrap(), sealed());
    assert_eq!(from_slice(pretty(&sealed()).as_bytes()).unwrap(), sealed());
}

/// Both digests before and after a change.
fn changed(change: impl FnOnce(&mut Document)) -> (bool, bool) {
    let mut other = document();
    change(&mut other);
    let (before, after) = (sealed().digests, other.seal().unwrap().digests);
    (before.semantic != after.semantic, before.document != after.document)
}

#[test]
fn what_is_no_traffic_leaves_the_semantic_digest_alone() {
    let moved = changed(|document| document.rules[0].why[0][0].at = [100, 1, 100, 9]);
    let commented = changed(|document| document.rules[0].description = Some("new".to_owned()));
    let relabelled = changed(|document| document.rules[0].labels.clear());
    let owned = changed(|document| document.rules[0].meta.owner = Some("ops".to_owned()));
    let logged = changed(|document| document.rules[0].log = true);
    let split = changed(|document| document.sources.get_mut("s0").unwrap().path = "other.expol".to_owned());
    let later = changed(|document| document.as_of = Some(date("2026-11-24")));
    let expired = changed(|document| document.inactive.clear());
    let role = changed(|document| document.servers.get_mut("app01").unwrap().roles.clear());
    let renewed = changed(|document| {
        let waived = document.obligations[0].waived.as_mut().unwrap();
        waived.until = date("2027-12-31");
    });
    let unused = changed(|document| {
        document.zones.insert("spare".to_owned(), expol_ir::Zone::prefixes(addresses("10.99.0.0/16"), None));
    });
    let all = [moved, commented, relabelled, owned, logged, split, later, expired, role, renewed, unused];
    assert_eq!(all, [(false, true); 11]);
}

#[test]
fn what_is_traffic_changes_both_digests() {
    let family = changed(|document| document.rules[0].families.retain(|family| *family == Family::Ipv4));
    let timeout = changed(|document| document.rules[0].idle_timeout_s = Some(60));
    let gone = changed(|document| drop(document.rules.remove(0)));
    let address =
        changed(|document| document.servers.get_mut("app01").unwrap().addresses = addresses("10.1.0.12/32"));
    let interface = changed(|document| {
        let server = document.servers.get_mut("app01").unwrap();
        server.interfaces.get_mut("replication").unwrap().addresses = addresses("10.1.0.212/32");
    });
    let port = changed(|document| {
        let moved = Service::new(vec![Match::ports(6, vec![(8443, 8443)])]);
        document.services.insert("std.net.https".to_owned(), moved);
    });
    let internet = changed(|document| {
        document
            .zones
            .insert("perimeter".to_owned(), expol_ir::Zone::prefixes(addresses("192.0.2.0/27"), None));
    });
    let place = changed(|document| {
        document.zones.insert("relay".to_owned(), expol_ir::Zone::symbolic());
    });
    let unwaived = changed(|document| document.obligations[0].waived = None);
    let all = [family, timeout, gone, address, interface, port, internet, place, unwaived];
    assert_eq!(all, [(true, true); 9]);
}

#[test]
fn an_id_depends_on_what_the_rule_says_by_name_only() {
    let mut other = document();
    other.servers.get_mut("app01").unwrap().addresses = addresses("10.1.0.77/32");
    other.rules[0].why[0][0].at = [900, 1, 900, 2];
    let ids = |document: &Document| document.rules.iter().map(|rule| rule.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&other.seal().unwrap()), ids(&sealed()));
    let (from, to) = (zones_of(["a"]), servers_of(["b"]));
    let id = rule_id(Action::Allow, &from, &to, "s");
    // sha256 of {"action":"allow","from":{"zones":["a"]},"service":"s","to":{"servers":["b"]}}
    assert_eq!(id, "r-7814c68b6d8a");
    assert_ne!(id, rule_id(Action::Deny, &from, &to, "s"));
    assert_ne!(id, rule_id(Action::Allow, &to, &from, "s"));
    assert_ne!(id, rule_id(Action::Allow, &from, &to, "t"));
}

#[test]
fn a_rule_said_twice_has_to_be_merged() {
    let mut twice = document();
    twice.rules.push(rule(
        Action::Allow,
        zones_of(["internet", "offices"]),
        servers_of(["app01"]),
        "std.net.https",
    ));
    assert!(matches!(twice.seal(), Err(SealError::Repeated(_))));
}

#[test]
fn an_expired_rule_may_stand_beside_its_renewal() {
    let mut renewed = document();
    renewed.rules.push(renewed.inactive[0].rule.clone());
    let sealed = renewed.seal().unwrap();
    assert!(sealed.rules.iter().any(|rule| rule.id == sealed.inactive[0].id));
}

#[test]
fn what_is_empty_is_refused() {
    let refused = |change: fn(&mut Document)| {
        let mut broken = document();
        change(&mut broken);
        matches!(broken.seal(), Err(SealError::Invalid(_)))
    };
    assert!(refused(|document| document.rules[0].why.clear()));
    assert!(refused(|document| document.rules[0].why.push(Vec::new())));
    assert!(refused(|document| document.rules[0].families.clear()));
    assert!(refused(|document| document.obligations[0].forbids.clear()));
    assert!(refused(|document| drop(document.services.insert("x".to_owned(), Service::new(Vec::new())))));
    assert!(refused(|document| {
        document.services.insert("x".to_owned(), Service::new(vec![Match::ports(6, Vec::new())]));
    }));
    assert!(refused(|document| {
        document.services.insert("x".to_owned(), Service::new(vec![Match::ports(50, vec![(1, 2)])]));
    }));
}

#[test]
fn requirements_follow_from_the_content() {
    let words = serde_json::to_value(sealed().requires).unwrap();
    assert_eq!(words, serde_json::json!(["except", "obligations", "zone-complement", "zone-symbolic"]));
    let mut plain = document();
    plain.rules.retain(|rule| rule.from.exception().is_none());
    plain.rules.retain(|rule| rule.service == "std.net.dns");
    plain.obligations.clear();
    plain.zones.retain(|name, _| name != "eop" && name != "internet" && name != "provider");
    let sealed = plain.seal().unwrap();
    assert!(sealed.requires.is_empty(), "{:?}", sealed.requires);
}

#[test]
fn a_chain_said_twice_is_kept_once() {
    let mut twice = document();
    twice.rules[1].why = vec![vec![step(7)], vec![step(7)], vec![step(3)]];
    let id = sealed().rules.iter().find(|rule| rule.service == "std.net.icmp").unwrap().id.clone();
    let sealed = twice.seal().unwrap();
    let rule = sealed.rules.iter().find(|rule| rule.id == id).unwrap();
    assert_eq!(rule.why, [[step(3)], [step(7)]]);
}
