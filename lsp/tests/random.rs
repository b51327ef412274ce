//! Random messages: edits, openings, closings, requests, cancellations. Afterwards the server is as a fresh one.
//!
//! `EXPOL_LSP_MESSAGES` says how many messages (a small number by default; `tests/lsp/run.sh` sends 100,000),
//! `EXPOL_LSP_SEED` which ones. The seed is printed.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::{Value, json};

use crate::client::{AS_OF, Client};
use crate::project::Project;
use crate::sync::{Random, Text};

const TEXTS: [&str; 3] = [
    "use std.net\nuse \"b.expol\" as b\nzone offices { 10.20.0.0/16 }\nserver web in b.servers { address 10.1.0.10 }\nallow offices -> web on net.https\nnever internet -> web on any\n",
    "zone servers { 10.1.0.0/24 }\nserver db in servers { address 10.1.0.20 }\nallow servers -> db on tcp 5432\n",
    "use \"b.expol\".{db}\nzone z { 10.9.0.0/16 }\nallow z -> db on tcp 1\ntest \"t\" {\n  z -> db on tcp 1 allowed\n}\n",
];

const NAMES: [&str; 3] = ["a.expol", "b.expol", "c.expol"];

const METHODS: &[&str] = &[
    "textDocument/hover",
    "textDocument/completion",
    "textDocument/definition",
    "textDocument/references",
    "textDocument/documentSymbol",
    "textDocument/semanticTokens/full",
    "textDocument/inlayHint",
    "textDocument/selectionRange",
    "textDocument/implementation",
    "textDocument/typeDefinition",
    "textDocument/documentLink",
    "textDocument/prepareTypeHierarchy",
    "textDocument/codeAction",
    "textDocument/rename",
    "textDocument/codeLens",
    "textDocument/foldingRange",
    "textDocument/documentHighlight",
    "textDocument/prepareRename",
    "textDocument/signatureHelp",
    "textDocument/prepareCallHierarchy",
    "workspace/symbol",
    "no/such/method",
];

fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(otherwise)
}

fn server(project: &Project) -> Client {
    let able = json!({ "general": { "positionEncodings": ["utf-16"] }, "textDocument": { "codeAction": { "codeActionLiteralSupport": {} } } });
    Client::with(&[project.uri("")], able, json!({ "asOf": AS_OF }))
}

/// What is shown about the files, by their names.
fn shown(client: &Client, project: &Project) -> BTreeMap<&'static str, Vec<String>> {
    let of = |name: &&'static str| {
        let found = client.latest(&project.uri(name)).unwrap_or_default();
        let mut found: Vec<String> = found.iter().map(ToString::to_string).collect();
        found.sort();
        (*name, found)
    };
    NAMES.iter().map(of).collect()
}

#[test]
fn after_random_messages_the_server_is_as_a_fresh_one() {
    let messages = setting("EXPOL_LSP_MESSAGES", 1_500);
    let seed = setting("EXPOL_LSP_SEED", 20_261_124);
    eprintln!("seed {seed}");
    let mut random = Random(seed);
    let mut sent = 0;
    while sent < messages {
        sent += session(&mut random, (messages - sent).min(5_000));
    }
    eprintln!("{sent} messages");
}

/// One server, so many messages, then a comparison.
fn session(random: &mut Random, messages: u64) -> u64 {
    let project = Project::with(&[("a.expol", TEXTS[0]), ("b.expol", TEXTS[1]), ("c.expol", TEXTS[2])]);
    let mut client = server(&project);
    let mut texts: Vec<Text> = TEXTS.iter().map(|text| Text::new(text, "utf-16")).collect();
    let mut is_open = [false; 3];
    let mut version = 1;
    let mut asked: Vec<i64> = Vec::new();
    for sent in 0..messages {
        let at = random.below(3);
        let uri = project.uri(NAMES[at]);
        version += 1;
        match random.below(20) {
            0 if is_open[at] => {
                client.close(&uri);
                // What is closed is what is on disk.
                texts[at].text = TEXTS[at].to_owned();
                is_open[at] = false;
            }
            0..=1 => {
                client.open(&uri, version, &texts[at].text);
                is_open[at] = true;
            }
            2..=9 if is_open[at] => {
                let changes: Vec<Value> = (0..=random.below(3)).map(|_| texts[at].edit(random)).collect();
                client.change(&uri, version, json!(changes));
                if texts[at].text.len() > 1_500 {
                    texts[at].text = TEXTS[at].to_owned();
                    client.replace(&uri, version, TEXTS[at]);
                }
            }
            10 => client
                .notify("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": uri, "type": 2 }] })),
            11 => client.notify("$/cancelRequest", json!({ "id": random.below(asked.len() + 3) })),
            _ => {
                let offset = random.below(texts[at].text.len() + 1);
                let offset = (0..=offset).rev().find(|at_| texts[at].text.is_char_boundary(*at_)).unwrap();
                let position = texts[at].position(offset);
                let params = json!({ "textDocument": { "uri": uri }, "position": position, "query": "w",
                    "range": { "start": position, "end": position }, "positions": [position], "newName": "n",
                    "context": { "includeDeclaration": true, "diagnostics": [] } });
                asked.push(client.ask(METHODS[random.below(METHODS.len())], params));
                if random.below(8) == 0 {
                    client.notify("$/cancelRequest", json!({ "id": asked.last() }));
                }
            }
        }
        if sent % 500 == 499 {
            client.idle(Duration::from_millis(1));
        }
    }
    for id in asked {
        if let Err(error) = client.answer(id) {
            let code = error["code"].as_i64().unwrap();
            assert!([-32800, -32801, -32601, -32602, -32803].contains(&code), "{error}");
        }
    }
    compare(&mut client, &project, &texts, version);
    messages
}

fn compare(client: &mut Client, project: &Project, texts: &[Text], version: i64) {
    for (name, text) in NAMES.iter().zip(texts) {
        client.open(&project.uri(name), version + 1, &text.text);
    }
    let mut fresh = server(project);
    for (name, text) in NAMES.iter().zip(texts) {
        fresh.open(&project.uri(name), version + 1, &text.text);
    }
    for name in NAMES {
        client.findings(&project.uri(name), Some(version + 1));
        fresh.findings(&project.uri(name), Some(version + 1));
    }
    for _ in 0..200 {
        if shown(client, project) == shown(&fresh, project) {
            break;
        }
        client.idle(Duration::from_millis(20));
        fresh.idle(Duration::from_millis(20));
    }
    assert_eq!(shown(client, project), shown(&fresh, project));
    assert_eq!(client.unfetched(), 0, "one answer each");
    let mut last: BTreeMap<String, i64> = BTreeMap::new();
    let uris: BTreeSet<String> = NAMES.iter().map(|name| project.uri(name)).collect();
    for published in &client.published {
        let uri = published["uri"].as_str().unwrap().to_owned();
        assert!(uris.contains(&uri), "{uri}");
        if let Some(version) = published["version"].as_i64() {
            assert!(
                last.insert(uri, version).is_none_or(|before| before <= version),
                "versions go back: {published}"
            );
        }
    }
    let panics = client.heard.iter().filter(|message| message.to_string().contains("this is a bug")).count();
    assert_eq!(panics, 0, "{:#?}", client.heard);
}
