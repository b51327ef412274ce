//! What has changed between two documents, as data for people and programs.

use std::collections::BTreeMap;

use expol_ir::{Action, Document, Obligation};
use expol_space::{Region, TooComplex};
use serde::Serialize;

use crate::diff::{Gain, GainPart, gained, responsible};
use crate::flow::{Flow, flows};
use crate::reading::Reading;
use crate::rule_view::RuleView;

/// The version of the JSON form of a [`Change`].
pub const DIFF_VERSION: &str = "1.0";

/// More flows than this are told as the rule that they come from, apart from what was so before.
const MAX_FLOWS: usize = 12;

/// What has changed from one document to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Always `expol-diff`.
    pub format: &'static str,
    /// [`DIFF_VERSION`].
    pub version: &'static str,
    /// In short.
    pub kind: ChangeKind,
    /// What passes now and did not.
    pub opened: Vec<Moved>,
    /// What passed and does not any more.
    pub closed: Vec<Moved>,
    /// Rules that only the new document has, by their ids.
    pub rules_added: Vec<String>,
    /// Rules that only the old one has.
    pub rules_removed: Vec<String>,
    /// Obligations of devices that only the new document has.
    pub obligations_added: Vec<String>,
    /// Obligations that only the old one has.
    pub obligations_removed: Vec<String>,
    /// Library modules that differ.
    pub library: Vec<LibraryChange>,
    /// The days of the two documents, where they depend on one.
    pub as_of: [Option<String>; 2],
}

/// How much has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// Nothing at all.
    Nothing,
    /// Neither what passes nor what devices have to do: names, reasons, places.
    Words,
    /// Not what passes, but what devices may do to it.
    Obligations,
    /// What passes.
    Traffic,
}

/// Traffic that is opened or closed by one change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// Where there are many flows: the rule that they come from, which says more than they do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<Vec<Flow>>,
    /// What is moved, exactly, in the names of the document that permits it.
    pub flows: Vec<Flow>,
    /// The rules that permit it.
    pub allows: Vec<RuleView>,
    /// The denies that forbid it in the other document.
    pub denies: Vec<RuleView>,
}

/// A module of the library that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LibraryChange {
    /// The module.
    pub module: String,
    /// Its version before, where it was used.
    pub before: Option<String>,
    /// Its version now, where it is used.
    pub now: Option<String>,
}

/// Compares two documents.
///
/// # Errors
/// Where the answer has too many pieces.
pub fn change(old: &Reading<'_>, new: &Reading<'_>) -> Result<Change, TooComplex> {
    let (before, now) = (old.document, new.document);
    // Equal semantic digests mean equal traffic.
    let same_traffic = before.digests.semantic == now.digests.semantic;
    let (opened, closed) = if same_traffic {
        (Vec::new(), Vec::new())
    } else {
        (
            moved(new, old, &gained(&old.resolved, &new.resolved)?),
            moved(old, new, &gained(&new.resolved, &old.resolved)?),
        )
    };
    let rules =
        |document: &Document| -> Vec<String> { document.rules.iter().map(|rule| rule.id.clone()).collect() };
    let (rules_removed, rules_added) = apart(&rules(before), &rules(now));
    let obligations =
        |document: &Document| -> Vec<String> { document.obligations.iter().map(duty).collect() };
    let (obligations_removed, obligations_added) = apart(&obligations(before), &obligations(now));
    let kind = if !opened.is_empty() || !closed.is_empty() {
        ChangeKind::Traffic
    } else if !obligations_added.is_empty() || !obligations_removed.is_empty() {
        ChangeKind::Obligations
    } else if before.digests.document == now.digests.document {
        ChangeKind::Nothing
    } else {
        ChangeKind::Words
    };
    Ok(Change {
        format: "expol-diff",
        version: DIFF_VERSION,
        kind,
        opened,
        closed,
        rules_added,
        rules_removed,
        obligations_added,
        obligations_removed,
        library: library(before, now),
        as_of: [before, now].map(|document| document.as_of.as_ref().map(ToString::to_string)),
    })
}

/// What one document permits and the other does not, told by the rules that permit it.
fn moved(permits: &Reading<'_>, forbids: &Reading<'_>, gain: &Gain) -> Vec<Moved> {
    let mut all: Vec<Moved> = Vec::new();
    for part in &gain.parts {
        let one = told(permits, forbids, part);
        // Two rules may open the same flows; then both are among the rules that permit it.
        if !all.iter().any(|other| other.flows == one.flows) {
            all.push(one);
        }
    }
    all.sort_by(|a, b| (&a.within, &a.flows).cmp(&(&b.within, &b.flows)));
    all
}

fn told(permits: &Reading<'_>, forbids: &Reading<'_>, part: &GainPart) -> Moved {
    let found = flows(permits, part.gained.pieces());
    let views = |reading: &Reading<'_>, action: Action, region: &Region| -> Vec<RuleView> {
        let ids = responsible(&reading.resolved, action, region);
        ids.iter()
            .filter_map(|id| reading.rule(id))
            .map(|rule| RuleView::new(reading.document, rule))
            .collect()
    };
    let within = (found.len() > MAX_FLOWS).then(|| flows(permits, std::slice::from_ref(&part.candidate)));
    Moved {
        within,
        flows: found,
        allows: views(permits, Action::Allow, &part.gained),
        denies: views(forbids, Action::Deny, &part.gained),
    }
}

/// What only the first list has, and what only the second one has.
fn apart(before: &[String], now: &[String]) -> (Vec<String>, Vec<String>) {
    let without = |list: &[String], other: &[String]| {
        let other: std::collections::BTreeSet<&String> = other.iter().collect();
        let mut rest: Vec<String> = list.iter().filter(|entry| !other.contains(entry)).cloned().collect();
        rest.sort();
        rest
    };
    (without(before, now), without(now, before))
}

/// An obligation as far as it binds: a waived one is another one.
fn duty(obligation: &Obligation) -> String {
    let waived = if obligation.waived.is_some() { " (waived)" } else { "" };
    format!("{}{waived}", obligation.id)
}

fn library(before: &Document, now: &Document) -> Vec<LibraryChange> {
    let mut modules: BTreeMap<&String, [Option<&expol_ir::Library>; 2]> = BTreeMap::new();
    for (at, document) in [before, now].into_iter().enumerate() {
        for (name, library) in &document.stdlib {
            modules.entry(name).or_default()[at] = Some(library);
        }
    }
    let differs = modules.into_iter().filter(|(_, [before, now])| {
        before.map(|library| &library.digest) != now.map(|library| &library.digest)
    });
    let version = |library: Option<&expol_ir::Library>| library.map(|library| library.version.clone());
    let change = |(module, [before, now]): (&String, [Option<&expol_ir::Library>; 2])| LibraryChange {
        module: module.clone(),
        before: version(before),
        now: version(now),
    };
    differs.map(change).collect()
}

impl Change {
    /// The change for programs.
    #[must_use]
    pub fn json(&self) -> String {
        crate::json::pretty(self)
    }
}
