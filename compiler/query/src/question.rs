//! Questions as people type them: `FROM -> TO on SERVICE`, in the names of a document.

use std::fmt;
use std::net::IpAddr;

use expol_space::{AddressSet, Product, ServiceSet, has_ports, protocol_number};

use crate::reading::Reading;
use crate::resolved::service_set;

/// A question may be this long.
const MAX_BYTES: usize = 10_000;

/// Why a question cannot be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QuestionError {
    /// It is not of the form `FROM -> TO on SERVICE`.
    Form(&'static str),
    /// The document has no such name.
    Unknown {
        /// `place` or `service`.
        kind: &'static str,
        /// What was typed.
        name: String,
        /// What the document has, to guess from.
        known: Vec<String>,
    },
    /// Something like an address or a port that is none.
    Malformed {
        /// What was typed.
        text: String,
        /// What is wrong with it.
        why: &'static str,
    },
}

impl fmt::Display for QuestionError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form(why) => formatter.write_str(why),
            Self::Unknown { kind, name, .. } => write!(formatter, "the document knows no {kind} `{name}`"),
            Self::Malformed { text, why } => write!(formatter, "`{text}`: {why}"),
        }
    }
}

impl std::error::Error for QuestionError {}

/// The flow that a question is about. Without `on SERVICE` it is every service.
///
/// # Errors
/// Where it cannot be read, or names what the document does not know.
pub fn question(reading: &Reading<'_>, text: &str) -> Result<Product, QuestionError> {
    if text.len() > MAX_BYTES {
        return Err(QuestionError::Form("the question is too long"));
    }
    let form = QuestionError::Form(
        "a question is `FROM -> TO on SERVICE`, for example `internet -> web on tcp 443`",
    );
    let Some((from, rest)) = text.split_once("->") else { return Err(form) };
    if rest.contains("->") {
        return Err(form);
    }
    let words: Vec<&str> = rest.split_whitespace().collect();
    let on = words.iter().position(|word| *word == "on");
    let (to, service) = match on {
        Some(at) => (words[..at].join(" "), words[at + 1..].join(" ")),
        None => (words.join(" "), "any".to_owned()),
    };
    if from.trim().is_empty() || to.is_empty() || service.is_empty() {
        return Err(form);
    }
    Ok(Product {
        from: places(reading, from)?,
        to: places(reading, &to)?,
        service: services(reading, &service)?,
    })
}

fn places(reading: &Reading<'_>, text: &str) -> Result<AddressSet, QuestionError> {
    if let Some((whole, removed)) = text.split_once(" except ") {
        return Ok(places(reading, whole)?.difference(&places(reading, removed)?));
    }
    let parts = text.split(',').map(|part| place(reading, part.trim()));
    parts.collect::<Result<Vec<_>, _>>().map(|sets| union(sets.iter()))
}

fn union<'a>(sets: impl Iterator<Item = &'a AddressSet>) -> AddressSet {
    sets.fold(AddressSet::empty(), |sum, set| sum.union(set))
}

fn place(reading: &Reading<'_>, text: &str) -> Result<AddressSet, QuestionError> {
    let all = &reading.names.all;
    if let Some(found) = all.get(text) {
        // A name stands for the first kind that has it: a server rather than a role of the same name.
        return Ok(found
            .iter()
            .min_by_key(|(kind, _)| *kind)
            .map(|(_, set)| set.clone())
            .unwrap_or_default());
    }
    if let Some(set) = literal(text)? {
        return Ok(translated(reading, set));
    }
    // A role or a group of the library may be said without its module.
    let suffix = format!(".{text}");
    let mut ends = all.iter().filter(|(name, _)| name.ends_with(&suffix));
    match (ends.next(), ends.next()) {
        (Some((_, found)), None) => Ok(union(found.iter().map(|(_, set)| set))),
        _ => Err(QuestionError::Unknown {
            kind: "zone, server, group or role",
            name: text.to_owned(),
            known: all.keys().cloned().collect(),
        }),
    }
}

/// A translated address means the server, as in a policy.
fn translated(reading: &Reading<'_>, set: AddressSet) -> AddressSet {
    let hit = reading.document.servers.iter().find(|(_, server)| {
        let public =
            server.public.as_ref().map(|own| crate::resolved::address_set(&expol_ir::Extent::from(own)));
        public.is_some_and(|public| !set.is_empty() && set.is_subset(&public))
    });
    let own = hit.and_then(|(name, _)| reading.names.all.get(name)).and_then(|found| found.first());
    own.map_or(set, |(_, own)| own.clone())
}

