//! Which method leads where. A method that is not here is answered with "method not found".

use serde::Deserialize;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tower_lsp::jsonrpc::Error;
use tower_lsp::{Client as Editor, ClientSocket, LspService, LspServiceBuilder};

use crate::backend::Backend;
use crate::features;
use crate::state::{Answer, ContentChange, Lane, Manner, Message, Snapshot, Stale, ask};
use crate::text::document_of;

type Builder = LspServiceBuilder<Backend>;

/// Somebody waits with the cursor in place, and the place must be the one that was meant.
const HERE: Manner = Manner { lane: Lane::Interactive, stale: Stale::Refuse };
/// Somebody waits with the cursor in place, and any newer text will do.
const NOW: Manner = Manner { lane: Lane::Interactive, stale: Stale::Retry };
/// The place must be the one that was meant, and the answer may take the whole program.
const ASIDE: Manner = Manner { lane: Lane::Background, stale: Stale::Refuse };
/// The editor decorates.
const SOON: Manner = Manner { lane: Lane::Background, stale: Stale::Retry };

/// The service with all its methods.
pub(crate) fn service(init: impl FnOnce(Editor) -> Backend) -> (LspService<Backend>, ClientSocket) {
    let builder = LspService::build_with_lifecycle_methods(init);
    requests(notifications(builder)).finish()
}

fn requests(builder: Builder) -> Builder {
    use features::{actions, calls, commands, completion, containment, definition, hover, pull, references};
    use features::{rename, signature, symbols, tokens, views, virtual_document};

    let builder = route(builder, "textDocument/completion", NOW, completion::completion);
    let builder = route(builder, "textDocument/hover", HERE, hover::hover);
    let builder = route(builder, "textDocument/signatureHelp", NOW, signature::signature);
    let builder = route(builder, "textDocument/definition", HERE, definition::definition);
    let builder = route(builder, "textDocument/typeDefinition", HERE, definition::type_definition);
    let builder = route(builder, "textDocument/implementation", HERE, virtual_document::implementation);
    let builder = route(builder, "textDocument/references", HERE, references::references);
    let builder = route(builder, "textDocument/documentHighlight", HERE, references::highlights);
    let builder = route(builder, "textDocument/prepareRename", HERE, rename::prepare);
    let builder = route(builder, "textDocument/rename", HERE, rename::rename);
    let builder = route(builder, "workspace/willRenameFiles", SOON, rename::files);
    let builder = route(builder, "textDocument/codeAction", ASIDE, actions::actions);
    let builder = route(builder, "textDocument/documentSymbol", SOON, symbols::document);
    let builder = route(builder, "workspace/symbol", SOON, symbols::workspace);
    let builder = route(builder, "textDocument/semanticTokens/full", SOON, tokens::full);
    let builder = route(builder, "textDocument/semanticTokens/full/delta", SOON, tokens::delta);
    let builder = route(builder, "textDocument/semanticTokens/range", SOON, tokens::range);
    let builder = route(builder, "textDocument/foldingRange", SOON, views::folding);
    let builder = route(builder, "textDocument/selectionRange", HERE, views::selection);
    let builder = route(builder, "textDocument/inlayHint", SOON, views::inlay_hints);
    let builder = route(builder, "textDocument/codeLens", SOON, views::code_lens);
    let builder = route(builder, "textDocument/documentLink", SOON, views::document_links);
    let builder = route(builder, "textDocument/prepareCallHierarchy", HERE, calls::prepare);
    let builder = route(builder, "callHierarchy/incomingCalls", ASIDE, calls::incoming);
    let builder = route(builder, "callHierarchy/outgoingCalls", ASIDE, calls::outgoing);
    let builder = route(builder, "textDocument/prepareTypeHierarchy", HERE, containment::prepare);
    let builder = route(builder, "typeHierarchy/supertypes", ASIDE, containment::supertypes);
    let builder = route(builder, "typeHierarchy/subtypes", ASIDE, containment::subtypes);
    let builder = route(builder, "workspace/textDocumentContent", SOON, virtual_document::text);
    let builder = route(builder, "workspace/executeCommand", ASIDE, commands::execute);
    let builder = route(builder, "textDocument/diagnostic", SOON, pull::document);
    route(builder, "workspace/diagnostic", SOON, pull::workspace)
}

