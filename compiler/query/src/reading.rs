//! A document that can be asked: its rules as sets, and its names for sets.

use std::collections::HashMap;

use expol_ir::{Document, Resolver};

use crate::names::Names;
use crate::resolved::{QueryError, Resolved, address_set};

/// A document with everything that answers are made from.
#[derive(Debug)]
pub struct Reading<'a> {
    /// The document.
    pub document: &'a Document,
    /// Its rules as sets of packets.
    pub resolved: Resolved,
    /// Its names.
    pub(crate) names: Names,
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
        Ok(Self { document, resolved, names, positions })
    }

    /// The rule with this id.
    pub(crate) fn rule(&self, id: &str) -> Option<&'a expol_ir::Rule> {
        self.positions.get(id).and_then(|at| self.document.rules.get(*at))
    }
}
