//! Findings about rules, told once per statement: one statement may bring many rules.

use rustc_hash::{FxHashMap, FxHashSet};

use super::trace::{own_rule_ids, rule_ids};
use crate::checks::context::Context;
use crate::hir::{Item, Place};
use crate::policy::entry::RuleId;
use crate::policy::{DenyFinding, DenyFindingKind, deny_findings};

/// The statements whose denies all remove nothing: one of which a part removes something is not idle.
pub(crate) fn idle_denies<'db>(ctx: Context<'db>) -> Vec<Place<'db>> {
    let nothing = |finding: &&DenyFinding<'db>| finding.kind == DenyFindingKind::RemovesNothing;
    let idle: Vec<RuleId<'db>> = deny_findings(ctx.db).filter(nothing).map(|finding| finding.rule).collect();
    let denies = denies_beside(ctx, &idle);
    let idle: FxHashSet<RuleId<'db>> = idle.into_iter().collect();
    if idle.is_empty() {
        return Vec::new();
    }
    let mut places: Vec<(Place<'db>, bool)> = Vec::new();
    let mut known: FxHashMap<Place<'db>, usize> = FxHashMap::default();
    for deny in denies {
        let place = deny.rule(ctx.db).and_then(|rule| rule.origin.innermost());
        let Some(place) = place.filter(|place| !ctx.is_library(place.item)) else { continue };
        let at = *known.entry(place).or_insert(places.len());
        match places.get_mut(at) {
            Some((_, all_idle)) => *all_idle &= idle.contains(&deny),
            None => places.push((place, idle.contains(&deny))),
        }
    }
    places.into_iter().filter(|(_, all_idle)| *all_idle).map(|(place, _)| place).collect()
}

/// The denies that may come from the same statements as some others: those of the same items; all of them where one
/// comes from a profile.
fn denies_beside<'db>(ctx: Context<'db>, some: &[RuleId<'db>]) -> Vec<RuleId<'db>> {
    let is_of_profile = |id: &RuleId<'db>| {
        id.rule(ctx.db).and_then(|rule| rule.origin.innermost()).is_none_or(|place| place.item != id.item)
    };
    let is_deny = |id: &RuleId<'db>| id.rule(ctx.db).is_some_and(|rule| !rule.allow);
    if some.iter().any(is_of_profile) {
        return own_rule_ids(ctx).filter(is_deny).collect();
    }
    let mut items: Vec<Item<'db>> = some.iter().map(|id| id.item).collect();
    items.dedup();
    rule_ids(ctx, items.into_iter()).filter(is_deny).collect()
}

/// An allow of which nothing is left, with the finding of one of its parts.
pub(crate) fn removed_allows<'db>(ctx: Context<'db>) -> Vec<(RuleId<'db>, &'db DenyFinding<'db>)> {
    let wholly = |finding: &&DenyFinding<'db>| matches!(finding.kind, DenyFindingKind::RemovedWholly { .. });
    let mut items: Vec<Item<'db>> = Vec::new();
    let mut removed: FxHashMap<RuleId<'db>, &'db DenyFinding<'db>> = FxHashMap::default();
    for finding in deny_findings(ctx.db).filter(wholly) {
        items.push(finding.rule.item);
        removed.insert(finding.rule, finding);
    }
    items.dedup();
    let mut chains: Vec<(RuleId<'db>, Option<&'db DenyFinding<'db>>)> = Vec::new();
    let mut known: FxHashMap<&'db [Place<'db>], usize> = FxHashMap::default();
    // Rules with the same chain are of the same statement.
    for id in rule_ids(ctx, items.into_iter()) {
        let Some(rule) = id.rule(ctx.db).filter(|rule| rule.allow) else { continue };
        let finding = removed.get(&id).copied();
        let at = *known.entry(&*rule.origin.chain).or_insert(chains.len());
        match chains.get_mut(at) {
            Some((_, first)) => *first = first.and(finding).and(*first),
            None => chains.push((id, finding)),
        }
    }
    chains.into_iter().filter_map(|(id, finding)| finding.map(|finding| (id, finding))).collect()
}
