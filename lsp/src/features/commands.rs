//! What the server does when it is told to: commands, of which none changes anything.

use serde::Deserialize;
use serde_json::{Value, json};
use tower_lsp::gen_lsp_types::Position;

use super::{effect, test_run, trace};
use crate::state::{Answer, Refusal, Snapshot};

/// Traces a flow.
const TRACE: &str = "expol.trace";
/// Says what is opened and closed.
pub(crate) const EFFECT: &str = "expol.effect";
/// Runs a test.
pub(crate) const TEST: &str = "expol.test";

/// The commands.
pub(crate) const COMMANDS: &[&str] = &[TRACE, EFFECT, TEST];

/// A command with its arguments.
#[derive(Deserialize)]
pub(crate) struct Command {
    command: String,
    #[serde(default)]
    arguments: Vec<Arguments>,
}

/// What commands need to know, apart from the document.
#[derive(Deserialize)]
struct Arguments {
    /// As a line of a test: `internet -> web on tcp 443`.
    flow: Option<String>,
    /// In the statement that is meant.
    position: Option<Position>,
    /// Whether the editor shows what the server tells it unasked, and not the answer: that is what becomes of lenses.
    #[serde(default)]
    show: bool,
}

/// Runs a command.
pub(crate) fn execute(snapshot: &Snapshot, params: &Command) -> Answer<Value> {
    let refused = || {
        Refusal::Because(format!(
            "`{}` cannot be run so; there are `{TRACE}` with {{ \"uri\": …, \"flow\": \"internet -> web on tcp 443\" }}, \
             `{EFFECT}` with {{ \"uri\": … }}, and `{TEST}` with {{ \"uri\": …, \"position\": … }}",
            params.command
        ))
    };
    let arguments = params.arguments.first().ok_or_else(refused)?;
    let answer = match (params.command.as_str(), &arguments.flow, arguments.position) {
        (TRACE, Some(flow), _) => trace::run(snapshot, flow),
        (EFFECT, ..) => effect::run(snapshot),
        (TEST, _, Some(position)) => test_run::run(snapshot, position),
        _ => Err(refused()),
    }?;
    if let (true, Some(message)) = (arguments.show, answer.get("message")) {
        snapshot.shared.outlet.notify("window/showMessage", &json!({ "type": 3, "message": message }));
    }
    Ok(answer)
}
