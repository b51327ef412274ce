//! The firewall IR: the contract between the compiler and everything that writes device configuration.
//!
//! A [`Document`] is one validated policy: zones, servers, services, rules with their reasons, obligations, what was proved
//! and what was waived. [`Document::seal`] brings it into its one canonical form, [`canonical`] and [`pretty`] write it,
//! [`from_slice`] reads it, [`verify`] checks a file alone, [`flat`] reads it without references, and [`schema`] is its JSON
//! Schema. `docs/ir.md` is the reference for people.

mod address;
mod assertion;
mod canonical;
mod cidr;
mod collection;
mod constant;
mod digest;
mod document;
mod endpoints;
mod flat;
mod obligation;
mod pointer;
mod projection;
mod provenance;
mod range;
mod read;
mod resolve;
mod rule;
mod schema;
mod seal;
mod server;
mod service;
mod text;
mod verify;
mod zone;

pub use address::Addresses;
pub use assertion::{Assertion, AssertionKind, AssertionResult, Flow, Waiver};
pub use canonical::{canonical, pretty};
pub use cidr::{Ipv4Cidr, Ipv6Cidr};
pub use constant::True;
pub use digest::{ObligationContent, obligation_id, rule_id};
pub use document::{
    DefaultDeny, DenyOverrides, Digests, Document, Eval, Format, PerConnection, RepliesImplied, Requirement,
    SchemaUri, Version,
};
pub use endpoints::{Base, EmptySide, Endpoints, Named};
pub use flat::{External, FlatLine, FlatPoint, flat};
pub use obligation::{Alteration, Obligation, Waived};
pub use provenance::{Chain, Citation, Library, Source, Span, Step, StepKind};
pub use read::{MAX_BYTES, ReadError, from_slice};
pub use resolve::{Extent, ResolveError, Resolver};
pub use rule::{Action, Family, Inactive, InactiveReason, Meta, Rule};
pub use schema::{URI, schema};
pub use seal::SealError;
pub use server::{Group, Interface, Server};
pub use service::{AnyService, Match, MatchService, Service, has_ports, protocol_name};
pub use text::{Date, Digest};
pub use verify::{Problem, Report, read, verify};
pub use zone::{
    AddressList, ComplementKind, ComplementZone, PrefixZone, PrefixesKind, SymbolicKind, SymbolicZone, Zone,
};

/// The version of the format that this crate reads and writes.
pub const VERSION: &str = "1.0";
