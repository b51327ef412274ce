//! Requests whose answers matter in detail, and those that are not asked at a place of a document.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::client::{AS_OF, Client};
use crate::project::{Project, example};

const POLICY: &str = "zone offices { 10.20.0.0/16 }\nzone servers { 10.1.0.0/24 }\nserver web in servers { address 10.1.0.10 }\nallow shop: offices -> web on tcp 443\n";

fn able() -> Value {
    json!({
        "textDocument": {
            "hover": { "contentFormat": ["markdown"] },
            "codeAction": { "codeActionLiteralSupport": {} },
            "definition": { "linkSupport": true },
        },
        "workspace": { "workspaceEdit": { "documentChanges": true } },
    })
}

fn at(uri: &str, line: u64, character: u64) -> Value {
    json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": character } })
}

fn with(uri: &str, text: &str) -> Client {
    let mut client = Client::with(&[], able(), json!({ "asOf": AS_OF }));
    client.open(uri, 3, text);
    client
}

#[test]
fn a_rename_changes_every_file_for_its_version_and_bad_names_are_refused_in_words() {
    let project = Project::with(&[
        ("a.expol", POLICY),
        ("b.expol", "use \"a.expol\" as a\nallow a.offices -> a.web on tcp 22\n"),
    ]);
    let mut client = Client::with(&[project.uri("")], able(), json!({ "asOf": AS_OF }));
    let uri = project.uri("a.expol");
    client.open(&uri, 3, POLICY);
    let mut params = at(&uri, 2, 8);
    params["newName"] = json!("front");
    let edit = client.request("textDocument/rename", params.clone()).unwrap();
    let documents = edit["documentChanges"].as_array().unwrap();
    let touched: Vec<(&Value, &Value, usize)> = documents
        .iter()
        .map(|one| {
            (
                &one["textDocument"]["uri"],
                &one["textDocument"]["version"],
                one["edits"].as_array().unwrap().len(),
            )
        })
        .collect();
    assert_eq!(touched, [(&json!(uri), &json!(3), 2), (&json!(project.uri("b.expol")), &Value::Null, 1)]);
    for (name, why) in [
        ("9lives", "is no name"),
        ("zone", "word of the language"),
        ("offices", "already"),
        ("", "is no name"),
    ] {
        params["newName"] = json!(name);
        let error = client.request("textDocument/rename", params.clone()).unwrap_err();
        assert!(
            error["code"] == -32803 && error["message"].as_str().unwrap().contains(why),
            "{name}: {error}"
        );
    }
    client.finish();
}

#[test]
fn a_file_that_moves_takes_its_uses_along() {
    let project = Project::with(&[
        ("a.expol", POLICY),
        ("sub/b.expol", "use \"../a.expol\" as a\nallow a.offices -> a.web on tcp 22\n"),
    ]);
    let mut client = Client::with(&[project.uri("")], able(), json!({ "asOf": AS_OF }));
    client.open(
        &project.uri("sub/b.expol"),
        1,
        "use \"../a.expol\" as a\nallow a.offices -> a.web on tcp 22\n",
    );
    client.findings(&project.uri("sub/b.expol"), Some(1));
    let files = json!([{ "oldUri": project.uri("a.expol"), "newUri": project.uri("lib/net.expol") }]);
    let edit = client.request("workspace/willRenameFiles", json!({ "files": files })).unwrap();
    assert_eq!(edit["documentChanges"][0]["edits"][0]["newText"], "../lib/net.expol", "{edit}");
    client.finish();
}

#[test]
fn a_definition_in_the_standard_library_can_be_read() {
    let mut client =
        with("untitled:a", "use std.net\nzone z { 10.0.0.0/8 }\nallow internet -> z on net.https\n");
    let found = client.request("textDocument/definition", at("untitled:a", 2, 29)).unwrap();
    let uri = found[0]["targetUri"].as_str().unwrap();
    assert!(uri.starts_with("expol-std:/std/net"), "{found}");
    let text = client.request("workspace/textDocumentContent", json!({ "uri": uri })).unwrap();
    let line = found[0]["targetSelectionRange"]["start"]["line"].as_u64().unwrap() as usize;
    assert!(text["text"].as_str().unwrap().lines().nth(line).unwrap().contains("https"));
    let error = client
        .request("workspace/textDocumentContent", json!({ "uri": "expol-std:/std/none.expol" }))
        .unwrap_err();
    assert!(error["message"].as_str().unwrap().contains("std/none.expol"), "{error}");
    client.finish();
}

