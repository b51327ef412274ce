//! Servers, their interfaces, and named groups of endpoints.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::address::Addresses;
use crate::endpoints::Endpoints;

/// A computer, or an address that stands for several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Its own addresses, without those of its interfaces.
    pub addresses: Addresses,
    /// What its author says about it.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::collection::present"
    )]
    pub description: Option<String>,
    /// Further adapters, by name.
    #[serde(
        default,
        skip_serializing_if = "BTreeMap::is_empty",
        deserialize_with = "crate::collection::distinct_filled"
    )]
    #[schemars(extend("minProperties" = 1))]
    pub interfaces: BTreeMap<String, Interface>,
    /// Translated addresses, under which the outside knows it. They are part of no zone.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::collection::present"
    )]
    pub public: Option<Addresses>,
    /// Roles it holds.
    #[serde(
        default,
        skip_serializing_if = "BTreeSet::is_empty",
        deserialize_with = "crate::collection::filled"
    )]
    #[schemars(length(min = 1))]
    pub roles: BTreeSet<String>,
    /// The zone it stands in.
    pub zone: String,
}

/// A further adapter of a server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Interface {
    /// Its addresses.
    pub addresses: Addresses,
    /// Roles it holds.
    #[serde(
        default,
        skip_serializing_if = "BTreeSet::is_empty",
        deserialize_with = "crate::collection::filled"
    )]
    #[schemars(length(min = 1))]
    pub roles: BTreeSet<String>,
    /// The zone it stands in.
    pub zone: String,
}

/// A named set of endpoints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// What its author says about it.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::collection::present"
    )]
    pub description: Option<String>,
    /// What it stands for.
    pub members: Endpoints,
    /// Roles it holds.
    #[serde(
        default,
        skip_serializing_if = "BTreeSet::is_empty",
        deserialize_with = "crate::collection::filled"
    )]
    #[schemars(length(min = 1))]
    pub roles: BTreeSet<String>,
}
