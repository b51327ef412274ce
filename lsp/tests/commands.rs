//! Commands, lenses that run them, what unsaved edits open and close, and what the editor is told while it waits.

use std::time::Duration;

use serde_json::{Value, json};

use crate::client::{AS_OF, Client};
use crate::project::Project;
use crate::sync::{Random, Text};

const POLICY: &str = "use std.net\nzone offices { 10.20.0.0/16 }\nzone servers { 10.1.0.0/24 }\nserver web in servers { address 10.1.0.10 }\nallow offices -> web on net.https\ntest \"shop\" {\n  offices -> web on tcp 443 allowed\n  internet -> web on any denied\n}\n";

fn opened() -> (Project, Client, String) {
    let project = Project::with(&[("a.expol", POLICY)]);
    let mut client = Client::of(&project.uri(""));
    let uri = project.uri("a.expol");
    client.open(&uri, 1, POLICY);
    client.findings(&uri, Some(1));
    (project, client, uri)
}

fn run(client: &mut Client, command: &str, arguments: Value) -> Result<Value, Value> {
    client.request("workspace/executeCommand", json!({ "command": command, "arguments": [arguments] }))
}

fn lenses(client: &mut Client, uri: &str) -> Vec<Value> {
    let found = client.request("textDocument/codeLens", json!({ "textDocument": { "uri": uri } })).unwrap();
    found.as_array().unwrap().clone()
}

/// The flows as `from -> to on service`.
fn flows(all: &Value) -> Vec<String> {
    let one =
        |flow: &Value| format!("{} -> {} on {}", flow["from"], flow["to"], flow["service"]).replace('"', "");
    all.as_array().unwrap().iter().map(one).collect()
}

#[test]
fn an_unsaved_edit_says_what_it_opens_and_closes() {
    let (project, mut client, uri) = opened();
    let quiet = |lenses: &[Value]| {
        !lenses.iter().any(|lens| lens["command"]["title"].as_str().unwrap().starts_with("unsaved"))
    };
    assert!(quiet(&lenses(&mut client, &uri)), "what is saved has no effect");
    let effect = run(&mut client, "expol.effect", json!({ "uri": uri })).unwrap();
    assert_eq!(effect["message"], "unsaved: opens and closes nothing");

    let edited = POLICY.replace("allow offices -> web on net.https", "allow offices -> web on net.ssh");
    client.replace(&uri, 2, &edited);
    let effect = run(&mut client, "expol.effect", json!({ "uri": uri })).unwrap();
    assert_eq!(effect["message"], "unsaved: opens 1 flow, closes 1");
    assert_eq!(flows(&effect["opened"]), ["offices -> servers on tcp 22"]);
    assert_eq!(flows(&effect["closed"]), ["offices -> servers on tcp 443"]);
    assert_eq!(effect["opened"][0]["rule"]["location"]["range"]["start"]["line"], 4, "{effect}");
    assert_eq!(effect["closed"][0]["rule"]["location"], Value::Null, "that rule is in no document: {effect}");
    let shown = lenses(&mut client, &uri);
    assert_eq!(shown[0]["command"]["title"], "unsaved: opens 1 flow, closes 1", "{shown:#?}");

    // A rule that is new and forbids closes what is there.
    client.replace(&uri, 3, &format!("{POLICY}deny offices -> web on tcp 443 {{ because \"x\" }}\n"));
    let effect = run(&mut client, "expol.effect", json!({ "uri": uri })).unwrap();
    assert_eq!(effect["closed"][0]["rule"]["location"]["range"]["start"]["line"], 9, "{effect}");

    // What is not understood has no effect that could be told.
    client.replace(&uri, 4, &format!("{edited}allow offices -> \n"));
    let refusal = run(&mut client, "expol.effect", json!({ "uri": uri })).unwrap_err();
    assert!(refusal["message"].as_str().unwrap().contains("repair"), "{refusal}");
    assert!(quiet(&lenses(&mut client, &uri)));

    project.write("a.expol", &edited);
    client.replace(&uri, 5, &edited);
    client.notify("textDocument/didSave", json!({ "textDocument": { "uri": uri } }));
    let effect = run(&mut client, "expol.effect", json!({ "uri": uri })).unwrap();
    assert_eq!(effect["message"], "unsaved: opens and closes nothing", "it is saved now");
    client.finish();
}

