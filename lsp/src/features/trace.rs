//! The command `expol.trace`: what becomes of a flow, and by which rules.

use serde_json::{Value, json};

use expolc::ide::{Decided, FileRange, Trace, TraceError, TraceRule, trace as ask};

use super::here::{Here, here};
use crate::state::{Answer, Refusal, Snapshot};

/// Traces a flow, written as a line of a test: `internet -> web on tcp 443`.
pub(super) fn run(snapshot: &Snapshot, flow: &str) -> Answer<Value> {
    here(snapshot, |here| match ask(&here.view.db, here.file, flow) {
        Ok(trace) => Ok(to_lsp(here, &trace)),
        Err(error) => Err(Refusal::Because(in_words(&error, flow))),
    })
}

fn in_words(error: &TraceError, flow: &str) -> String {
    match error {
        TraceError::Malformed => format!("`{flow}` is no flow; write it as `internet -> web on tcp 443`"),
        TraceError::UnknownName => format!("a name in `{flow}` means nothing in this file"),
        TraceError::TooComplex => format!("`{flow}` has too many pieces to be decided; ask about less"),
    }
}

fn to_lsp(here: &Here<'_>, trace: &Trace) -> Value {
    let decided = match trace.decided {
        Decided::Allowed => "allowed",
        Decided::Denied => "denied",
        Decided::Partly => "partly",
        Decided::Nothing => "nothing",
    };
    let rule = |rule: &TraceRule| {
        let way =
            rule.way.iter().map(|(file, range)| here.location(FileRange { file: *file, range: *range }));
        json!({ "allow": rule.allow, "text": rule.text, "label": rule.label, "way": way.collect::<Vec<_>>() })
    };
    json!({
        "decided": decided,
        "rules": trace.rules.iter().map(rule).collect::<Vec<_>>(),
        "permitted": trace.permitted,
        "refused": trace.refused,
    })
}
