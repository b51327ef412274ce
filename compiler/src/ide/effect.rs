//! What an edit opens and closes: two programs compared exactly, such as the unsaved one with the saved one.
//!
//! Only rules that differ are looked at. A packet that is newly permitted is met by an allow that is new, or by a deny
//! that is gone; so the answer costs what the edit touches, not what the policy says.

use expol_space::{Product, Region, TooComplex};
use rustc_hash::FxHashSet;

use crate::checks::{Context, list, show_services};
use crate::db::{Db, SourceFile};
use crate::hir::{program_modules, range_of};
use crate::policy::entry::{Entry, all_entries};
use crate::policy::finder::{missing, permitted};
use crate::policy::{broken_items, on_the_wire};
use crate::text::TextRange;

use super::flows::zones_of;

/// What has changed between two programs.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Effect {
    /// What only the new one permits.
    pub opened: Vec<Changed>,
    /// What only the old one permits.
    pub closed: Vec<Changed>,
}

/// Flows that are permitted in one program only.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Changed {
    /// The zones of the initiators.
    pub from: String,
    /// The zones of the responders.
    pub to: String,
    /// The services.
    pub service: String,
    /// A packet of it, in words.
    pub sample: String,
    /// The rule that opens or closes it, as a person wrote it, and where.
    pub rule: Option<(String, SourceFile, TextRange)>,
    /// Whether that is in the new program: a rule that was taken away is in the old one only.
    pub in_new: bool,
}

impl Effect {
    /// In a few words: `opens 3 flows, closes 1`.
    pub fn summary(&self) -> String {
        let count = |all: &[Changed]| format!("{} flow{}", all.len(), crate::checks::plural(all.len()));
        match (self.opened.is_empty(), self.closed.is_empty()) {
            (true, true) => "opens and closes nothing".to_owned(),
            (false, true) => format!("opens {}", count(&self.opened)),
            (true, false) => format!("closes {}", count(&self.closed)),
            (false, false) => format!("opens {}, closes {}", count(&self.opened), self.closed.len()),
        }
    }
}

/// What `new` opens and closes against `old`. The two are databases of their own, so this is not to be asked inside of
/// `salsa::attach` with either.
///
/// # Errors
/// Where the answer has too many pieces.
pub fn effect(old: &dyn Db, new: &dyn Db) -> Result<Effect, TooComplex> {
    let mut closed = gained(new, old)?;
    // Seen from the old program, the new one came before.
    closed.iter_mut().for_each(|change| change.in_new = !change.in_new);
    Ok(Effect { opened: gained(old, new)?, closed })
}

/// Whether every statement of the project is understood: what a broken one opens is not known, so nothing can be said about
/// a difference to it.
pub fn is_understood(db: &dyn Db) -> bool {
    let own = || program_modules(db).iter().filter(|file| !file.library(db));
    own().all(|file| file.problem(db).is_none() && broken_items(db, *file).next().is_none())
}

/// What `after` permits and `before` does not; `in_new` says whether the rule is in `after`.
fn gained(before: &dyn Db, after: &dyn Db) -> Result<Vec<Changed>, TooComplex> {
    let mut found = Vec::new();
    let mut told = Region::empty();
    let added = difference(&entries(after, true), &entries(before, true));
    let removed = difference(&entries(before, false), &entries(after, false));
    // What a rule brings is told with it; what the end of a deny uncovers, with that.
    for (entry, in_after) in
        added.iter().map(|entry| (*entry, true)).chain(removed.iter().map(|entry| (*entry, false)))
    {
        let program = if in_after { after } else { before };
        let region = newly(before, after, &entry.product)?.subtract_region(&told)?;
        if region.is_empty() {
            continue;
        }
        for piece in region.pieces() {
            told.union_with(piece)?;
        }
        let rule = entry.id.rule(program).and_then(|rule| rule.origin.outermost()).map(|place| {
            let text = Context { db: program }.statement(place);
            (text, place.item.file(program), range_of(program, place).1)
        });
        found.extend(told_apart(Context { db: after }, &region, rule.as_ref(), in_after));
    }
    Ok(found)
}

/// The allows or the denies of a program.
fn entries(db: &dyn Db, allow: bool) -> Vec<&Entry<'_>> {
    all_entries(db).filter(|entry| entry.allow == allow).collect()
}

/// The entries whose meaning the other side does not have.
fn difference<'db>(own: &[&'db Entry<'db>], other: &[&Entry<'_>]) -> Vec<&'db Entry<'db>> {
    let known: FxHashSet<&Product> = other.iter().map(|entry| &entry.product).collect();
    own.iter().filter(|entry| !known.contains(&entry.product)).copied().collect()
}

/// The part of a flow that is permitted now and was not before.
fn newly(before: &dyn Db, after: &dyn Db, flow: &Product) -> Result<Region, TooComplex> {
    let now = on_the_wire(after, &permitted(after, flow)?)?;
    // Inside one computer nothing crosses a network: what becomes such traffic is no change of the network's.
    let then = on_the_wire(before, &missing(before, flow)?)?;
    now.intersect_region(&then)
}

/// One entry for each service of a region.
fn told_apart(
    ctx: Context<'_>,
    region: &Region,
    rule: Option<&(String, SourceFile, TextRange)>,
    in_new: bool,
) -> Vec<Changed> {
    let mut groups: Vec<Product> = Vec::new();
    for piece in region.pieces() {
        match groups.iter_mut().find(|known| known.service == piece.service) {
            Some(known) => {
                known.from = known.from.union(&piece.from);
                known.to = known.to.union(&piece.to);
            }
            None => groups.push(piece.clone()),
        }
    }
    let sample = |group: &Product| {
        let own = region.pieces().iter().find(|piece| piece.service == group.service);
        own.and_then(Product::sample).map(|packet| ctx.packet(&packet)).unwrap_or_default()
    };
    let told = |group: &Product| Changed {
        from: list(zones_of(ctx, &group.from)),
        to: list(zones_of(ctx, &group.to)),
        service: show_services(&group.service),
        sample: sample(group),
        rule: rule.cloned(),
        in_new,
    };
    groups.iter().map(told).collect()
}
