//! The flat reading: one line for each rule, family and protocol, with plain lists of prefixes and no references.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::document::Document;
use crate::resolve::{Extent, ResolveError, Resolver};
use crate::rule::{Action, Family, Rule};
use crate::service::{Match, Service};

/// One line of the flat reading. Of the lines, as of the rules, a deny counts whatever any allow says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FlatLine {
    /// Whether it permits or forbids.
    pub action: Action,
    /// The one family.
    pub family: Family,
    /// Who opens the connection: prefixes ascending, then symbolic zones.
    #[schemars(length(min = 1))]
    pub from: Vec<FlatPoint>,
    /// The id of the rule.
    pub id: String,
    /// Destination ports: merged, ascending `[low, high]` pairs; left out where the protocol has none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(min = 1))]
    pub ports: Vec<(u16, u16)>,
    /// The one protocol by name, or `any` for every protocol and port.
    pub protocol: String,
    /// Who accepts the connection.
    #[schemars(length(min = 1))]
    pub to: Vec<FlatPoint>,
}

/// A member of a flat side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum FlatPoint {
    /// A prefix of the line's family.
    Cidr(String),
    /// A symbolic zone.
    External(External),
}

/// A symbolic zone, for the consumer to bind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct External {
    /// The zone's name.
    pub external: String,
}

/// The lines of the document's rules: in the order of the rules, in each IPv4 first, then by protocol number.
pub fn flat(
    document: &Document,
) -> Result<impl Iterator<Item = Result<FlatLine, ResolveError>> + '_, ResolveError> {
    let resolver = Resolver::new(document)?;
    let lines = move |rule| match rule_lines(document, &resolver, rule) {
        Ok(lines) => lines.into_iter().map(Ok).collect(),
        Err(error) => vec![Err(error)],
    };
    Ok(document.rules.iter().flat_map(lines))
}

/// The families in which a rule speaks about something.
pub(crate) fn families_said(
    document: &Document,
    resolver: &Resolver<'_>,
    rule: &Rule,
) -> Result<BTreeSet<Family>, ResolveError> {
    let (service, from, to) = parts(document, resolver, rule)?;
    let said = |family: &Family| {
        let matched = match service {
            Service::Any(_) => true,
            Service::Matches(service) => service.matches.iter().any(|entry| covers(entry, *family)),
        };
        matched && from.reaches(*family) && to.reaches(*family)
    };
    Ok(rule.families.iter().copied().filter(said).collect())
}

/// The lines of one rule; empty where it speaks about nothing.
fn rule_lines(
    document: &Document,
    resolver: &Resolver<'_>,
    rule: &Rule,
) -> Result<Vec<FlatLine>, ResolveError> {
    let (service, from, to) = parts(document, resolver, rule)?;
    let mut lines = Vec::new();
    for &family in &rule.families {
        let (from, to) = (points(&from, family), points(&to, family));
        if from.is_empty() || to.is_empty() {
            continue;
        }
        for (protocol, ports) in protocols(service, family) {
            let (from, to, id) = (from.clone(), to.clone(), rule.id.clone());
            lines.push(FlatLine { action: rule.action, family, from, id, ports, protocol, to });
        }
    }
    Ok(lines)
}

/// The service and the two sides of a rule.
fn parts<'a>(
    document: &'a Document,
    resolver: &Resolver<'_>,
    rule: &Rule,
) -> Result<(&'a Service, Extent, Extent), ResolveError> {
    let service = document.services.get(&rule.service);
    let service = service.ok_or_else(|| ResolveError::Unknown("service", rule.service.clone()))?;
    Ok((service, resolver.side(&rule.from)?, resolver.side(&rule.to)?))
}

fn covers(entry: &Match, family: Family) -> bool {
    entry.family.is_none_or(|only| only == family)
}

fn points(extent: &Extent, family: Family) -> Vec<FlatPoint> {
    let prefixes: Vec<String> = match family {
        Family::Ipv4 => extent.ipv4_cidrs().iter().map(ToString::to_string).collect(),
        Family::Ipv6 => extent.ipv6_cidrs().iter().map(ToString::to_string).collect(),
    };
    let external =
        extent.external().iter().map(|name| FlatPoint::External(External { external: name.clone() }));
    prefixes.into_iter().map(FlatPoint::Cidr).chain(external).collect()
}

/// The protocols of a service in a family. A protocol that is matched both for the family and for both families is one.
fn protocols(service: &Service, family: Family) -> Vec<(String, Vec<(u16, u16)>)> {
    let Service::Matches(service) = service else { return vec![("any".to_owned(), Vec::new())] };
    let matching = service.matches.iter().filter(|entry| covers(entry, family));
    let in_both = matching.map(|entry| Match { family: None, ..entry.clone() }).collect();
    let Service::Matches(joined) = Service::new(in_both) else { return Vec::new() };
    joined.matches.into_iter().map(|entry| (entry.protocol, entry.ports)).collect()
}
