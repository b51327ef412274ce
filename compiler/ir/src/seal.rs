//! Sealing: a document brought into canonical order, with its ids, requirements and digests filled in.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;

use crate::canonical::canonical_bytes;
use crate::digest::{ObligationContent, RuleContent, document_digest, obligation_id, rule_id};
use crate::document::{Document, Requirement};
use crate::obligation::Obligation;
use crate::projection::semantic_digest;
use crate::provenance::Chain;
use crate::rule::{Action, Rule};
use crate::zone::Zone;

/// Why a document cannot be sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SealError {
    /// Two different things have the same id.
    Collision(String),
    /// The same thing is said twice; it has to be one entry with both chains of reasons.
    Repeated(String),
    /// Something is empty or contradicts itself.
    Invalid(String),
}

impl Document {
    /// The document in canonical form: order, ids, requirements and digests follow from the content.
    pub fn seal(mut self) -> Result<Self, SealError> {
        self.normalise_services()?;
        self.identify();
        self.check_filled()?;
        let rules = self.rules.iter().chain(self.inactive.iter().map(|entry| &entry.rule));
        distinct_contents(rules.map(|rule| (rule.id.as_str(), canonical_bytes(&content(rule)))))?;
        distinct_entries("rule", self.rules.iter().map(|rule| rule.id.as_str()))?;
        let obligations = self.obligations.iter();
        let keys = obligations.map(|entry| (entry.id.as_str(), canonical_bytes(&obligation_content(entry))));
        distinct_contents(keys)?;
        distinct_entries("obligation", self.obligations.iter().map(|entry| entry.id.as_str()))?;
        self.sort();
        self.requires = self.requirements();
        self.digests.semantic = semantic_digest(&self);
        self.digests.document = document_digest(&self);
        Ok(self)
    }

    /// What a consumer has to understand to read the rules and obligations.
    fn requirements(&self) -> BTreeSet<Requirement> {
        let rules = self.rules.iter().flat_map(|rule| [&rule.from, &rule.to]);
        let obligations = self.obligations.iter().flat_map(|entry| [&entry.from, &entry.to]);
        let groups = self.groups.values().map(|group| &group.members);
        let except = rules.chain(obligations).chain(groups).any(|side| side.exception().is_some());
        let kind = |wanted: fn(&Zone) -> bool| self.zones.values().any(wanted);
        let found = [
            (except, Requirement::Except),
            (!self.obligations.is_empty(), Requirement::Obligations),
            (kind(|zone| matches!(zone, Zone::Complement(_))), Requirement::ZoneComplement),
            (kind(|zone| matches!(zone, Zone::Symbolic(_))), Requirement::ZoneSymbolic),
        ];
        found.into_iter().filter_map(|(holds, requirement)| holds.then_some(requirement)).collect()
    }

    fn normalise_services(&mut self) -> Result<(), SealError> {
        for (name, service) in &mut self.services {
            if let Some(fault) = service.fault() {
                return Err(SealError::Invalid(format!("service `{name}`: {fault}")));
            }
            service.normalise();
        }
        Ok(())
    }

    fn identify(&mut self) {
        let inactive = self.inactive.iter_mut().map(|entry| &mut entry.rule);
        for rule in self.rules.iter_mut().chain(inactive) {
            rule.id = rule_id(rule.action, &rule.from, &rule.to, &rule.service);
        }
        for entry in &mut self.inactive {
            entry.id.clone_from(&entry.rule.id);
        }
        for entry in &mut self.obligations {
            entry.id = obligation_id(&obligation_content(entry));
        }
    }

    /// Refuses lists that the format wants filled but that Rust code can leave empty.
    fn check_filled(&self) -> Result<(), SealError> {
        let inactive = self.inactive.iter().map(|entry| &entry.rule);
        for rule in self.rules.iter().chain(inactive) {
            let checks =
                [(rule.families.is_empty(), "families"), (rule.idle_timeout_s == Some(0), "idle timeout")];
            filled(&rule.id, &checks, &rule.why)?;
        }
        for entry in &self.obligations {
            let timeout = entry.idle_timeout_below_s == Some(0);
            filled(
                &entry.id,
                &[(entry.forbids.is_empty(), "forbids"), (timeout, "idle timeout")],
                &entry.why,
            )?;
        }
        self.assertions.iter().try_for_each(|entry| filled(&entry.label, &[], &entry.why))?;
        self.waivers.iter().try_for_each(|entry| filled(&entry.name, &[], &entry.why))
    }

