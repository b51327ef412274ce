//! Messages as they should not be, editors that do not answer or do not read, requests in numbers.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::client::{Client, framed, outcome};
use crate::project::Project;

fn started() -> Client {
    let mut client = Client::start();
    client.request("initialize", json!({ "capabilities": {} })).unwrap();
    client.notify("initialized", json!({}));
    client
}

#[test]
fn what_is_unknown_is_refused_and_unknown_dollar_notifications_are_ignored() {
    let mut client = started();
    assert_eq!(client.request("textDocument/nonsense", json!({})).unwrap_err()["code"], -32601);
    client.notify("$/somethingNew", json!({ "x": 1 }));
    client.notify("textDocument/somethingNew", json!({}));
    assert_eq!(client.request("$/ask", json!({})).unwrap_err()["code"], -32601);
    client.finish();
}

#[test]
fn malformed_messages_are_answered_and_the_conversation_goes_on() {
    let mut client = started();
    for (body, code) in [
        ("{", -32700),
        ("{\"jsonrpc\":\"2.0\",\"method\":", -32700),
        ("nonsense", -32700),
        ("[]", -32600),
        ("{}", -32600),
        ("{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"x\"}", -32600),
        ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}", -32600),
        // Our own word for messages that go past the transport.
        ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"$/expol/large\"}", -32600),
    ] {
        client.raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
        let response = client.response(&Value::Null);
        assert_eq!(outcome(response).unwrap_err()["code"], code, "{body}");
    }
    client.raw(b"Content-Length: 6\r\n\r\n\"\xff\xfe\xfd\xfc\"");
    assert_eq!(outcome(client.response(&Value::Null)).unwrap_err()["code"], -32700);
    client.raw(b"Content-Length: many\r\n\r\n");
    assert_eq!(outcome(client.response(&Value::Null)).unwrap_err()["code"], -32700);
    client.finish();
}

#[test]
fn parameters_of_the_wrong_shape_are_refused_or_logged() {
    let mut client = started();
    client.notify("textDocument/didOpen", json!({ "textDocument": { "uri": 7 } }));
    client.notify("textDocument/didChange", json!([]));
    client.open("untitled:a", 1, "zone a { 10.0.0.0/8 }\n");
    client.findings("untitled:a", Some(1));
    let logged = client.heard.iter().filter(|message| message["method"] == "window/logMessage").count();
    assert_eq!(logged, 2, "{:#?}", client.heard);
    client.finish();
}

#[test]
fn large_messages_keep_their_place_among_small_ones() {
    let mut client = started();
    let filler = format!("// {}\n", "x".repeat(100)).repeat(1_000);
    client.open("untitled:a", 1, &format!("{filler}zone a {{ 10.0.0.0/8 }}\n"));
    for version in 2..10 {
        let (large, bits) = (version % 2 == 0, 30 + version);
        let filler = if large { &filler } else { "" };
        client.replace("untitled:a", version, &format!("{filler}zone a {{ 10.0.0.0/{bits} }}\n"));
        let at = json!({ "textDocument": { "uri": "untitled:a" }, "position": { "line": if large { 1_000 } else { 0 }, "character": 5 } });
        let hover = client.request("textDocument/hover", at).unwrap();
        assert_eq!(hover["range"]["start"]["line"], if large { 1_000 } else { 0 }, "{version}: {hover}");
    }
    let refused = client.request("textDocument/nonsense", json!({ "filler": filler })).unwrap_err();
    assert_eq!(refused["code"], -32601);
    assert_eq!(client.findings("untitled:a", Some(9)).len(), 1);
    client.finish();
}

#[test]
fn headers_and_pieces_come_as_they_like() {
    let mut client = Client::start();
    let mut bytes = Vec::new();
    let first =
        json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": { "capabilities": {} } })
            .to_string();
    bytes.extend(
        format!(
            "content-length:{}\r\nContent-Type: application/vscode-jsonrpc; charset=utf8\r\n\r\n{first}",
            first.len()
        )
        .bytes(),
    );
    bytes.extend(framed(&json!({ "jsonrpc": "2.0", "method": "initialized", "params": {} })));
    bytes.extend(framed(&json!({ "jsonrpc": "2.0", "id": "é", "method": "x/y" })));
    for byte in &bytes {
        client.raw(&[*byte]);
    }
    assert!(outcome(client.response(&json!(1))).is_ok());
    assert!(outcome(client.response(&json!("é"))).is_err());
    client.finish();
}

