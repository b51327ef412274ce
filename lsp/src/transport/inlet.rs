//! The reading side: a thread cuts standard input into messages, and lets only well-formed ones through.
//!
//! The transport's decoder ends for good at the first message that it cannot read. So such a message is replaced here
//! by one that [`super::ingress`] answers with an error, and the conversation goes on.

use std::io::{self, BufReader, Read};
use std::pin::Pin;
use std::task::{Context, Poll};

use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::io::{AsyncRead, ReadBuf};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::framing::{Frame, framed, read_frame};

/// What stands for a message that is no JSON.
pub(crate) const UNPARSABLE: &str = "$/expol/unparsable";

/// What stands for JSON that is no message.
pub(crate) const NO_MESSAGE: &str = "$/expol/noMessage";

/// Well-formed messages, as bytes.
pub(crate) struct Inlet {
    frames: UnboundedReceiver<Vec<u8>>,
    current: Vec<u8>,
    read: usize,
}

impl Inlet {
    /// Starts to read.
    pub(crate) fn of(input: impl Read + Send + 'static) -> io::Result<Inlet> {
        let (sender, frames) = unbounded_channel();
        std::thread::Builder::new().name("expol:read".into()).spawn(move || pump(input, &sender))?;
        Ok(Inlet { frames, current: Vec::new(), read: 0 })
    }
}

impl AsyncRead for Inlet {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.read == self.current.len() {
            match std::task::ready!(self.frames.poll_recv(cx)) {
                Some(frame) => {
                    self.current = frame;
                    self.read = 0;
                }
                None => return Poll::Ready(Ok(())),
            }
        }
        let rest = self.current.get(self.read..).unwrap_or_default();
        let taken = rest.len().min(buffer.remaining());
        buffer.put_slice(rest.get(..taken).unwrap_or_default());
        self.read += taken;
        Poll::Ready(Ok(()))
    }
}

/// Passes messages on until the input or the server ends.
fn pump(input: impl Read, sender: &UnboundedSender<Vec<u8>>) {
    let mut input = BufReader::with_capacity(64 * 1024, input);
    while let Ok(frame) = read_frame(&mut input) {
        let bytes = match frame {
            Frame::Body(body) => match fault(&body) {
                None => framed(&body),
                Some(method) => stand_in(method),
            },
            Frame::Unreadable => stand_in(UNPARSABLE),
            Frame::End => return,
        };
        if sender.send(bytes).is_err() {
            return;
        }
    }
}

fn stand_in(method: &str) -> Vec<u8> {
    framed(format!("{{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"{method}\"}}").as_bytes())
}

/// The parts of a message, unread.
#[derive(Deserialize)]
struct Envelope<'a> {
    jsonrpc: Option<String>,
    method: Option<String>,
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    result: Option<&'a RawValue>,
    error: Option<ErrorShape>,
}

#[derive(Deserialize)]
struct ErrorShape {
    #[serde(rename = "code")]
    _code: i64,
    #[serde(rename = "message")]
    _message: String,
}

/// Why the transport could not read this body.
fn fault(body: &[u8]) -> Option<&'static str> {
    let Ok(text) = std::str::from_utf8(body) else { return Some(UNPARSABLE) };
    match serde_json::from_str::<Envelope<'_>>(text) {
        Ok(envelope) => (!is_message(&envelope)).then_some(NO_MESSAGE),
        Err(error) if error.is_data() => Some(NO_MESSAGE),
        Err(_) => Some(UNPARSABLE),
    }
}

fn is_message(envelope: &Envelope<'_>) -> bool {
    let id = envelope.id.is_none_or(|id| {
        let id = id.get();
        id == "null" || id.starts_with('"') || id.parse::<i64>().is_ok()
    });
    let answer = envelope.result.is_some() || envelope.error.is_some();
    let is_one = envelope.method.is_some() != answer || envelope.id.is_some() && envelope.method.is_none();
    envelope.jsonrpc.as_deref() == Some("2.0") && id && is_one
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_messages_pass() {
        for good in [
            r#"{"jsonrpc":"2.0","method":"a"}"#,
            r#"{"jsonrpc":"2.0","method":"a","id":1,"params":{"x":"\u00e9"}}"#,
            r#"{"jsonrpc":"2.0","id":"x","result":null}"#,
            r#"{"jsonrpc":"2.0","id":3,"error":{"code":-1,"message":"m"}}"#,
        ] {
            assert_eq!(fault(good.as_bytes()), None, "{good}");
        }
        for (bad, why) in [
            ("{", UNPARSABLE),
            ("", UNPARSABLE),
            ("[]", NO_MESSAGE),
            ("{}", NO_MESSAGE),
            ("42", NO_MESSAGE),
            (r#"{"jsonrpc":"1.0","method":"a"}"#, NO_MESSAGE),
            (r#"{"jsonrpc":"2.0","method":7}"#, NO_MESSAGE),
            (r#"{"jsonrpc":"2.0","method":"a","id":{}}"#, NO_MESSAGE),
            (r#"{"jsonrpc":"2.0","id":3,"error":7}"#, NO_MESSAGE),
        ] {
            assert_eq!(fault(bad.as_bytes()), Some(why), "{bad}");
        }
        assert_eq!(fault(b"{\"a\":\"\xff\"}"), Some(UNPARSABLE));
    }
}
