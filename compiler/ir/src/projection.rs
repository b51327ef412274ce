//! What the semantic digest is taken over: what passes and under which obligations, nothing else.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::address::Addresses;
use crate::canonical::canonical_bytes;
use crate::constant::True;
use crate::document::{Document, Eval};
use crate::endpoints::{Endpoints, Named};
use crate::obligation::{Alteration, Obligation};
use crate::rule::{Action, Family, Rule};
use crate::service::{Match, Service};
use crate::text::Digest;
use crate::zone::Zone;

/// The digest over what passes and under which obligations.
///
/// It covers the rules and obligations in force with every definition they reach, and all symbolic zones (they are part of
/// `any` and of complements). It leaves out ids, labels, reasons, dates, logging, roles, descriptions and who stands where.
pub(crate) fn semantic_digest(document: &Document) -> Digest {
    let reached = Reached::from(document);
    let projection = Projection {
        eval: document.eval,
        groups: reached.groups,
        obligations: document.obligations.iter().map(ObligationPart::from).collect(),
        rules: document.rules.iter().map(RulePart::from).collect(),
        servers: reached.servers,
        services: reached.services,
        zones: reached.zones,
    };
    Digest::of(&canonical_bytes(&projection))
}

#[derive(Serialize)]
struct Projection<'a> {
    eval: Eval,
    groups: BTreeMap<&'a str, GroupPart<'a>>,
    obligations: Vec<ObligationPart<'a>>,
    rules: Vec<RulePart<'a>>,
    servers: BTreeMap<&'a str, ServerPart<'a>>,
    services: BTreeMap<&'a str, ServicePart<'a>>,
    zones: BTreeMap<&'a str, ZonePart<'a>>,
}

#[derive(Serialize)]
struct RulePart<'a> {
    action: Action,
    families: &'a BTreeSet<Family>,
    from: &'a Endpoints,
    #[serde(skip_serializing_if = "Option::is_none")]
    idle_timeout_s: Option<u32>,
    service: &'a str,
    to: &'a Endpoints,
}

#[derive(Serialize)]
struct ObligationPart<'a> {
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    families: &'a BTreeSet<Family>,
    forbids: &'a BTreeSet<Alteration>,
    from: &'a Endpoints,
    #[serde(skip_serializing_if = "Option::is_none")]
    idle_timeout_below_s: Option<u32>,
    service: &'a str,
    to: &'a Endpoints,
    #[serde(skip_serializing_if = "Option::is_none")]
    waived: Option<True>,
}

#[derive(Serialize)]
struct GroupPart<'a> {
    members: &'a Endpoints,
}

#[derive(Serialize)]
struct ServerPart<'a> {
    addresses: &'a Addresses,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    interfaces: BTreeMap<&'a str, InterfacePart<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    public: Option<&'a Addresses>,
}

#[derive(Serialize)]
struct InterfacePart<'a> {
    addresses: &'a Addresses,
}

#[derive(Serialize)]
struct ServicePart<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    any: Option<True>,
    #[serde(rename = "match", skip_serializing_if = "Option::is_none")]
    matches: Option<&'a [Match]>,
}

#[derive(Serialize)]
struct ZonePart<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    addresses: Option<&'a Addresses>,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<&'a BTreeSet<String>>,
}

impl<'a> From<&'a Rule> for RulePart<'a> {
    fn from(rule: &'a Rule) -> Self {
        Self {
            action: rule.action,
            families: &rule.families,
            from: &rule.from,
            idle_timeout_s: rule.idle_timeout_s,
            service: &rule.service,
            to: &rule.to,
        }
    }
}

impl<'a> From<&'a Obligation> for ObligationPart<'a> {
    fn from(obligation: &'a Obligation) -> Self {
        Self {
            families: &obligation.families,
            forbids: &obligation.forbids,
            from: &obligation.from,
            idle_timeout_below_s: obligation.idle_timeout_below_s,
            service: &obligation.service,
            to: &obligation.to,
            waived: obligation.waived.as_ref().map(|_| True),
        }
    }
}

impl<'a> From<&'a Zone> for ZonePart<'a> {
    fn from(zone: &'a Zone) -> Self {
        match zone {
            Zone::Prefixes(zone) => Self { addresses: Some(&zone.addresses), kind: "prefixes", of: None },
            Zone::Complement(zone) => {
                Self { addresses: zone.addresses.as_ref(), kind: "complement", of: Some(&zone.of) }
            }
            Zone::Symbolic(_) => Self { addresses: None, kind: "symbolic", of: None },
        }
    }
}

impl<'a> From<&'a Service> for ServicePart<'a> {
    fn from(service: &'a Service) -> Self {
        match service {
            Service::Any(_) => Self { any: Some(True), matches: None },
            Service::Matches(service) => Self { any: None, matches: Some(&service.matches) },
        }
    }
}

/// The definitions that rules and obligations reach.
#[derive(Default)]
struct Reached<'a> {
    groups: BTreeMap<&'a str, GroupPart<'a>>,
    servers: BTreeMap<&'a str, ServerPart<'a>>,
    services: BTreeMap<&'a str, ServicePart<'a>>,
    zones: BTreeMap<&'a str, ZonePart<'a>>,
}

impl<'a> From<&'a Document> for Reached<'a> {
    fn from(document: &'a Document) -> Self {
        let mut reached = Self::default();
        for (name, zone) in &document.zones {
            if matches!(zone, Zone::Symbolic(_)) {
                reached.zones.insert(name, ZonePart::from(zone));
            }
        }
        let rules = document.rules.iter().map(|rule| (&rule.from, &rule.to, &rule.service));
        let obligations = document.obligations.iter().map(|entry| (&entry.from, &entry.to, &entry.service));
        for (from, to, service) in rules.chain(obligations) {
            reached.sides(document, [from, to]);
            if let Some((name, service)) = document.services.get_key_value(service) {
                reached.services.insert(name, ServicePart::from(service));
            }
        }
        reached
    }
}

impl<'a> Reached<'a> {
    fn sides(&mut self, document: &'a Document, sides: [&'a Endpoints; 2]) {
        let mut pending: Vec<&Named> = sides.into_iter().flat_map(Endpoints::mentions).collect();
        while let Some(named) = pending.pop() {
            for name in &named.zones {
                self.zone(document, name);
            }
            for name in named.servers.iter().chain(&named.interfaces) {
                self.server(document, name.split_once('.').map_or(name, |(server, _)| server));
            }
            for name in &named.groups {
                if let Some((name, group)) = document.groups.get_key_value(name)
                    && self.groups.insert(name, GroupPart { members: &group.members }).is_none()
                {
                    pending.extend(group.members.mentions());
                }
            }
        }
    }

    fn zone(&mut self, document: &'a Document, name: &str) {
        let mut pending = vec![name];
        while let Some(name) = pending.pop() {
            let Some((name, zone)) = document.zones.get_key_value(name) else { continue };
            if self.zones.insert(name, ZonePart::from(zone)).is_none()
                && let Zone::Complement(zone) = zone
            {
                pending.extend(zone.of.iter().map(String::as_str));
            }
        }
    }

    fn server(&mut self, document: &'a Document, name: &str) {
        let Some((name, server)) = document.servers.get_key_value(name) else { return };
        let interfaces = server.interfaces.iter();
        let part = ServerPart {
            addresses: &server.addresses,
            interfaces: interfaces
                .map(|(name, interface)| (name.as_str(), InterfacePart { addresses: &interface.addresses }))
                .collect(),
            public: server.public.as_ref(),
        };
        self.servers.insert(name, part);
    }
}
