//! Verification finds every fault, and says where.

use expol_ir::{Report, canonical, from_slice, pretty, verify};
use serde_json::{Value, json};

use crate::sample::sealed;

#[test]
fn both_spellings_are_sound() {
    assert_eq!(verify(&canonical(&sealed())), Report::default());
    assert_eq!(verify(pretty(&sealed()).as_bytes()), Report::default());
}

#[test]
fn every_flipped_byte_is_found() {
    for bytes in [canonical(&sealed()), pretty(&sealed()).into_bytes()] {
        let halves = [0..bytes.len() / 2, bytes.len() / 2..bytes.len()];
        std::thread::scope(|scope| halves.map(|half| scope.spawn(|| flip_each(&bytes, half))).map(join));
    }
}

fn flip_each(bytes: &[u8], range: std::ops::Range<usize>) {
    for at in range {
        // Neighbouring letters, the other case, or no longer ASCII.
        let mask = [0x01, 0x20, 0x80][at % 3];
        let mut broken = bytes.to_vec();
        broken[at] ^= mask;
        assert!(!verify(&broken).is_sound(), "byte {at} xor {mask:#x}");
    }
}

fn join(thread: std::thread::ScopedJoinHandle<'_, ()>) {
    thread.join().unwrap();
}

#[test]
fn every_cut_is_found() {
    let bytes = canonical(&sealed());
    assert!((0..bytes.len()).all(|end| !verify(&bytes[..end]).is_sound()));
}

/// The problems after a change of the JSON value.
fn problems(change: impl FnOnce(&mut Value)) -> String {
    let mut value = serde_json::to_value(sealed()).unwrap();
    change(&mut value);
    verify(value.to_string().as_bytes()).to_string()
}

#[test]
fn dangling_references_are_named() {
    let cases: [(&str, Value, &str); 11] = [
        ("/rules/1/to", json!({ "servers": ["nobody"] }), "/rules/1/to/servers: there is no server `nobody`"),
        ("/rules/0/service", json!("nothing"), "/rules/0/service: there is no service `nothing`"),
        (
            "/rules/0/from/except/zones",
            json!(["void"]),
            "/rules/0/from/except/zones: there is no zone `void`",
        ),
        ("/zones/internet/of", json!(["offices", "void"]), "/zones/internet/of: there is no zone `void`"),
        ("/zones/vip/within", json!("void"), "/zones/vip/within: there is no zone `void`"),
        ("/servers/db01/zone", json!("void"), "/servers/db01/zone: there is no zone `void`"),
        (
            "/servers/app01/interfaces/replication/zone",
            json!("void"),
            "/interfaces/replication/zone: there is no zone",
        ),
        ("/groups/everything/members/interfaces", json!(["db01.x"]), "there is no interface `db01.x`"),
        ("/rules/0/why/0/0/source", json!("s9"), "/rules/0/why/0/0/source: there is no source `s9`"),
        ("/assertions/0/why/0/1/cite", json!("c9"), "/assertions/0/why/0/1/cite: there is no citation `c9`"),
        ("/rules/0/why/0/0/at", json!([3, 1, 2, 9]), "/rules/0/why/0/0/at: not a span"),
    ];
    for (path, value, expected) in cases {
        let found = problems(|document| *document.pointer_mut(path).unwrap() = value);
        assert!(found.contains(expected), "{path}\n{found}");
    }
    let rules = problems(|document| document["obligations"][0]["rules"] = json!(["r-000000000000"]));
    assert!(rules.contains("/obligations/0/rules: there is no rule"), "{rules}");
}

#[test]
fn order_ids_digests_and_requirements_are_recomputed() {
    let turned = problems(|document| document["rules"].as_array_mut().unwrap().reverse());
    assert!(turned.contains("/rules: not in canonical order"), "{turned}");
    let named = problems(|document| document["rules"][2]["id"] = json!("r-000000000000"));
    assert!(named.contains("/rules/2/id: \"r-000000000000\", expected \"r-"), "{named}");
    let digest = problems(|document| document["rules"][0]["log"] = json!(false));
    assert!(digest.contains("/digests/document: does not fit"), "{digest}");
    assert!(!digest.contains("/digests/semantic"), "{digest}");
    let traffic = problems(|document| document["rules"][0]["families"] = json!(["ipv4"]));
    assert!(traffic.contains("/digests/semantic: does not fit"), "{traffic}");
    let requires = problems(|document| document["requires"] = json!(["except"]));
    assert!(requires.contains("/requires: 1 entries, in canonical form there are 4"), "{requires}");
    let split = problems(|document| {
        document["zones"]["offices"]["addresses"]["ipv4"] = json!(["10.20.0.0/15", "10.22.0.0/15"]);
    });
    assert!(
        split.contains("/zones/offices/addresses/ipv4: 2 entries, in canonical form there are 1"),
        "{split}"
    );
    let ports =
        problems(|document| document["services"]["wide"]["match"][0]["ports"] = json!([[30, 40], [9, 20]]));
    assert!(ports.contains("/services/wide/match/0/ports: not in canonical order"), "{ports}");
    let protocol = problems(|document| document["services"]["wide"]["match"][0]["protocol"] = json!("udp"));
    assert!(protocol.contains("/services/wide/match/0/protocol: \"udp\", expected \"tcp\""), "{protocol}");
}

