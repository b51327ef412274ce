//! Somebody types: statements that overlap each other are changed again and again, and what an old database says stays
//! what a fresh one says. (What is being edited is kept apart from all other rules; here that must not show.)

use expolc::checks::{Selection, diagnostics};
use expolc::db::Database;
use expolc::policy::{DenyFindingKind, deny_findings, redundant};

use crate::support::{Project, Random};

/// Policies, and edits of each.
const POLICIES: usize = 20;
const EDITS: usize = 40;

/// The fewest findings that have to be compared, or the test says nothing.
const FLOOR: usize = 8_000;

const HEAD: &str = "zone a { 10.0.0.0/29 }\nzone b { 10.0.1.0/29 }\nzone c { 10.0.2.0/29 }\nzone d { 10.0.3.0/29 }\n\
    zone e { 10.0.4.0/29 }\nzone f { 10.0.5.0/29 }\nzone g { 10.0.6.0/29 }\nzone h { 10.0.7.0/29 }\n\
    server x in a { address 10.0.0.1 }\nserver y in b { address 10.0.1.1 }\nzone partner external\n\
    profile web(to: servers) {\n  allow a -> to on tcp 1\n  deny b -> to on tcp 2\n}\n";

const SIDES: [&str; 14] = [
    "a",
    "b",
    "c",
    "d",
    "e",
    "x",
    "y",
    "any",
    "internet",
    "partner",
    "(a, b)",
    "(c, d, e)",
    "a except x",
    "(f, g, h, y)",
];

const SERVICES: [&str; 6] = ["tcp 1", "tcp 1-2", "tcp 2", "any", "udp 1, tcp 1", "tcp 1-9 except tcp 2"];

fn statement(random: &mut Random) -> String {
    let side = |random: &mut Random| SIDES[random.below(SIDES.len())];
    let (from, to) = (side(random), side(random));
    let on = SERVICES[random.below(SERVICES.len())];
    match random.below(24) {
        0..5 => format!("deny {from} -> {to} on {on}"),
        5 => format!("never n{}: {from} -> {to} on {on}", random.below(1_000_000)),
        6 => format!("must {from} -> {to} on {on}"),
        7 => format!("test \"t\" {{\n  {from} -> {to} on {on} denied\n}}"),
        8 => format!("apply web(to: {})", ["x", "y", "(x, y)"][random.below(3)]),
        9 => format!("never {from} -> {to} on {on} when not permitted({to} -> {from} on tcp 1)"),
        10 => format!("alter {from} -> {to} on {on} {{ inspect }}"),
        11 => format!("check permitted({from} -> {to} on tcp 2) {{ severity warning  message \"m\" }}"),
        // Something broken.
        12 => format!("allow {from} -> nobody on {on}"),
        _ => format!("allow {from} -> {to} on {on}"),
    }
}

fn project(statements: &[String]) -> Project {
    Project::of(&format!("{HEAD}{}\n", statements.join("\n")))
}

/// Everything that is found, with the words of the statements in place of what only this database knows.
fn everything(db: &Database) -> Vec<String> {
    let mut found: Vec<String> =
        diagnostics(db, Selection::Project).iter().map(|one| format!("{one:?}")).collect();
    let text =
        |rule: &expolc::policy::entry::RuleId<'_>| format!("{} {}", rule.item.text(db).trim(), rule.index);
    found.extend(redundant(db).iter().map(|one| format!("{} {:?}", text(&one.rule), one.sample)));
    found.extend(deny_findings(db).map(|one| {
        let deny = match &one.kind {
            DenyFindingKind::Narrows { deny, .. } | DenyFindingKind::Crosses { deny, .. } => text(deny),
            _ => String::new(),
        };
        format!("{} by {deny}", text(&one.rule))
    }));
    found
}

#[test]
fn what_is_typed_is_judged_as_if_it_had_always_stood_there() {
    let mut random = Random(29);
    let mut compared = 0;
    for _ in 0..POLICIES {
        let mut statements: Vec<String> =
            (0..12 + random.below(40)).map(|_| statement(&mut random)).collect();
        let mut db = Database::default();
        project(&statements).load(&mut db);
        everything(&db);
        let mut at = 0;
        for step in 0..EDITS {
            // Mostly in the same place; now and then it jumps, and lines come and go.
            if random.below(4) == 0 {
                at = random.below(statements.len());
            }
            match random.below(12) {
                0 => statements.insert(at, statement(&mut random)),
                1 if statements.len() > 4 => drop(statements.remove(at)),
                2 => statements[at] = statements[random.below(statements.len())].clone(),
                _ => statements[at] = statement(&mut random),
            }
            at = at.min(statements.len() - 1);
            project(&statements).load(&mut db);
            let (old, fresh) = (everything(&db), everything(&project(&statements).database()));
            compared += fresh.len();
            let only = |some: &[String], others: &[String]| -> Vec<String> {
                some.iter().filter(|one| !others.contains(one)).cloned().collect()
            };
            assert!(
                old == fresh,
                "step {step}\n{}\nonly here: {:#?}\nonly fresh: {:#?}",
                project(&statements).files["policy.expol"],
                only(&old, &fresh),
                only(&fresh, &old),
            );
        }
    }
    println!("{POLICIES} policies, {EDITS} edits of each: {compared} findings compared");
    assert!(compared >= FLOOR, "{compared}");
}
