//! What the editor can do, read once from its capabilities. What it does not name it cannot do.

use serde_json::Value;

use crate::text::Encoding;

/// An editor.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    /// What its columns count.
    pub(crate) encoding: Encoding,
    /// It asks for findings, so none are sent unasked.
    pub(crate) pull: bool,
    /// It says so when files change on disk, where it is asked to.
    pub(crate) watches_files: bool,
    /// It can be asked for its settings.
    pub(crate) has_configuration: bool,
    /// It tells when settings change only where it is asked to.
    pub(crate) registers_configuration: bool,
    /// Findings may point at further places.
    pub(crate) related_information: bool,
    /// Findings may be marked as dead code.
    pub(crate) tags: bool,
    /// Findings may lead to the page of their code.
    pub(crate) code_description: bool,
    /// It asks for findings again when it is told to.
    pub(crate) refreshes_diagnostics: bool,
    /// It shows that something takes long.
    pub(crate) work_done_progress: bool,
    /// It fills in snippets.
    pub(crate) snippets: bool,
    /// It shows Markdown in hovers.
    pub(crate) markdown_in_hovers: bool,
    /// It shows Markdown beside completions.
    pub(crate) markdown_in_completions: bool,
    /// It shows Markdown beside signatures.
    pub(crate) markdown_in_signatures: bool,
    /// Its outline is a tree.
    pub(crate) symbol_tree: bool,
    /// Edits may name the version of the document that they are for.
    pub(crate) versioned_edits: bool,
    /// Definitions may come with the range from which they were asked for.
    pub(crate) definition_links: bool,
    /// Quick fixes may be more than commands.
    pub(crate) code_action_literals: bool,
    /// Of semantic tokens it takes the difference.
    pub(crate) token_deltas: bool,
    /// Folds may only be whole lines.
    pub(crate) folds_lines_only: bool,
}

impl Client {
    /// From what `initialize` brought.
    pub(crate) fn new(name: &str, capabilities: &Value, mode: &str) -> Client {
        let has = |path: &str| {
            capabilities.pointer(path).is_some_and(|value| *value != Value::Bool(false) && !value.is_null())
        };
        let lists = |path: &str, entry: &str| {
            capabilities
                .pointer(path)
                .and_then(Value::as_array)
                .is_some_and(|list| list.iter().any(|one| one == entry))
        };
        let can_pull = has("/textDocument/diagnostic");
        let by_itself = !name.starts_with("Visual Studio Code") && mode != "push";
        Client {
            encoding: encoding(capabilities),
            pull: can_pull && (mode == "pull" || by_itself),
            watches_files: has("/workspace/didChangeWatchedFiles/dynamicRegistration"),
            has_configuration: has("/workspace/configuration"),
            registers_configuration: has("/workspace/didChangeConfiguration/dynamicRegistration"),
            related_information: has("/textDocument/publishDiagnostics/relatedInformation")
                || has("/textDocument/diagnostic/relatedInformation"),
            tags: has("/textDocument/publishDiagnostics/tagSupport")
                || has("/textDocument/diagnostic/tagSupport"),
            code_description: has("/textDocument/publishDiagnostics/codeDescriptionSupport")
                || has("/textDocument/diagnostic/codeDescriptionSupport"),
            refreshes_diagnostics: has("/workspace/diagnostics/refreshSupport"),
            work_done_progress: has("/window/workDoneProgress"),
            snippets: has("/textDocument/completion/completionItem/snippetSupport"),
            markdown_in_hovers: lists("/textDocument/hover/contentFormat", "markdown"),
            markdown_in_completions: lists(
                "/textDocument/completion/completionItem/documentationFormat",
                "markdown",
            ),
            markdown_in_signatures: lists(
                "/textDocument/signatureHelp/signatureInformation/documentationFormat",
                "markdown",
            ),
            symbol_tree: has("/textDocument/documentSymbol/hierarchicalDocumentSymbolSupport"),
            versioned_edits: has("/workspace/workspaceEdit/documentChanges"),
            definition_links: has("/textDocument/definition/linkSupport"),
            code_action_literals: has("/textDocument/codeAction/codeActionLiteralSupport"),
            token_deltas: has("/textDocument/semanticTokens/requests/full/delta"),
            folds_lines_only: has("/textDocument/foldingRange/lineFoldingOnly"),
        }
    }
}

/// UTF-8 where it is offered, since nothing has to be counted then; else what every editor knows.
fn encoding(capabilities: &Value) -> Encoding {
    let offered = capabilities.pointer("/general/positionEncodings").and_then(Value::as_array);
    let offers = |name: &str| offered.is_some_and(|list| list.iter().any(|one| one == name));
    match (offers("utf-8"), offers("utf-16"), offers("utf-32")) {
        (true, ..) => Encoding::Utf8,
        (false, false, true) => Encoding::Utf32,
        _ => Encoding::Utf16,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn nothing_is_taken_for_granted() {
        let client = Client::new("", &json!({}), "auto");
        assert_eq!(client.encoding, Encoding::Utf16);
        assert!(!client.pull && !client.snippets && !client.related_information && !client.watches_files);
    }

    #[test]
    fn the_encoding_is_the_cheapest_that_both_know() {
        for (offered, agreed) in [
            (json!(["utf-16", "utf-8"]), Encoding::Utf8),
            (json!(["utf-32", "utf-16"]), Encoding::Utf16),
            (json!(["utf-32"]), Encoding::Utf32),
            (json!([]), Encoding::Utf16),
        ] {
            assert_eq!(encoding(&json!({ "general": { "positionEncodings": offered } })), agreed);
        }
    }

    #[test]
    fn findings_are_pulled_or_pushed_and_never_both() {
        let able = json!({ "textDocument": { "diagnostic": {} } });
        assert!(Client::new("Neovim", &able, "auto").pull);
        assert!(!Client::new("Neovim", &able, "push").pull);
        assert!(!Client::new("Visual Studio Code", &able, "auto").pull);
        assert!(Client::new("Visual Studio Code", &able, "pull").pull);
        assert!(!Client::new("Neovim", &json!({}), "pull").pull);
    }
}
