//! EX0201: an address, prefix or range that does not exist.

use super::context::Spot;
use crate::diagnostics::{Diagnostic, declare_diagnostic};

declare_diagnostic! { EX0201 "bad-address", Error, since "0.1.0", "an address, prefix or range that does not exist" }

/// Not an address at all.
pub(crate) fn malformed(spot: Spot<'_>) -> Diagnostic {
    let note = if spot.text.contains(':') {
        "an IPv6 address has up to eight groups of hexadecimal digits, and `::` at most once"
    } else {
        "an IPv4 address has four numbers from 0 to 255, without leading zeros"
    };
    spot.diagnostic(&ENTRY, format!("{} is no address", spot.quoted()), "no such address")
        .note(note)
        .help("write an address, a prefix `10.0.0.0/8` or a range `10.0.0.1-10.0.0.9`")
}

/// A prefix longer than its family has bits.
pub(crate) fn prefix_length(spot: Spot<'_>, max: u8) -> Diagnostic {
    spot.diagnostic(&ENTRY, format!("{} has no such prefix length", spot.quoted()), "the prefix is too long")
        .note(format!("an address of this family has {max} bits"))
        .help(format!("write a length from 0 to {max}"))
}

/// A range from one family to the other.
pub(crate) fn mixed_families(spot: Spot<'_>) -> Diagnostic {
    spot.diagnostic(
        &ENTRY,
        format!("the range {} has ends of two families", spot.quoted()),
        "one end is IPv4, one IPv6",
    )
    .note("no address lies between an IPv4 address and an IPv6 address")
    .help("write one range per family")
}
