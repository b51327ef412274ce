//! From a position in JSON text to the JSON pointer (RFC 6901) of the value there.

/// The pointer of the value that stands, or ends, at a line and column counted from 1.
///
/// The text may be broken there or later; the scan follows brackets, strings and commas up to the position.
pub(crate) fn pointer_at(text: &[u8], line: usize, column: usize) -> String {
    let starts = text.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
    let start = std::iter::once(0).chain(starts).nth(line.saturating_sub(1)).unwrap_or(0);
    // The position of an error is the last byte read, which may be the closing bracket or the comma after the value.
    let end = (start + column.saturating_sub(1)).min(text.len());
    let mut scan = Scan::default();
    let mut at = 0;
    while at < end {
        at = scan.step(text, at);
    }
    scan.frames.iter().filter_map(Frame::token).collect()
}

#[derive(Default)]
struct Scan {
    frames: Vec<Frame>,
}

enum Frame {
    Object { key: Option<String>, wants_key: bool },
    Array(usize),
}

impl Frame {
    fn token(&self) -> Option<String> {
        match self {
            Self::Object { key, .. } => key.as_ref().map(|key| format!("/{}", escape(key))),
            Self::Array(index) => Some(format!("/{index}")),
        }
    }
}

impl Scan {
    /// Takes in the token at `at` and returns the position behind it.
    fn step(&mut self, text: &[u8], at: usize) -> usize {
        match text[at] {
            b'{' => self.frames.push(Frame::Object { key: None, wants_key: true }),
            b'[' => self.frames.push(Frame::Array(0)),
            b'}' | b']' => {
                self.frames.pop();
            }
            b',' => match self.frames.last_mut() {
                Some(Frame::Object { wants_key, .. }) => *wants_key = true,
                Some(Frame::Array(index)) => *index += 1,
                None => {}
            },
            b'"' => return self.string(text, at),
            _ => {}
        }
        at + 1
    }

    fn string(&mut self, text: &[u8], at: usize) -> usize {
        let mut end = at + 1;
        while end < text.len() && text[end] != b'"' {
            end += if text[end] == b'\\' { 2 } else { 1 };
        }
        let end = end.min(text.len());
        if let Some(Frame::Object { key, wants_key }) = self.frames.last_mut()
            && *wants_key
        {
            *key = Some(String::from_utf8_lossy(&text[at + 1..end]).into_owned());
            *wants_key = false;
        }
        end + 1
    }
}

/// A member's name as a token of a pointer.
pub(crate) fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use super::pointer_at;

    #[test]
    fn positions_lead_to_values() {
        let text = br#"{"a": [1, {"b/c": "x,]\"", "d": 7}], "e": 1}"#;
        let at = |needle: &str| {
            let text = std::str::from_utf8(text).unwrap();
            pointer_at(text.as_bytes(), 1, text.find(needle).unwrap() + 1)
        };
        assert_eq!(at("1,"), "/a/0");
        assert_eq!(at("7"), "/a/1/d");
        assert_eq!(at("}]"), "/a/1/d");
        assert_eq!(at("1}"), "/e");
        assert_eq!(pointer_at(b"[\n[0,\n 1", 3, 2), "/0/1");
        assert_eq!(pointer_at(b"", 1, 1), "");
        assert_eq!(pointer_at(br#"{"a/b": 1"#, 1, 9), "/a~1b");
    }
}
