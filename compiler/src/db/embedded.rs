//! The standard library, embedded in the binary.

/// The version of the library: a number of its own, raised when a policy's meaning or messages change with it.
pub const LIBRARY_VERSION: &str = "1.0.0";

/// The modules: name without `std.`, and text. In the order of their names.
pub const STANDARD_LIBRARY: &[(&str, &str)] = &[
    ("exchange2013", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/stdlib/std/exchange2013.expol"))),
    ("net", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/stdlib/std/net.expol"))),
];
