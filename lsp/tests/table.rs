//! Every feature in every kind of document: plain, broken, of the standard library, with CRLF and emoji, and with the
//! answer in another file. What is not in the table is not advertised.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::client::{AS_OF, Client};
use crate::project::Project;

const PLAIN: &str = "use std.net\n\n// the network\n// of the shop\nzone offices { 10.20.0.0/16 }\nzone servers { 10.1.0.0/24 }\n\n/// Sells.\nserver web in servers { address 10.1.0.10 }\nserver db in servers { address 10.1.0.20 }\nserver mon in servers {\n  address 10.1.0.30\n}\nprofile watch(from: endpoints, target: endpoints) {\n  allow from -> target on tcp 9100\n}\n\napply watch(from: mon, target: web)\nallow shop: offices -> web on net.https\nallow offices -> web on tcp 8443 // https://example.com/why\nnever internet -> db on any\ntest \"offices\" {\n  offices -> web on tcp 443 allowed\n}\n";

/// The same features in a file that uses another one.
const USER: &str = "use \"plain.expol\" as p\n\nallow p.offices -> p.web on tcp 22\napply p.watch(from: p.mon, target: p.db)\nallow 10.1.0.10 -> p.web on tcp 7\n";

/// A feature: its capability, its method, where it is asked, and whether it is asked in a library and from another file.
struct Feature {
    capability: &'static str,
    method: &'static str,
    /// The text of which the middle is meant: in the plain file, in the library, in the using file. Empty: does not apply.
    at: [&'static str; 3],
    /// What else the request says.
    more: fn(&Value) -> Value,
}

fn nothing(_: &Value) -> Value {
    json!({})
}

fn everything(_: &Value) -> Value {
    let range = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 9_999, "character": 0 } });
    json!({ "range": range, "context": { "diagnostics": [] } })
}

fn here(position: &Value) -> Value {
    json!({ "range": { "start": position, "end": position }, "context": { "diagnostics": [] } })
}

#[rustfmt::skip]
const FEATURES: &[Feature] = &[
    Feature { capability: "hoverProvider", method: "textDocument/hover", at: ["we|b in", "htt|ps", "p.we|b"], more: nothing },
    Feature { capability: "completionProvider", method: "textDocument/completion", at: ["offices -> w|eb on net", "{ icm|p }", "p.o|ffices"], more: nothing },
    Feature { capability: "signatureHelpProvider", method: "textDocument/signatureHelp", at: ["watch(from|: mon", "", "p.watch(from|:"], more: nothing },
    Feature { capability: "definitionProvider", method: "textDocument/definition", at: ["offices -> we|b on net", "htt|ps", "p.we|b"], more: nothing },
    Feature { capability: "typeDefinitionProvider", method: "textDocument/typeDefinition", at: ["offices -> we|b on net", "", "p.we|b"], more: nothing },
    Feature { capability: "implementationProvider", method: "textDocument/implementation", at: ["allow sh|op", "", "allow p.off|ices"], more: nothing },
    Feature { capability: "referencesProvider", method: "textDocument/references", at: ["server we|b", "htt|ps", "p.we|b"],
        more: |_| json!({ "context": { "includeDeclaration": true } }) },
    Feature { capability: "documentHighlightProvider", method: "textDocument/documentHighlight", at: ["server we|b", "htt|ps", "p.we|b"], more: nothing },
    Feature { capability: "documentSymbolProvider", method: "textDocument/documentSymbol", at: ["|", "|", "|"], more: nothing },
    Feature { capability: "renameProvider", method: "textDocument/rename", at: ["server we|b", "", "p.we|b"], more: |_| json!({ "newName": "front" }) },
    Feature { capability: "renameProvider", method: "textDocument/prepareRename", at: ["server we|b", "", "p.we|b"], more: nothing },
    Feature { capability: "codeActionProvider", method: "textDocument/codeAction", at: ["tcp 84|43", "", "tcp 2|2"], more: here },
    Feature { capability: "foldingRangeProvider", method: "textDocument/foldingRange", at: ["|", "|", ""], more: nothing },
    Feature { capability: "selectionRangeProvider", method: "textDocument/selectionRange", at: ["offices -> we|b on net", "htt|ps", "p.we|b"],
        more: |position| json!({ "positions": [position] }) },
    Feature { capability: "semanticTokensProvider", method: "textDocument/semanticTokens/full", at: ["|", "|", "|"], more: nothing },
    Feature { capability: "semanticTokensProvider", method: "textDocument/semanticTokens/full/delta", at: ["|", "|", "|"],
        more: |_| json!({ "previousResultId": "0" }) },
    Feature { capability: "semanticTokensProvider", method: "textDocument/semanticTokens/range", at: ["|", "|", "|"], more: everything },
    Feature { capability: "inlayHintProvider", method: "textDocument/inlayHint", at: ["|", "", "|"], more: everything },
    Feature { capability: "codeLensProvider", method: "textDocument/codeLens", at: ["|", "", "|"], more: nothing },
    Feature { capability: "documentLinkProvider", method: "textDocument/documentLink", at: ["|", "", "|"], more: nothing },
    Feature { capability: "callHierarchyProvider", method: "textDocument/prepareCallHierarchy", at: ["server we|b", "", "p.we|b"], more: nothing },
    Feature { capability: "typeHierarchyProvider", method: "textDocument/prepareTypeHierarchy", at: ["server we|b", "", "p.we|b"], more: nothing },
    Feature { capability: "diagnosticProvider", method: "textDocument/diagnostic", at: ["|", "", "|"], more: nothing },
];

