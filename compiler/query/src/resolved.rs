//! A document with its names replaced by sets.

use std::collections::BTreeMap;
use std::fmt;

use expol_ir::{
    Action, Addresses, Document, Extent, Match, ResolveError, Resolver, Rule, Server, Service, Zone,
};
use expol_space::{AddressSet, ExternalId, Family, Product, RangeSet, ServiceSet};

/// The rules of a document as products, with what is needed to answer questions about them.
#[derive(Debug, Clone)]
pub struct Resolved {
    rules: Vec<ResolvedRule>,
    inactive: BTreeMap<String, Product>,
    hosts: Vec<AddressSet>,
    externals: BTreeMap<ExternalId, String>,
}

/// One rule as a product.
#[derive(Debug, Clone)]
pub struct ResolvedRule {
    /// The id of the rule.
    pub id: String,
    /// Whether it permits or forbids.
    pub action: Action,
    /// The packets it speaks about.
    pub product: Product,
}

/// Why a document cannot be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QueryError {
    /// A name in it leads nowhere.
    Unresolved(ResolveError),
    /// Two symbolic zones have the same point.
    Collision(String, String),
}

impl Resolved {
    /// Resolves every rule in force.
    pub fn new(document: &Document) -> Result<Self, QueryError> {
        let resolver = Resolver::new(document).map_err(QueryError::Unresolved)?;
        let externals = externals(document)?;
        let rules = document.rules.iter().map(|rule| resolve(document, &resolver, rule));
        let rules = rules.collect::<Result<_, _>>().map_err(QueryError::Unresolved)?;
        let inactive = document.inactive.iter().map(|entry| resolve(document, &resolver, &entry.rule));
        let inactive = inactive.map(|rule| rule.map(|rule| (rule.id, rule.product)));
        let inactive = inactive.collect::<Result<_, _>>().map_err(QueryError::Unresolved)?;
        Ok(Self { rules, inactive, hosts: document.servers.values().map(host).collect(), externals })
    }

    /// The rules, in the order of the document.
    pub fn rules(&self) -> &[ResolvedRule] {
        &self.rules
    }

    /// The products of the rules with this action, in the order of the document.
    pub fn products(&self, action: Action) -> impl Iterator<Item = &Product> {
        self.rules.iter().filter(move |rule| rule.action == action).map(|rule| &rule.product)
    }

    /// What the rule of this id would say, were it still in force.
    pub fn inactive(&self, id: &str) -> Option<&Product> {
        self.inactive.get(id)
    }

    /// The addresses of each server, interfaces included: they never meet one another.
    pub fn hosts(&self) -> &[AddressSet] {
        &self.hosts
    }

    /// The symbolic zone that a point stands for.
    pub fn external_name(&self, id: ExternalId) -> Option<&str> {
        self.externals.get(&id).map(String::as_str)
    }
}

impl fmt::Display for QueryError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unresolved(error) => error.fmt(formatter),
            Self::Collision(first, second) => {
                write!(formatter, "the zones `{first}` and `{second}` cannot be told apart")
            }
        }
    }
}

impl std::error::Error for QueryError {}

fn externals(document: &Document) -> Result<BTreeMap<ExternalId, String>, QueryError> {
    let mut externals = BTreeMap::new();
    for name in symbolic_zones(document) {
        if let Some(other) = externals.insert(ExternalId::of_name(name), name.clone()) {
            return Err(QueryError::Collision(other, name.clone()));
        }
    }
    Ok(externals)
}

fn symbolic_zones(document: &Document) -> impl Iterator<Item = &String> {
    let symbolic = document.zones.iter().filter(|(_, zone)| matches!(zone, Zone::Symbolic(_)));
    symbolic.map(|(name, _)| name)
}

fn resolve(document: &Document, resolver: &Resolver<'_>, rule: &Rule) -> Result<ResolvedRule, ResolveError> {
    let service = document.services.get(&rule.service);
    let service = service.ok_or_else(|| ResolveError::Unknown("service", rule.service.clone()))?;
    let whole = service_set(service);
    let families = rule.families.iter().map(|family| whole.only(space_family(*family)));
    let service = families.fold(ServiceSet::empty(), |all, one| all.union(&one));
    let (from, to) = (address_set(&resolver.side(&rule.from)?), address_set(&resolver.side(&rule.to)?));
    Ok(ResolvedRule { id: rule.id.clone(), action: rule.action, product: Product { from, to, service } })
}

pub(crate) fn service_set(service: &Service) -> ServiceSet {
    match service {
        Service::Any(_) => ServiceSet::any(),
        Service::Matches(service) => {
            service.matches.iter().map(match_set).fold(ServiceSet::empty(), |all, one| all.union(&one))
        }
    }
}

fn match_set(entry: &Match) -> ServiceSet {
    let whole = if entry.ports.is_empty() {
        ServiceSet::protocol(entry.number)
    } else {
        let ports = entry.ports.iter().map(|(low, high)| ServiceSet::ports(entry.number, *low, *high));
        ports.fold(ServiceSet::empty(), |all, one| all.union(&one))
    };
    match entry.family {
        Some(family) => whole.only(space_family(family)),
        None => whole,
    }
}

pub(crate) fn address_set(extent: &Extent) -> AddressSet {
    let v4 = extent.ipv4().map(|(low, high)| (u32::from(low), u32::from(high)));
    let v6 = extent.ipv6().map(|(low, high)| (u128::from(low), u128::from(high)));
    let external = extent.external().iter().map(|name| ExternalId::of_name(name));
    AddressSet::new(RangeSet::from_ranges(v4), RangeSet::from_ranges(v6), external)
}

fn host(server: &Server) -> AddressSet {
    let whole = |addresses: &Addresses| address_set(&Extent::from(addresses));
    let interfaces = server.interfaces.values().map(|interface| whole(&interface.addresses));
    interfaces.fold(whole(&server.addresses), |all, one| all.union(&one))
}

fn space_family(family: expol_ir::Family) -> Family {
    match family {
        expol_ir::Family::Ipv4 => Family::V4,
        expol_ir::Family::Ipv6 => Family::V6,
    }
}
