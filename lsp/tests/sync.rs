//! Documents: edits of every kind, in three encodings, documents that are not what the editor says they are.

use serde_json::{Value, json};

use crate::client::{AS_OF, Client};
use crate::project::{Project, said};

/// A generator of numbers that is the same everywhere (a linear congruence; Knuth's constants).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// A number below `limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % limit.max(1)
    }
}

/// A text as an editor counts it.
pub(crate) struct Text {
    pub(crate) text: String,
    encoding: &'static str,
}

impl Text {
    pub(crate) fn new(text: &str, encoding: &'static str) -> Text {
        Text { text: text.to_owned(), encoding }
    }

    /// The position of an offset, counted the slow and obvious way.
    pub(crate) fn position(&self, offset: usize) -> Value {
        let before = &self.text[..offset];
        let (mut line, mut start, bytes) = (0, 0, self.text.as_bytes());
        for (at, byte) in before.bytes().enumerate() {
            if byte == b'\n' || byte == b'\r' && bytes.get(at + 1) != Some(&b'\n') {
                line += 1;
                start = at + 1;
            }
        }
        let column = &before[start..];
        let character = match self.encoding {
            "utf-8" => column.len(),
            "utf-16" => column.encode_utf16().count(),
            _ => column.chars().count(),
        };
        json!({ "line": line, "character": character })
    }

    /// Makes a random edit, and says which.
    pub(crate) fn edit(&mut self, random: &mut Random) -> Value {
        let pieces = [
            "",
            "",
            "a",
            "\n",
            "\r\n",
            "\r",
            "é",
            "😀",
            "e\u{301}",
            "日本",
            " // x\n",
            "zone q { 10.9.0.0/16 }\n",
        ];
        let boundary = |text: &str, at: usize| {
            // An editor puts no cursor into the middle of a line break.
            (0..=at)
                .rev()
                .find(|at| text.is_char_boundary(*at) && !text[*at..].starts_with('\n'))
                .unwrap_or(0)
        };
        let start = boundary(&self.text, random.below(self.text.len() + 1));
        let end = boundary(&self.text, (start + random.below(6)).min(self.text.len())).max(start);
        let piece = pieces[random.below(pieces.len())];
        let range = json!({ "start": self.position(start), "end": self.position(end) });
        self.text.replace_range(start..end, piece);
        json!({ "range": range, "text": piece })
    }
}

const POLICY: &str = "use std.net\nzone büro { 10.1.0.0/16 } // 😀\nserver web in büro { address 10.1.0.9 }\r\nallow internet -> web on net.https\nnever internet -> web on tcp 22\n";

/// What the server thinks the text is shows in the findings: they must be those of a server that was given the text.
#[test]
fn random_edits_arrive_as_they_were_made_in_each_encoding() {
    for encoding in ["utf-8", "utf-16", "utf-32"] {
        let able = json!({ "general": { "positionEncodings": [encoding] } });
        let mut client = Client::with(&[], able, json!({ "asOf": AS_OF }));
        let mut text = Text::new(POLICY, encoding);
        let uri = "untitled:edits";
        client.open(uri, 0, &text.text);
        let mut random = Random(0x5eed + encoding.len() as u64);
        let mut version = 0;
        for round in 0..60 {
            let changes: Vec<Value> = (0..=random.below(30)).map(|_| text.edit(&mut random)).collect();
            version += 1;
            client.change(uri, version, json!(changes));
            if round % 10 == 9 {
                // What shows the whole text: everything in it that is not understood.
                client.idle(std::time::Duration::from_millis(50));
                settled(&mut client, uri, version);
                let other = format!("untitled:fresh{round}");
                client.open(&other, 1, &text.text);
                let fresh = settled(&mut client, &other, 1);
                eprintln!("{encoding}, round {round}: {:?}", text.text);
                // What the file says by itself may come first.
                client.until(uri, |found| said("x", found) == fresh);
                client.close(&other);
            }
            if text.text.len() > 2_000 {
                text.text = POLICY.to_owned();
                version += 1;
                client.replace(uri, version, POLICY);
            }
        }
        client.finish();
    }
}

fn settled(client: &mut Client, uri: &str, version: i64) -> Vec<crate::project::Said> {
    let found = client.findings(uri, Some(version));
    said("x", &found)
}

#[test]
fn a_second_change_speaks_of_the_text_that_the_first_left() {
    let mut client = Client::with(&[], json!({}), json!({}));
    let at = |line: u64, character: u64| json!({ "line": line, "character": character });
    client.open("untitled:a", 1, "zone a { 10.0.0.0/8 }\n");
    client.change(
        "untitled:a",
        2,
        json!([
            { "range": { "start": at(0, 0), "end": at(0, 0) }, "text": "// one\n// two\n" },
            { "range": { "start": at(2, 18), "end": at(2, 19) }, "text": "33" },
        ]),
    );
    let found = client.findings("untitled:a", Some(2));
    assert_eq!((&found[0]["code"], &found[0]["range"]["start"]), (&json!("EX0201"), &at(2, 9)), "{found:#?}");
    client.finish();
}

