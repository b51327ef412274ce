//! What the main loop wants from the editor: asked and awaited on the transport's thread, never in a handler.

use std::future::Future;
use std::time::Duration;

use crossbeam_channel::Sender;
use serde_json::Value;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::oneshot;
use tokio::sync::oneshot::error::TryRecvError;
use tower_lsp::Client;
use tower_lsp::gen_lsp_types::{ConfigurationItem, ProgressToken, Registration};

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
    /// To show that something takes long, until the other end of `done` is gone.
    Progress {
        /// What tells it from others.
        number: u64,
        /// What takes long.
        title: &'static str,
        /// Never sent through.
        done: oneshot::Receiver<()>,
    },
}

/// Runs errands, each beside the others, until nobody sends any.
pub(crate) async fn run(client: Client, mut errands: UnboundedReceiver<Errand>, sender: Sender<Message>) {
    while let Some(errand) = errands.recv().await {
        let client = client.clone();
        match errand {
            // It ends when the work does, however long that takes.
            Errand::Progress { number, title, done } => {
                tokio::spawn(progress(client, number, title, done));
            }
            errand => {
                tokio::spawn(patiently(one(client, errand, sender.clone())));
            }
        }
    }
}

/// The editor has to agree first; by then the work may be done.
async fn progress(client: Client, number: u64, title: &'static str, mut done: oneshot::Receiver<()>) {
    let token = ProgressToken::String(format!("expol/{number}"));
    let created = tokio::time::timeout(PATIENCE, client.create_work_done_progress(token.clone())).await;
    let is_over = !matches!(done.try_recv(), Err(TryRecvError::Empty));
    if !matches!(created, Ok(Ok(()))) || is_over {
        return;
    }
    let shown = client.progress(token, title).begin().await;
    // Nothing is ever sent: the other end goes when the work is done.
    let _ = done.await;
    shown.finish().await;
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
        Errand::Progress { .. } => {}
        Errand::RefreshDiagnostics => {
            let _ = client.workspace_diagnostic_refresh().await;
        }
    }
}
