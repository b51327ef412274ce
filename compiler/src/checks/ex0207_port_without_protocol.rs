//! EX0207: ports without a protocol, or a protocol without its ports.

use super::context::{Context, Spot};
use crate::diagnostics::{Applicability, Diagnostic, declare_diagnostic};
use crate::hir::Place;
use crate::syntax::expr::ProtocolWord;

declare_diagnostic! { EX0207 "port-without-protocol", Error, since "0.1.0", "ports without a protocol, or a protocol without its ports" }

/// A port where a service should stand.
pub(crate) fn bare_port<'db>(ctx: Context<'db>, place: Place<'db>) -> Diagnostic {
    let spot = ctx.spot(place);
    let ports = spot.text;
    let fix = |protocol: &str| {
        spot.fix(format!("write `{protocol} {ports}`"), format!("{protocol} {ports}"), Applicability::Unsafe)
    };
    spot.diagnostic(&ENTRY, format!("port {} needs its protocol", spot.quoted()), "of which protocol?")
        .note("the same port number means different services over `tcp` and over `udp`")
        .help(format!("write `tcp {ports}` or `udp {ports}`"))
        .fix(fix("tcp"))
        .fix(fix("udp"))
}

/// `tcp` without a port.
pub(crate) fn bare_protocol<'db>(ctx: Context<'db>, place: Place<'db>, protocol: ProtocolWord) -> Diagnostic {
    let (spot, word) = (ctx.spot(place), protocol.word());
    let (numbers, example) =
        if protocol == ProtocolWord::Number { ("number", "50") } else { ("ports", "443") };
    let diagnostic = spot
        .diagnostic(&ENTRY, format!("`{word}` needs its {numbers}"), "which of them?")
        .note("everything is never meant by silence: it is written out as `any`");
    if protocol == ProtocolWord::Number {
        return diagnostic.help(format!("write the number behind it: `{word} {example}`"));
    }
    diagnostic.help(format!("write a port, as in `{word} {example}`, or `{word} any`")).fix(spot.fix(
        format!("write `{word} any`"),
        format!("{word} any"),
        Applicability::Unsafe,
    ))
}

/// `icmp 8`
pub(crate) fn ports_of_icmp(spot: Spot<'_>) -> Diagnostic {
    spot.diagnostic(&ENTRY, "`icmp` has no ports", "types of ICMP are not told apart")
        .note("a rule decides by protocol and destination port, and ICMP has none")
        .help("write `icmp` alone")
        .fix(spot.fix("write `icmp`", "icmp", Applicability::Unsafe))
}