#[test]
fn ranges_that_cannot_be_are_moved_to_where_they_can() {
    let mut client = Client::with(&[], json!({}), json!({}));
    let at = |line: u64, character: u64| json!({ "line": line, "character": character });
    client.open("untitled:a", 1, "// 😀\r\nzone a { 10.0.0.0/8 }\r\n");
    // Beyond the end, backwards, inside a surrogate pair, behind a line's end: each is applied somewhere.
    let edits = json!([
        { "range": { "start": at(99, 0), "end": at(99, 7) }, "text": "zone b { 10.0.0.0/33 }\r\n" },
        { "range": { "start": at(0, 9), "end": at(0, 3) }, "text": "x" },
        { "range": { "start": at(0, 4), "end": at(0, 400) }, "text": "" },
    ]);
    client.change("untitled:a", 2, edits);
    let found = client.findings("untitled:a", Some(2));
    assert!(
        found.iter().any(|one| one["code"] == "EX0201" && one["range"]["start"]["line"] == 2),
        "{found:#?}"
    );
    client.finish();
}

#[test]
fn versions_may_repeat_and_go_back_and_documents_be_opened_twice() {
    let mut client = Client::with(&[], json!({}), json!({}));
    client.open("untitled:a", 5, "zone a { 10.0.0.0/33 }\n");
    assert_eq!(client.findings("untitled:a", Some(5)).len(), 1);
    client.replace("untitled:a", 5, "zone a { 10.0.0.0/34 }\nzone b { 10.0.0.0/35 }\n");
    client.until("untitled:a", |found| found.len() == 2);
    client.replace("untitled:a", 3, "zone a { 10.0.0.0/33 }\n");
    assert_eq!(client.findings("untitled:a", Some(3)).len(), 1);
    client.open("untitled:a", 1, "zone a { 10.0.0.0/35 }\nzone b { 10.0.0.0/36 }\n");
    assert_eq!(client.findings("untitled:a", Some(1)).len(), 2);
    client.finish();
}

#[test]
fn what_was_never_opened_is_refused_or_ignored() {
    let able = json!({ "textDocument": { "diagnostic": {} } });
    let mut client = Client::with(&[], able, json!({}));
    client.replace("untitled:ghost", 2, "zone");
    client.close("untitled:ghost");
    let error =
        client.request("textDocument/diagnostic", json!({ "textDocument": { "uri": "untitled:ghost" } }));
    let error = error.unwrap_err();
    assert!(
        error["code"] == -32602 && error["message"].as_str().unwrap().contains("untitled:ghost"),
        "{error}"
    );
    client.finish();
}

#[test]
fn strange_texts_are_survived() {
    let long_line = format!("zone a {{ {} }}\n", "10.0.0.0/8, ".repeat(40_000));
    let braces = "{".repeat(200_000);
    let huge = "// x\n".repeat(2_000_000);
    for text in [
        "",
        "\u{feff}zone a { 10.0.0.0/8 }\n",
        "zone a\0b { 10.0.0.0/8 }\n",
        "\r",
        &long_line,
        &braces,
        &huge,
    ] {
        let mut client = Client::with(&[], json!({}), json!({}));
        client.open("untitled:a", 1, text);
        client.findings("untitled:a", Some(1));
        client.replace("untitled:a", 2, "zone a { 10.0.0.0/33 }\n");
        assert_eq!(client.findings("untitled:a", Some(2)).len(), 1);
        client.finish();
    }
}

#[test]
fn two_spellings_of_one_file_are_both_answered() {
    let project = Project::with(&[("a b.expol", "zone a { 10.0.0.0/33 }\n")]);
    let mut client = Client::of(&project.uri(""));
    let one = project.uri("a b.expol");
    let other = one.replace("expol%20lsp", "%65xpol%20lsp");
    assert_ne!(one, other);
    client.open(&one, 1, "zone a { 10.0.0.0/33 }\n");
    assert_eq!(client.findings(&one, Some(1)).len(), 1);
    client.open(&other, 7, "zone a { 10.0.0.0/33 }\nzone b { 10.0.0.0/34 }\n");
    client.findings(&other, Some(7));
    assert_eq!(client.until(&other, |found| found.len() == 2).len(), 2);
    client.close(&other);
    assert_eq!(client.until(&other, <[Value]>::is_empty).len(), 0);
    client.finish();
}
