//! Texts as editors speak of them: lines, columns in three encodings, URIs.

mod lines;
mod uri;

pub(crate) use lines::{Encoding, Lines, Walk};
pub(crate) use uri::{
    IR_SCHEME, LIBRARY_SCHEME, document_of, encode_into, ir_offset, ir_uri, library_path, path_of, uri_of,
};
