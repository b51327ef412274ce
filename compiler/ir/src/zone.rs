//! Zones: known prefixes, everything outside a closed list, or a place known by name only.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::address::Addresses;
use crate::constant::constant;
use crate::text::{Date, Digest};

constant!(
    /// The kind of a [`PrefixZone`].
    PrefixesKind, String, "prefixes"
);
constant!(
    /// The kind of a [`ComplementZone`].
    ComplementKind, String, "complement"
);
constant!(
    /// The kind of a [`SymbolicZone`].
    SymbolicKind, String, "symbolic"
);

/// A zone, told apart by `kind`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Zone {
    /// Known addresses.
    Prefixes(PrefixZone),
    /// Everything outside other zones.
    Complement(ComplementZone),
    /// A place whose addresses are bound downstream.
    Symbolic(SymbolicZone),
}

/// A zone of known addresses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PrefixZone {
    /// Its addresses.
    pub addresses: Addresses,
    /// What its author says about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Always `prefixes`.
    pub kind: PrefixesKind,
    /// The address lists that its addresses come from.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[schemars(length(min = 1))]
    pub lists: BTreeSet<AddressList>,
    /// Roles it holds.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[schemars(length(min = 1))]
    pub roles: BTreeSet<String>,
    /// The zone that contains it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
}

/// A file that the addresses of a zone come from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddressList {
    /// The column that holds the addresses, where one was named.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::collection::present"
    )]
    pub column: Option<String>,
    /// The day on which it was made, as it says itself.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::collection::present"
    )]
    pub date: Option<Date>,
    /// The digest of its bytes.
    pub digest: Digest,
    /// Its path below the project, with `/` between the parts.
    pub path: String,
    /// Where it comes from, as it says itself.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::collection::present"
    )]
    pub source: Option<String>,
}

/// Every address outside the listed zones and addresses, and every symbolic zone that is not listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ComplementZone {
    /// Further addresses outside it: the translated addresses of servers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub addresses: Option<Addresses>,
    /// What its author says about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Always `complement`.
    pub kind: ComplementKind,
    /// The zones outside it: the whole list. Empty where no other zone has addresses.
    pub of: BTreeSet<String>,
    /// Roles it holds.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[schemars(length(min = 1))]
    pub roles: BTreeSet<String>,
}

/// A place without known addresses: one opaque point, distinct from every address and every other place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SymbolicZone {
    /// What its author says about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Always `symbolic`.
    pub kind: SymbolicKind,
    /// Roles it holds.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[schemars(length(min = 1))]
    pub roles: BTreeSet<String>,
}

impl Zone {
    /// A zone of known addresses, without roles or description.
    pub fn prefixes(addresses: Addresses, within: Option<String>) -> Self {
        let (description, lists, roles) = (None, BTreeSet::new(), BTreeSet::new());
        Self::Prefixes(PrefixZone { addresses, description, kind: PrefixesKind, lists, roles, within })
    }

    /// Everything outside `of` and `addresses`, without roles or description.
    pub fn complement(of: BTreeSet<String>, addresses: Option<Addresses>) -> Self {
        let (description, roles) = (None, BTreeSet::new());
        Self::Complement(ComplementZone { addresses, description, kind: ComplementKind, of, roles })
    }

    /// A place without known addresses, roles or description.
    pub fn symbolic() -> Self {
        Self::Symbolic(SymbolicZone { description: None, kind: SymbolicKind, roles: BTreeSet::new() })
    }
}

/// Every key of every kind, read before the kind is known, so that errors name the key.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    #[serde(default, deserialize_with = "crate::collection::present")]
    addresses: Option<Addresses>,
    #[serde(default, deserialize_with = "crate::collection::present")]
    description: Option<String>,
    kind: String,
    #[serde(default, deserialize_with = "crate::collection::filled")]
    lists: BTreeSet<AddressList>,
    #[serde(default, deserialize_with = "crate::collection::present")]
    of: Option<BTreeSet<String>>,
    #[serde(default, deserialize_with = "crate::collection::filled")]
    roles: BTreeSet<String>,
    #[serde(default, deserialize_with = "crate::collection::present")]
    within: Option<String>,
}

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(Raw::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

impl TryFrom<Raw> for Zone {
    type Error = String;

    fn try_from(raw: Raw) -> Result<Self, String> {
        let Raw { addresses, description, kind, lists, of, roles, within } = raw;
        let listed = !lists.is_empty();
        match (kind.as_str(), addresses, of, within) {
            ("prefixes", Some(addresses), None, within) => Ok(Self::Prefixes(PrefixZone {
                addresses,
                description,
                kind: PrefixesKind,
                lists,
                roles,
                within,
            })),
            ("complement", addresses, Some(of), None) if !listed => Ok(Self::Complement(ComplementZone {
                addresses,
                description,
                kind: ComplementKind,
                of,
                roles,
            })),
            ("symbolic", None, None, None) if !listed => {
                Ok(Self::Symbolic(SymbolicZone { description, kind: SymbolicKind, roles }))
            }
            ("prefixes" | "complement" | "symbolic", ..) => {
                Err(format!("a zone of kind `{kind}` with keys of another kind, or without its own"))
            }
            _ => Err(format!("unknown kind of zone `{kind}`: expected prefixes, complement or symbolic")),
        }
    }
}
