//! Obligations: what an `intact` asks of every device on the path.

use std::collections::{BTreeMap, BTreeSet};

use expol_ir::{Action, Alteration, Endpoints, Obligation, Waived};
use expol_space::Product;

use super::endpoints::Names;
use super::provenance::{Sources, label_name};
use super::rule::{Rules, families};
use super::{LowerError, ir_date};
use crate::db::Db;
use crate::policy::effect::{Asserted, Assertion};
use crate::policy::entry::statements;
use crate::policy::verdict::{Outcome, Verdict, verdicts};
use crate::policy::waivers;
use crate::syntax::statement::AlterationKind;

/// What makes two statements one obligation.
type Key = (Endpoints, Endpoints, String, BTreeSet<Alteration>, Option<u32>);

struct Merged<'db> {
    product: Product,
    statements: Vec<(&'db Assertion<'db>, Option<Waived>)>,
}

/// Lowers all obligations that are asked.
pub(super) fn lower<'db>(
    db: &'db dyn Db,
    names: &mut Names<'db>,
    sources: &mut Sources<'db>,
    rules: &Rules,
) -> Result<Vec<Obligation>, LowerError> {
    let mut merged: BTreeMap<Key, Merged<'db>> = BTreeMap::new();
    for item in statements(db) {
        for Verdict { assertion, outcome } in verdicts(db, item) {
            let Asserted::Intact(flow, kinds) = &assertion.asserted else { continue };
            if *outcome == Outcome::NotAsked {
                continue;
            }
            let service = names.service(db, &flow.service);
            let forbids = kinds.iter().map(|kind| alteration(kind.kind)).collect();
            let idle = kinds
                .iter()
                .filter_map(|kind| kind.seconds)
                .max()
                .and_then(|seconds| u32::try_from(seconds).ok());
            let key = (names.side(&flow.from)?, names.side(&flow.to)?, service, forbids, idle);
            let entry = merged
                .entry(key)
                .or_insert_with(|| Merged { product: flow.product(), statements: Vec::new() });
            entry.statements.push((assertion, waived(db, outcome)?));
        }
    }
    Ok(merged.into_iter().map(|(key, entry)| obligation(db, key, &entry, sources, rules)).collect())
}

fn obligation<'db>(
    db: &'db dyn Db,
    (from, to, service, forbids, idle_timeout_below_s): Key,
    entry: &Merged<'db>,
    sources: &mut Sources<'db>,
    rules: &Rules,
) -> Obligation {
    let labels = entry.statements.iter().filter_map(|(assertion, _)| assertion.origin.label.as_ref());
    let labels = labels.map(|label| label_name(db, label)).collect();
    let mut why: Vec<_> =
        entry.statements.iter().map(|(assertion, _)| sources.chain(&assertion.origin)).collect();
    why.sort();
    why.dedup();
    let own = families(&entry.product);
    Obligation {
        families: if own.len() == 2 { BTreeSet::new() } else { own },
        forbids,
        from,
        id: String::new(),
        idle_timeout_below_s,
        labels,
        rules: carriers(&entry.product, rules),
        service,
        to,
        // It is suspended only where every statement that says it is.
        waived: entry
            .statements
            .iter()
            .map(|(_, waived)| waived.clone())
            .min_by_key(Option::is_some)
            .flatten(),
        why,
    }
}

/// The ids of the rules that carry the traffic.
fn carriers(product: &Product, rules: &Rules) -> BTreeSet<String> {
    let allows = rules.active.iter().filter(|rule| rule.action == Action::Allow);
    let ids = allows.map(|rule| expol_ir::rule_id(rule.action, &rule.from, &rule.to, &rule.service));
    ids.filter(|id| rules.meanings.get(id).is_some_and(|meaning| meaning.intersects(product))).collect()
}

fn waived(db: &dyn Db, outcome: &Outcome<'_>) -> Result<Option<Waived>, LowerError> {
    let Outcome::Waived { by } = outcome else { return Ok(None) };
    let waiver = waivers(db).iter().find(|waiver| by.contains(&waiver.place));
    waiver
        .map(|waiver| Ok(Waived { because: waiver.because.to_string(), until: ir_date(waiver.until.date)? }))
        .transpose()
}

fn alteration(kind: AlterationKind) -> Alteration {
    match kind {
        AlterationKind::Authentication => Alteration::Authentication,
        AlterationKind::Compression => Alteration::Compression,
        AlterationKind::DestinationNat => Alteration::DestinationNat,
        AlterationKind::Filtering => Alteration::Filtering,
        AlterationKind::IdleTimeout => Alteration::IdleTimeout,
        AlterationKind::Inspection => Alteration::Inspection,
        AlterationKind::Offload => Alteration::Offload,
        AlterationKind::RateLimit => Alteration::RateLimit,
        AlterationKind::SourceNat => Alteration::SourceNat,
    }
}
