//! Names to addresses: what a side of a rule stands for.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use crate::address::Addresses;
use crate::cidr::{Ipv4Cidr, Ipv6Cidr};
use crate::document::Document;
use crate::endpoints::{Base, Endpoints, Named};
use crate::range::{Range, merged, subtracted};
use crate::rule::Family;
use crate::zone::Zone;

/// How deep groups and complements may be nested.
const MAX_DEPTH: usize = 64;

/// Everything that a side stands for: addresses of both families and symbolic zones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extent {
    ipv4: Vec<Range>,
    ipv6: Vec<Range>,
    external: BTreeSet<String>,
}

/// The definitions of a document, resolved.
#[derive(Debug)]
pub struct Resolver<'a> {
    document: &'a Document,
    zones: BTreeMap<&'a str, Extent>,
    groups: BTreeMap<&'a str, Extent>,
}

/// Why a name cannot be resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResolveError {
    /// There is no such zone, server, interface, group or service.
    Unknown(&'static str, String),
    /// The definition contains itself, or is nested too deeply.
    Cycle(String),
}

impl Extent {
    /// The IPv4 addresses: ascending, disjoint, inclusive ranges.
    pub fn ipv4(&self) -> impl Iterator<Item = (Ipv4Addr, Ipv4Addr)> + '_ {
        // Ranges of this family fit its width.
        let address = |value: u128| Ipv4Addr::from(u32::try_from(value).unwrap_or(u32::MAX));
        self.ipv4.iter().map(move |(low, high)| (address(*low), address(*high)))
    }

    /// The IPv6 addresses: ascending, disjoint, inclusive ranges.
    pub fn ipv6(&self) -> impl Iterator<Item = (Ipv6Addr, Ipv6Addr)> + '_ {
        self.ipv6.iter().map(|(low, high)| (Ipv6Addr::from(*low), Ipv6Addr::from(*high)))
    }

    /// The names of the symbolic zones.
    pub fn external(&self) -> &BTreeSet<String> {
        &self.external
    }

    /// The fewest IPv4 prefixes, ascending.
    pub fn ipv4_cidrs(&self) -> Vec<Ipv4Cidr> {
        Ipv4Cidr::cover(&self.ipv4)
    }

    /// The fewest IPv6 prefixes, ascending.
    pub fn ipv6_cidrs(&self) -> Vec<Ipv6Cidr> {
        Ipv6Cidr::cover(&self.ipv6)
    }

    /// Whether some of it goes with the family; symbolic zones go with either.
    pub fn reaches(&self, family: Family) -> bool {
        let addresses = match family {
            Family::Ipv4 => &self.ipv4,
            Family::Ipv6 => &self.ipv6,
        };
        !addresses.is_empty() || !self.external.is_empty()
    }

    fn add(&mut self, other: &Self) {
        self.ipv4.extend_from_slice(&other.ipv4);
        self.ipv6.extend_from_slice(&other.ipv6);
        self.external.extend(other.external.iter().cloned());
    }

    fn merge(mut self) -> Self {
        self.ipv4 = merged(self.ipv4);
        self.ipv6 = merged(self.ipv6);
        self
    }

    fn without(mut self, other: &Self) -> Self {
        self.ipv4 = subtracted(&self.ipv4, &other.ipv4);
        self.ipv6 = subtracted(&self.ipv6, &other.ipv6);
        self.external.retain(|name| !other.external.contains(name));
        self
    }
}

impl From<&Addresses> for Extent {
    fn from(addresses: &Addresses) -> Self {
        let ipv4 = addresses.ipv4().iter().map(|prefix| prefix.range()).collect();
        let ipv6 = addresses.ipv6().iter().map(|prefix| prefix.range()).collect();
        Self { ipv4, ipv6, external: BTreeSet::new() }.merge()
    }
}

impl<'a> Resolver<'a> {
    /// Resolves every zone and group of the document.
    pub fn new(document: &'a Document) -> Result<Self, ResolveError> {
        let mut resolver = Self { document, zones: BTreeMap::new(), groups: BTreeMap::new() };
        for name in document.zones.keys() {
            resolver.define_zone(name, 0)?;
        }
        for name in document.groups.keys() {
            resolver.define_group(name, 0)?;
        }
        Ok(resolver)
    }

