//! Flows as people read them, made from sets of packets: as few as can be, and exactly the set.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;

use expol_ir::Document;
use expol_space::{Family, Product, ServiceSet};
use serde::Serialize;

use crate::addresses::only;
use crate::names::Side;
use crate::page::{Line, Span, listed};
use crate::reading::Reading;
use crate::services;

/// More boxes than this are not searched for boxes that lie in others: it would take longer than reading them.
const MAX_COMPARED: usize = 2_000;

/// Traffic from one side to another on services.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Flow {
    /// Who opens the connection.
    pub from: Side,
    /// Who accepts it.
    pub to: Side,
    /// The services.
    pub services: Vec<String>,
    /// The one family that is meant, where the names do not tell: `ipv4` or `ipv6`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family: Option<&'static str>,
}

/// The flows that make up the packets of the products, in the names of the document.
pub(crate) fn flows(reading: &Reading<'_>, products: &[Product]) -> Vec<Flow> {
    let [v4, v6] = Family::ALL.map(|family| -> BTreeSet<Flow> {
        merged(products, family).iter().map(|part| named(reading, part, family)).collect()
    });
    let both = v4.intersection(&v6).cloned();
    let marked = |own: &BTreeSet<Flow>, other: &BTreeSet<Flow>, family: Family| -> Vec<Flow> {
        own.difference(other).map(|flow| marked(reading, flow, family)).collect()
    };
    let mut flows: Vec<Flow> =
        both.chain(marked(&v4, &v6, Family::V4)).chain(marked(&v6, &v4, Family::V6)).collect();
    flows.sort();
    flows
}

/// The flow with its family, where its names would mean the other one too.
fn marked(reading: &Reading<'_>, flow: &Flow, family: Family) -> Flow {
    let (word, other) = match family {
        Family::V4 => ("ipv4", Family::V6),
        Family::V6 => ("ipv6", Family::V4),
    };
    let means_both = [&flow.from, &flow.to].iter().all(|side| reading.names.speaks(side, other));
    Flow { family: means_both.then_some(word), ..flow.clone() }
}

impl Flow {
    /// `lan -> web on tcp 443`.
    #[must_use]
    pub fn text(&self) -> String {
        let family = self.family.map_or_else(String::new, |family| format!(" ({family})"));
        format!("{} -> {} on {}{family}", self.from.text(), self.to.text(), self.services.join(", "))
    }

    /// The same in names that a policy has for it.
    #[must_use]
    pub fn spelled(&self, document: &Document) -> Self {
        Self { from: self.from.spelled(document), to: self.to.spelled(document), ..self.clone() }
    }

    /// The statement that allows it, as a policy says it.
    #[must_use]
    pub fn allow(&self) -> String {
        // Only what has both a list and an exception needs brackets where a side stands.
        let plain = |side: &Side| side.except.is_empty() || (side.names.len() == 1 && side.except.len() == 1);
        let side = |side: &Side| if plain(side) { side.text() } else { side.expression() };
        format!("allow {} -> {} on {}", side(&self.from), side(&self.to), self.services.join(", "))
    }

    pub(crate) fn line(&self) -> Line {
        let mut line = side_line(&self.from);
        line.push(Span::Words(" -> "));
        line.extend(side_line(&self.to));
        line.push(Span::Words(" on "));
        line.extend(listed(&self.services));
        match self.family {
            Some("ipv4") => line.push(Span::Words(" (IPv4 only)")),
            Some(_) => line.push(Span::Words(" (IPv6 only)")),
            None => {}
        }
        line
    }
}

/// A side of a flow as a line.
pub(crate) fn side_line(side: &Side) -> Line {
    let mut line = listed(&side.names);
    if !side.except.is_empty() {
        line.push(Span::Words(" except "));
        line.extend(listed(&side.except));
    }
    line
}

/// The part of a product that one family sees.
pub(crate) fn in_family(product: &Product, family: Family) -> Product {
    Product {
        from: only(&product.from, family),
        to: only(&product.to, family),
        service: product.service.only(family),
    }
}

fn named(reading: &Reading<'_>, part: &Product, family: Family) -> Flow {
    let declared = |set: &ServiceSet| reading.service_name(set, family).map(str::to_owned);
    Flow {
        from: reading.names.side(&part.from, family),
        to: reading.names.side(&part.to, family),
        services: services::named(&part.service, family, declared),
        family: None,
    }
}

/// Few boxes of one family that cover exactly what the products do: boxes that differ in one dimension are joined, and
/// boxes that lie in others are left out.
fn merged(products: &[Product], family: Family) -> Vec<Product> {
    let parts = products.iter().map(|product| in_family(product, family));
    let mut boxes: Vec<Product> = parts.filter(|part| !part.is_empty()).collect();
    loop {
        let before = boxes.len();
        boxes = joined(
            boxes,
            |part| (part.from.clone(), part.to.clone()),
            |into, part| {
                into.service = into.service.union(&part.service);
            },
        );
        boxes = joined(
            boxes,
            |part| (part.from.clone(), part.service.clone()),
            |into, part| {
                into.to = into.to.union(&part.to);
            },
        );
        boxes = joined(
            boxes,
            |part| (part.to.clone(), part.service.clone()),
            |into, part| {
                into.from = into.from.union(&part.from);
            },
        );
        if boxes.len() == before {
            break;
        }
    }
    outermost(boxes)
}

fn joined<K: Hash + Eq>(
    boxes: Vec<Product>,
    key: impl Fn(&Product) -> K,
    join: impl Fn(&mut Product, &Product),
) -> Vec<Product> {
    let mut places: HashMap<K, usize> = HashMap::with_capacity(boxes.len());
    let mut out: Vec<Product> = Vec::with_capacity(boxes.len());
    for part in boxes {
        let at = *places.entry(key(&part)).or_insert(out.len());
        match out.get_mut(at) {
            Some(into) => join(into, &part),
            None => out.push(part),
        }
    }
    out
}

fn outermost(boxes: Vec<Product>) -> Vec<Product> {
    if boxes.len() > MAX_COMPARED {
        return boxes;
    }
    let hidden = |at: usize, part: &Product| {
        let others = boxes.iter().enumerate();
        others.filter(|(other, _)| *other != at).any(|(other, outer)| {
            // Of two equal boxes the first one stays.
            part.is_subset(outer) && (other < at || !outer.is_subset(part))
        })
    };
    let kept = boxes.iter().enumerate().filter(|(at, part)| !hidden(*at, part));
    kept.map(|(_, part)| part.clone()).collect()
}
