//! JSON: indented, in ASCII, so that it is safe to look at in a terminal.

use serde::Serialize;

use crate::escape;

/// The value as JSON with a line feed at the end.
pub(crate) fn pretty(value: &impl Serialize) -> String {
    // INVARIANT: views hold texts, numbers and lists; these cannot fail to be written.
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    format!("{}\n", escape::json(&text))
}
