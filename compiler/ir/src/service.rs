//! Services: sets of protocols and destination ports.

use schemars::{JsonSchema, Schema};
use serde::{Deserialize, Deserializer, Serialize};

use crate::constant::True;
use crate::range::merged;
use crate::rule::Family;

/// A service: everything, or a list of matches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Service {
    /// Every protocol and every port.
    Any(AnyService),
    /// The union of the matches.
    Matches(MatchService),
}

/// Every protocol and every port.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnyService {
    /// Always `true`.
    pub any: True,
    /// What its author says about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// A list of matches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MatchService {
    /// What its author says about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The matches; one protocol each.
    #[serde(rename = "match")]
    #[schemars(length(min = 1), extend("uniqueItems" = true))]
    pub matches: Vec<Match>,
}

/// One protocol, with destination ports exactly where the protocol has ports.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = ports_where_they_belong)]
pub struct Match {
    /// The family it is limited to; both where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<Family>,
    /// The protocol's number.
    pub number: u8,
    /// Destination ports: merged, ascending `[low, high]` pairs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(min = 1), extend("uniqueItems" = true))]
    pub ports: Vec<(u16, u16)>,
    /// The protocol's keyword in the registry of IANA in lower case, or its number where it has none here.
    pub protocol: String,
}

impl Service {
    /// Every protocol and every port.
    pub fn any() -> Self {
        Self::Any(AnyService { any: True, description: None })
    }

    /// The union of the matches, in canonical order: one match for each protocol and family.
    pub fn new(matches: Vec<Match>) -> Self {
        Self::Matches(MatchService { description: None, matches: joined(matches) })
    }

    /// Puts the matches in canonical order.
    pub(crate) fn normalise(&mut self) {
        if let Self::Matches(service) = self {
            service.matches = joined(std::mem::take(&mut service.matches));
        }
    }

    /// What is wrong with it, if anything.
    pub(crate) fn fault(&self) -> Option<String> {
        let Self::Matches(service) = self else { return None };
        if service.matches.is_empty() {
            return Some("a service without a match: empty never means any".to_owned());
        }
        service.matches.iter().find_map(Match::fault)
    }
}

impl Match {
    /// Ports of a protocol that has them, in both families.
    pub fn ports(number: u8, ports: Vec<(u16, u16)>) -> Self {
        Self { family: None, number, ports, protocol: protocol_name(number) }
    }

    /// A protocol without ports, in one family or both.
    pub fn protocol(number: u8, family: Option<Family>) -> Self {
        Self { family, number, ports: Vec::new(), protocol: protocol_name(number) }
    }

    fn fault(&self) -> Option<String> {
        let Self { number, ports, .. } = self;
        if has_ports(*number) && ports.is_empty() {
            return Some(format!("protocol {number} without ports: empty never means any"));
        }
        if !has_ports(*number) && !ports.is_empty() {
            return Some(format!("protocol {number} has no ports"));
        }
        let reversed = ports.iter().find(|(low, high)| low > high);
        reversed.map(|(low, high)| format!("the ports {low}-{high} run backwards"))
    }
}

impl<'de> Deserialize<'de> for Match {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Raw {
            #[serde(default, deserialize_with = "crate::collection::present")]
            family: Option<Family>,
            number: u8,
            #[serde(default, deserialize_with = "crate::collection::filled")]
            ports: Vec<(u16, u16)>,
            protocol: String,
        }
        let Raw { family, number, ports, protocol } = Raw::deserialize(deserializer)?;
        let read = Self { family, number, ports, protocol };
        match read.fault() {
            Some(fault) => Err(serde::de::Error::custom(fault)),
            None => Ok(read),
        }
    }
}

impl<'de> Deserialize<'de> for Service {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Raw {
            #[serde(default, deserialize_with = "crate::collection::present")]
            any: Option<True>,
            #[serde(default, deserialize_with = "crate::collection::present")]
            description: Option<String>,
            #[serde(default, rename = "match", deserialize_with = "crate::collection::present")]
            matches: Option<Vec<Match>>,
        }
        let Raw { any, description, matches } = Raw::deserialize(deserializer)?;
        match (any, matches) {
            (Some(any), None) => Ok(Self::Any(AnyService { any, description })),
            (None, Some(matches)) if !matches.is_empty() => {
                Ok(Self::Matches(MatchService { description, matches }))
            }
            _ => {
                Err(serde::de::Error::custom("a service is either `any` or a list `match` that is not empty"))
            }
        }
    }
}

/// Whether the protocol carries ports: tcp, udp, dccp, sctp and udplite do.
pub fn has_ports(number: u8) -> bool {
    WITH_PORTS.contains(&number)
}

const WITH_PORTS: [u8; 5] = [6, 17, 33, 132, 136];

/// The protocol's keyword in lower case, or its number in decimal.
pub fn protocol_name(number: u8) -> String {
    let name = match number {
        1 => "icmp",
        2 => "igmp",
        4 => "ipv4",
        6 => "tcp",
        17 => "udp",
        33 => "dccp",
        41 => "ipv6",
        47 => "gre",
        50 => "esp",
        51 => "ah",
        58 => "ipv6-icmp",
        88 => "eigrp",
        89 => "ospfigp",
        103 => "pim",
        112 => "vrrp",
        115 => "l2tp",
        132 => "sctp",
        136 => "udplite",
        _ => return number.to_string(),
    };
    name.to_owned()
}

/// One match for each protocol and family, ascending, with merged ports.
fn joined(matches: Vec<Match>) -> Vec<Match> {
    let mut by_protocol = std::collections::BTreeMap::<(u8, Option<Family>), Vec<(u16, u16)>>::new();
    for entry in matches {
        by_protocol.entry((entry.number, entry.family)).or_default().extend(entry.ports);
    }
    let mut out = Vec::with_capacity(by_protocol.len());
    for ((number, family), ports) in by_protocol {
        out.push(Match { family, number, ports: merged_ports(&ports), protocol: protocol_name(number) });
    }
    out
}

fn merged_ports(ports: &[(u16, u16)]) -> Vec<(u16, u16)> {
    let wide = ports.iter().map(|(low, high)| (u128::from(*low), u128::from(*high))).collect();
    let narrow = |value: u128| u16::try_from(value).unwrap_or(u16::MAX);
    merged(wide).into_iter().map(|(low, high)| (narrow(low), narrow(high))).collect()
}

/// Ports are required for the protocols that have them, and refused for all others.
fn ports_where_they_belong(schema: &mut Schema) {
    let numbers = serde_json::json!({ "properties": { "number": { "enum": WITH_PORTS } } });
    schema.insert("if".to_owned(), numbers);
    schema.insert("then".to_owned(), serde_json::json!({ "required": ["ports"] }));
    schema.insert("else".to_owned(), serde_json::json!({ "not": { "required": ["ports"] } }));
}