/// A request about a document or about everything: parameters in, answer out, on a worker.
fn route<P, T>(
    builder: Builder,
    method: &'static str,
    manner: Manner,
    feature: fn(&Snapshot, &P) -> Answer<T>,
) -> Builder
where
    P: DeserializeOwned + Send + Sync + 'static,
    T: Serialize + Send + 'static,
{
    let handler = move |backend: &Backend, params: Value| {
        let places = ["/textDocument/uri", "/item/uri", "/uri", "/arguments/0/uri"];
        let uri = places.iter().find_map(|path| params.pointer(path)?.as_str()).map(document_of);
        let answer = match serde_json::from_value::<P>(params) {
            Ok(params) => {
                Ok(ask(backend.sender(), manner, uri, move |snapshot: &Snapshot| feature(snapshot, &params)))
            }
            Err(error) => Err(Error::invalid_params(error.to_string())),
        };
        async move {
            match answer {
                Ok(answer) => answer.await,
                Err(error) => Err(error),
            }
        }
    };
    builder.custom_method(method, handler)
}

fn notifications(builder: Builder) -> Builder {
    let builder = tell(builder, "textDocument/didOpen", |params: DidOpen| {
        let Opened { uri, version, text } = params.text_document;
        Message::Open { uri, version, text }
    });
    let builder = tell(builder, "textDocument/didChange", |params: DidChange| Message::Change {
        uri: params.text_document.uri,
        version: params.text_document.version.unwrap_or_default(),
        changes: params.content_changes,
    });
    let builder = tell(builder, "textDocument/didClose", |params: DidClose| Message::Close {
        uri: params.text_document.uri,
    });
    let builder = tell(builder, "textDocument/didSave", |_: Value| Message::Disk);
    let builder = tell(builder, "workspace/didChangeWatchedFiles", |_: Value| Message::Disk);
    let builder = tell(builder, "workspace/didChangeConfiguration", |params: DidConfigure| {
        Message::Configure(params.settings)
    });
    tell(builder, "workspace/didChangeWorkspaceFolders", |params: DidChangeFolders| Message::Folders {
        added: params.event.added.into_iter().map(|folder| folder.uri).collect(),
        removed: params.event.removed.into_iter().map(|folder| folder.uri).collect(),
    })
}

/// A notification: parameters in, a message to the main loop, at once.
fn tell<P: DeserializeOwned + 'static>(
    builder: Builder,
    method: &'static str,
    message: fn(P) -> Message,
) -> Builder {
    builder.custom_method(method, move |backend: &Backend, params: Value| {
        if let Some(params) = backend.params(method, params) {
            backend.send(message(params));
        }
        std::future::ready(())
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DidOpen {
    text_document: Opened,
}

#[derive(Deserialize)]
struct Opened {
    uri: String,
    #[serde(default)]
    version: i32,
    text: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DidChange {
    text_document: Versioned,
    content_changes: Vec<ContentChange>,
}

#[derive(Deserialize)]
struct Versioned {
    uri: String,
    version: Option<i32>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DidClose {
    text_document: Named,
}

#[derive(Deserialize)]
struct Named {
    uri: String,
}

#[derive(Deserialize)]
struct DidConfigure {
    #[serde(default)]
    settings: Value,
}

#[derive(Deserialize)]
struct DidChangeFolders {
    event: FolderEvent,
}

#[derive(Deserialize)]
struct FolderEvent {
    #[serde(default)]
    added: Vec<Named>,
    #[serde(default)]
    removed: Vec<Named>,
}
