//! Types.

use std::sync::Arc;

use smol_str::SmolStr;

use crate::syntax::item::{Parameter, TypeName};

/// The type of a value.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Type {
    /// A set of addresses.
    Endpoints,
    /// A set of servers and their adapters.
    Servers,
    /// A set of services.
    Service,
    /// A set of ports.
    Ports,
    /// `on` or `off`; also what a condition is.
    Flag,
    /// A number.
    Number,
    /// A text.
    Text,
    /// A date.
    Date,
    /// A duration.
    Duration,
    /// One of these words.
    Enumeration(Arc<[SmolStr]>),
    /// `none`
    Nothing,
    /// Something wrong that has been reported.
    Unknown,
}

/// The names of types, as written.
pub const TYPE_NAMES: &[&str] =
    &["date", "duration", "endpoints", "flag", "number", "ports", "servers", "service", "text"];

impl Type {
    /// The type of a name.
    pub fn named(name: &str) -> Option<Type> {
        Some(match name {
            "endpoints" => Type::Endpoints,
            "servers" => Type::Servers,
            "service" => Type::Service,
            "ports" => Type::Ports,
            "flag" => Type::Flag,
            "number" => Type::Number,
            "text" => Type::Text,
            "date" => Type::Date,
            "duration" => Type::Duration,
            _ => return None,
        })
    }

    /// Whether a value of this type may stand where `wanted` is.
    pub fn fits(&self, wanted: &Type) -> bool {
        match (self, wanted) {
            (Type::Unknown | Type::Nothing, _) | (_, Type::Unknown) => true,
            (Type::Servers, Type::Endpoints) | (Type::Number, Type::Ports) => true,
            (own, wanted) => own == wanted,
        }
    }

    /// Whether it is a set of addresses.
    pub fn is_endpoints(&self) -> bool {
        matches!(self, Type::Endpoints | Type::Servers)
    }
}

impl std::fmt::Display for Type {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Type::Endpoints => f.write_str("endpoints"),
            Type::Servers => f.write_str("servers"),
            Type::Service => f.write_str("a service"),
            Type::Ports => f.write_str("ports"),
            Type::Flag => f.write_str("a flag (`on`, `off` or a condition)"),
            Type::Number => f.write_str("a number"),
            Type::Text => f.write_str("a text in quotes"),
            Type::Date => f.write_str("a date"),
            Type::Duration => f.write_str("a duration"),
            Type::Enumeration(members) => write!(f, "one of {}", members.join(", ")),
            Type::Nothing => f.write_str("`none`"),
            Type::Unknown => f.write_str("something unknown"),
        }
    }
}

/// The type of a parameter; [`Type::Unknown`] where its name is none, which is reported where it is declared.
pub fn parameter_type(parameter: &Parameter) -> Type {
    match &parameter.kind {
        TypeName::Named(name) => Type::named(&name.text).unwrap_or(Type::Unknown),
        TypeName::Enumeration(members) => {
            Type::Enumeration(members.iter().map(|member| member.text.clone()).collect())
        }
    }
}
