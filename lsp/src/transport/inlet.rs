//! The reading side: a thread cuts standard input into messages, and lets only well-formed ones through.
//!
//! The transport's decoder ends for good at the first message that it cannot read. So such a message is replaced here
//! by one that [`super::ingress`] answers with an error, and the conversation goes on.
//!
//! It also keeps the room that its largest message took. So large ones, which are texts of documents, go past it: what
//! stands for one has [`super::ingress`] take it from a queue of its own.

use std::io::{self, BufReader, Read};
use std::pin::Pin;
use std::sync::mpsc::{Receiver, Sender, channel};
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

/// What stands for a request or a notification that goes past the transport.
pub(crate) const LARGE: &str = "$/expol/large";

/// So large it may be to go through it.
const MAX_BYTES_THROUGH: usize = 32 * 1024;

/// Well-formed messages, as bytes.
pub(crate) struct Inlet {
    frames: UnboundedReceiver<Vec<u8>>,
    current: Vec<u8>,
    read: usize,
}

impl Inlet {
    /// Starts to read. The second half are the bodies of large messages, in their order.
    pub(crate) fn of(input: impl Read + Send + 'static) -> io::Result<(Inlet, Receiver<Vec<u8>>)> {
        let (sender, frames) = unbounded_channel();
        let (past, large) = channel();
        std::thread::Builder::new().name("expol:read".into()).spawn(move || pump(input, &sender, &past))?;
        Ok((Inlet { frames, current: Vec::new(), read: 0 }, large))
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
        if self.read == self.current.len() {
            // The next message may be long in coming.
            (self.current, self.read) = (Vec::new(), 0);
        }
        Poll::Ready(Ok(()))
    }
}

/// Passes messages on until the input or the server ends.
fn pump(input: impl Read, sender: &UnboundedSender<Vec<u8>>, past: &Sender<Vec<u8>>) {
    let mut input = BufReader::with_capacity(64 * 1024, input);
    while let Ok(frame) = read_frame(&mut input) {
        let bytes = match frame {
            Frame::Body(body) => match kind_of(&body) {
                Ok(Kind::Call) if body.len() > MAX_BYTES_THROUGH => {
                    if past.send(body).is_err() {
                        return;
                    }
                    stand_in(LARGE)
                }
                Ok(Kind::Call | Kind::Answer) => framed(&body),
                Err(method) => stand_in(method),
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

/// A well-formed message.
#[derive(PartialEq, Eq, Debug)]
enum Kind {
    /// A request or a notification.
    Call,
    /// An answer to a request of ours.
    Answer,
}

/// What kind of message a body is, or what stands for one that the transport could not read.
fn kind_of(body: &[u8]) -> Result<Kind, &'static str> {
    let text = std::str::from_utf8(body).map_err(|_| UNPARSABLE)?;
    let envelope = serde_json::from_str::<Envelope<'_>>(text)
        .map_err(|error| if error.is_data() { NO_MESSAGE } else { UNPARSABLE })?;
    match &envelope.method {
        // No editor's word: it would take the large message after it.
        Some(method) if method == LARGE => Err(NO_MESSAGE),
        _ if !is_message(&envelope) => Err(NO_MESSAGE),
        Some(_) => Ok(Kind::Call),
        None => Ok(Kind::Answer),
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
        for (good, kind) in [
            (r#"{"jsonrpc":"2.0","method":"a"}"#, Kind::Call),
            (r#"{"jsonrpc":"2.0","method":"a","id":1,"params":{"x":"\u00e9"}}"#, Kind::Call),
            (r#"{"jsonrpc":"2.0","id":"x","result":null}"#, Kind::Answer),
            (r#"{"jsonrpc":"2.0","id":3,"error":{"code":-1,"message":"m"}}"#, Kind::Answer),
        ] {
            assert_eq!(kind_of(good.as_bytes()), Ok(kind), "{good}");
        }
        for (bad, why) in [
            ("{", UNPARSABLE),
            ("", UNPARSABLE),
            ("[]", NO_MESSAGE),
            ("{}", NO_MESSAGE),
            ("42", NO_MESSAGE),
            (r#"{"jsonrpc":"1.0","method":"a"}"#, NO_MESSAGE),
            (r#"{"jsonrpc":"2.0","method":7}"#, NO_MESSAGE),
            (r#"{"jsonrpc":"2.0","id":3,"error":7}"#, NO_MESSAGE),
            (r#"{"jsonrpc":"2.0","method":"a","id":{}}"#, NO_MESSAGE),
            (r#"{"jsonrpc":"2.0","method":"$/expol/large"}"#, NO_MESSAGE),
        ] {
            assert_eq!(kind_of(bad.as_bytes()), Err(why), "{bad}");
        }
        assert_eq!(kind_of(b"{\"a\":\"\xff\"}"), Err(UNPARSABLE));
    }

    /// What the transport reads of an input, and what goes past it.
    fn passed(input: &[u8]) -> (Vec<Vec<u8>>, Vec<Vec<u8>>) {
        let (sender, mut frames) = unbounded_channel();
        let (past, large) = channel();
        pump(input, &sender, &past);
        drop((sender, past));
        (std::iter::from_fn(|| frames.blocking_recv()).collect(), large.iter().collect())
    }

    #[test]
    fn large_calls_go_past_in_their_order() {
        let call =
            |text: &str| format!(r#"{{"jsonrpc":"2.0","method":"a","params":["{text}"]}}"#).into_bytes();
        let filler = "x".repeat(MAX_BYTES_THROUGH);
        let (small, first, second) = (call("s"), call(&format!("1{filler}")), call(&format!("2{filler}")));
        let answer = format!(r#"{{"jsonrpc":"2.0","id":1,"result":"{filler}"}}"#).into_bytes();
        let input: Vec<u8> =
            [&first, &small, &answer, &second].into_iter().flat_map(|body| framed(body)).collect();
        let (through, past) = passed(&input);
        assert_eq!(through, [stand_in(LARGE), framed(&small), framed(&answer), stand_in(LARGE)]);
        assert_eq!(past, [first, second]);
    }
}
