//! Dead rules against the plain engine: each statement of many small random policies is taken out, and what is permitted
//! is computed anew by subtracting boxes.

use std::collections::BTreeSet;

use expol_space::{AddressSet, Product, Region, ServiceSet};
use expolc::db::Database;
use expolc::policy::address::hosts;
use expolc::policy::entry::{RuleId, all_effects};
use expolc::policy::{DenyFindingKind, RedundantKind, deny_findings, redundant};
use expolc::syntax::ItemKind;

use crate::support::{Project, Random};

/// How many policies are compared.
const POLICIES: u64 = 1_000;

/// The fewest statements that the plain engine has to find redundant, or the test says nothing.
const FLOOR: usize = 200;

const NETWORK: &str = "zone a { 10.0.0.0/29 }\nzone b { 10.0.1.0/30, 2001:db8::/126 }\nzone c external\n\
    zone a1 in a { 10.0.0.0/30 }\nzone a2 in a { 10.0.0.4/30 }\n\
    server x in a1 { address 10.0.0.1 }\nserver y in a2 { address 10.0.0.5, 10.0.0.6 }\nserver z in b { address 10.0.1.2, 2001:db8::2 }\n";

const SIDES: [&str; 14] = [
    "a",
    "b",
    "c",
    "a1",
    "a2",
    "x",
    "y",
    "z",
    "any",
    "internet",
    "(a1, a2)",
    "(x, b)",
    "a except x",
    "10.0.0.0/31",
];

const SERVICES: [&str; 7] =
    ["tcp 1", "tcp 1-2", "tcp 2", "any", "udp 1, tcp 1", "icmp", "tcp 1-9 except tcp 2"];

fn policy(random: &mut Random) -> Vec<String> {
    let count = 3 + random.below(5);
    let statement = |random: &mut Random| {
        let verb = if random.below(5) == 0 { "deny" } else { "allow" };
        let (from, to) = (SIDES[random.below(SIDES.len())], SIDES[random.below(SIDES.len())]);
        format!("{verb} {from} -> {to} on {}", SERVICES[random.below(SERVICES.len())])
    };
    let mut all: Vec<String> = (0..count).map(|_| statement(random)).collect();
    if random.below(6) == 0 {
        all.push(all[0].clone());
    }
    all
}

fn project(statements: &[String]) -> Project {
    Project::of(&format!("{NETWORK}{}\n", statements.join("\n")))
}

/// What a list of rules permits on the network.
fn permitted(rules: &[(bool, Product)], hosts: &[AddressSet]) -> Region {
    let of = |allow: bool| rules.iter().filter(move |rule| rule.0 == allow).map(|rule| &rule.1);
    let everything =
        Product { from: all_of(rules, true), to: all_of(rules, false), service: ServiceSet::any() };
    let region = expol_space::permitted(&everything, of(true), of(false)).unwrap();
    region.without_self(hosts).unwrap()
}

fn all_of(rules: &[(bool, Product)], from: bool) -> AddressSet {
    let sides = rules.iter().map(|(_, product)| if from { &product.from } else { &product.to });
    sides.fold(AddressSet::empty(), |all, side| all.union(side))
}

fn equal(a: &Region, b: &Region) -> bool {
    a.subtract_region(b).unwrap().is_empty() && b.subtract_region(a).unwrap().is_empty()
}

/// The rules of a policy with the numbers of their statements.
fn rules(db: &Database) -> Vec<(usize, bool, Product)> {
    let own = all_effects(db).filter(|(item, _)| item.kind(db) == ItemKind::Statement).enumerate();
    own.flat_map(|(at, (_, effects))| {
        effects.rules.iter().map(move |rule| (at, rule.allow, rule.flow.product()))
    })
    .collect()
}

