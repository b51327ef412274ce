//! What the transport gets wrong between its reader and our handlers, put right.
//!
//! It polls futures in any order and four at a time, ends at a panic, and always exits with 0. So each handler is polled
//! once as it arrives (it queues its work before it waits for anything, which keeps the order of the wire), its panics
//! become answers, and the end of the conversation is written down.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};

use futures_util::FutureExt;
use serde_json::{Value, json};
use tower::Service;
use tower_lsp::jsonrpc::{Error, Id, Request, Response};

use super::inlet::{LARGE, NO_MESSAGE, UNPARSABLE};

/// How the conversation went.
#[derive(Default)]
pub(crate) struct Course {
    /// What `initialize` brought, as it came.
    pub(crate) introduction: OnceLock<Value>,
    /// `shutdown` came.
    pub(crate) shutdown: AtomicBool,
    /// `exit` came.
    pub(crate) exit: AtomicBool,
}

/// The middleware.
pub(crate) struct Ingress<S> {
    /// What it stands before.
    pub(crate) inner: S,
    /// What it writes down.
    pub(crate) course: Arc<Course>,
    /// The bodies of messages that went past the transport.
    pub(crate) large: Receiver<Vec<u8>>,
}

impl<S> Service<Request> for Ingress<S>
where
    S: Service<Request, Response = Option<Response>>,
    S::Future: Send + 'static,
    S::Error: Send + 'static,
{
    type Response = Option<Response>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Option<Response>, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let Some(request) = self.unfolded(request) else { return refused(Error::invalid_request()) };
        let request = if request.method() == "initialize" { self.introduced(request) } else { request };
        match request.method() {
            UNPARSABLE => return refused(Error::parse_error()),
            NO_MESSAGE => return refused(Error::invalid_request()),
            "shutdown" => self.course.shutdown.store(true, Ordering::Relaxed),
            "exit" => self.course.exit.store(true, Ordering::Relaxed),
            // The transport is silent about them, as if nobody waited.
            method if method.starts_with("$/") && request.id().is_some() => return unknown(&request),
            _ => {}
        }
        let id = request.id().cloned();
        let answer = AssertUnwindSafe(self.inner.call(request)).catch_unwind();
        let answer = answer.map(move |outcome| outcome.unwrap_or_else(|_| Ok(failed(id))));
        let mut answer: Self::Future = Box::pin(answer);
        // A waker that does nothing is enough: whoever gets the future polls it again before it sleeps.
        match answer.as_mut().poll(&mut Context::from_waker(std::task::Waker::noop())) {
            Poll::Ready(outcome) => Box::pin(std::future::ready(outcome)),
            Poll::Pending => answer,
        }
    }
}

impl<S> Ingress<S> {
    /// The message itself, where something stood for it; `None` where that is no request.
    fn unfolded(&self, request: Request) -> Option<Request> {
        if request.method() != LARGE {
            return Some(request);
        }
        serde_json::from_slice(&self.large.try_recv().ok()?).ok()
    }

    /// Editors leave out what the protocol says they must not, and the transport would refuse them for it. So what they
    /// say is kept as it is, to be read with patience, and the transport gets the least that it is content with.
    fn introduced(&self, request: Request) -> Request {
        let (method, id, params) = request.into_parts();
        // A second `initialize` is refused by the transport; the first counts.
        let _ = self.course.introduction.set(params.unwrap_or_default());
        let request =
            Request::build(method).params(json!({ "processId": null, "rootUri": null, "capabilities": {} }));
        match id {
            Some(id) => request.id(id).finish(),
            None => request.finish(),
        }
    }
}

fn failed(id: Option<Id>) -> Option<Response> {
    id.map(|id| Response::from_error(id, Error::internal_error()))
}

fn unknown<E: Send + 'static>(request: &Request) -> Answer<E> {
    let id = request.id().cloned().unwrap_or_default();
    Box::pin(std::future::ready(Ok(Some(Response::from_error(id, Error::method_not_found())))))
}

type Answer<E> = Pin<Box<dyn Future<Output = Result<Option<Response>, E>> + Send>>;

fn refused<E: Send + 'static>(error: Error) -> Answer<E> {
    Box::pin(std::future::ready(Ok(Some(Response::from_error(Id::Null, error)))))
}
