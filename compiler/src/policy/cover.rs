//! Rules that other rules cover: whether, by which, and what of them counts.

use std::borrow::Cow;
use std::sync::Arc;

use expol_space::{Budget, Cover, Packet, Product, Region, TooComplex, best_outside, cover};

use super::analysis::{CHOICE_STEPS, steps_for};
use super::entry::Entry;
use super::finder::Finder;
use super::redundancy::goes;
use crate::hir::Place;

/// Of so many rules that hold a packet, the one is chosen that covers most. Any of them would do.
const MAX_CHOICE: usize = 256;

/// A rule that rules of other statements cover.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub(super) struct Covered<'db> {
    pub(super) entry: Arc<Entry<'db>>,
    pub(super) cause: Place<'db>,
    /// A packet of what counts of it; none where nothing does: denies take all of it, or it takes nothing.
    pub(super) sample: Option<Packet>,
}

/// What is said of a rule that rules of other statements cover; nothing of one that they do not.
///
/// # Errors
/// Where the answer takes more than so many steps.
pub(super) fn covered_of<'db>(
    finder: &Finder<'db>,
    entry: &Arc<Entry<'db>>,
    steps: u64,
) -> Result<Option<Covered<'db>>, TooComplex> {
    let Some(cause) = entry.cause else { return Ok(None) };
    let by = is_covered(finder, &Budget::new(steps), entry, |others| widest(finder, others, entry))?;
    let Some(by) = by else { return Ok(None) };
    let sample = if by.is_empty() { None } else { sample_of(finder, entry, steps)? };
    Ok(Some(Covered { entry: Arc::clone(entry), cause, sample }))
}

/// The rules of other statements that cover all that counts of a rule; none are needed where nothing of it counts.
fn is_covered<'db>(
    finder: &Finder<'db>,
    budget: &Budget,
    entry: &Entry<'db>,
    mut best: impl FnMut(&mut dyn Iterator<Item = &'db Entry<'db>>) -> Option<&'db Entry<'db>>,
) -> Result<Option<Vec<&'db Entry<'db>>>, TooComplex> {
    let allow = entry.allow;
    let mut by: Vec<&'db Entry<'db>> = Vec::new();
    for part in effective(finder, entry) {
        let holding = |packet: &Packet| {
            if let Some(inside) = finder.inside_one(packet) {
                return Some((None, Cow::Owned(inside)));
            }
            let other = |other: &&'db Entry<'db>| {
                budget.take(1);
                may_replace(other, entry)
            };
            if !allow {
                let found = best(&mut finder.holding(packet, false).filter(other));
                return found.map(|other| (Some(other), Cow::Borrowed(&other.product)));
            }
            if let Some(deny) = finder.deny_of(packet) {
                return Some((None, Cow::Borrowed(&deny.product)));
            }
            let found = best(&mut finder.holding(packet, true).filter(other));
            found.map(|other| (Some(other), Cow::Borrowed(&other.product)))
        };
        match cover(Region::from(part.as_ref()), budget, holding)? {
            Cover::Open(_) => return Ok(None),
            Cover::Whole(taken) => by.extend(taken),
        }
    }
    Ok(Some(by))
}

/// A packet that shows what a rule does: of an allow one that is permitted, of a deny one that an allow would permit.
fn sample_of<'db>(
    finder: &Finder<'db>,
    entry: &Entry<'db>,
    steps: u64,
) -> Result<Option<Packet>, TooComplex> {
    if entry.allow {
        let sample = best_outside(Region::from(&entry.product), &Budget::new(steps), |packet| {
            let inside = finder.inside_one(packet).map(Cow::Owned);
            inside.or_else(|| finder.deny_of(packet).map(|deny| Cow::Borrowed(&deny.product)))
        })?;
        return Ok(sample);
    }
    for part in effective(finder, entry) {
        if let Some(sample) = finder.on_the_wire(&part)? {
            return Ok(Some(sample));
        }
    }
    Ok(None)
}

