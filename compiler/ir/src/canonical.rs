//! The two ways to write a document: canonical bytes (RFC 8785) for machines, indented text for people.

use serde::Serialize;

use crate::document::Document;

/// The canonical bytes of a document: RFC 8785.
///
/// Every struct of this crate declares its fields in the order of their JSON names, maps are sorted, names are ASCII and
/// numbers are integers below 2^53, so the plain serialisation is canonical; a test holds every type to that.
pub fn canonical(document: &Document) -> Vec<u8> {
    canonical_bytes(document)
}

/// The document for people: two spaces of indentation, keys in canonical order, a line feed at the end.
pub fn pretty(document: &Document) -> String {
    let mut text = serde_json::to_string_pretty(document).unwrap_or_default();
    text.push('\n');
    text
}

/// The canonical bytes of any part of a document.
pub(crate) fn canonical_bytes(part: &impl Serialize) -> Vec<u8> {
    // Serialisation into memory fails only for maps with keys that are no strings, and there are none.
    serde_json::to_vec(part).unwrap_or_default()
}
