//! The document: everything that `emit` says about one policy.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::assertion::{Assertion, Waiver};
use crate::collection::distinct;
use crate::constant::constant;
use crate::obligation::Obligation;
use crate::provenance::{Citation, Library, Source};
use crate::rule::{Inactive, Rule};
use crate::server::{Group, Server};
use crate::service::Service;
use crate::text::{Date, Digest};
use crate::zone::Zone;

constant!(
    /// The name of the schema.
    SchemaUri, String, crate::schema::URI
);
constant!(
    /// The name of the format.
    Format, String, "expol-ir"
);
constant!(
    /// The version of the format that this crate reads and writes.
    Version, String, crate::VERSION
);
constant!(
    /// A deny counts whatever any allow says.
    DenyOverrides, String, "deny-overrides"
);
constant!(
    /// What no rule allows is denied.
    DefaultDeny, String, "deny"
);
constant!(
    /// Rules speak about the opening of connections.
    PerConnection, String, "connection"
);
constant!(
    /// Replies need no rule.
    RepliesImplied, String, "implied"
);

/// A validated policy. The fields are in the order of their JSON names: written one after the other they are canonical.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "expol firewall IR, version 1")]
pub struct Document {
    /// The name of the schema.
    #[serde(rename = "$schema")]
    pub schema: SchemaUri,
    /// The day for which the policy was computed; left out where nothing in it depends on the day.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::collection::present"
    )]
    pub as_of: Option<Date>,
    /// What was proved.
    pub assertions: Vec<Assertion>,
    /// Published sources, by key.
    #[serde(deserialize_with = "distinct")]
    pub citations: BTreeMap<String, Citation>,
    /// What the document amounts to, in two strings.
    pub digests: Digests,
    /// How the rules are to be read.
    pub eval: Eval,
    /// Always `expol-ir`.
    pub format: Format,
    /// Named sets of endpoints.
    #[serde(deserialize_with = "distinct")]
    pub groups: BTreeMap<String, Group>,
    /// Rules that are not in force.
    pub inactive: Vec<Inactive>,
    /// What devices must not do.
    pub obligations: Vec<Obligation>,
    /// What a consumer has to understand to use the document.
    pub requires: BTreeSet<Requirement>,
    /// The rules: the denies first, any order inside each block means the same.
    pub rules: Vec<Rule>,
    /// The servers.
    #[serde(deserialize_with = "distinct")]
    pub servers: BTreeMap<String, Server>,
    /// The services.
    #[serde(deserialize_with = "distinct")]
    pub services: BTreeMap<String, Service>,
    /// The files that the document was made from, by key.
    #[serde(deserialize_with = "distinct")]
    pub sources: BTreeMap<String, Source>,
    /// The modules of the standard library that were used.
    #[serde(deserialize_with = "distinct")]
    pub stdlib: BTreeMap<String, Library>,
    /// The version of the format.
    pub version: Version,
    /// The waivers in force.
    pub waivers: Vec<Waiver>,
    /// The zones.
    #[serde(deserialize_with = "distinct")]
    pub zones: BTreeMap<String, Zone>,
}

/// How the rules are to be read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Eval {
    /// What holds where no rule speaks.
    pub default: DefaultDeny,
    /// Whether replies need rules.
    pub replies: RepliesImplied,
    /// What holds where rules disagree.
    pub semantics: DenyOverrides,
    /// What a rule decides about.
    pub unit: PerConnection,
}

/// The digests of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Digests {
    /// Over everything but itself.
    pub document: Digest,
    /// Over what passes and under which obligations. Equal digests mean equal traffic.
    pub semantic: Digest,
}

/// Something that a consumer has to understand, or refuse the document. In the order of their words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Requirement {
    /// Sides with an exception.
    Except,
    /// Obligations.
    Obligations,
    /// Zones that are everything outside others.
    ZoneComplement,
    /// Zones whose addresses the consumer has to bind.
    ZoneSymbolic,
}