/// What of a rule counts: all of an allow, and what a deny takes from allows.
fn effective<'e, 'db>(
    finder: &'e Finder<'db>,
    entry: &'e Entry<'db>,
) -> impl Iterator<Item = Cow<'e, Product>> + use<'e, 'db> {
    let whole = entry.allow.then_some(Cow::Borrowed(&entry.product));
    let met = (!entry.allow).then(|| finder.all_meeting(&entry.product, true)).into_iter().flatten();
    whole.into_iter().chain(met.map(|allow| Cow::Owned(allow.product.intersection(&entry.product))))
}

/// Whether a rule may stand in for another: it comes from another statement and, where it permits, lasts as long.
fn may_replace(other: &Entry<'_>, entry: &Entry<'_>) -> bool {
    let lasts = match (other.until, entry.until) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(other), Some(own)) => other >= own,
    };
    other.cause != entry.cause && (lasts || !entry.allow)
}

/// The rule that covers most of another: all of it, or else as much as it can. Of equal ones the first by what they say.
fn widest<'db>(
    finder: &Finder<'db>,
    others: impl Iterator<Item = &'db Entry<'db>>,
    entry: &Entry<'db>,
) -> Option<&'db Entry<'db>> {
    let near: Vec<&'db Entry<'db>> = others.take(MAX_CHOICE).collect();
    let first = |a: &&Entry<'db>, b: &&Entry<'db>| a.compare(b, finder.db());
    let whole = near.iter().copied().filter(|other| entry.product.is_subset(&other.product)).min_by(first);
    if whole.is_some() || near.len() < 2 {
        return whole.or_else(|| near.first().copied());
    }
    let covered = |other: &Entry<'db>| other.product.intersection(&entry.product).volume().to_bits();
    let sized = near.into_iter().map(|other| (std::cmp::Reverse(covered(other)), other));
    sized.min_by(|a, b| a.0.cmp(&b.0).then_with(|| first(&a.1, &b.1))).map(|(_, other)| other)
}

/// The rules that cover another.
pub(super) struct Covering<'db> {
    /// These cover it together.
    pub(super) by: Vec<&'db Entry<'db>>,
    /// The statements that could go too, and of which one has to stay for what no other statement says.
    pub(super) needed: Vec<Place<'db>>,
}

/// The rules that cover another: rules of statements that stay before those of statements that could go themselves.
/// `None` where that was not decided.
pub(super) fn covering<'db>(finder: &Finder<'db>, entry: &Entry<'db>) -> Option<Covering<'db>> {
    let (db, world) = (finder.db(), finder.world());
    let mut needed: Vec<Place<'db>> = Vec::new();
    let best = |others: &mut dyn Iterator<Item = &'db Entry<'db>>| {
        let mut going: Vec<&'db Entry<'db>> = Vec::new();
        let staying = others.filter(|other| {
            let goes = other.cause.is_some_and(|cause| goes(db, world, cause));
            if goes && going.len() < MAX_CHOICE {
                going.push(other);
            }
            !goes
        });
        let found = widest(finder, staying, entry);
        found.or_else(|| {
            for cause in going.iter().filter_map(|other| other.cause) {
                if !needed.contains(&cause) {
                    needed.push(cause);
                }
            }
            widest(finder, going.into_iter(), entry)
        })
    };
    // Where the better choice would take too long, the one that was found to do is made again.
    let chosen = is_covered(finder, &Budget::new(CHOICE_STEPS), entry, best);
    let steps = steps_for(db, world, entry.id.item);
    let plain = |_| is_covered(finder, &Budget::new(steps), entry, |others| widest(finder, others, entry));
    let by = chosen.or_else(plain).ok().flatten()?;
    // The plain choice did not ask who could go.
    for cause in by.iter().filter_map(|other| other.cause) {
        if goes(db, world, cause) && !needed.contains(&cause) {
            needed.push(cause);
        }
    }
    Some(Covering { by, needed })
}