#[test]
fn a_rule_leads_to_the_ir_that_it_produces() {
    let mut client = with("untitled:a", POLICY);
    let found = client.request("textDocument/implementation", at("untitled:a", 3, 8)).unwrap();
    let uri = found[0]["uri"].as_str().unwrap().to_owned();
    let text = client.request("workspace/textDocumentContent", json!({ "uri": uri })).unwrap();
    let document: Value = serde_json::from_str(text["text"].as_str().unwrap()).unwrap();
    assert_eq!(document["rules"].as_array().unwrap().len(), 1, "{document}");
    client.finish();
}

#[test]
fn flows_are_a_call_hierarchy_and_containment_is_a_type_hierarchy() {
    let mut client = with("untitled:a", POLICY);
    let item =
        client.request("textDocument/prepareCallHierarchy", at("untitled:a", 2, 8)).unwrap()[0].clone();
    assert_eq!(item["name"], "web");
    let incoming = client.request("callHierarchy/incomingCalls", json!({ "item": item })).unwrap();
    assert_eq!(
        (&incoming[0]["from"]["name"], &incoming[0]["fromRanges"][0]["start"]["line"]),
        (&json!("offices"), &json!(3))
    );
    assert_eq!(client.request("callHierarchy/outgoingCalls", json!({ "item": item })).unwrap(), json!([]));
    let zone =
        client.request("textDocument/prepareTypeHierarchy", at("untitled:a", 1, 7)).unwrap()[0].clone();
    let inside = client.request("typeHierarchy/subtypes", json!({ "item": zone })).unwrap();
    assert_eq!(inside[0]["name"], "web", "{inside}");
    let server =
        client.request("textDocument/prepareTypeHierarchy", at("untitled:a", 2, 8)).unwrap()[0].clone();
    let around = client.request("typeHierarchy/supertypes", json!({ "item": server })).unwrap();
    assert_eq!(around[0]["name"], "servers", "{around}");
    client.finish();
}

#[test]
fn a_flow_can_be_traced() {
    let mut client = with("untitled:a", POLICY);
    let mut trace = |flow: &str| {
        let arguments = json!([{ "uri": "untitled:a", "flow": flow }]);
        client
            .request("workspace/executeCommand", json!({ "command": "expol.trace", "arguments": arguments }))
    };
    let allowed = trace("offices -> web on tcp 443").unwrap();
    assert_eq!(
        (&allowed["decided"], &allowed["rules"][0]["label"]),
        (&json!("allowed"), &json!("shop")),
        "{allowed}"
    );
    assert_eq!(trace("internet -> web on tcp 443").unwrap()["decided"], "denied");
    assert!(
        trace("offices -> nobody on tcp 443").unwrap_err()["message"]
            .as_str()
            .unwrap()
            .contains("means nothing")
    );
    assert!(trace("hello").unwrap_err()["message"].as_str().unwrap().contains("is no flow"));
    client.finish();
}

#[test]
fn symbols_are_found_in_the_whole_workspace() {
    let mut client = with("untitled:a", POLICY);
    let found = client.request("workspace/symbol", json!({ "query": "offi" })).unwrap();
    assert_eq!(
        (&found[0]["name"], &found[0]["location"]["uri"]),
        (&json!("offices"), &json!("untitled:a")),
        "{found}"
    );
    client.finish();
}

