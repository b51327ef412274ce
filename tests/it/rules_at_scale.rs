//! The policies that the exact analysis is measured with are what their generator says, and its limits are told.

use expol_space::{AddressIndex, Product};
use expolc::db::Database;
use expolc::policy::entry::all_effects;
use expolc::policy::{DenyFindingKind, RedundantKind, deny_findings, redundant};
use expolc::syntax::ItemKind;

use crate::support::Project;

#[path = "../bench/rules.rs"]
mod rules;

const STATEMENTS: usize = 2_000;

fn generated(statements: usize) -> Database {
    let files = rules::files(statements);
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    Project::with(&files).database()
}

/// The products of the project's statements.
fn products(db: &Database) -> Vec<Product> {
    let own = all_effects(db)
        .filter(|(item, _)| item.kind(db) == ItemKind::Statement && !item.file(db).library(db));
    own.flat_map(|(_, effects)| effects.rules.iter().map(|rule| rule.flow.product())).collect()
}

#[test]
fn the_generated_policies_have_the_shares_that_they_claim() {
    let db = generated(STATEMENTS);
    let products = products(&db);
    assert_eq!(products.len(), STATEMENTS);
    let index = AddressIndex::new(products.iter().map(|product| &product.to));
    let overlaps = |at: usize| {
        let near = index.meeting(&products[at].to).into_iter();
        near.map(|other| other as usize).any(|other| other != at && products[at].intersects(&products[other]))
    };
    let overlapping = (0..products.len()).filter(|at| overlaps(*at)).count();
    let v6 = products.iter().filter(|product| product.from.families().v6 && product.to.families().v6).count();
    let external = products.iter().filter(|product| product.from.has_external()).count();
    let by_union = |kind: &RedundantKind<'_>| matches!(kind, RedundantKind::Covered(by) if by.len() > 1);
    let dead = redundant(&db).iter().filter(|finding| by_union(&finding.kind)).count();
    let crossing = deny_findings(&db).filter(|it| matches!(it.kind, DenyFindingKind::Crosses { .. })).count();
    println!(
        "of {STATEMENTS} statements {overlapping} overlap, {dead} are dead by a union, {v6} are about IPv6, {external} external; \
         {crossing} crossings"
    );
    assert!(overlapping * 5 >= STATEMENTS && v6 * 5 >= STATEMENTS);
    assert!(dead * 50 >= STATEMENTS * 8 / 10 && dead * 50 <= STATEMENTS * 3 / 2, "about 2 %");
    assert!(external * 25 >= STATEMENTS && crossing > 50);
}

#[test]
fn an_allow_that_very_many_denies_overlap_says_so_once() {
    let network =
        "zone a { 10.0.0.0/16 }\nserver web in a { address 10.0.255.1 }\nallow a -> web on tcp 443\n";
    let policy = |denies: usize| {
        let lines =
            (0..denies).map(|at| format!("deny 10.0.{at}.0/24 -> web on any {{ because \"{at}\" }}\n"));
        let project = Project::of(&format!("{network}{}", lines.collect::<String>()));
        let codes: Vec<String> = project.check().iter().map(|finding| finding.code.to_string()).collect();
        let count = |code: &str| codes.iter().filter(|one| *one == code).count();
        (count("EX0415"), count("EX0426"))
    };
    assert_eq!(policy(64), (64, 0));
    assert_eq!(policy(70), (64, 1));
}
