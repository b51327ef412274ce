//! What the main loop wants from the editor: asked and awaited on the transport's thread, never in a handler.

use std::future::Future;
use std::time::Duration;

use crossbeam_channel::Sender;
use serde_json::Value;
use tokio::sync::mpsc::UnboundedReceiver;
use tower_lsp::Client;
use tower_lsp::gen_lsp_types::{ConfigurationItem, Registration};

use super::message::Message;

/// An editor that has not answered for so long will not.
const PATIENCE: Duration = Duration::from_secs(10);

/// Something to ask the editor for.
#[derive(Debug)]
pub(crate) enum Errand {
    /// To tell what happens: methods and their options.
    Register(Vec<(String, Value)>),
    /// Its settings.
    Configuration,
    /// To ask for findings again.
    RefreshDiagnostics,
}

/// Runs errands, each beside the others, until nobody sends any.
pub(crate) async fn run(client: Client, mut errands: UnboundedReceiver<Errand>, sender: Sender<Message>) {
    while let Some(errand) = errands.recv().await {
        tokio::spawn(patiently(one(client.clone(), errand, sender.clone())));
    }
}

async fn patiently(errand: impl Future<Output = ()>) {
    // Whether it was done or given up, nothing here depends on it.
    let _ = tokio::time::timeout(PATIENCE, errand).await;
}

async fn one(client: Client, errand: Errand, sender: Sender<Message>) {
    match errand {
        Errand::Register(methods) => {
            let registration = |(method, options): (String, Value)| Registration {
                id: format!("expol/{method}"),
                method,
                register_options: Some(options),
            };
            let _ = client.register_capability(methods.into_iter().map(registration).collect()).await;
        }
        Errand::Configuration => {
            let item = ConfigurationItem { scope_uri: None, section: Some("expol".to_owned()) };
            // An editor without our section has nothing to say: what it said at the start holds.
            let values = client.configuration(vec![item]).await.unwrap_or_default();
            if let Some(value) = values.into_iter().next().filter(|value| !value.is_null()) {
                let _ = sender.send(Message::Configure(value));
            }
        }
        Errand::RefreshDiagnostics => {
            let _ = client.workspace_diagnostic_refresh().await;
        }
    }
}
