//! Rules: what is permitted or forbidden, and why.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::endpoints::Endpoints;
use crate::provenance::Chain;
use crate::text::Date;

/// One rule. What several statements say alike is one rule with several chains of reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Whether it permits or forbids.
    pub action: Action,
    /// What its author says about it.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::collection::present"
    )]
    pub description: Option<String>,
    /// The families it speaks about, and no other.
    #[serde(deserialize_with = "crate::collection::filled")]
    #[schemars(length(min = 1))]
    pub families: BTreeSet<Family>,
    /// Who opens the connection.
    pub from: Endpoints,
    /// `r-` and twelve hexadecimal digits that depend on what the rule says by name, on nothing else.
    #[schemars(regex(pattern = "^r-[0-9a-f]{12}$"))]
    pub id: String,
    /// How long a silent connection has to be kept, in seconds.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::collection::present"
    )]
    #[schemars(range(min = 1))]
    pub idle_timeout_s: Option<u32>,
    /// The qualified labels of the statements that say it.
    #[serde(
        default,
        skip_serializing_if = "BTreeSet::is_empty",
        deserialize_with = "crate::collection::filled"
    )]
    #[schemars(length(min = 1))]
    pub labels: BTreeSet<String>,
    /// Whether hits are to be logged.
    pub log: bool,
    /// Who wants it and until when.
    #[serde(default, skip_serializing_if = "Meta::is_empty")]
    pub meta: Meta,
    /// The name of its service.
    pub service: String,
    /// Who accepts the connection.
    pub to: Endpoints,
    /// One chain of reasons for each statement that says it.
    #[serde(deserialize_with = "crate::collection::filled")]
    #[schemars(length(min = 1), inner(length(min = 1)))]
    pub why: Vec<Chain>,
}

/// Whether a rule permits or forbids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// Permits the opening of connections.
    Allow,
    /// Forbids it, whatever any allow says.
    Deny,
}

/// A family of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// IP version 4.
    Ipv4,
    /// IP version 6.
    Ipv6,
}

/// What people keep with a rule.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("minProperties" = 1))]
pub struct Meta {
    /// The reasons given.
    #[serde(
        default,
        skip_serializing_if = "BTreeSet::is_empty",
        deserialize_with = "crate::collection::filled"
    )]
    #[schemars(length(min = 1))]
    pub because: BTreeSet<String>,
    /// Who answers for it.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::collection::present"
    )]
    pub owner: Option<String>,
    /// The ticket that asked for it.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::collection::present"
    )]
    pub ticket: Option<String>,
    /// The last day on which it holds.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::collection::present"
    )]
    pub until: Option<Date>,
}

impl Meta {
    /// Whether nothing is kept.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A rule that is not in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inactive {
    /// The id of the rule.
    #[schemars(regex(pattern = "^r-[0-9a-f]{12}$"))]
    pub id: String,
    /// Why it is not in force.
    pub reason: InactiveReason,
    /// The rule as it was.
    pub rule: Rule,
    /// The last day on which it held.
    pub since: Date,
}

/// Why a rule is not in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum InactiveReason {
    /// Its last day has passed.
    Expired,
}
