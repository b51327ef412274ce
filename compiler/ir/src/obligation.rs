//! Obligations: what devices on the path must not do to traffic.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::endpoints::Endpoints;
use crate::provenance::Chain;
use crate::rule::Family;
use crate::text::Date;

/// Traffic that has to arrive as it was sent. A waived obligation is kept and marked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Obligation {
    /// The families it is limited to; both where they are left out.
    #[serde(
        default,
        skip_serializing_if = "BTreeSet::is_empty",
        deserialize_with = "crate::collection::filled"
    )]
    #[schemars(length(min = 1))]
    pub families: BTreeSet<Family>,
    /// What no device may do to it.
    #[serde(deserialize_with = "crate::collection::filled")]
    #[schemars(length(min = 1))]
    pub forbids: BTreeSet<Alteration>,
    /// Who opens the connection.
    pub from: Endpoints,
    /// `ob-` and twelve hexadecimal digits that depend on what the obligation says by name, on nothing else.
    #[schemars(regex(pattern = "^ob-[0-9a-f]{12}$"))]
    pub id: String,
    /// The idle timeouts that are forbidden: those below so many seconds. Without it, all.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::collection::present"
    )]
    #[schemars(range(min = 1))]
    pub idle_timeout_below_s: Option<u32>,
    /// The qualified labels of the statements that say it.
    #[serde(
        default,
        skip_serializing_if = "BTreeSet::is_empty",
        deserialize_with = "crate::collection::filled"
    )]
    #[schemars(length(min = 1))]
    pub labels: BTreeSet<String>,
    /// The ids of the rules that carry the traffic.
    #[serde(
        default,
        skip_serializing_if = "BTreeSet::is_empty",
        deserialize_with = "crate::collection::filled"
    )]
    #[schemars(length(min = 1))]
    pub rules: BTreeSet<String>,
    /// The name of its service.
    pub service: String,
    /// Who accepts the connection.
    pub to: Endpoints,
    /// The waiver that suspends it.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::collection::present"
    )]
    pub waived: Option<Waived>,
    /// One chain of reasons for each statement that says it.
    #[serde(deserialize_with = "crate::collection::filled")]
    #[schemars(length(min = 1), inner(length(min = 1)))]
    pub why: Vec<Chain>,
}

/// What a device can do to traffic. In the order of their words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Alteration {
    /// It asks for credentials of its own.
    Authentication,
    /// It compresses.
    Compression,
    /// It translates the destination.
    DestinationNat,
    /// It drops some of it.
    Filtering,
    /// It forgets silent connections.
    IdleTimeout,
    /// It reads or rewrites the payload.
    Inspection,
    /// It ends TLS and does not begin it again.
    Offload,
    /// It limits the rate.
    RateLimit,
    /// It translates the source.
    SourceNat,
}

/// Why and until when an obligation is suspended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Waived {
    /// The reason given.
    pub because: String,
    /// The last day of the waiver.
    pub until: Date,
}
