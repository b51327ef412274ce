//! Digests and ids: what a document, a rule or an obligation says, in a short string.

use std::collections::BTreeSet;

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::canonical::{canonical, canonical_bytes};
use crate::document::Document;
use crate::endpoints::Endpoints;
use crate::obligation::Alteration;
use crate::rule::Action;
use crate::text::Digest;

/// The id of a rule: it depends on what the rule says by name and on nothing else.
pub fn rule_id(action: Action, from: &Endpoints, to: &Endpoints, service: &str) -> String {
    short_id("r-", &RuleContent { action, from, service, to })
}

/// The id of an obligation: it depends on what the obligation says by name and on nothing else.
pub fn obligation_id(content: &ObligationContent<'_>) -> String {
    short_id("ob-", content)
}

/// What a rule says by name.
#[derive(Serialize)]
pub(crate) struct RuleContent<'a> {
    pub(crate) action: Action,
    pub(crate) from: &'a Endpoints,
    pub(crate) service: &'a str,
    pub(crate) to: &'a Endpoints,
}

/// What an obligation says by name.
#[derive(Debug, Clone, Serialize)]
pub struct ObligationContent<'a> {
    /// What no device may do.
    pub forbids: &'a BTreeSet<Alteration>,
    /// Who opens the connection.
    pub from: &'a Endpoints,
    /// The idle timeouts that are forbidden.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idle_timeout_below_s: Option<u32>,
    /// The name of the service.
    pub service: &'a str,
    /// Who accepts the connection.
    pub to: &'a Endpoints,
}

/// The digest over everything but itself: over the canonical bytes without the member `digests.document`.
pub(crate) fn document_digest(document: &Document) -> Digest {
    let bytes = canonical(document);
    // Quotes inside strings are escaped, so these bytes occur once, where the member stands. Cutting it out of the bytes
    // is the same as leaving it out of the value, without building the value.
    const OPENING: &[u8] = br#""digests":{"#;
    let member = format!(r#""document":"{}","#, document.digests.document).into_bytes();
    let start = bytes.windows(OPENING.len()).position(|window| window == OPENING);
    let start = start.map_or(0, |at| at + OPENING.len());
    let end = if bytes[start..].starts_with(&member) { start + member.len() } else { start };
    Digest::of(&[&bytes[..start], &bytes[end..]].concat())
}

/// The lower-case hexadecimal SHA-256 of `bytes`.
pub(crate) fn hex_sha256(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble & 15)]);
    Sha256::digest(bytes).iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}

fn short_id(prefix: &str, content: &impl Serialize) -> String {
    let hex = hex_sha256(&canonical_bytes(content));
    format!("{prefix}{}", &hex[..12])
}
