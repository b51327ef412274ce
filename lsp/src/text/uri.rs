//! URIs of files. The editor's own spelling is an identity that is given back byte for byte; only to reach the disk is
//! it turned into a path.

use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The scheme of documents that only the server has: the standard library.
pub(crate) const LIBRARY_SCHEME: &str = "expol-std";

/// The scheme of the IR of a statement.
pub(crate) const IR_SCHEME: &str = "expol-ir";

/// The URI of the IR of the statement at an offset of a document.
pub(crate) fn ir_uri(document: &str, offset: u32) -> String {
    let mut uri = format!("{IR_SCHEME}:/{offset}/");
    for byte in document.bytes() {
        if byte.is_ascii_alphanumeric() {
            uri.push(char::from(byte));
        } else {
            // INVARIANT: writing to a string cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri.push_str("/ir.json");
    uri
}

/// The offset in such a URI.
pub(crate) fn ir_offset(uri: &str) -> Option<u32> {
    ir_parts(uri)?.0.parse().ok()
}

/// The document that a URI is about: that of the statement for its IR, else itself.
pub(crate) fn document_of(uri: &str) -> String {
    ir_parts(uri).and_then(|(_, document)| decode(document)).unwrap_or_else(|| uri.to_owned())
}

fn ir_parts(uri: &str) -> Option<(&str, &str)> {
    let rest = uri.strip_prefix(IR_SCHEME)?.strip_prefix(":")?.trim_start_matches('/');
    rest.strip_suffix("/ir.json")?.split_once('/')
}

/// The path of a document of the standard library: `std/net.expol`.
pub(crate) fn library_path(uri: &str) -> Option<String> {
    let path = uri.strip_prefix(LIBRARY_SCHEME)?.strip_prefix(':')?;
    decode(path.trim_start_matches('/'))
}

/// The path of a `file:` URI; `None` for everything that is not on this machine's disk.
pub(crate) fn path_of(uri: &str) -> Option<PathBuf> {
    let rest = uri.strip_prefix("file:").or_else(|| uri.strip_prefix("FILE:"))?;
    let (authority, path) = match rest.strip_prefix("//") {
        Some(rest) => rest.split_at(rest.find('/')?),
        None => ("", rest),
    };
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let decoded = decode(path)?;
    if cfg!(windows) {
        return Some(windows_path(authority, &decoded));
    }
    let is_here = authority.is_empty() || authority.eq_ignore_ascii_case("localhost");
    (is_here && decoded.starts_with('/') && !decoded.contains('\0')).then(|| PathBuf::from(decoded))
}

/// The URI of an absolute path.
pub(crate) fn uri_of(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    let mut uri = String::from(if text.starts_with('/') { "file://" } else { "file:///" });
    encode_into(&mut uri, &text);
    uri
}

/// `text` with everything spelt out that has a meaning in URIs; `/` stays.
pub(crate) fn encode_into(uri: &mut String, text: &str) {
    for byte in text.bytes() {
        let plain = byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=@".contains(&byte);
        if plain {
            uri.push(char::from(byte));
        } else {
            // INVARIANT: writing to a string cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
}

fn windows_path(authority: &str, path: &str) -> PathBuf {
    let text = path.replace('/', "\\");
    if !authority.is_empty() && !authority.eq_ignore_ascii_case("localhost") {
        return PathBuf::from(format!("\\\\{authority}{text}"));
    }
    let trimmed = text.trim_start_matches('\\');
    let mut letters = trimmed.chars();
    match (letters.next(), letters.next()) {
        (Some(drive), Some(':')) if drive.is_ascii_alphabetic() => {
            PathBuf::from(format!("{}{}", drive.to_ascii_uppercase(), trimmed.get(1..).unwrap_or_default()))
        }
        _ => PathBuf::from(text),
    }
}

fn decode(text: &str) -> Option<String> {
    if !text.contains('%') {
        return Some(text.to_owned());
    }
    let bytes = text.as_bytes();
    let (mut decoded, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(byte) = bytes.get(at) {
        let hex = (*byte == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(value) => {
                decoded.push(value);
                at += 3;
            }
            None => {
                decoded.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8(decoded).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_come_out_of_every_spelling() {
        for (uri, path) in [
            ("file:///a/b%20c.expol", "/a/b c.expol"),
            ("file:///a/%C3%A9%F0%9F%98%80.expol", "/a/é😀.expol"),
            ("file://localhost/a", "/a"),
            ("file:/a", "/a"),
            ("file:///a%", "/a%"),
            ("file:///c%3A/x", "/c:/x"),
        ] {
            assert_eq!(path_of(uri), Some(PathBuf::from(path)), "{uri}");
        }
    }

    #[test]
    fn what_is_not_on_this_disk_has_no_path() {
        for uri in [
            "untitled:Untitled-1",
            "git:/a.expol",
            "file://host/share/a",
            "file:",
            "",
            "file:///a%00b",
            "file:///%ff",
        ] {
            assert_eq!(path_of(uri), None, "{uri}");
        }
    }

    #[test]
    fn the_ir_of_a_statement_leads_back_to_its_document() {
        let document = "file:///a%20b/é.expol";
        let uri = ir_uri(document, 17);
        assert_eq!((ir_offset(&uri), document_of(&uri)), (Some(17), document.to_owned()));
        assert_eq!((ir_offset(document), document_of(document)), (None, document.to_owned()));
        assert_eq!(library_path("expol-std:/std/net.expol").as_deref(), Some("std/net.expol"));
    }

    #[test]
    fn a_uri_leads_back_to_its_path() {
        for path in ["/a/b c.expol", "/é/😀#?%.expol", "/c:/x"] {
            assert_eq!(path_of(&uri_of(Path::new(path))), Some(PathBuf::from(path)));
        }
        assert_eq!(uri_of(Path::new("/a b/ü")), "file:///a%20b/%C3%BC");
        assert_eq!(windows_path("", "/c:/x/y"), PathBuf::from("C:\\x\\y"));
        assert_eq!(windows_path("host", "/share/x"), PathBuf::from("\\\\host\\share\\x"));
    }
}
