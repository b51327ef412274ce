//! What the server offers: exactly what [`crate::routes`] answers.

use std::io;

use serde_json::{Value, json};
use tower_lsp::gen_lsp_types::ServerCapabilities;

use crate::features::{actions, commands, tokens};
use crate::state::Client;
use crate::text::{IR_SCHEME, LIBRARY_SCHEME};

/// The capabilities, for this editor.
///
/// # Errors
/// Where they are not what the protocol calls capabilities: a mistake in this file.
pub(crate) fn capabilities(client: &Client) -> io::Result<ServerCapabilities> {
    let mut all = json!({
        "positionEncoding": client.encoding.kind(),
        "textDocumentSync": { "openClose": true, "change": 2, "save": { "includeText": false } },
        "completionProvider": { "triggerCharacters": [".", ":", "\""] },
        "hoverProvider": true,
        "signatureHelpProvider": { "triggerCharacters": ["(", ","] },
        "definitionProvider": true,
        "typeDefinitionProvider": true,
        "implementationProvider": true,
        "referencesProvider": true,
        "documentHighlightProvider": true,
        "documentSymbolProvider": true,
        "workspaceSymbolProvider": true,
        "renameProvider": { "prepareProvider": true },
        "foldingRangeProvider": true,
        "selectionRangeProvider": true,
        "inlayHintProvider": true,
        "codeLensProvider": {},
        "documentLinkProvider": {},
        "callHierarchyProvider": true,
        "typeHierarchyProvider": true,
        "executeCommandProvider": { "commands": commands::COMMANDS },
        "semanticTokensProvider": {
            "legend": { "tokenTypes": tokens::TYPES, "tokenModifiers": tokens::MODIFIERS },
            "full": { "delta": true },
            "range": true,
        },
        "workspace": {
            "workspaceFolders": { "supported": true, "changeNotifications": true },
            "fileOperations": { "willRename": { "filters": [{ "pattern": { "glob": "**/*" } }] } },
            "textDocumentContent": { "schemes": [LIBRARY_SCHEME, IR_SCHEME] },
        },
    });
    if client.code_action_literals {
        add(&mut all, "codeActionProvider", json!({ "codeActionKinds": actions::KINDS }));
    }
    if client.pull {
        let pull =
            json!({ "identifier": "expol", "interFileDependencies": true, "workspaceDiagnostics": true });
        add(&mut all, "diagnosticProvider", pull);
    }
    serde_json::from_value(all).map_err(io::Error::other)
}

fn add(all: &mut Value, name: &str, value: Value) {
    if let Value::Object(all) = all {
        all.insert(name.to_owned(), value);
    }
}