/// The statements, by their numbers, without which the same is permitted; and those that permit or remove something.
fn by_plain_engine(db: &Database) -> (BTreeSet<usize>, BTreeSet<usize>) {
    let (rules, hosts) = (rules(db), hosts(db));
    let without = |left_out: Option<usize>| -> Vec<(bool, Product)> {
        let stays = rules.iter().filter(|rule| Some(rule.0) != left_out);
        stays.map(|(_, allow, product)| (*allow, product.clone())).collect()
    };
    let whole = permitted(&without(None), hosts);
    let (mut redundant, mut effective) = (BTreeSet::new(), BTreeSet::new());
    for (at, allow, product) in &rules {
        if equal(&whole, &permitted(&without(Some(*at)), hosts)) {
            redundant.insert(*at);
        }
        // An allow counts if something of it is permitted, a deny if it meets an allow.
        let mut part = Region::from(product).without_self(hosts).unwrap();
        if *allow {
            rules.iter().filter(|rule| !rule.1).for_each(|deny| part.remove(&deny.2).unwrap());
        } else {
            let mut met = Region::empty();
            rules.iter().filter(|rule| rule.1).for_each(|allow| {
                part.intersect(&allow.2).pieces().iter().for_each(|piece| met.union_with(piece).unwrap());
            });
            part = met;
        }
        if !part.is_empty() {
            effective.insert(*at);
        }
    }
    (redundant, effective)
}

/// What the compiler finds: alone redundant, and the groups.
fn by_compiler(db: &Database) -> (BTreeSet<usize>, Vec<BTreeSet<usize>>) {
    let numbered: Vec<_> = all_effects(db).map(|(item, _)| item).collect();
    let number = |rule: &RuleId<'_>| numbered.iter().position(|item| *item == rule.item).unwrap();
    let (mut alone, mut groups) = (BTreeSet::new(), Vec::new());
    for finding in redundant(db) {
        match &finding.kind {
            RedundantKind::Covered(by) => {
                assert!(!by.is_empty());
                alone.insert(number(&finding.rule));
            }
            RedundantKind::Same(others) | RedundantKind::Mutual(others) => {
                groups.push(others.iter().chain([&finding.rule]).map(number).collect());
            }
        }
    }
    (alone, groups)
}

#[test]
fn redundant_statements_are_those_without_which_the_same_is_permitted() {
    let mut random = Random(4);
    let (mut found, mut in_groups, mut dead) = (0, 0, 0);
    for _ in 0..POLICIES {
        let statements = policy(&mut random);
        let db = project(&statements).database();
        let (redundant, effective) = by_plain_engine(&db);
        let (alone, groups) = by_compiler(&db);
        let told: BTreeSet<usize> = groups.iter().flatten().chain(&alone).copied().collect();
        // What permits or removes nothing at all is another finding.
        let expected: BTreeSet<usize> = redundant.intersection(&effective).copied().collect();
        assert_eq!(told, expected, "{statements:#?}");
        // Those told alone can all go at once.
        let kept = |at: &usize| !alone.contains(at);
        let left: Vec<(bool, Product)> =
            rules(&db).into_iter().filter(|rule| kept(&rule.0)).map(|(_, a, p)| (a, p)).collect();
        let all: Vec<(bool, Product)> = rules(&db).into_iter().map(|(_, a, p)| (a, p)).collect();
        assert!(equal(&permitted(&all, hosts(&db)), &permitted(&left, hosts(&db))), "{statements:#?}");
        // With them one of each group can go, whichever it is.
        let chosen: BTreeSet<usize> =
            groups.iter().filter_map(|group| group.iter().nth(random.below(group.len())).copied()).collect();
        let stays = rules(&db).into_iter().filter(|rule| kept(&rule.0) && !chosen.contains(&rule.0));
        let left: Vec<(bool, Product)> = stays.map(|(_, a, p)| (a, p)).collect();
        let same = equal(&permitted(&all, hosts(&db)), &permitted(&left, hosts(&db)));
        assert!(same, "not all of {chosen:?} and {alone:?} can go: {statements:#?}");
        // Not all of them can.
        for group in &groups {
            let stays = rules(&db).into_iter().filter(|rule| !group.contains(&rule.0));
            let left: Vec<(bool, Product)> = stays.map(|(_, a, p)| (a, p)).collect();
            let changes = !equal(&permitted(&all, hosts(&db)), &permitted(&left, hosts(&db)));
            assert!(changes, "all of {group:?} can go: {statements:#?}");
        }
        // Statements that permit or remove nothing are told as such.
        let nothing = deny_findings(&db).filter(|finding| {
            matches!(finding.kind, DenyFindingKind::RemovesNothing | DenyFindingKind::RemovedWholly { .. })
        });
        dead += nothing.count();
        found += alone.len();
        in_groups += groups.len();
    }
    println!("{POLICIES} policies: {found} redundant statements, {in_groups} groups, {dead} without effect");
    assert!(found >= FLOOR && in_groups >= 50 && dead >= 100);
}

