//! A document that can be asked: its rules as sets, and its names for sets.

use std::collections::HashMap;

use expol_ir::{Document, Resolver};
use expol_space::{Family, ServiceSet};

use crate::names::Names;
use crate::resolved::{QueryError, Resolved, address_set, service_set};

/// A document with everything that answers are made from.
#[derive(Debug)]
pub struct Reading<'a> {
    /// The document.
    pub document: &'a Document,
    /// Its rules as sets of packets.
    pub resolved: Resolved,
    /// Its names.
    pub(crate) names: Names,
    /// The first name for each set of services, as one family sees it.
    services: [HashMap<ServiceSet, &'a str>; 2],
    /// The position of each rule.
    positions: HashMap<&'a str, usize>,
}

impl<'a> Reading<'a> {
    /// Reads a document.
    ///
    /// # Errors
    /// Where a name in it leads nowhere.
    pub fn new(document: &'a Document) -> Result<Self, QueryError> {
        let resolved = Resolved::new(document)?;
        let resolver = Resolver::new(document).map_err(QueryError::Unresolved)?;
        let names = Names::new(document, &resolver, |side| {
            resolver.side(side).map(|extent| address_set(&extent)).map_err(QueryError::Unresolved)
        })?;
        let positions = document.rules.iter().enumerate().map(|(at, rule)| (rule.id.as_str(), at)).collect();
        let services = Family::ALL.map(|family| {
            let mut named = HashMap::with_capacity(document.services.len());
            for (name, service) in &document.services {
                named.entry(service_set(service).only(family)).or_insert(name.as_str());
            }
            named
        });
        Ok(Self { document, resolved, names, services, positions })
    }

    /// The name that the document has for a set of services of one family.
    pub(crate) fn service_name(&self, set: &ServiceSet, family: Family) -> Option<&'a str> {
        let [v4, v6] = &self.services;
        let named = match family {
            Family::V4 => v4,
            Family::V6 => v6,
        };
        named.get(set).copied()
    }

    /// The rule with this id.
    pub(crate) fn rule(&self, id: &str) -> Option<&'a expol_ir::Rule> {
        self.positions.get(id).and_then(|at| self.document.rules.get(*at))
    }
}
