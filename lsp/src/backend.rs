//! The protocol's side of the server. A handler queues before it waits for anything; what it waits for, others compute.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use crossbeam_channel::{Receiver, Sender, unbounded};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tower_lsp::gen_lsp_types::{InitializeParams, InitializeResult, InitializedParams, ServerInfo};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::{Client as Editor, LanguageServer};

use crate::capabilities::capabilities;
use crate::state::{
    Client, Errand, Folder, Message, Settings, Setup, Shared, diagnostics_mode, run_errands, start,
};
use crate::transport::{Course, Outlet, end_with};

/// The server, as the transport sees it.
pub(crate) struct Backend {
    editor: Editor,
    outlet: Outlet,
    course: Arc<Course>,
    sender: Sender<Message>,
    receiver: Mutex<Option<Receiver<Message>>>,
    errand_sender: UnboundedSender<Errand>,
    errand_receiver: Mutex<Option<UnboundedReceiver<Errand>>>,
}

impl Backend {
    /// A server that waits for `initialize`.
    pub(crate) fn new(editor: Editor, outlet: Outlet, course: Arc<Course>) -> Backend {
        let (sender, receiver) = unbounded();
        let (errand_sender, errand_receiver) = unbounded_channel();
        Backend {
            editor,
            outlet,
            course,
            sender,
            receiver: Mutex::new(Some(receiver)),
            errand_sender,
            errand_receiver: Mutex::new(Some(errand_receiver)),
        }
    }

    /// What is asked of the editor, asked as long as this is awaited.
    pub(crate) fn errands(&self) -> impl Future<Output = ()> + use<> {
        let receiver = self.errand_receiver.lock().unwrap_or_else(PoisonError::into_inner).take();
        let (editor, sender) = (self.editor.clone(), self.sender.clone());
        async move {
            if let Some(receiver) = receiver {
                run_errands(editor, receiver, sender).await;
            }
        }
    }

    /// The way to the main loop.
    pub(crate) fn sender(&self) -> &Sender<Message> {
        &self.sender
    }

    /// Tells the main loop.
    pub(crate) fn send(&self, message: Message) {
        // It ends only after the transport.
        let _ = self.sender.send(message);
    }

    /// The parameters of a notification. Nobody waits for an answer, so what is wrong with them goes into the log.
    pub(crate) fn params<P: DeserializeOwned>(&self, method: &str, params: Value) -> Option<P> {
        match serde_json::from_value(params) {
            Ok(params) => Some(params),
            Err(error) => {
                let message = format!("`{method}` was ignored, its parameters cannot be read: {error}");
                self.outlet.notify("window/logMessage", &json!({ "type": 2, "message": message }));
                None
            }
        }
    }

    /// Starts the main loop, for an editor that may have said little about itself.
    fn begin(&self) -> std::io::Result<InitializeResult> {
        let nothing = Value::Null;
        let params = self.course.introduction.get().unwrap_or(&nothing);
        let options = params.get("initializationOptions").unwrap_or(&nothing);
        let name = params.pointer("/clientInfo/name").and_then(Value::as_str).unwrap_or_default();
        let able = params.get("capabilities").unwrap_or(&nothing);
        let client = Client::new(name, able, diagnostics_mode(options));
        let (settings, faults) = Settings::read(options.get("expol").unwrap_or(options));
        for fault in faults {
            self.outlet.notify("window/showMessage", &json!({ "type": 2, "message": fault }));
        }
        let editor = params.get("processId").and_then(Value::as_u64);
        if let Some(editor) = editor.and_then(|id| u32::try_from(id).ok()) {
            end_with(editor);
        }
        let folders = folders(params);
        let result = InitializeResult {
            capabilities: capabilities(&client)?,
            server_info: Some(ServerInfo {
                name: "expol-lsp".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
        };
        if let Some(receiver) = self.receiver.lock().unwrap_or_else(PoisonError::into_inner).take() {
            start(Setup {
                receiver,
                sender: self.sender.clone(),
                outlet: self.outlet.clone(),
                errands: self.errand_sender.clone(),
                shared: Shared::new(client, settings, folders, self.outlet.clone()),
            })?;
        }
        Ok(result)
    }
}

impl LanguageServer for Backend {
    async fn initialize(&self, _: InitializeParams) -> Result<InitializeResult> {
        self.begin().map_err(|error| Error { message: error.to_string().into(), ..Error::internal_error() })
    }

    async fn initialized(&self, _: InitializedParams) {
        self.send(Message::Ready);
    }

    async fn shutdown(&self) -> Result<()> {
        self.send(Message::Stop);
        Ok(())
    }
}

/// The open folders: the list where there is one, else the one folder of older editors.
fn folders(params: &Value) -> Vec<Folder> {
    let listed = params.get("workspaceFolders").and_then(Value::as_array);
    let listed = listed
        .map(|list| list.iter().filter_map(|one| one.get("uri")?.as_str().map(str::to_owned)).collect());
    let single = || {
        let uri = params.get("rootUri").and_then(Value::as_str).map(str::to_owned);
        let path = params.get("rootPath").and_then(Value::as_str);
        uri.or_else(|| path.map(|path| crate::text::uri_of(std::path::Path::new(path)))).into_iter().collect()
    };
    let uris: Vec<String> = listed.unwrap_or_else(single);
    let mut folders: Vec<Folder> = Vec::new();
    for uri in uris {
        folders.extend(Folder::of(&uri).filter(|folder| !folders.contains(folder)));
    }
    folders
}