#[test]
fn a_fix_settles_its_finding_and_all_safe_fixes_are_one_action() {
    let text = "zone offices { 10.1.2.0/16 }\nallow offices -> ::ffff:10.3.4.5 on tcp 1\n";
    let mut client = with("untitled:a", text);
    client.findings("untitled:a", Some(3));
    let range = json!({ "start": { "line": 0, "character": 16 }, "end": { "line": 0, "character": 16 } });
    let params = json!({ "textDocument": { "uri": "untitled:a" }, "range": range, "context": { "diagnostics": [], "only": ["quickfix"] } });
    let actions = client.request("textDocument/codeAction", params).unwrap();
    let fix =
        actions.as_array().unwrap().iter().find(|one| one["diagnostics"][0]["code"] == "EX0202").unwrap();
    assert_eq!(fix["edit"]["documentChanges"][0]["textDocument"]["version"], 3);
    let edits = fix["edit"]["documentChanges"][0]["edits"].clone();
    client.change("untitled:a", 4, edits_as_changes(&edits));
    let left = client.findings("untitled:a", Some(4));
    let codes = |found: &[Value]| {
        found.iter().map(|one| one["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert!(
        !codes(&left).contains(&"EX0202".to_owned()) && codes(&left).contains(&"EX0203".to_owned()),
        "{left:#?}"
    );
    let params = json!({ "textDocument": { "uri": "untitled:a" }, "range": range, "context": { "diagnostics": [], "only": ["source.fixAll"] } });
    let all = client.request("textDocument/codeAction", params).unwrap();
    assert_eq!(all[0]["kind"], "source.fixAll.expol", "{all}");
    let edits = all[0]["edit"]["documentChanges"][0]["edits"].clone();
    client.change("untitled:a", 5, edits_as_changes(&edits));
    let left = client.findings("untitled:a", Some(5));
    assert!(!codes(&left).contains(&"EX0203".to_owned()), "{left:#?}");
    client.finish();
}

/// Edits speak of one text, changes each of the text that the one before left: the last place first.
fn edits_as_changes(edits: &Value) -> Value {
    let mut edits = edits.as_array().unwrap().clone();
    edits.sort_by_key(|edit| {
        let start = &edit["range"]["start"];
        std::cmp::Reverse((start["line"].as_u64().unwrap(), start["character"].as_u64().unwrap()))
    });
    let change = |edit: &Value| json!({ "range": edit["range"], "text": edit["newText"] });
    json!(edits.iter().map(change).collect::<Vec<_>>())
}

#[test]
fn hovers_bring_no_images_html_or_commands_from_sources() {
    let text = "zone z { 10.0.0.0/8 }\n/// ![x](http://e.example/i.png) <img src=x> [run](command:evil) `code` | pipe\nserver s in z { address 10.0.0.1 }\n";
    let mut client = with("untitled:a", text);
    let hover = client.request("textDocument/hover", at("untitled:a", 2, 7)).unwrap();
    let value = hover["contents"]["value"].as_str().unwrap();
    assert_eq!(hover["contents"]["kind"], "markdown");
    assert!(value.contains("run"), "the documentation is there: {value}");
    for live in ["![x](", "<img", "](command:"] {
        assert!(!value.contains(live), "{live} in {value}");
    }
    let mut plain = Client::with(&[], json!({}), json!({}));
    plain.open("untitled:a", 1, text);
    let hover = plain.request("textDocument/hover", at("untitled:a", 2, 7)).unwrap();
    assert_eq!(hover["contents"]["kind"], "plaintext");
    client.finish();
    plain.finish();
}

#[test]
fn snippets_are_for_editors_that_fill_them_in() {
    for snippets in [false, true] {
        let able =
            json!({ "textDocument": { "completion": { "completionItem": { "snippetSupport": snippets } } } });
        let mut client = Client::with(&[], able, json!({}));
        client.open("untitled:a", 1, "\n");
        let found = client.request("textDocument/completion", at("untitled:a", 0, 0)).unwrap();
        let items = found["items"].as_array().unwrap();
        assert!(items.len() > 20);
        assert_eq!(items.iter().any(|item| item["insertTextFormat"] == 2), snippets);
        let dollar = |item: &Value| item["textEdit"]["newText"].as_str().unwrap().contains("${");
        assert_eq!(items.iter().any(dollar), snippets);
        client.finish();
    }
}

#[test]
fn semantic_tokens_are_sorted_and_do_not_overlap() {
    let text = example("edge-subscribed.expol").replacen("Two", "Zwölf 😀 zwei\r\n//! Two", 1);
    let mut client = with("untitled:a", &text);
    let tokens = client
        .request("textDocument/semanticTokens/full", json!({ "textDocument": { "uri": "untitled:a" } }))
        .unwrap();
    let data: Vec<u64> = tokens["data"].as_array().unwrap().iter().map(|one| one.as_u64().unwrap()).collect();
    let lines: Vec<&str> = text.split('\n').map(|line| line.trim_end_matches('\r')).collect();
    let (mut line, mut column, mut end) = (0, 0, 0);
    for token in data.chunks(5) {
        if token[0] > 0 {
            (line, column, end) = (line + token[0], 0, 0);
        }
        column += token[1];
        assert!(column >= end && token[2] > 0, "overlap in line {line}");
        end = column + token[2];
        assert!(end as usize <= lines[line as usize].encode_utf16().count(), "line {line} is not so long");
    }
    assert!(data.len() > 500, "{}", data.len());
    client.finish();
}

#[test]
fn selections_grow_and_folds_span_lines() {
    let text = example("single-server.expol");
    let mut client = with("untitled:a", &text);
    let mut positions = Vec::new();
    for line in (0..text.lines().count()).step_by(3) {
        positions.push(json!({ "line": line, "character": 4 }));
    }
    let params = json!({ "textDocument": { "uri": "untitled:a" }, "positions": positions });
    let found = client.request("textDocument/selectionRange", params).unwrap();
    assert_eq!(found.as_array().unwrap().len(), positions.len());
    let key = |place: &Value| (place["line"].as_u64().unwrap(), place["character"].as_u64().unwrap());
    for mut one in found.as_array().unwrap().iter() {
        while let Some(parent) = one.get("parent") {
            let (inner, outer) = (&one["range"], &parent["range"]);
            assert!(
                key(&outer["start"]) <= key(&inner["start"])
                    && key(&inner["end"]) <= key(&outer["end"])
                    && inner != outer
            );
            one = parent;
        }
    }
    let folds = client
        .request("textDocument/foldingRange", json!({ "textDocument": { "uri": "untitled:a" } }))
        .unwrap();
    assert!(folds.as_array().unwrap().len() > 5);
    assert!(
        folds.as_array().unwrap().iter().all(|fold| fold["endLine"].as_u64() > fold["startLine"].as_u64())
    );
    client.finish();
}

#[test]
fn an_edit_in_between_gives_the_right_answer_or_none() {
    let mut client = with("untitled:a", POLICY);
    let (mut right, mut modified) = (0, 0);
    for round in 0..60_i64 {
        let id = client.ask("textDocument/hover", at("untitled:a", 2, 8));
        let (text, line) =
            if round % 2 == 0 { (format!("// new\n{POLICY}"), 3) } else { (POLICY.to_owned(), 2) };
        client.replace("untitled:a", 4 + round, &text);
        match client.answer(id) {
            Ok(_) => right += 1,
            Err(error) => {
                assert_eq!(error["code"], -32801, "{error}");
                modified += 1;
            }
        }
        let hover = client.request("textDocument/hover", at("untitled:a", line, 8)).unwrap();
        assert_eq!(hover["range"]["start"]["line"], line);
        client.replace("untitled:a", 4 + round, POLICY);
    }
    eprintln!("{right} answered, {modified} given up");
    client.finish();
}

/// What was queued does not hold up what a person sees.
#[test]
fn findings_come_though_hundreds_of_requests_are_queued() {
    let mut client = with("untitled:a", POLICY);
    for _ in 0..300 {
        client.ask("textDocument/documentSymbol", json!({ "textDocument": { "uri": "untitled:a" } }));
    }
    let start = Instant::now();
    client.replace("untitled:a", 4, "zone a { 10.0.0.0/33 }\n");
    assert_eq!(client.findings("untitled:a", Some(4)).len(), 1);
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    client.finish();
}