/// What is advertised and asked in another way than at a place of a document; each has a test of its own.
const OTHERS: &[&str] = &[
    "positionEncoding",
    "textDocumentSync",
    "workspaceSymbolProvider",
    "executeCommandProvider",
    "workspace",
];

fn able(encoding: &str) -> Value {
    json!({
        "general": { "positionEncodings": [encoding] },
        "textDocument": {
            "diagnostic": {},
            "hover": { "contentFormat": ["markdown"] },
            "codeAction": { "codeActionLiteralSupport": { "codeActionKind": { "valueSet": [] } } },
            "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
        },
        "workspace": { "workspaceEdit": { "documentChanges": true } },
    })
}

/// The position of the bar in `pattern`, where the rest of it stands in the text.
fn position(text: &str, pattern: &str) -> Value {
    let (before, after) = pattern.split_once('|').unwrap();
    let at = text.find(&format!("{before}{after}")).unwrap_or_else(|| panic!("`{pattern}` is not in {text}"))
        + before.len();
    let line = text[..at].matches('\n').count();
    let column = text[text[..at].rfind('\n').map_or(0, |at| at + 1)..at].encode_utf16().count();
    json!({ "line": line, "character": column })
}

fn is_empty(answer: &Value) -> bool {
    match answer {
        Value::Null => true,
        Value::Array(all) => all.is_empty(),
        Value::Object(all) => ["items", "data", "signatures", "documentChanges"]
            .iter()
            .any(|key| all.get(*key).and_then(Value::as_array).is_some_and(Vec::is_empty)),
        _ => false,
    }
}

fn ask(client: &mut Client, feature: &Feature, uri: &str, text: &str, pattern: &str) -> Value {
    let position = position(text, pattern);
    let mut params = json!({ "textDocument": { "uri": uri }, "position": position });
    params.as_object_mut().unwrap().extend((feature.more)(&position).as_object().unwrap().clone());
    let answer = client.request(feature.method, params);
    answer.unwrap_or_else(|error| panic!("{} in {uri} at `{pattern}`: {error}", feature.method))
}

