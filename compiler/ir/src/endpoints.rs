//! The sides of a rule: sets of endpoints by name, or everything, minus an exception.

use std::collections::BTreeSet;
use std::fmt;

use schemars::{JsonSchema, Schema};
use serde::{Deserialize, Deserializer, Serialize};

use crate::address::Addresses;
use crate::constant::True;

/// A side: the union of what is named (or everything), minus the exception. It cannot be written empty.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Endpoints {
    base: Base,
    except: Option<Named>,
}

/// What a side starts from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Base {
    /// Every address of the rule's families and every symbolic zone.
    Any,
    /// What is named.
    Named(Named),
}

/// A union of endpoints. A server means its own addresses, not those of its interfaces.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("minProperties" = 1))]
pub struct Named {
    /// Addresses given as literals.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::collection::present"
    )]
    pub addresses: Option<Addresses>,
    /// Names of groups.
    #[serde(
        default,
        skip_serializing_if = "BTreeSet::is_empty",
        deserialize_with = "crate::collection::filled"
    )]
    #[schemars(length(min = 1))]
    pub groups: BTreeSet<String>,
    /// Interfaces, as `server.interface`.
    #[serde(
        default,
        skip_serializing_if = "BTreeSet::is_empty",
        deserialize_with = "crate::collection::filled"
    )]
    #[schemars(length(min = 1))]
    pub interfaces: BTreeSet<String>,
    /// Names of servers.
    #[serde(
        default,
        skip_serializing_if = "BTreeSet::is_empty",
        deserialize_with = "crate::collection::filled"
    )]
    #[schemars(length(min = 1))]
    pub servers: BTreeSet<String>,
    /// Names of zones.
    #[serde(
        default,
        skip_serializing_if = "BTreeSet::is_empty",
        deserialize_with = "crate::collection::filled"
    )]
    #[schemars(length(min = 1))]
    pub zones: BTreeSet<String>,
}

/// A side, or the exception of one, that names nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EmptySide;

impl Endpoints {
    /// Everything.
    pub fn any() -> Self {
        Self { base: Base::Any, except: None }
    }

    /// The union of what is named.
    pub fn named(named: Named) -> Result<Self, EmptySide> {
        if named.is_empty() { Err(EmptySide) } else { Ok(Self { base: Base::Named(named), except: None }) }
    }

    /// The same side without `removed`.
    pub fn except(self, removed: Named) -> Result<Self, EmptySide> {
        if removed.is_empty() { Err(EmptySide) } else { Ok(Self { except: Some(removed), ..self }) }
    }

    /// What the side starts from.
    pub fn base(&self) -> &Base {
        &self.base
    }

    /// What is taken away from it.
    pub fn exception(&self) -> Option<&Named> {
        self.except.as_ref()
    }

    /// Everything that the side names, in the exception too.
    pub(crate) fn mentions(&self) -> impl Iterator<Item = &Named> {
        let base = match &self.base {
            Base::Any => None,
            Base::Named(named) => Some(named),
        };
        base.into_iter().chain(&self.except)
    }
}

impl Named {
    /// Whether nothing is named.
    pub fn is_empty(&self) -> bool {
        self.addresses.is_none()
            && [&self.groups, &self.interfaces, &self.servers, &self.zones]
                .iter()
                .all(|names| names.is_empty())
    }
}

impl fmt::Display for EmptySide {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("endpoints that name nothing: empty never means any")
    }
}

impl std::error::Error for EmptySide {}

/// The JSON object of a side, with its keys in canonical order.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Endpoints", transform = one_base)]
struct Written {
    /// Literal addresses.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::collection::present"
    )]
    addresses: Option<Addresses>,
    /// Every address of the rule's families and every symbolic zone.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::collection::present"
    )]
    any: Option<True>,
    /// What is taken away from the rest.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::collection::present"
    )]
    except: Option<Named>,
    /// Names of groups.
    #[serde(
        default,
        skip_serializing_if = "BTreeSet::is_empty",
        deserialize_with = "crate::collection::filled"
    )]
    #[schemars(length(min = 1))]
    groups: BTreeSet<String>,
    /// Interfaces, as `server.interface`.
    #[serde(
        default,
        skip_serializing_if = "BTreeSet::is_empty",
        deserialize_with = "crate::collection::filled"
    )]
    #[schemars(length(min = 1))]
    interfaces: BTreeSet<String>,
    /// Names of servers.
    #[serde(
        default,
        skip_serializing_if = "BTreeSet::is_empty",
        deserialize_with = "crate::collection::filled"
    )]
    #[schemars(length(min = 1))]
    servers: BTreeSet<String>,
    /// Names of zones.
    #[serde(
        default,
        skip_serializing_if = "BTreeSet::is_empty",
        deserialize_with = "crate::collection::filled"
    )]
    #[schemars(length(min = 1))]
    zones: BTreeSet<String>,
}

impl Serialize for Endpoints {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let except = self.except.clone();
        let written = match &self.base {
            Base::Any => Written { any: Some(True), except, ..Written::default() },
            Base::Named(named) => {
                let Named { addresses, groups, interfaces, servers, zones } = named.clone();
                Written { addresses, any: None, except, groups, interfaces, servers, zones }
            }
        };
        written.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Endpoints {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Written { addresses, any, except, groups, interfaces, servers, zones } =
            Written::deserialize(deserializer)?;
        let named = Named { addresses, groups, interfaces, servers, zones };
        let side = match any {
            Some(True) if named.is_empty() => Ok(Self::any()),
            Some(True) => return Err(serde::de::Error::custom("`any` beside names: one or the other")),
            None => Self::named(named),
        };
        let side = match except {
            Some(removed) => side.and_then(|side| side.except(removed)),
            None => side,
        };
        side.map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Endpoints {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Endpoints".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> Schema {
        Written::json_schema(generator)
    }
}

/// Exactly one of `any` and a list of names.
fn one_base(schema: &mut Schema) {
    let named = ["addresses", "groups", "interfaces", "servers", "zones"]
        .map(|key| serde_json::json!({ "required": [key] }));
    let choice = serde_json::json!([{ "required": ["any"] }, { "anyOf": named }]);
    schema.insert("oneOf".to_owned(), choice);
    let meaning = "A side: the union of what is named (or everything), minus the exception.";
    schema.insert("description".to_owned(), meaning.into());
}