    fn sort(&mut self) {
        let inactive = self.inactive.iter_mut().map(|entry| &mut entry.rule.why);
        let rules = self.rules.iter_mut().map(|rule| &mut rule.why).chain(inactive);
        let obligations = self.obligations.iter_mut().map(|entry| &mut entry.why);
        let assertions = self.assertions.iter_mut().map(|entry| &mut entry.why);
        let waivers = self.waivers.iter_mut().map(|entry| &mut entry.why);
        rules.chain(obligations).chain(assertions).chain(waivers).for_each(by_content);
        self.rules.sort_by_cached_key(rule_order);
        self.inactive.sort_by_cached_key(|entry| (rule_order(&entry.rule), canonical_bytes(entry)));
        self.inactive.dedup();
        self.obligations.sort_by_cached_key(|entry| canonical_bytes(&obligation_content(entry)));
        by_content(&mut self.assertions);
        by_content(&mut self.waivers);
    }
}

impl fmt::Display for SealError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Collision(id) => write!(formatter, "different contents have the id `{id}`"),
            Self::Repeated(what) => write!(formatter, "{what} is said twice and has to be merged"),
            Self::Invalid(what) => formatter.write_str(what),
        }
    }
}

impl std::error::Error for SealError {}

/// The denies first, then by content.
fn rule_order(rule: &Rule) -> (bool, Vec<u8>) {
    (rule.action == Action::Allow, canonical_bytes(&content(rule)))
}

fn content(rule: &Rule) -> RuleContent<'_> {
    RuleContent { action: rule.action, from: &rule.from, service: &rule.service, to: &rule.to }
}

fn obligation_content(entry: &Obligation) -> ObligationContent<'_> {
    ObligationContent {
        forbids: &entry.forbids,
        from: &entry.from,
        idle_timeout_below_s: entry.idle_timeout_below_s,
        service: &entry.service,
        to: &entry.to,
    }
}

/// Sorts by canonical bytes and drops what is said twice.
fn by_content<T: Serialize + PartialEq>(list: &mut Vec<T>) {
    list.sort_by_cached_key(canonical_bytes);
    list.dedup();
}

fn filled(name: &str, empty: &[(bool, &str)], why: &[Chain]) -> Result<(), SealError> {
    let reasons = why.is_empty() || why.iter().any(Vec::is_empty);
    match empty.iter().chain(&[(reasons, "why")]).find(|(holds, _)| *holds) {
        Some((_, field)) => Err(SealError::Invalid(format!("`{name}`: {field} is empty"))),
        None => Ok(()),
    }
}

/// An id that stands for two contents is an error, never a merge.
fn distinct_contents<'a>(entries: impl Iterator<Item = (&'a str, Vec<u8>)>) -> Result<(), SealError> {
    let mut seen = BTreeMap::new();
    for (id, content) in entries {
        if seen.get(id).is_some_and(|earlier| *earlier != content) {
            return Err(SealError::Collision(id.to_owned()));
        }
        seen.insert(id, content);
    }
    Ok(())
}

fn distinct_entries<'a>(what: &str, ids: impl Iterator<Item = &'a str>) -> Result<(), SealError> {
    let mut seen = BTreeSet::new();
    for id in ids {
        if !seen.insert(id) {
            return Err(SealError::Repeated(format!("{what} `{id}`")));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{SealError, distinct_contents, distinct_entries};

    #[test]
    fn one_id_for_two_contents_is_a_collision() {
        let same = [("r-1", vec![1]), ("r-2", vec![2]), ("r-1", vec![1])];
        assert_eq!(distinct_contents(same.into_iter()), Ok(()));
        let different = [("r-1", vec![1]), ("r-1", vec![2])];
        assert_eq!(distinct_contents(different.into_iter()), Err(SealError::Collision("r-1".to_owned())));
    }

    #[test]
    fn an_entry_twice_is_refused() {
        let twice = distinct_entries("rule", ["r-1", "r-1"].into_iter());
        assert_eq!(twice, Err(SealError::Repeated("rule `r-1`".to_owned())));
    }
}