#[test]
fn a_family_without_traffic_is_found() {
    let found = problems(|document| {
        let mut rules = document["rules"].as_array_mut().unwrap().iter_mut();
        let probes = rules.find(|rule| rule["service"] == "std.net.icmp").unwrap();
        probes["families"] = json!(["ipv4", "ipv6"]);
    });
    assert!(found.contains("/families: a family in which the rule speaks about nothing"), "{found}");
}

#[test]
fn what_could_be_read_as_any_cannot_be_written() {
    let side = |value: Value| {
        let found = problems(|document| document["rules"][0]["from"] = value);
        assert!(found.starts_with("/rules/0/from"), "{found}");
    };
    side(json!({}));
    side(json!({ "except": { "zones": ["offices"] } }));
    side(json!({ "zones": [] }));
    side(json!({ "any": false }));
    side(json!({ "any": null }));
    side(json!({ "addresses": null }));
    side(json!({ "except": null, "zones": ["offices"] }));
    side(json!({ "any": true, "zones": ["offices"] }));
    side(json!({ "any": true, "except": {} }));
    side(json!({ "zone": ["offices"] }));
    side(json!({ "addresses": {} }));
    side(json!({ "addresses": { "ipv4": [] } }));
    side(json!({ "addresses": { "ipv4": ["10.0.0.1/8"] } }));
    side(json!({ "addresses": { "ipv4": ["fd00::/8"] } }));
    let service = |value: Value| {
        let found = problems(|document| document["services"]["wide"] = value);
        assert!(found.starts_with("/services/wide"), "{found}");
    };
    service(json!({}));
    service(json!({ "any": true, "match": [{ "number": 50, "protocol": "esp" }] }));
    service(json!({ "match": [] }));
    service(json!({ "match": [{ "number": 6, "protocol": "tcp" }] }));
    service(json!({ "match": [{ "number": 6, "ports": [], "protocol": "tcp" }] }));
    service(json!({ "match": [{ "number": 50, "ports": [[1, 1]], "protocol": "esp" }] }));
    service(json!({ "match": [{ "number": 6, "ports": [[2, 1]], "protocol": "tcp" }] }));
    service(json!({ "match": [{ "number": 6, "ports": [[1, 65536]], "protocol": "tcp" }] }));
    let zone = |value: Value| {
        let found = problems(|document| document["zones"]["vip"] = value);
        assert!(found.starts_with("/zones/vip"), "{found}");
    };
    zone(json!({ "kind": "prefixes" }));
    zone(json!({ "kind": "prefixes", "addresses": { "ipv4": ["10.20.9.0/24"] }, "of": [] }));
    zone(json!({ "kind": "symbolic", "addresses": { "ipv4": ["10.20.9.0/24"] } }));
    zone(json!({ "kind": "round" }));
}

#[test]
fn what_is_not_understood_is_refused() {
    let refused = |change: fn(&mut Value), expected: &str| {
        let found = problems(change);
        assert!(found.contains(expected), "{found}");
    };
    refused(|document| document["version"] = json!("2.0"), "version 2.0");
    refused(|document| document["format"] = json!("other"), "the format is `other`");
    refused(|document| document["requires"] = json!(["teleport"]), "requires `teleport`");
    refused(|document| document["rules"][0]["colour"] = json!("red"), "unknown field `colour`");
    refused(|document| document["eval"]["default"] = json!("allow"), "expected \"deny\", found \"allow\"");
    refused(|document| document["as_of"] = json!("2026-02-30"), "not a date");
    refused(|document| document["sources"]["s0"]["path"] = json!("/etc/x"), "not a path below the project");
    refused(|document| document["sources"]["s0"]["path"] = json!("../x"), "not a path below the project");
    refused(|document| document["as_of"] = json!(null), "/as_of: invalid type: null");
}

#[test]
fn names_are_said_once_and_in_ascii() {
    let text = String::from_utf8(canonical(&sealed())).unwrap();
    let twice = text.replace(r#""zones":{"eop":{"#, r#""zones":{"eop":{"kind":"symbolic"},"eop":{"#);
    assert_ne!(text, twice);
    assert!(verify(twice.as_bytes()).to_string().contains("`eop` occurs twice"));
    let foreign = problems(|document| {
        let zone = document["zones"]["vip"].clone();
        document["zones"]["büro"] = zone;
    });
    assert!(foreign.contains("/zones/büro: not a name"), "{foreign}");
}

#[test]
fn broken_text_gets_a_place() {
    assert!(from_slice(b"").is_err());
    let deep = "[".repeat(100_000);
    assert!(!verify(deep.as_bytes()).is_sound());
    assert!(!verify(format!("{{\"rules\":{deep}").as_bytes()).is_sound());
    let text = pretty(&sealed()).replacen("\"log\": true", "\"log\": 7", 1);
    let report = verify(text.as_bytes()).to_string();
    assert!(report.starts_with("/rules/0/log: invalid type: integer `7`, expected a boolean"), "{report}");
}