#[test]
fn every_feature_answers_in_every_kind_of_document() {
    // A finding, so that there is one to pull.
    let plain =
        format!("{PLAIN}zone unused {{ 192.0.2.0/24 }}\nserver twin in servers {{ address 10.1.0.10 }}\n");
    let user = format!("{USER}server twin2 in p.servers {{ address 10.1.0.10 }}\n");
    let broken =
        format!("{PLAIN}allow offices -> \nzone {{\nserver twin in servers {{ address 10.1.0.10 }}\n");
    let strange =
        format!("// 😀 é\n{plain}").replace('\n', "\r\n").replace("Sells.", "Verkauft 😀 für alle.");
    let project = Project::with(&[("plain.expol", PLAIN), ("user.expol", USER)]);
    let mut client = Client::with(&[project.uri("")], able("utf-16"), json!({ "asOf": AS_OF }));
    let documents = [
        (project.uri("plain.expol"), plain.as_str(), 0),
        ("untitled:broken".to_owned(), broken.as_str(), 0),
        ("untitled:strange".to_owned(), strange.as_str(), 0),
        (project.uri("user.expol"), user.as_str(), 2),
    ];
    for (uri, text, _) in &documents {
        client.open(uri, 1, text);
    }
    let library = "expol-std:/std/net.expol".to_owned();
    let text = client.request("workspace/textDocumentContent", json!({ "uri": library })).unwrap();
    let library_text = text["text"].as_str().unwrap().to_owned();
    let (mut compared, mut empty) = (0, Vec::new());
    for feature in FEATURES {
        let all = documents.iter().map(|(uri, text, column)| (uri, *text, feature.at[*column]));
        for (uri, text, pattern) in all.chain([(&library, library_text.as_str(), feature.at[1])]) {
            // A policy with errors produces no IR, and proves nothing that a lens could say.
            let is_proof = matches!(feature.capability, "implementationProvider" | "codeLensProvider");
            if pattern.is_empty() || is_proof && text.contains("twin") {
                continue;
            }
            compared += 1;
            if is_empty(&ask(&mut client, feature, uri, text, pattern)) {
                empty.push(format!("{} in {uri} at `{pattern}`", feature.method));
            }
        }
    }
    // What needs a sound policy.
    client.replace(&project.uri("plain.expol"), 2, PLAIN);
    client.replace(&project.uri("user.expol"), 2, USER);
    let sound = PLAIN.replace('\n', "\r\n").replace("Sells.", "😀");
    client.replace("untitled:strange", 2, &sound);
    for feature in
        FEATURES.iter().filter(|one| matches!(one.capability, "implementationProvider" | "codeLensProvider"))
    {
        for (uri, text, pattern) in [
            (project.uri("plain.expol"), PLAIN, feature.at[0]),
            ("untitled:strange".to_owned(), &sound, feature.at[0]),
            (project.uri("user.expol"), USER, feature.at[2]),
        ] {
            compared += 1;
            if is_empty(&ask(&mut client, feature, &uri, text, pattern)) {
                empty.push(format!("{} in {uri} at `{pattern}`", feature.method));
            }
        }
    }
    eprintln!("{compared} answers of {} features in 5 kinds of documents", FEATURES.len());
    assert_eq!(empty, Vec::<String>::new(), "features without an answer");
    assert!(compared >= 80, "{compared}");
    client.finish();
}

#[test]
fn what_is_advertised_is_in_the_table_and_the_other_way_round() {
    let mut client = Client::start();
    let result = client
        .request("initialize", json!({ "capabilities": able("utf-16"), "clientInfo": { "name": "test" } }));
    let result = result.unwrap();
    let advertised: BTreeSet<String> = result["capabilities"].as_object().unwrap().keys().cloned().collect();
    let known: BTreeSet<String> = FEATURES
        .iter()
        .map(|feature| feature.capability)
        .chain(OTHERS.iter().copied())
        .map(str::to_owned)
        .collect();
    assert_eq!(advertised, known);
    assert_eq!(result["serverInfo"]["name"], "expol-lsp");
}
