//! The server from start to end, and its exit code.

use std::io::{Read, Write};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tower_lsp::Server;

use super::ingress::{Course, Ingress};
use super::inlet::Inlet;
use super::outlet::Outlet;
use crate::backend::Backend;
use crate::routes::service;

/// An editor that is leaving gets so long to read what is left.
const GOODBYE: Duration = Duration::from_secs(1);

/// Requests that wait may be this many; the transport's own four would stop everything behind them.
const CONCURRENCY: usize = 4096;

/// Serves one editor: until it says `exit` (0 after `shutdown`, else 1) or closes our input (1).
pub(crate) fn serve(input: impl Read + Send + 'static, output: impl Write + Send + 'static) -> ExitCode {
    let course = Arc::new(Course::default());
    let outlet = Outlet::default();
    quiet_panics(outlet.clone());
    let started = outlet.start(output).and_then(|()| Inlet::of(input));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let (Ok((inlet, large)), Ok(runtime)) = (started, runtime) else {
        return crate::arguments::print("error: the system has no threads to give\n", ExitCode::from(3));
    };
    let own = Arc::clone(&course);
    let to_editor = outlet.clone();
    runtime.block_on(async move {
        let (service, socket) = service(|client| Backend::new(client, to_editor.clone(), Arc::clone(&own)));
        let server = Server::new(inlet, to_editor, socket).concurrency_level(CONCURRENCY);
        tokio::spawn(service.inner().errands());
        server.serve(Ingress { inner: service, course: own, large }).await;
    });
    outlet.flush(GOODBYE);
    runtime.shutdown_background();
    if course.shutdown.load(Ordering::Relaxed) && course.exit.load(Ordering::Relaxed) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Panics are caught where they happen, and told in the editor's log: some editors take every line on standard error
/// for a failure of the server.
fn quiet_panics(outlet: Outlet) {
    std::panic::set_hook(Box::new(move |info| {
        let message = format!("this is a bug in expol-lsp, please report it: {info}");
        outlet.notify("window/logMessage", &serde_json::json!({ "type": 1, "message": message }));
    }));
}
