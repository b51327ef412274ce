//! EX0202: a prefix whose address lies inside of it instead of at its start.

use super::context::Spot;
use crate::diagnostics::{Applicability, Diagnostic, declare_diagnostic};

declare_diagnostic! { EX0202 "host-bits-set", Error, since "0.1.0", "a prefix with bits set behind its length" }

/// Bits are set behind the prefix.
pub(crate) fn host_bits(spot: Spot<'_>, corrected: &str) -> Diagnostic {
    let alone = spot.text.split('/').next().unwrap_or_default();
    spot.diagnostic(
        &ENTRY,
        format!("{} has bits set behind its prefix", spot.quoted()),
        format!("the prefix is `{corrected}`"),
    )
    .note("it could mean the whole network or the one address in it")
    .help(format!("write `{corrected}` for the network, or `{alone}` for the address"))
    .fix(spot.fix(format!("write the network `{corrected}`"), corrected, Applicability::Unsafe))
    .fix(spot.fix(format!("write the address `{alone}`"), alone, Applicability::Unsafe))
}
