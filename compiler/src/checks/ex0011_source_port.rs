//! EX0011: a source port, recognised in order to be refused.

use super::context::Spot;
use crate::diagnostics::{Applicability, Diagnostic, declare_diagnostic};

declare_diagnostic! { EX0011 "source-port", Error, since "0.1.0", "a rule that would depend on a source port" }

/// `source-port`
pub(crate) fn source_port(spot: Spot<'_>) -> Diagnostic {
    let diagnostic = spot
        .diagnostic(&ENTRY, "source ports are not part of a rule", "a source port")
        .note("whoever opens a connection chooses its source port, so a rule on it keeps nobody out")
        .help("remove it: a rule names the destination port, and replies are permitted with the connection");
    // Outside of braces the number behind the word is not part of the place.
    let whole_clause = spot.text != "source-port";
    if whole_clause {
        diagnostic.fix(spot.fix("remove the source port", "", Applicability::Unsafe))
    } else {
        diagnostic
    }
}
