//! Services: declared ones under their names, others under what they say.

use std::collections::BTreeSet;

use expol_ir::Match;
use expol_space::{Family, ServiceMatch, ServiceSet};

use super::endpoints::Names;
use crate::db::Db;
use crate::hir::full_name;
use crate::policy::eval::service_value;
use crate::policy::value::{ServicePart, Services, Value};

/// A name may be this long: RFC 8519 allows 64 characters.
const MAX_NAME: usize = 64;

impl<'db> Names<'db> {
    /// The name of a service set, defined on the way.
    pub(super) fn service(&mut self, db: &'db dyn Db, set: &Services<'db>) -> String {
        if set.set == ServiceSet::any() {
            self.define_service("any".to_owned(), expol_ir::Service::any());
            return "any".to_owned();
        }
        let parts: BTreeSet<String> = set.parts.iter().map(|part| part_name(db, part)).collect();
        let joined = parts.into_iter().collect::<Vec<_>>().join("..");
        let name = if joined.len() <= MAX_NAME {
            joined
        } else {
            let digest = expol_ir::Digest::of(joined.as_bytes());
            format!("service-{}", digest.as_str().trim_start_matches("sha256:").get(..12).unwrap_or_default())
        };
        self.define_service(name.clone(), expol_ir::Service::new(matches(&set.set)));
        name
    }
}

fn part_name(db: &dyn Db, part: &ServicePart<'_>) -> String {
    match part {
        ServicePart::Named(item) => match service_value(db, *item) {
            Value::Services(set) if set.set == ServiceSet::any() => "any".to_owned(),
            _ => full_name(db, *item).to_string(),
        },
        ServicePart::Any => "any".to_owned(),
        ServicePart::Loose(set) => loose_name(set),
    }
}

/// `tcp.25`, `tcp.80-81..udp.53`: a dot is in no name that a person gives, so that none is taken.
fn loose_name(set: &ServiceSet) -> String {
    let mut words = BTreeSet::new();
    for one in matches(set) {
        let family = one.family.map_or("", |family| match family {
            expol_ir::Family::Ipv4 => ".4",
            expol_ir::Family::Ipv6 => ".6",
        });
        if one.ports.is_empty() {
            words.insert(format!("protocol.{}{family}", one.protocol));
        }
        for (low, high) in &one.ports {
            let ports = if low == high { low.to_string() } else { format!("{low}-{high}") };
            words.insert(format!("{}{family}.{ports}", one.protocol));
        }
    }
    words.into_iter().collect::<Vec<_>>().join("..")
}

/// The matches of a set: once for both families where they agree.
fn matches(set: &ServiceSet) -> Vec<Match> {
    let (v4, v6) = (set.matches(Family::V4), set.matches(Family::V6));
    let mut found = Vec::new();
    for one in &v4 {
        let family = if v6.contains(one) { None } else { Some(expol_ir::Family::Ipv4) };
        found.push(ir_match(one, family));
    }
    for one in v6.iter().filter(|one| !v4.contains(one)) {
        found.push(ir_match(one, Some(expol_ir::Family::Ipv6)));
    }
    found
}

fn ir_match(one: &ServiceMatch, family: Option<expol_ir::Family>) -> Match {
    if one.ports.is_empty() {
        return Match::protocol(one.protocol, family);
    }
    Match { family, ..Match::ports(one.protocol, one.ports.clone()) }
}
