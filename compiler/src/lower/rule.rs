//! Rules: what several statements say alike becomes one, with a chain of reasons for each.

use std::collections::{BTreeMap, BTreeSet};

use expol_ir::{Action, Endpoints, Family, Inactive, InactiveReason, Meta, Rule};
use expol_space::Product;

use super::endpoints::Names;
use super::provenance::{Sources, label_name};
use super::{LowerError, ir_date};
use crate::db::Db;
use crate::policy::address::hosts;
use crate::policy::effect;
use crate::policy::entry::{all_effects, is_expired};

/// The rules of a document.
pub(super) struct Rules {
    pub(super) active: Vec<Rule>,
    pub(super) inactive: Vec<Inactive>,
    /// What each active rule means to the checker.
    pub(super) meanings: BTreeMap<String, Product>,
}

/// What makes two statements one rule.
type Key = (Action, Endpoints, Endpoints, String);

/// A rule in the making.
struct Merged<'db> {
    product: Product,
    statements: Vec<&'db effect::Rule<'db>>,
}

/// Lowers all rules.
pub(super) fn lower<'db>(
    db: &'db dyn Db,
    names: &mut Names<'db>,
    sources: &mut Sources<'db>,
) -> Result<Rules, LowerError> {
    let (mut active, mut inactive) = (BTreeMap::new(), BTreeMap::new());
    let hosts = Hosts::new(db);
    for rule in all_effects(db).flat_map(|(_, effects)| &effects.rules) {
        let product = rule.flow.product();
        if hosts.within_one(&product) {
            continue;
        }
        let action = if rule.allow { Action::Allow } else { Action::Deny };
        let service = names.service(db, &rule.flow.service);
        let key: Key = (action, names.side(&rule.flow.from)?, names.side(&rule.flow.to)?, service);
        let side = if rule.allow && is_expired(db, rule) { &mut inactive } else { &mut active };
        let merged = side.entry(key).or_insert_with(|| Merged { product, statements: Vec::new() });
        merged.statements.push(rule);
    }
    let mut rules = Rules { active: Vec::new(), inactive: Vec::new(), meanings: BTreeMap::new() };
    for (key, merged) in active {
        let id = expol_ir::rule_id(key.0, &key.1, &key.2, &key.3);
        let rule = ir_rule(db, key, &merged, sources)?;
        rules.meanings.insert(id, merged.product);
        rules.active.push(rule);
    }
    for (key, merged) in inactive {
        let rule = ir_rule(db, key, &merged, sources)?;
        if let Some(since) = rule.meta.until.clone() {
            rules.inactive.push(Inactive { id: String::new(), reason: InactiveReason::Expired, rule, since });
        }
    }
    Ok(rules)
}

fn ir_rule<'db>(
    db: &'db dyn Db,
    (action, from, to, service): Key,
    merged: &Merged<'db>,
    sources: &mut Sources<'db>,
) -> Result<Rule, LowerError> {
    let origins: Vec<&effect::Origin<'db>> = merged.statements.iter().map(|rule| &rule.origin).collect();
    let labels: BTreeSet<String> = origins
        .iter()
        .filter_map(|origin| origin.label.as_ref())
        .map(|label| label_name(db, label))
        .collect();
    let mut why: Vec<_> = origins.iter().map(|origin| sources.chain(origin)).collect();
    why.sort();
    why.dedup();
    let idle = origins.iter().filter_map(|origin| origin.meta().idle_timeout).max();
    Ok(Rule {
        action,
        description: description(&origins),
        families: families(&merged.product),
        from,
        id: String::new(),
        idle_timeout_s: idle.and_then(|seconds| u32::try_from(seconds).ok()),
        labels,
        log: origins.iter().any(|origin| origin.meta().log),
        meta: meta(&origins)?,
        service,
        to,
        why,
    })
}

fn description(origins: &[&effect::Origin<'_>]) -> Option<String> {
    let texts: BTreeSet<String> =
        origins.iter().filter_map(|origin| origin.meta().doc.as_ref()).map(ToString::to_string).collect();
    (!texts.is_empty()).then(|| texts.into_iter().collect::<Vec<_>>().join("\n\n"))
}

/// The rule holds as long as one of its statements does; contradicting owners and tickets have been refused before.
fn meta(origins: &[&effect::Origin<'_>]) -> Result<Meta, LowerError> {
    let metas: Vec<&effect::Meta<'_>> = origins.iter().map(|origin| origin.meta()).collect();
    let least =
        |text: fn(&effect::Meta<'_>) -> Option<String>| metas.iter().filter_map(|meta| text(meta)).min();
    let endless = metas.iter().any(|meta| meta.until.is_none());
    let until = metas.iter().filter_map(|meta| meta.until).map(|until| until.date).max().filter(|_| !endless);
    Ok(Meta {
        because: metas.iter().filter_map(|meta| meta.because.as_ref()).map(ToString::to_string).collect(),
        owner: least(|meta| meta.owner.as_ref().map(ToString::to_string)),
        ticket: least(|meta| meta.ticket.as_ref().map(ToString::to_string)),
        until: until.map(ir_date).transpose()?,
    })
}

/// The families in which a product says something.
pub(super) fn families(product: &Product) -> BTreeSet<Family> {
    let pairs = [(expol_space::Family::V4, Family::Ipv4), (expol_space::Family::V6, Family::Ipv6)];
    let says = |family: expol_space::Family| {
        product.from.reaches(family)
            && product.to.reaches(family)
            && !product.service.for_family(family).is_empty()
    };
    pairs.into_iter().filter(|(own, _)| says(*own)).map(|(_, family)| family).collect()
}

/// The servers by their first address, to find out fast whether a rule says nothing but what happens inside one.
struct Hosts<'db> {
    by_first: BTreeMap<(u32, u128), &'db expol_space::AddressSet>,
}

impl<'db> Hosts<'db> {
    fn new(db: &'db dyn Db) -> Hosts<'db> {
        let entry = |set: &'db expol_space::AddressSet| (first(set), set);
        Hosts { by_first: hosts(db).iter().map(entry).collect() }
    }

    /// Whether both sides are one server's addresses: such a rule speaks about no network.
    fn within_one(&self, product: &Product) -> bool {
        if product.from.has_external() || product.to.has_external() {
            return false;
        }
        let least = first(&product.from).min(first(&product.to));
        let host = self.by_first.range(..=least).next_back().map(|(_, host)| *host);
        host.is_some_and(|host| product.from.is_subset(host) && product.to.is_subset(host))
    }
}

fn first(set: &expol_space::AddressSet) -> (u32, u128) {
    (
        set.v4().min().unwrap_or(u32::MAX),
        if set.v4().is_empty() { set.v6().min().unwrap_or(u128::MAX) } else { 0 },
    )
}