#[test]
fn a_lens_of_a_test_runs_it_and_what_it_says_is_shown() {
    let (_project, mut client, uri) = opened();
    let lens = lenses(&mut client, &uri)
        .into_iter()
        .find(|lens| lens["command"]["command"] == "expol.test")
        .unwrap();
    let arguments = lens["command"]["arguments"][0].clone();
    let passed = run(&mut client, "expol.test", arguments.clone()).unwrap();
    assert_eq!((&passed["passed"], &passed["message"]), (&json!(true), &json!("test: passed (2 lines)")));
    client.idle(Duration::from_millis(200));
    let shown = client.heard.iter().filter(|one| one["method"] == "window/showMessage").count();
    assert_eq!(shown, 1, "{:#?}", client.heard);

    client.replace(&uri, 2, &POLICY.replace("tcp 443 allowed", "tcp 444 allowed"));
    let failed = run(&mut client, "expol.test", arguments).unwrap();
    assert_eq!(
        (&failed["passed"], &failed["failed"][0]["range"]["start"]["line"]),
        (&json!(false), &json!(6))
    );
    let nothing = json!({ "uri": uri, "position": { "line": 0, "character": 0 } });
    assert!(
        run(&mut client, "expol.test", nothing).unwrap_err()["message"].as_str().unwrap().contains("no test")
    );
    let unknown = run(&mut client, "expol.none", json!({ "uri": uri })).unwrap_err();
    assert!(unknown["message"].as_str().unwrap().contains("expol.effect"), "{unknown}");
    client.finish();
}

/// A policy that takes a while: so many sites.
pub(crate) fn sites(count: usize) -> String {
    let mut text = "use std.net\n".to_owned();
    for site in 0..count {
        let (a, b) = (1 + site / 250, site % 250);
        text.push_str(&format!("zone c{site} {{ 10.{a}.{b}.0/25 }}\nzone s{site} {{ 10.{a}.{b}.128/25 }}\nserver w{site} in s{site} {{ address 10.{a}.{b}.130 }}\nallow c{site} -> w{site} on net.https\nnever c{site} -> w{site} on tcp 5432\n"));
    }
    text
}

#[test]
fn what_takes_long_is_said_to_editors_that_show_it() {
    let text = sites(2_000);
    for is_able in [true, false] {
        let project = Project::with(&[("a.expol", &text)]);
        let able = json!({ "window": { "workDoneProgress": is_able } });
        let mut client = Client::with(&[project.uri("")], able, json!({ "asOf": AS_OF }));
        let uri = project.uri("a.expol");
        client.open(&uri, 1, &text);
        client.findings(&uri, Some(1));
        client.idle(Duration::from_millis(300));
        let count =
            |client: &Client, method: &str| client.heard.iter().filter(|one| one["method"] == method).count();
        let asked = count(&client, "window/workDoneProgress/create");
        let told: Vec<&Value> = client
            .heard
            .iter()
            .filter(|one| one["method"] == "$/progress")
            .map(|one| &one["params"]["value"]["kind"])
            .collect();
        if is_able {
            assert!(asked >= 1, "{:#?}", client.heard);
            assert!(
                told.len().is_multiple_of(2)
                    && told.iter().enumerate().all(|(at, kind)| *kind == ["begin", "end"][at % 2]),
                "{told:?}"
            );
        } else {
            assert_eq!((asked, told.len()), (0, 0), "{:#?}", client.heard);
        }
        client.finish();
    }
}

