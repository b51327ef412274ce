//! EX0203: an IPv4 address in IPv6 clothes.

use super::context::Spot;
use crate::diagnostics::{Applicability, Diagnostic, declare_diagnostic};

declare_diagnostic! { EX0203 "mapped-address", Error, since "0.1.0", "an IPv4 address written as an IPv6 address" }

/// `::ffff:10.0.0.1`
pub(crate) fn mapped(spot: Spot<'_>, corrected: &str) -> Diagnostic {
    let diagnostic = spot
        .diagnostic(
            &ENTRY,
            format!("{} is an IPv4 address written as IPv6", spot.quoted()),
            "an IPv4-mapped address",
        )
        .note("such addresses never stand in a packet on a network, so a rule with one would match nothing")
        .help(format!("write the IPv4 address: `{corrected}`"));
    if spot.text.contains(['/', '-']) {
        return diagnostic;
    }
    diagnostic.fix(spot.fix(format!("write `{corrected}`"), corrected, Applicability::Safe))
}
