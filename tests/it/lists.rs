//! Address lists of zones: what they mean, where they say they come from, and that long ones cost little.

use std::fmt::Write;
use std::time::{Duration, Instant};

use expol_ir::Zone;

use crate::support::Project;

/// A list as long as the ones that large providers publish: disjoint prefixes of both families.
fn published(prefixes: usize) -> String {
    let mut text =
        "# date: 2026-11-02\r\n# source: https://endpoints.example/worldwide\r\nid,ips\r\n".to_owned();
    for number in 0..prefixes {
        let (high, low) = (number / 250, number % 250);
        if number % 4 == 3 {
            write!(text, "{number},2001:db8:{number:x}::/48\r\n").unwrap();
        } else {
            write!(text, "{number},\"100.{}.{low}.0/25, 101.{}.{low}.0/25\"\r\n", high + 64, high + 64)
                .unwrap();
        }
    }
    text
}

const POLICY: &str = r#"use std.net
zone offices { 10.1.0.0/16 }
zone cloud in internet { from "lists/endpoints.csv" column "ips" }
allow offices -> cloud on net.https
never offices -> internet except cloud on any
check when not dated(cloud)
"#;

#[test]
fn a_list_of_four_hundred_prefixes_is_a_zone_with_a_date_and_a_source() {
    let list = published(400);
    let project = Project::with(&[("policy.expol", POLICY), ("lists/endpoints.csv", &list)]);
    assert_eq!(project.check(), []);
    let document = project.emit().unwrap().document;
    let Zone::Prefixes(zone) = &document.zones["cloud"] else { panic!("{:?}", document.zones["cloud"]) };
    assert_eq!((zone.addresses.ipv4().len(), zone.addresses.ipv6().len()), (600, 100));
    let lists: Vec<_> = zone.lists.iter().collect();
    assert_eq!(lists.len(), 1);
    assert_eq!(lists[0].path, "lists/endpoints.csv");
    assert_eq!(lists[0].column.as_deref(), Some("ips"));
    assert_eq!(lists[0].date.as_ref().unwrap().to_string(), "2026-11-02");
    assert_eq!(lists[0].source.as_deref(), Some("https://endpoints.example/worldwide"));
    assert_eq!(lists[0].digest, expol_ir::Digest::of(list.as_bytes()));
    let verified = expol_ir::verify(expol_ir::pretty(&document).as_bytes());
    assert!(verified.is_sound(), "{verified:?}");
}

#[test]
fn where_a_list_comes_from_is_no_part_of_what_a_document_means() {
    let list = published(40);
    let moved = list.replace("2026-11-02", "2026-11-09");
    let digest =
        |list: &str| Project::with(&[("policy.expol", POLICY), ("lists/endpoints.csv", list)]).digest();
    assert_eq!(digest(&list), digest(&moved));
    assert_ne!(digest(&list), digest(&published(41)));
}

#[test]
fn a_list_without_date_or_source_is_not_dated() {
    for missing in ["# date: 2026-11-02\r\n", "# source: https://endpoints.example/worldwide\r\n"] {
        let list = published(4).replace(missing, "");
        let project = Project::with(&[("policy.expol", POLICY), ("lists/endpoints.csv", &list)]);
        let codes: Vec<String> = project.check().iter().map(|found| found.code.to_string()).collect();
        assert_eq!(codes, ["EX0410"], "without {missing:?}");
    }
    let literal = "zone cloud in internet { 100.64.0.0/16 }\ncheck when dated(cloud)\n";
    assert_eq!(Project::of(literal).check(), [], "an address that is written down has no date");
}

#[test]
fn a_fault_in_a_list_is_shown_at_its_line_and_cell() {
    let list = published(6).replace("100.64.2.0/25, 101", "100.64.2.0/25, 500");
    let project = Project::with(&[("policy.expol", POLICY), ("lists/endpoints.csv", &list)]);
    let found = project.check();
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].code.to_string(), "EX0308");
    assert_eq!(found[0].labels[0].range.slice(&list), "500.64.2.0/25");
    let wrong_name = POLICY.replace("\"ips\"", "\"addresses\"");
    let found =
        Project::with(&[("policy.expol", &wrong_name), ("lists/endpoints.csv", &published(6))]).check();
    assert_eq!(found[0].help.as_deref(), Some("it has `id`, `ips`"), "{found:#?}");
}

/// A limit with much room: it is there for what is quadratic, not for what is slow.
#[test]
fn twenty_thousand_prefixes_are_read_in_seconds() {
    let list = published(10_000);
    let start = Instant::now();
    let project = Project::with(&[("policy.expol", POLICY), ("lists/endpoints.csv", &list)]);
    assert_eq!(project.check(), []);
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}
