//! The standard library, embedded in the binary.

/// The version of the library: a number of its own, raised when a policy's meaning or messages change with it.
pub const LIBRARY_VERSION: &str = "1.1.0";

/// Each file with its text.
macro_rules! embedded {
    ($($name:literal,)*) => {
        &[$(($name, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/stdlib/std/", $name, ".expol")))),*]
    };
}

/// The files of the modules: path below `std/` without its ending, and text. In the order of their paths; what lies in a
/// folder belongs to the module that the folder is named after.
pub const STANDARD_LIBRARY: &[(&str, &str)] = embedded![
    "exchange2013",
    "exchange2013/availability",
    "exchange2013/clients",
    "exchange2013/edge",
    "exchange2013/ground-rules",
    "exchange2013/hybrid",
    "exchange2013/mail-flow",
    "exchange2013/name-resolution",
    "exchange2013/publishing",
    "exchange2013/roles",
    "exchange2013/unified-messaging",
    "net",
];
