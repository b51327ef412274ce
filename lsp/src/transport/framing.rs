//! Messages cut out of a stream of bytes: headers, a blank line, a body of the length that they name.

use std::io::{self, BufRead, Read};

/// A message may be this large: a document at the compiler's limit fits in, escaped as badly as can be.
pub(crate) const MAX_MESSAGE_BYTES: u64 = 64 * 1024 * 1024;

/// What was read.
#[derive(PartialEq, Eq, Debug)]
pub(crate) enum Frame {
    /// A body.
    Body(Vec<u8>),
    /// Headers that name no length, or one beyond all reason: nothing that can be answered.
    Unreadable,
    /// The editor has gone.
    End,
}

/// Reads one message.
///
/// # Errors
/// Those of the stream.
pub(crate) fn read_frame(input: &mut impl BufRead) -> io::Result<Frame> {
    let mut length = None;
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.by_ref().take(8 * 1024).read_until(b'\n', &mut line)? == 0 {
            return Ok(Frame::End);
        }
        let header = line.trim_ascii();
        if header.is_empty() {
            match length {
                Some(length) => break body(input, length),
                // Blank lines between messages are passed over, headers without a length are not.
                None => return Ok(Frame::Unreadable),
            }
        }
        if let Some(value) = value_of(header, b"content-length") {
            length = std::str::from_utf8(value).ok().and_then(|value| value.trim().parse::<u64>().ok());
        }
    }
}

/// A message as it goes over the wire.
pub(crate) fn framed(body: &[u8]) -> Vec<u8> {
    let mut frame = format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes();
    frame.extend_from_slice(body);
    frame
}

fn value_of<'a>(header: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let colon = memchr::memchr(b':', header)?;
    let (own, value) = (header.get(..colon)?, header.get(colon + 1..)?);
    own.trim_ascii().eq_ignore_ascii_case(name).then_some(value)
}

fn body(input: &mut impl BufRead, length: u64) -> io::Result<Frame> {
    if length > MAX_MESSAGE_BYTES {
        io::copy(&mut input.by_ref().take(length), &mut io::sink())?;
        return Ok(Frame::Unreadable);
    }
    let mut bytes = Vec::with_capacity(length as usize);
    let read = input.by_ref().take(length).read_to_end(&mut bytes)?;
    Ok(if read as u64 == length { Frame::Body(bytes) } else { Frame::End })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(bytes: &[u8]) -> Vec<Frame> {
        let mut input = bytes;
        let mut found = Vec::new();
        loop {
            let frame = read_frame(&mut input).unwrap();
            if frame == Frame::End {
                return found;
            }
            found.push(frame);
        }
    }

    #[test]
    fn headers_come_in_any_case_and_company() {
        let bytes = b"content-length: 2\r\nContent-Type: application/vscode-jsonrpc; charset=utf8\r\n\r\n{}Content-Length:1\n\n1";
        assert_eq!(frames(bytes), [Frame::Body(b"{}".to_vec()), Frame::Body(b"1".to_vec())]);
    }

    #[test]
    fn what_has_no_length_is_passed_over() {
        let bytes = b"Content-Length: x\r\n\r\nContent-Length: 2\r\n\r\n[]";
        assert_eq!(frames(bytes), [Frame::Unreadable, Frame::Body(b"[]".to_vec())]);
    }

    #[test]
    fn a_body_that_breaks_off_is_the_end() {
        assert_eq!(frames(b"Content-Length: 9\r\n\r\n{}"), []);
    }
}
