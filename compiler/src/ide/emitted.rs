//! From a statement to the IR that it produces: the document without everything that it did not bring.

use expol_ir::{Chain, Document};

use crate::checks::Context;
use crate::db::Database;
use crate::hir::Place;
use crate::lower::{self, LowerError};
use crate::syntax::NodeId;
use crate::text::LineIndex;

use super::item::{FilePosition, item_at, item_range};

/// The part of the IR that comes from one statement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Emitted {
    /// What it comes from, in one line.
    pub title: String,
    /// The number of rules, obligations, assertions and waivers.
    pub entries: usize,
    /// The JSON.
    pub json: String,
}

/// What the statement at a position brings into the document. Only for a program without errors: ask `checks` first.
///
/// # Errors
/// Where the policy cannot be lowered.
pub fn emitted(db: &Database, position: FilePosition) -> Result<Option<Emitted>, LowerError> {
    let Some(item) = item_at(db, position) else { return Ok(None) };
    let range = item_range(db, item);
    let lines = LineIndex::new(position.file.text(db));
    let (first, last) = (lines.line_column(range.start).line, lines.line_column(range.end).line);
    let mut document = lower::document(db)?.document;
    let (path, library) = (position.file.path(db).as_str(), position.file.library(db));
    let own = document.sources.iter().find(|(_, one)| one.path == path && one.library.is_some() == library);
    let Some(key) = own.map(|(key, _)| key.clone()) else { return Ok(None) };
    let from_here = |chains: &[Chain]| {
        chains.iter().flatten().any(|step| step.source == key && (first..=last).contains(&step.at[0]))
    };
    let entries = keep(&mut document, &from_here);
    if entries == 0 {
        return Ok(None);
    }
    let title = Context { db }.statement(Place::new(item, NodeId::ITEM));
    Ok(Some(Emitted { title, entries, json: expol_ir::pretty(&document) }))
}

/// Keeps what comes from here; answers how much that is. The names that it uses stay, so that the part can be read alone.
fn keep(document: &mut Document, from_here: &dyn Fn(&[Chain]) -> bool) -> usize {
    document.rules.retain(|rule| from_here(&rule.why));
    document.inactive.retain(|inactive| from_here(&inactive.rule.why));
    document.obligations.retain(|obligation| from_here(&obligation.why));
    document.assertions.retain(|assertion| from_here(&assertion.why));
    document.waivers.retain(|waiver| from_here(&waiver.why));
    let rules = document.rules.iter().chain(document.inactive.iter().map(|inactive| &inactive.rule));
    let services: Vec<String> = rules.map(|rule| rule.service.clone()).collect();
    if document.obligations.is_empty() && document.waivers.is_empty() {
        document.services.retain(|name, _| services.contains(name));
    }
    document.rules.len()
        + document.inactive.len()
        + document.obligations.len()
        + document.assertions.len()
        + document.waivers.len()
}
