//! The last step before anything is written: the document, read by the crate that knows nothing of the compiler, has to
//! permit and forbid exactly what was checked.

use std::collections::HashSet;

use crate::db::Database;
use crate::policy::entry::{Entry, all_entries};
use expol_ir::{Action, Document};
use expol_query::Resolved;
use expol_space::{AddressSet, Family, Product, RangeSet};

/// What a rule says in one family. Of the many ways to write a product this is the one that equal sets of packets share.
type Meaning = (Action, Family, Product);

/// Proves that the rules of the document and the rules that were checked are the same sets of packets.
///
/// # Errors
/// The first difference, in words.
pub(super) fn prove(db: &Database, document: &Document) -> Result<(), String> {
    let resolved =
        Resolved::new(document).map_err(|error| format!("the document cannot be read back: {error}"))?;
    let checked: HashSet<Meaning> =
        entries(db).flat_map(|(action, entry)| meanings(action, &entry.product)).collect();
    let is_checked =
        |action: Action, product: &Product| meanings(action, product).all(|it| checked.contains(&it));
    if let Some(rule) = resolved.rules().iter().find(|rule| !is_checked(rule.action, &rule.product)) {
        return Err(format!("the document has the rule {}, which is not what was checked", rule.id));
    }
    let written: HashSet<Meaning> =
        resolved.rules().iter().flat_map(|rule| meanings(rule.action, &rule.product)).collect();
    let is_written =
        |action: Action, product: &Product| meanings(action, product).all(|it| written.contains(&it));
    let lost = entries(db).find(|(action, entry)| {
        !is_written(*action, &entry.product) && !stays_inside(&entry.product, resolved.hosts())
    });
    match lost {
        None => Ok(()),
        Some((_, entry)) => Err(format!("the document lacks what `{}` says", entry.id.item.text(db).trim())),
    }
}

/// The rules in force.
fn entries<'db>(db: &'db Database) -> impl Iterator<Item = (Action, &'db Entry<'db>)> {
    all_entries(db).map(|entry| (if entry.allow { Action::Allow } else { Action::Deny }, entry))
}

/// The packets of a product, family by family, without anything that reaches no packet.
fn meanings(action: Action, product: &Product) -> impl Iterator<Item = Meaning> {
    let in_family = move |family| {
        let (from, to) = (only(&product.from, family), only(&product.to, family));
        (action, family, Product { from, to, service: product.service.only(family) })
    };
    [Family::V4, Family::V6].into_iter().map(in_family).filter(|(_, _, product)| !product.is_empty())
}

fn only(set: &AddressSet, family: Family) -> AddressSet {
    let external = set.external().iter().copied();
    match family {
        Family::V4 => AddressSet::new(set.v4().clone(), RangeSet::empty(), external),
        Family::V6 => AddressSet::new(RangeSet::empty(), set.v6().clone(), external),
    }
}

/// Whether both sides are addresses of one server: such packets are on no network, and the document leaves them out.
fn stays_inside(product: &Product, hosts: &[AddressSet]) -> bool {
    hosts.iter().any(|host| product.from.is_subset(host) && product.to.is_subset(host))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::db::{LoadOptions, MemorySystem, ProjectPath, load};
    use crate::lower;
    use crate::syntax::literal::Date;

    use super::*;

    const POLICY: &str = "zone a { 10.0.0.0/8 }\nzone b { 192.0.2.0/24, 2001:db8::/64 }\nzone c external\n\
        server s in a { address 10.0.0.1, 10.0.0.2 }\nallow a -> b on tcp 443\nallow any -> b on icmp\n\
        allow c -> a on tcp 25 { because \"mail\" }\ndeny a -> c on udp 53\nallow s -> s on tcp 1\n";

    fn lowered() -> (Database, Document) {
        let day = Date { year: 2026, month: 1, day: 1 };
        let system = MemorySystem::new([("p.expol".to_owned(), POLICY.as_bytes().to_vec())], day);
        let mut db = Database::default();
        let roots = vec![ProjectPath::new("p.expol").unwrap()];
        load(&mut db, &system, &LoadOptions { roots, as_of: Some(day), overlay: BTreeMap::new() });
        let document = lower::document(&db).unwrap().document;
        (db, document)
    }

    #[test]
    fn the_document_of_a_policy_is_what_was_checked() {
        let (db, document) = lowered();
        assert_eq!(document.rules.len(), 4);
        assert_eq!(prove(&db, &document), Ok(()));
    }

    #[test]
    fn a_document_that_says_less_more_or_the_opposite_is_refused() {
        let (db, document) = lowered();
        for at in 0..document.rules.len() {
            let mut less = document.clone();
            less.rules.remove(at);
            assert!(prove(&db, &less).unwrap_err().contains("lacks"));
            let mut opposite = document.clone();
            let action = &mut opposite.rules[at].action;
            *action = if *action == Action::Allow { Action::Deny } else { Action::Allow };
            assert!(prove(&db, &opposite).unwrap_err().contains("not what was checked"));
            let mut turned = document.clone();
            let rule = &mut turned.rules[at];
            std::mem::swap(&mut rule.from, &mut rule.to);
            assert!(prove(&db, &turned).is_err());
        }
        let mut wider = document.clone();
        wider.zones.insert("a".to_owned(), document.zones["b"].clone());
        assert!(prove(&db, &wider).is_err());
    }
}