/// An address, a prefix or a range; `None` where it does not look like one.
fn literal(text: &str) -> Result<Option<AddressSet>, QuestionError> {
    let wrong = |why| Err(QuestionError::Malformed { text: text.to_owned(), why });
    if let Some((first, last)) = text.split_once('-')
        && let (Ok(first), Ok(last)) = (first.trim().parse::<IpAddr>(), last.trim().parse::<IpAddr>())
    {
        let set = match (first, last) {
            (IpAddr::V4(first), IpAddr::V4(last)) => AddressSet::ipv4_range(first, last),
            (IpAddr::V6(first), IpAddr::V6(last)) => AddressSet::ipv6_range(first, last),
            _ => return wrong("the ends of a range are of one family"),
        };
        return if set.is_empty() { wrong("the range runs backwards") } else { Ok(Some(set)) };
    }
    let (address, length) =
        text.split_once('/').map_or((text, None), |(address, length)| (address, Some(length)));
    let Ok(address) = address.parse::<IpAddr>() else { return Ok(None) };
    let bits = if address.is_ipv4() { 32 } else { 128 };
    let length = match length.map(str::parse::<u8>) {
        None => bits,
        Some(Ok(length)) if length <= bits => length,
        Some(_) => return wrong("the length of the prefix is out of range"),
    };
    Ok(Some(prefix(address, length)))
}

fn prefix(address: IpAddr, length: u8) -> AddressSet {
    match address {
        IpAddr::V4(address) => AddressSet::ipv4_prefix(address, length),
        IpAddr::V6(address) => address.to_ipv4_mapped().filter(|_| length == 128).map_or_else(
            || AddressSet::ipv6_prefix(address, length),
            |mapped| AddressSet::ipv4_prefix(mapped, 32),
        ),
    }
}

fn services(reading: &Reading<'_>, text: &str) -> Result<ServiceSet, QuestionError> {
    if let Some((whole, removed)) = text.split_once(" except ") {
        return Ok(services(reading, whole)?.difference(&services(reading, removed)?));
    }
    let mut sum = ServiceSet::empty();
    for part in text.split(',') {
        sum = sum.union(&service(reading, part.trim())?);
    }
    Ok(sum)
}

fn service(reading: &Reading<'_>, text: &str) -> Result<ServiceSet, QuestionError> {
    if let Some(found) = reading.document.services.get(text) {
        return Ok(service_set(found));
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.as_slice() {
        ["any"] => Ok(ServiceSet::any()),
        ["icmp"] => Ok(ServiceSet::icmp()),
        ["protocol", number] => match number.parse::<u8>() {
            Ok(number) => Ok(ServiceSet::protocol(number)),
            Err(_) => Err(malformed(text, "a protocol is a number up to 255")),
        },
        [word] => named_service(reading, word),
        [word, ports] => match protocol_number(word).filter(|number| has_ports(*number)) {
            Some(number) => ports_of(number, ports)
                .ok_or_else(|| malformed(text, "ports are `443`, `5065-5068` or `any`, up to 65535")),
            None => Err(malformed(text, "a service is `tcp 443`, `udp any`, `icmp`, `any` or a name")),
        },
        _ => Err(malformed(text, "a service is `tcp 443`, `udp any`, `icmp`, `any` or a name")),
    }
}

fn malformed(text: &str, why: &'static str) -> QuestionError {
    QuestionError::Malformed { text: text.to_owned(), why }
}

fn ports_of(number: u8, text: &str) -> Option<ServiceSet> {
    if text == "any" {
        return Some(ServiceSet::protocol(number));
    }
    let (low, high) = text.split_once('-').unwrap_or((text, text));
    let set = ServiceSet::ports(number, low.parse().ok()?, high.parse().ok()?);
    (!set.is_empty()).then_some(set)
}

/// A service by the end of its name (`https` for `std.net.https`), or a protocol.
fn named_service(reading: &Reading<'_>, word: &str) -> Result<ServiceSet, QuestionError> {
    let all = &reading.document.services;
    let suffix = format!(".{word}");
    let mut ends = all.iter().filter(|(name, _)| name.ends_with(&suffix));
    match (ends.next(), ends.next()) {
        (Some((_, found)), None) => return Ok(service_set(found)),
        _ => {
            if let Some(number) = protocol_number(word) {
                return Ok(ServiceSet::protocol(number));
            }
        }
    }
    let known = all.keys().cloned().chain(["any", "icmp"].map(str::to_owned)).collect();
    Err(QuestionError::Unknown { kind: "service", name: word.to_owned(), known })
}