/// 150 random edits: the tokens that an editor has after each difference are those that it gets when it asks for all.
#[test]
fn token_differences_add_up_to_all_tokens() {
    let able = json!({ "general": { "positionEncodings": ["utf-16"] }, "textDocument": { "semanticTokens": { "requests": { "full": { "delta": true } } } } });
    let mut client = Client::with(&[], able, json!({ "asOf": AS_OF }));
    let uri = "untitled:a";
    let mut text = Text::new(POLICY, "utf-16");
    let mut random = Random(5);
    client.open(uri, 1, POLICY);
    let numbers =
        |data: &Value| data.as_array().unwrap().iter().map(|one| one.as_u64().unwrap()).collect::<Vec<u64>>();
    let document = json!({ "textDocument": { "uri": uri } });
    let first = client.request("textDocument/semanticTokens/full", document.clone()).unwrap();
    let (mut id, mut known, mut differences) = (first["resultId"].clone(), numbers(&first["data"]), 0);
    for version in 2..152 {
        let change = text.edit(&mut random);
        client.change(uri, version, json!([change]));
        let params = json!({ "textDocument": { "uri": uri }, "previousResultId": id });
        let answer = client.request("textDocument/semanticTokens/full/delta", params).unwrap();
        for edit in answer["edits"].as_array().unwrap() {
            let start = edit["start"].as_u64().unwrap() as usize;
            let end = start + edit["deleteCount"].as_u64().unwrap() as usize;
            known.splice(start..end, numbers(&edit["data"]));
            differences += 1;
        }
        let all = client.request("textDocument/semanticTokens/full", document.clone()).unwrap();
        assert_eq!(known, numbers(&all["data"]), "{}", text.text);
        id = all["resultId"].clone();
    }
    assert!(differences > 50, "{differences}");
    let params = json!({ "textDocument": { "uri": uri }, "previousResultId": "no such" });
    let answer = client.request("textDocument/semanticTokens/full/delta", params).unwrap();
    assert_eq!(numbers(&answer["data"]), known, "what is not known is told in full");
    client.finish();
}

/// 2,000 edits, each with names that were never there: what is gone is not kept.
#[test]
fn memory_does_not_grow_with_the_number_of_edits() {
    let text = sites(40);
    let mut client = Client::with(&[], json!({}), json!({ "asOf": AS_OF }));
    let uri = "untitled:a";
    client.open(uri, 1, &text);
    let mut before = 0;
    for version in 2..2_002 {
        let fresh = format!(
            "zone n{version} {{ 192.0.2.{}/32 }}\nallow n{version} -> w1 on tcp {version}\n",
            version % 250
        );
        client.replace(uri, version, &format!("{text}{fresh}"));
        if version % 20 == 0 {
            client.findings(uri, Some(version));
            client.published.clear();
        }
        if version == 500 {
            before = resident(&client);
        }
    }
    let after = resident(&client);
    eprintln!("{before} KiB after 500 edits, {after} KiB after 2,000");
    assert!(after < before + before / 4, "{before} KiB became {after} KiB");
    client.finish();
}

/// The memory that the server holds, in KiB.
fn resident(client: &Client) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", client.process())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn at_rest_memory_is_given_back_and_the_next_edit_is_answered() {
    let text = format!("server everybody in internet {{ address 192.0.2.1 }}\n{}", sites(200));
    let mut client = Client::with(&[], json!({}), json!({ "asOf": AS_OF }));
    let uri = "untitled:a";
    client.open(uri, 1, &text);
    client.findings(uri, Some(1));
    let (mut busy, mut resting) = (0, 0);
    for version in 2..6 {
        client.replace(
            uri,
            version,
            &format!("{text}allow everybody -> w1 on tcp {version}\n")
                .replace("tcp 5432", &format!("tcp {version}")),
        );
        client.findings(uri, Some(version));
        busy += resident(&client);
        client.idle(Duration::from_millis(1_500));
        resting += resident(&client);
    }
    eprintln!("{busy} KiB after four edits, {resting} KiB at rest after them");
    assert!(resting < busy, "{busy} KiB became {resting} KiB");
    client.finish();
}

#[test]
fn documents_of_other_schemes_are_policies_of_their_own() {
    let project = Project::with(&[("a.expol", POLICY)]);
    let mut client = Client::of(&project.uri(""));
    for uri in [
        "untitled:Untitled-1",
        "vscode-vfs://github/o/r/p.expol",
        "git:/a.expol?%7B%22ref%22%3A%22%22%7D",
        "expol",
    ] {
        client.open(uri, 1, "zone a { 10.0.0.0/33 }\n");
        assert_eq!(client.findings(uri, Some(1)).len(), 1, "{uri}");
        let at = json!({ "textDocument": { "uri": uri }, "position": { "line": 0, "character": 5 } });
        assert!(client.request("textDocument/hover", at).unwrap()["contents"].is_object(), "{uri}");
        client.close(uri);
        assert_eq!(client.findings(uri, None), Vec::<Value>::new(), "{uri}");
    }
    client.finish();
}
