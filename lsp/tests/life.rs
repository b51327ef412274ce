//! Beginning and end: order of the first and last messages, exit codes, an editor that dies.

use std::time::Duration;

use serde_json::{Value, json};

use crate::client::{Client, framed, outcome};
use crate::project::Project;

#[test]
fn exit_after_shutdown_is_success() {
    let project = Project::with(&[("a.expol", "zone a { 10.0.0.0/8 }\n")]);
    Client::of(&project.uri("")).finish();
}

#[test]
fn exit_without_shutdown_is_failure() {
    let mut client = Client::start();
    client.request("initialize", json!({ "capabilities": {} })).unwrap();
    client.send(&json!({ "jsonrpc": "2.0", "method": "exit" }));
    assert_eq!(client.wait().code(), Some(1));
}

#[test]
fn exit_before_initialize_is_failure() {
    let mut client = Client::start();
    client.send(&json!({ "jsonrpc": "2.0", "method": "exit" }));
    assert_eq!(client.wait().code(), Some(1));
}

#[test]
fn an_editor_that_closes_our_input_ends_us() {
    let mut client = Client::start();
    client.request("initialize", json!({ "capabilities": {} })).unwrap();
    assert_eq!(client.end().code(), Some(1));
    assert_eq!(Client::start().end().code(), Some(1), "even before it has said anything");
}

#[test]
#[cfg(unix)]
fn a_signal_ends_us() {
    let mut client = Client::start();
    client.request("initialize", json!({ "capabilities": {} })).unwrap();
    let status = std::process::Command::new("kill").arg(client.process().to_string()).status().unwrap();
    assert!(status.success());
    assert_eq!(client.wait().code(), None);
}

#[test]
#[cfg(target_os = "linux")]
fn the_end_of_the_editor_ends_us_though_our_input_stays_open() {
    let mut editor = std::process::Command::new("sleep").arg("60").spawn().unwrap();
    let mut client = Client::start();
    client.request("initialize", json!({ "processId": editor.id(), "capabilities": {} })).unwrap();
    client.idle(Duration::from_millis(200));
    editor.kill().unwrap();
    editor.wait().unwrap();
    let start = std::time::Instant::now();
    assert_eq!(client.wait().code(), Some(1));
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

#[test]
fn before_initialize_requests_are_refused_and_notifications_ignored() {
    let mut client = Client::start();
    client.open("file:///nowhere/a.expol", 1, "zone");
    let error = client.request("textDocument/hover", json!({})).unwrap_err();
    assert!([json!(-32002), json!(-32601)].contains(&error["code"]), "{error}");
    let error = client.request("shutdown", Value::Null).unwrap_err();
    assert_eq!(error["code"], -32002, "{error}");
    client.request("initialize", json!({ "capabilities": {} })).unwrap();
    client.finish();
}

#[test]
fn a_second_initialize_and_requests_after_shutdown_are_refused() {
    let mut client = Client::start();
    client.request("initialize", json!({ "capabilities": {} })).unwrap();
    assert_eq!(client.request("initialize", json!({ "capabilities": {} })).unwrap_err()["code"], -32600);
    client.request("shutdown", Value::Null).unwrap();
    let error = client.request("workspace/diagnostic", json!({ "previousResultIds": [] })).unwrap_err();
    assert_eq!(error["code"], -32600, "{error}");
}

/// Editors leave out what they may leave out, and more; or they tell everything.
#[test]
fn an_editor_may_tell_us_nothing_about_itself_or_very_much() {
    for params in [
        json!({ "capabilities": {} }),
        json!({ "processId": null, "rootUri": null, "capabilities": {}, "workspaceFolders": null }),
        json!({ "processId": null, "rootPath": null, "capabilities": { "textDocument": {} }, "trace": "off" }),
        json!({ "processId": null, "rootUri": null, "capabilities": { "experimental": "x".repeat(100_000) } }),
    ] {
        let mut client = Client::start();
        let result = client.request("initialize", params.clone()).unwrap();
        assert_eq!(result["capabilities"]["positionEncoding"], "utf-16");
        client.notify("initialized", json!({}));
        client.open("untitled:Untitled-1", 1, "zone a { 10.0.0.0/33 }\n");
        let found = client.findings("untitled:Untitled-1", Some(1));
        assert_eq!(found[0]["code"], "EX0201", "{found:#?}");
        client.finish();
    }
}

#[test]
fn ids_come_back_as_they_were() {
    let mut client = Client::start();
    for id in [json!("a-1"), json!(0), json!(2_147_483_647), json!(9_007_199_254_740_991_i64), json!("é😀")]
    {
        let message = json!({ "jsonrpc": "2.0", "id": id, "method": "no/such/method" });
        client.raw(&framed(&message));
        let response = client.response(&id);
        assert_eq!(outcome(response).unwrap_err()["code"], -32601);
    }
}
