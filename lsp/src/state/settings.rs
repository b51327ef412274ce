//! What a person may set.

use expolc::syntax::literal::Date;
use serde_json::Value;

/// The settings, each with what holds where nothing is said.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Settings {
    /// `expol.asOf`: the day on which policies are judged; today by default.
    pub(crate) as_of: Option<Date>,
    /// `expol.diagnostics.scope`: `workspace` reports every policy of the folders, `open` those of open documents.
    pub(crate) whole_workspace: bool,
    /// `expol.inlayHints.enabled` is `false`.
    pub(crate) no_inlay_hints: bool,
    /// `expol.codeLens.enabled` is `false`.
    pub(crate) no_code_lenses: bool,
}

impl Settings {
    /// Reads them from the object `expol` of an editor, and says what it could not understand.
    pub(crate) fn read(value: &Value) -> (Settings, Vec<String>) {
        let mut faults = Vec::new();
        let as_of = match value.pointer("/asOf") {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) if text.is_empty() => None,
            Some(Value::String(text)) => Date::parse(text).or_else(|| {
                faults.push(format!("`expol.asOf` is `{text}`, which is no date; write it as `2027-06-30`"));
                None
            }),
            Some(other) => {
                faults
                    .push(format!("`expol.asOf` is {other}, which is no date; write it as `\"2027-06-30\"`"));
                None
            }
        };
        let whole_workspace = match value.pointer("/diagnostics/scope").and_then(Value::as_str) {
            None | Some("open") => false,
            Some("workspace") => true,
            Some(other) => {
                faults
                    .push(format!("`expol.diagnostics.scope` is `{other}`; it can be `open` or `workspace`"));
                false
            }
        };
        let is_off = |path: &str| value.pointer(path) == Some(&Value::Bool(false));
        let settings = Settings {
            as_of,
            whole_workspace,
            no_inlay_hints: is_off("/inlayHints/enabled"),
            no_code_lenses: is_off("/codeLens/enabled"),
        };
        (settings, faults)
    }
}

/// How findings are to travel: `push`, `pull`, or as suits the editor.
pub(crate) fn diagnostics_mode(options: &Value) -> &str {
    options.pointer("/diagnostics/mode").and_then(Value::as_str).unwrap_or("auto")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_not_understood_is_said_and_left_at_its_default() {
        let (settings, faults) =
            Settings::read(&json!({ "asOf": "soon", "diagnostics": { "scope": "all" } }));
        assert_eq!(settings, Settings::default());
        assert_eq!(faults.len(), 2, "{faults:?}");
        let (settings, faults) =
            Settings::read(&json!({ "asOf": "2027-06-30", "diagnostics": { "scope": "workspace" } }));
        assert!(settings.as_of.is_some() && settings.whole_workspace && faults.is_empty());
        assert_eq!(Settings::read(&Value::Null), (Settings::default(), Vec::new()));
    }
}