#[test]
fn five_thousand_requests_are_answered_once_each_and_cancelling_them_hurts_nobody() {
    let project = Project::with(&[("a.expol", "zone a { 10.0.0.0/33 }\n")]);
    let able = json!({ "textDocument": { "diagnostic": {} } });
    let mut client = Client::with(&[project.uri("")], able, json!({}));
    let uri = project.uri("a.expol");
    client.open(&uri, 1, "zone a { 10.0.0.0/33 }\n");
    let params = json!({ "textDocument": { "uri": uri } });
    let ids: Vec<i64> = (0..5_000).map(|_| client.ask("textDocument/diagnostic", params.clone())).collect();
    for id in ids.iter().step_by(2) {
        client.notify("$/cancelRequest", json!({ "id": id }));
    }
    client.notify("$/cancelRequest", json!({ "id": "never" }));
    let (mut done, mut cancelled) = (0, 0);
    for id in ids {
        match client.answer(id) {
            Ok(_) => done += 1,
            Err(error) => {
                assert_eq!(error["code"], -32800, "{error}");
                cancelled += 1;
            }
        }
    }
    assert!(done >= 2_500 && done + cancelled == 5_000, "{done} answered, {cancelled} cancelled");
    client.idle(Duration::from_millis(100));
    assert_eq!(client.unfetched(), 0, "one answer each");
    client.finish();
}

#[test]
fn an_editor_that_never_answers_is_served_all_the_same() {
    let able = json!({
        "workspace": { "configuration": true, "didChangeWatchedFiles": { "dynamicRegistration": true } },
    });
    let project = Project::with(&[("a.expol", "zone a { 10.0.0.0/33 }\n")]);
    let mut client = Client::with(&[project.uri("")], able, json!({}));
    client.replies = None;
    let uri = project.uri("a.expol");
    client.open(&uri, 1, "zone a { 10.0.0.0/33 }\n");
    assert_eq!(client.findings(&uri, Some(1)).len(), 1);
    client.replace(&uri, 2, "zone a { 10.0.0.0/8 }\nzone b { 10.0.0.0/33 }\n");
    assert!(!client.findings(&uri, Some(2)).is_empty());
    let asked = client.heard.iter().filter(|message| message.get("id").is_some()).count();
    assert_eq!(asked, 2, "watched files and settings: {:#?}", client.heard);
    client.finish();
}

/// It pulls before it answers what the server asked: whoever awaits that in a handler hangs here.
#[test]
fn an_editor_that_pulls_before_it_answers_gets_its_findings() {
    let able = json!({
        "workspace": { "configuration": true, "diagnostics": { "refreshSupport": true } },
        "textDocument": { "diagnostic": {} },
    });
    let project = Project::with(&[("a.expol", "zone a { 10.0.0.0/33 }\n")]);
    let mut client = Client::with(&[project.uri("")], able, json!({}));
    client.replies = None;
    let uri = project.uri("a.expol");
    client.open(&uri, 1, "zone a { 10.0.0.0/33 }\n");
    let report =
        client.request("textDocument/diagnostic", json!({ "textDocument": { "uri": uri } })).unwrap();
    assert_eq!(report["items"].as_array().unwrap().len(), 1, "{report}");
    assert!(client.published.is_empty(), "pulled findings are not pushed too");
    client.finish();
}

/// The server goes on reading and keeps only the newest findings for an editor that does not read.
#[test]
#[cfg(target_os = "linux")]
fn an_editor_that_does_not_read_costs_no_memory() {
    use std::io::Write;
    use std::process::{Command, Stdio};

    let mut server = Command::new(env!("CARGO_BIN_EXE_expol-lsp"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = server.stdin.take().unwrap();
    let mut send = |message: Value| input.write_all(&framed(&message)).unwrap();
    send(json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": { "capabilities": {} } }));
    let bad: String = (0..300).map(|at| format!("zone z{at} {{ 10.0.0.0/33 }}\n")).collect();
    let document =
        |version: i64| json!({ "uri": "untitled:a", "languageId": "expol", "version": version, "text": bad });
    send(
        json!({ "jsonrpc": "2.0", "method": "textDocument/didOpen", "params": { "textDocument": document(1) } }),
    );
    let start = Instant::now();
    for version in 2..600 {
        let params = json!({ "textDocument": { "uri": "untitled:a", "version": version },
            "contentChanges": [{ "range": { "start": { "line": 0, "character": 0 }, "end": { "line": 0, "character": 0 } }, "text": "\n" }] });
        send(json!({ "jsonrpc": "2.0", "method": "textDocument/didChange", "params": params }));
        std::thread::sleep(Duration::from_millis(2));
    }
    assert!(start.elapsed() < Duration::from_secs(20), "the server stopped reading");
    std::thread::sleep(Duration::from_millis(500));
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.id())).unwrap();
    let resident: u64 = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .and_then(|line| line.split_whitespace().next()?.parse().ok())
        .unwrap();
    assert!(resident < 200 * 1024, "{resident} KiB");
    server.kill().unwrap();
    server.wait().unwrap();
}