    /// What the side stands for.
    pub fn side(&self, side: &Endpoints) -> Result<Extent, ResolveError> {
        let base = match side.base() {
            Base::Any => self.everything(),
            Base::Named(named) => self.union(named)?,
        };
        match side.exception() {
            Some(removed) => Ok(base.without(&self.union(removed)?)),
            None => Ok(base),
        }
    }

    /// Every address and every symbolic zone.
    pub fn everything(&self) -> Extent {
        let zones = self.document.zones.iter();
        let symbolic = zones.filter(|(_, zone)| matches!(zone, Zone::Symbolic(_)));
        Extent {
            ipv4: vec![(0, u128::from(u32::MAX))],
            ipv6: vec![(0, u128::MAX)],
            external: symbolic.map(|(name, _)| name.clone()).collect(),
        }
    }

    fn union(&self, named: &Named) -> Result<Extent, ResolveError> {
        let mut extent = named.addresses.as_ref().map(Extent::from).unwrap_or_default();
        for name in &named.zones {
            extent.add(self.zones.get(name.as_str()).ok_or_else(|| unknown("zone", name))?);
        }
        for name in &named.groups {
            extent.add(self.groups.get(name.as_str()).ok_or_else(|| unknown("group", name))?);
        }
        for name in &named.servers {
            let server = self.document.servers.get(name).ok_or_else(|| unknown("server", name))?;
            extent.add(&Extent::from(&server.addresses));
        }
        for name in &named.interfaces {
            let parts = name.split_once('.');
            let found = parts
                .and_then(|(server, interface)| self.document.servers.get(server)?.interfaces.get(interface));
            let interface = found.ok_or_else(|| unknown("interface", name))?;
            extent.add(&Extent::from(&interface.addresses));
        }
        Ok(extent.merge())
    }

    fn define_zone(&mut self, name: &str, depth: usize) -> Result<Extent, ResolveError> {
        if let Some(known) = self.zones.get(name) {
            return Ok(known.clone());
        }
        if depth > MAX_DEPTH {
            return Err(ResolveError::Cycle(name.to_owned()));
        }
        let Some((name, zone)) = self.document.zones.get_key_value(name) else {
            return Err(unknown("zone", name));
        };
        let extent = match zone {
            Zone::Prefixes(zone) => Extent::from(&zone.addresses),
            Zone::Symbolic(_) => Extent { external: BTreeSet::from([name.clone()]), ..Extent::default() },
            Zone::Complement(zone) => {
                let mut covered = zone.addresses.as_ref().map(Extent::from).unwrap_or_default();
                for other in &zone.of {
                    covered.add(&self.define_zone(other, depth + 1)?);
                }
                self.everything().without(&covered.merge())
            }
        };
        self.zones.insert(name, extent.clone());
        Ok(extent)
    }

    fn define_group(&mut self, name: &str, depth: usize) -> Result<(), ResolveError> {
        if self.groups.contains_key(name) {
            return Ok(());
        }
        if depth > MAX_DEPTH {
            return Err(ResolveError::Cycle(name.to_owned()));
        }
        let Some((name, group)) = self.document.groups.get_key_value(name) else {
            return Err(unknown("group", name));
        };
        for other in group.members.mentions().flat_map(|named| &named.groups) {
            self.define_group(other, depth + 1)?;
        }
        let extent = self.side(&group.members)?;
        self.groups.insert(name, extent);
        Ok(())
    }
}

impl fmt::Display for ResolveError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(kind, name) => write!(formatter, "there is no {kind} `{name}`"),
            Self::Cycle(name) => write!(formatter, "`{name}` contains itself, or is nested too deeply"),
        }
    }
}

impl std::error::Error for ResolveError {}

fn unknown(kind: &'static str, name: &str) -> ResolveError {
    ResolveError::Unknown(kind, name.to_owned())
}