#[test]
fn the_order_of_statements_changes_no_finding() {
    let mut random = Random(11);
    for _ in 0..150 {
        let mut statements = policy(&mut random);
        statements.sort();
        statements.dedup();
        let texts = |statements: &[String]| -> (BTreeSet<String>, BTreeSet<BTreeSet<String>>) {
            let db = project(statements).database();
            let (alone, groups) = by_compiler(&db);
            let text = |at: &usize| statements[*at].clone();
            (
                alone.iter().map(text).collect(),
                groups.iter().map(|group| group.iter().map(text).collect()).collect(),
            )
        };
        let before = texts(&statements);
        let by = 1 % statements.len();
        statements.rotate_left(by);
        statements.reverse();
        assert_eq!(texts(&statements), before, "{statements:#?}");
    }
}

#[test]
fn a_rule_that_ends_stands_in_for_none_that_stays() {
    let found = |text: &str| {
        let project = Project::of(&format!("{NETWORK}{text}"));
        project.check().iter().map(|one| one.code.to_string()).collect::<Vec<_>>()
    };
    let narrow = "allow x -> z on tcp 1";
    assert_eq!(found(&format!("{narrow}\nallow a -> b on tcp 1\n")), ["EX0423"]);
    assert_eq!(
        found(&format!("{narrow}\nallow a -> b on tcp 1 {{ until 2099-01-01 }}\n")),
        Vec::<String>::new()
    );
    let both = format!("{narrow} {{ until 2098-01-01 }}\nallow a -> b on tcp 1 {{ until 2099-01-01 }}\n");
    assert_eq!(found(&both), ["EX0423"]);
}

#[test]
fn a_direction_that_does_nothing_keeps_no_statement() {
    let found = |text: &str| {
        let project = Project::of(&format!("{NETWORK}{text}"));
        project.check().iter().map(|one| one.code.to_string()).collect::<Vec<_>>()
    };
    // Nothing is allowed from b to a, so that the narrow deny does only what the wide one does.
    let denies = "allow a -> b on tcp 1-2\ndeny x <-> z on tcp 1 { because \"t\" }\ndeny a -> b on tcp 1 { because \"t\" }\n";
    assert_eq!(found(denies), ["EX0423"]);
    // All of the way back is denied.
    let allows = "allow x <-> z on tcp 1\nallow a -> b on tcp 1\ndeny b -> a on tcp 1 { because \"t\" }\n";
    assert_eq!(found(allows), ["EX0423"]);
    // Nothing of it does anything: that is another finding.
    assert_eq!(
        found("allow a -> b on tcp 1\ndeny y <-> x on tcp 1\ndeny x -> y on tcp 1\n"),
        ["EX0413", "EX0413"]
    );
}

#[test]
fn the_packet_of_a_redundant_allow_is_permitted() {
    let project = Project::of(&format!(
        "{NETWORK}allow a1 -> b on tcp 1\nallow a -> b on tcp 1-2\ndeny 10.0.0.0-10.0.0.2 -> b on tcp 1 {{ because \"t\" }}\n"
    ));
    let all = project.check();
    let one = all.iter().find(|one| one.code.as_str() == "EX0423").unwrap();
    assert_eq!(one.notes, ["for example tcp 1 from 10.0.0.3 (a1) to 10.0.1.1 (b) is permitted without it"]);
}
