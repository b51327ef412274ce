//! From sets of services back to what people write.

use std::sync::OnceLock;

use expol_ir::Document;
use expol_space::{Family, ServiceSet, has_ports, protocol_name};

use crate::resolved::service_set;

/// So many parts are written out; of more, a declared name says it better.
const MAX_PARTS: usize = 4;

/// What a set holds in one family: `tcp 25`, `udp 53`, `icmp`, `any`, `any except tcp 25`.
pub(crate) fn parts(set: &ServiceSet, family: Family) -> Vec<String> {
    if set.for_family(family) == any().for_family(family) {
        return vec!["any".to_owned()];
    }
    let found = written(set, family);
    if found.len() > MAX_PARTS {
        let missing = written(&any().difference(set), family);
        if missing.len() < found.len() {
            return vec![format!("any except {}", missing.join(", "))];
        }
    }
    found
}

/// Every service. It has a range for each protocol, so it is made once.
pub(crate) fn any() -> &'static ServiceSet {
    static ANY: OnceLock<ServiceSet> = OnceLock::new();
    ANY.get_or_init(ServiceSet::any)
}

/// As [`parts`], or the name that the document has where there are many.
pub(crate) fn named(
    set: &ServiceSet,
    family: Family,
    name: impl Fn(&ServiceSet) -> Option<String>,
) -> Vec<String> {
    let found = parts(set, family);
    if found.len() <= MAX_PARTS { found } else { name(set).map_or(found, |name| vec![name]) }
}

/// A service of a document as people write it. Services that nobody has named are called by what they hold, with a
/// protocol in front (`tcp.25..udp.53`); no declared name begins so.
pub(crate) fn title(document: &Document, name: &str) -> String {
    let loose = |word: &&str| name.strip_prefix(word).is_some_and(|rest| rest.starts_with('.'));
    let protocols = ["tcp", "udp", "sctp", "dccp", "udplite", "protocol", "icmp"];
    let Some(service) = document.services.get(name).filter(|_| protocols.iter().any(loose)) else {
        return name.to_owned();
    };
    let set = service_set(service);
    let mut all: Vec<String> = Vec::new();
    for family in Family::ALL.into_iter().filter(|family| !set.only(*family).is_empty()) {
        for part in parts(&set, family) {
            if !all.contains(&part) {
                all.push(part);
            }
        }
    }
    all.join(", ")
}

/// The protocols and ports of the set, read off its ranges: a service is `protocol << 16 | port` there.
fn written(set: &ServiceSet, family: Family) -> Vec<String> {
    let mut parts = Vec::new();
    for &(low, high) in set.for_family(family).ranges() {
        for protocol in low >> 16..=high >> 16 {
            let (first, last) =
                (low.max(protocol << 16) & 0xffff, high.min(protocol << 16 | 0xffff) & 0xffff);
            let number = protocol as u8;
            let word = protocol_word(number, family);
            parts.push(match (first, last) {
                _ if !has_ports(number) => word,
                (0, 0xffff) => format!("{word} any"),
                _ if first == last => format!("{word} {first}"),
                _ => format!("{word} {first}-{last}"),
            });
        }
    }
    parts
}

/// The word that the policy language has for a protocol, else its number.
fn protocol_word(number: u8, family: Family) -> String {
    match (protocol_name(number), family) {
        (Some(word @ ("tcp" | "udp" | "sctp")), _) => word.to_owned(),
        (Some("icmp"), Family::V4) | (Some("ipv6-icmp"), Family::V6) => "icmp".to_owned(),
        _ => format!("protocol {number}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_are_written_as_in_a_policy() {
        let set = ServiceSet::icmp().union(&ServiceSet::ports(6, 80, 81)).union(&ServiceSet::protocol(50));
        assert_eq!(parts(&set, Family::V4), ["icmp", "tcp 80-81", "protocol 50"]);
        assert_eq!(parts(&set, Family::V6), ["tcp 80-81", "protocol 50", "icmp"]);
        assert_eq!(parts(&ServiceSet::any(), Family::V4), ["any"]);
        let most = ServiceSet::any().difference(&ServiceSet::ports(6, 25, 25));
        assert_eq!(parts(&most, Family::V6), ["any except tcp 25"]);
        assert_eq!(parts(&ServiceSet::protocol(17), Family::V4), ["udp any"]);
        // The last port of a protocol is the neighbour of the next protocol.
        let neighbours = ServiceSet::ports(6, 65_000, 65_535).union(&ServiceSet::protocol(7));
        assert_eq!(parts(&neighbours, Family::V4), ["tcp 65000-65535", "protocol 7"]);
    }
}
