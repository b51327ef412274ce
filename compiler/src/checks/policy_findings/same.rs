//! Findings about rules, told once per statement: one statement may bring many rules.

use rustc_hash::{FxHashMap, FxHashSet};

use super::trace::own_rule_ids;
use crate::checks::context::Context;
use crate::hir::Place;
use crate::policy::table::{RuleId, cell_rules, cells};
use crate::policy::{DenyFinding, DenyFindingKind, deny_findings};

/// The statements whose denies all remove nothing: one of which a part removes something is not idle.
pub(crate) fn idle_denies<'db>(ctx: Context<'db>) -> Vec<Place<'db>> {
    let nothing = |finding: &&DenyFinding<'db>| finding.kind == DenyFindingKind::RemovesNothing;
    let idle: FxHashSet<RuleId<'db>> =
        deny_findings(ctx.db).filter(nothing).map(|finding| finding.rule).collect();
    if idle.is_empty() {
        return Vec::new();
    }
    let mut places: Vec<(Place<'db>, bool)> = Vec::new();
    let mut known: FxHashMap<Place<'db>, usize> = FxHashMap::default();
    for deny in cells(ctx.db).flat_map(|cell| &cell_rules(ctx.db, cell).denies) {
        let place = deny.id.rule(ctx.db).and_then(|rule| rule.origin.innermost());
        let Some(place) = place.filter(|place| !ctx.is_library(place.item)) else { continue };
        let at = *known.entry(place).or_insert(places.len());
        match places.get_mut(at) {
            Some((_, all_idle)) => *all_idle &= idle.contains(&deny.id),
            None => places.push((place, idle.contains(&deny.id))),
        }
    }
    places.into_iter().filter(|(_, all_idle)| *all_idle).map(|(place, _)| place).collect()
}

/// An allow of which nothing is left, with the finding of one of its parts.
pub(crate) fn removed_allows<'db>(ctx: Context<'db>) -> Vec<(RuleId<'db>, &'db DenyFinding<'db>)> {
    let wholly = |finding: &&DenyFinding<'db>| matches!(finding.kind, DenyFindingKind::RemovedWholly { .. });
    let removed: FxHashMap<RuleId<'db>, &'db DenyFinding<'db>> =
        deny_findings(ctx.db).filter(wholly).map(|finding| (finding.rule, finding)).collect();
    if removed.is_empty() {
        return Vec::new();
    }
    let mut chains: Vec<(RuleId<'db>, Option<&'db DenyFinding<'db>>)> = Vec::new();
    let mut known: FxHashMap<&'db [Place<'db>], usize> = FxHashMap::default();
    for id in own_rule_ids(ctx) {
        let Some(rule) = id.rule(ctx.db).filter(|rule| rule.allow) else { continue };
        let finding = removed.get(&id).copied();
        let at = *known.entry(rule.origin.chain.as_slice()).or_insert(chains.len());
        match chains.get_mut(at) {
            Some((_, first)) => *first = first.and(finding).and(*first),
            None => chains.push((id, finding)),
        }
    }
    chains.into_iter().filter_map(|(id, finding)| finding.map(|finding| (id, finding))).collect()
}
