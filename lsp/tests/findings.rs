//! Findings: those of `expolc check`, for the version that they are about, taken back when they are gone.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::client::Client;
use crate::project::{Project, Said, example, said};
use crate::sync::Random;

/// The findings that the server shows about all files of a project, columns in characters.
fn shown(client: &Client, project: &Project) -> Vec<Said> {
    let prefix = format!("{}/", project.uri(""));
    let uris: BTreeSet<&str> =
        client.published.iter().filter_map(|published| published["uri"].as_str()).collect();
    let mut all = Vec::new();
    for uri in uris {
        let file = uri.strip_prefix(&prefix).unwrap();
        all.extend(said(file, &client.latest(uri).unwrap()));
    }
    all.sort();
    all
}

fn utf32(project: &Project) -> Client {
    let able = json!({ "general": { "positionEncodings": ["utf-32"] } });
    Client::with(&[project.uri("")], able, json!({ "asOf": crate::client::AS_OF }))
}

const MAIN: &str = "use std.net\nuse \"shop.expol\" as shop\n\nzone offices { 10.20.0.0/16 }\nzone servers { 10.1.0.0/24 }\nzone partner { from \"partner.csv\" }\n\nserver web in servers { address 10.1.0.10  role shop.front }\nserver db in servers { address 10.1.0.20  role shop.store }\nserver mon in servers { address 10.1.0.30 }\ngroup watched { web, db }\n\napply shop.publish(from: offices)\nallow probes: mon -> watched on tcp 9100 { because \"availability\" }\nallow partner -> web on net.https\ndeny offices -> db on net.ssh { because \"SEC-2\" }\nnever internet -> db on any\nmust offices -> web on net.https\ntest \"offices\" {\n  offices -> web on tcp 443 allowed\n}\n";

const SHOP: &str = "use std.net\nrole front\nrole store\nprofile publish(from: endpoints) {\n  allow published: from -> front on net.https\n  allow inside: front -> store on tcp 5432\n  allow shell: from -> front, store on net.ssh\n}\nnever from-outside: internet -> store on any\n";

const OTHER: &str = "use \"shop.expol\".{front}\nzone z { 10.0.0.0/8 }\nserver s in z { address 10.0.0.1  role front }\nallow z -> s on any\n";

fn project() -> Project {
    let partners = "Prefix,Note\n192.0.2.0/25,one\n";
    Project::with(&[
        ("main.expol", MAIN),
        ("shop.expol", SHOP),
        ("other.expol", OTHER),
        ("partner.csv", partners),
    ])
}

/// Random edits of random files, some of them on disk: after each the server shows what `expolc check` says.
#[test]
fn the_server_shows_what_the_command_line_says() {
    let steps: usize =
        std::env::var("EXPOL_LSP_STEPS").ok().and_then(|steps| steps.parse().ok()).unwrap_or(40);
    let project = project();
    let mut client = utf32(&project);
    let mut random = Random(0xc4ec);
    let names = ["main.expol", "shop.expol", "other.expol"];
    let mut texts = [MAIN.to_owned(), SHOP.to_owned(), OTHER.to_owned()];
    for (name, text) in names.iter().zip(&texts) {
        client.open(&project.uri(name), 0, text);
    }
    let mut compared = 0;
    for version in 1..=steps as i64 {
        let at = random.below(3);
        texts[at] = edited(&texts[at], &mut random);
        if random.below(12) == 0 {
            texts[at] = [MAIN, SHOP, OTHER][at].to_owned();
        }
        project.write(names[at], &texts[at]);
        let uri = project.uri(names[at]);
        client.replace(&uri, version, &texts[at]);
        client.findings(&uri, Some(version));
        let wanted = project.check();
        let end = Instant::now() + Duration::from_secs(10);
        while shown(&client, &project) != wanted {
            client.idle(Duration::from_millis(10));
            assert!(
                Instant::now() < end,
                "step {version}, {}:\n{}\nserver {:#?}\ncommand line {wanted:#?}",
                names[at],
                texts[at],
                shown(&client, &project)
            );
        }
        compared += wanted.len();
    }
    eprintln!("{compared} findings of {steps} states compared with the command line");
    assert!(compared > steps, "the edits make hardly any findings");
    client.finish();
}

fn edited(text: &str, random: &mut Random) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let at = random.below(lines.len());
    let other = random.below(lines.len());
    match random.below(7) {
        0 if lines.len() > 3 => drop(lines.remove(at)),
        1 => lines.insert(at, lines[other].clone()),
        2 => lines.swap(at, other),
        3 => lines.insert(at, "// é😀".to_owned()),
        4 if !lines.is_empty() => {
            let cut = lines[at].char_indices().map(|(offset, _)| offset).nth(random.below(12)).unwrap_or(0);
            lines[at].truncate(cut);
        }
        5 => lines.insert(at, "use \"other.expol\"".to_owned()),
        _ => lines.insert(at, "allow internet -> any on tcp 9".to_owned()),
    }
    lines.join("\n") + "\n"
}

#[test]
fn the_examples_have_the_findings_of_the_command_line() {
    for name in ["single-server.expol", "load-balanced.expol", "edge-subscribed.expol", "hybrid.expol"] {
        let project = Project::with(&[(name, &example(name))]);
        let mut client = utf32(&project);
        client.open(&project.uri(name), 1, &example(name));
        let found = said(name, &client.findings(&project.uri(name), Some(1)));
        assert_eq!(found, project.check(), "{name}");
        assert!(found.iter().all(|one| one.6 == "note"), "{found:#?}");
        client.finish();
    }
}

#[test]
fn what_goes_back_to_the_saved_text_is_clean_again() {
    let project = project();
    let mut client = Client::of(&project.uri(""));
    let uri = project.uri("main.expol");
    client.open(&uri, 1, MAIN);
    let before = client.findings(&uri, Some(1));
    client.replace(&uri, 2, &MAIN.replace("10.1.0.10", "10.1.0.999"));
    assert_ne!(client.findings(&uri, Some(2)), before);
    client.replace(&uri, 3, MAIN);
    // What the file says by itself may come first.
    client.findings(&uri, Some(3));
    client.until(&uri, |found| found == before);
    client.finish();
}

#[test]
fn every_publish_of_an_open_file_names_its_version_and_closing_takes_everything_back() {
    let project = Project::with(&[("a.expol", "zone a { 10.0.0.0/33 }\n")]);
    let mut client = Client::of(&project.uri(""));
    let uri = project.uri("a.expol");
    client.open(&uri, 1, "zone a { 10.0.0.0/33 }\n");
    for version in 2..30 {
        client.replace(&uri, version, &format!("zone a {{ 10.0.0.0/{version} }}\n"));
    }
    client.findings(&uri, Some(29));
    let versions: Vec<i64> =
        client.published.iter().map(|published| published["version"].as_i64().unwrap()).collect();
    assert!(versions.is_sorted(), "{versions:?}");
    client.close(&uri);
    client.until(&uri, <[Value]>::is_empty);
    client.finish();
}

#[test]
fn a_file_that_others_use_is_no_policy_of_its_own_and_its_users_are_told() {
    let project = project();
    let mut client = Client::of(&project.uri(""));
    let uri = project.uri("shop.expol");
    client.open(&uri, 1, SHOP);
    let before = client.findings(&uri, Some(1));
    assert!(
        before.iter().all(|one| one["severity"] == 3),
        "its roles have their holders elsewhere: {before:#?}"
    );
    // The users of the module are not open: their findings come without a version.
    client.replace(&uri, 2, &SHOP.replace("role front", "role fronts"));
    let main = client.until(&project.uri("main.expol"), |found| !found.is_empty());
    assert!(main.iter().any(|one| one["code"] == "EX0101" || one["code"] == "EX0107"), "{main:#?}");
    client.until(&project.uri("other.expol"), |found| !found.is_empty());
    client.replace(&uri, 3, SHOP);
    // What the file says by itself may come first.
    client.findings(&uri, Some(3));
    client.until(&uri, |found| found == before);
    client.finish();
}

#[test]
fn a_file_on_disk_counts_until_it_is_opened_and_again_when_it_is_closed() {
    let project = project();
    let mut client = Client::of(&project.uri(""));
    let (main, shop) = (project.uri("main.expol"), project.uri("shop.expol"));
    client.open(&main, 1, MAIN);
    let clean = client.findings(&main, Some(1));
    assert!(clean.iter().all(|one| one["severity"] != 1), "{clean:#?}");
    let broken = |found: &[Value]| found.iter().any(|one| one["message"].as_str().unwrap().contains("front"));
    project.write("shop.expol", SHOP.replace("role front", "role fronts"));
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": shop, "type": 2 }] }));
    client.until(&main, broken);
    client.open(&shop, 1, SHOP);
    client.until(&main, |found| *found == clean[..]);
    client.close(&shop);
    client.until(&main, broken);
    project.remove("shop.expol");
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": shop, "type": 3 }] }));
    client.until(&main, |found| found.iter().any(|one| one["code"] == "EX0012" || one["code"] == "EX0105"));
    client.until(&shop, <[Value]>::is_empty);
    project.write("shop.expol", SHOP);
    // An editor that watches nothing at least saves.
    client.notify("textDocument/didSave", json!({ "textDocument": { "uri": main } }));
    client.until(&main, |found| *found == clean[..]);
    client.finish();
}

#[test]
fn circles_of_use_and_duplicate_names_are_findings() {
    let project = Project::with(&[
        ("a.expol", "use \"b.expol\"\nzone z { 10.0.0.0/8 }\n"),
        ("b.expol", "use \"a.expol\"\nzone z { 10.1.0.0/16 }\n"),
    ]);
    let mut client = utf32(&project);
    let uri = project.uri("a.expol");
    client.open(&uri, 1, "use \"b.expol\"\nzone z { 10.0.0.0/8 }\n");
    client.findings(&uri, Some(1));
    client.idle(Duration::from_millis(300));
    assert_eq!(shown(&client, &project), project.check());
    assert!(shown(&client, &project).iter().any(|one| one.5 == "EX0104"));
    client.finish();
}

#[test]
fn text_that_is_not_utf8_on_disk_is_a_finding_where_it_is_used() {
    let project = Project::with(&[("a.expol", "use \"b.expol\"\nzone z { 10.0.0.0/8 }\n")]);
    project.write("b.expol", b"zone \xff\n");
    let mut client = utf32(&project);
    client.open(&project.uri("a.expol"), 1, "use \"b.expol\"\nzone z { 10.0.0.0/8 }\n");
    client.findings(&project.uri("a.expol"), Some(1));
    client.idle(Duration::from_millis(300));
    assert_eq!(shown(&client, &project), project.check());
    client.finish();
}

#[test]
fn findings_lead_on_where_the_editor_can_follow() {
    let text = "zone a { 10.0.0.0/8 }\nzone a { 10.1.0.0/16 }\nserver s in a { address 10.0.0.1 }\nallow unused: a -> s on tcp 1\ndeny d: a -> s on any\n";
    let able = json!({ "textDocument": { "publishDiagnostics": {
        "relatedInformation": true, "codeDescriptionSupport": true, "tagSupport": { "valueSet": [1, 2] } } } });
    let mut client = Client::with(&[], able, json!({}));
    client.open("untitled:a", 1, text);
    let found = client.findings("untitled:a", Some(1));
    let twice = found.iter().find(|one| one["code"] == "EX0102").unwrap();
    assert_eq!(twice["relatedInformation"][0]["location"]["uri"], "untitled:a");
    assert!(twice["codeDescription"]["href"].as_str().unwrap().ends_with("/docs/diagnostics/EX0102.md"));
    assert_eq!(twice["source"], "expol");
    let mut plain = Client::with(&[], json!({}), json!({}));
    plain.open("untitled:a", 1, text);
    let found = plain.findings("untitled:a", Some(1));
    let twice = found.iter().find(|one| one["code"] == "EX0102").unwrap();
    assert!(twice.get("relatedInformation").is_none() && twice.get("codeDescription").is_none(), "{twice}");
    assert!(twice["message"].as_str().unwrap().contains("untitled:a:1: "), "{twice}");
    client.finish();
    plain.finish();
}

/// 60 keys a second: what is shown keeps up, and ends at the last version.
#[test]
fn whoever_types_without_a_pause_sees_findings_all_the_time() {
    let project = Project::with(&[("a.expol", MAIN)]);
    let mut client = Client::of(&project.uri(""));
    let uri = project.uri("a.expol");
    client.open(&uri, 0, MAIN);
    client.findings(&uri, Some(0));
    for version in 1..=240 {
        let text = if version % 2 == 0 { MAIN.to_owned() } else { MAIN.replace("tcp 9100", "tcp 91000") };
        client.replace(&uri, version, &text);
        client.idle(Duration::from_millis(16));
    }
    client.findings(&uri, Some(240));
    let published = client.published.iter().filter(|published| published["uri"] == uri).count();
    eprintln!("{published} of 240 versions published");
    assert!(published > 60, "{published} of 240 versions published");
    client.finish();
}

#[test]
fn pulled_findings_are_the_same_and_unchanged_ones_are_not_sent_twice() {
    let project = project();
    project.write("main.expol", MAIN.replace("10.1.0.10", "10.9.9.9"));
    let able =
        json!({ "textDocument": { "diagnostic": {} }, "general": { "positionEncodings": ["utf-32"] } });
    let mut client = Client::with(&[project.uri("")], able, json!({ "asOf": crate::client::AS_OF }));
    let uri = project.uri("main.expol");
    client.open(&uri, 1, &MAIN.replace("10.1.0.10", "10.9.9.9"));
    let params = |previous: &Value| json!({ "textDocument": { "uri": uri }, "previousResultId": previous });
    let first = client.request("textDocument/diagnostic", params(&Value::Null)).unwrap();
    assert_eq!(first["kind"], "full");
    let again = client.request("textDocument/diagnostic", params(&first["resultId"])).unwrap();
    assert_eq!((&again["kind"], &again["resultId"]), (&json!("unchanged"), &first["resultId"]));
    client.replace(&uri, 2, MAIN);
    let fixed = client.request("textDocument/diagnostic", params(&first["resultId"])).unwrap();
    assert_eq!(fixed["kind"], "full");
    assert!(fixed["items"].as_array().unwrap().iter().all(|one| one["code"] != "EX0301"), "{fixed}");
    client.replace(&uri, 3, &MAIN.replace("10.1.0.10", "10.9.9.9"));
    let all = client.request("workspace/diagnostic", json!({ "previousResultIds": [] })).unwrap();
    let mut pulled = Vec::new();
    for report in all["items"].as_array().unwrap() {
        let file = report["uri"]
            .as_str()
            .unwrap()
            .strip_prefix(&format!("{}/", project.uri("")))
            .unwrap()
            .to_owned();
        pulled.extend(said(&file, report["items"].as_array().unwrap()));
    }
    pulled.sort();
    // `other.expol` is a policy of its own, which is not open, and what it says about `shop.expol` is not known.
    let main = |one: &Said| one.0 == "main.expol";
    let own: Vec<Said> = project.check().into_iter().filter(main).collect();
    assert!(!own.is_empty());
    assert_eq!(pulled.into_iter().filter(main).collect::<Vec<_>>(), own);
    assert!(client.published.is_empty(), "never both");
    client.finish();
}

#[test]
fn settings_change_what_is_found() {
    let text = "zone a { 10.0.0.0/8 }\nserver s in a { address 10.0.0.1 }\nallow a -> s on tcp 1 { until 2026-12-31 }\n";
    let mut client = Client::with(&[], json!({}), json!({ "asOf": "2026-06-01" }));
    client.open("untitled:a", 1, text);
    let before = client.findings("untitled:a", Some(1));
    client.notify(
        "workspace/didChangeConfiguration",
        json!({ "settings": { "expol": { "asOf": "2027-06-01" } } }),
    );
    client.until("untitled:a", |found| found != before);
    client.notify("workspace/didChangeConfiguration", json!({ "settings": { "expol": { "asOf": "soon" } } }));
    client.idle(Duration::from_millis(200));
    let told = client.heard.iter().any(|message| message["method"] == "window/showMessage");
    assert!(told, "a setting that cannot be understood is told: {:#?}", client.heard);
    client.finish();
}

/// An editor that can be asked for settings, and has none of ours, does not take back what it said at the start.
#[test]
fn no_settings_are_no_change_of_settings() {
    let text = "zone a { 10.0.0.0/8 }\nserver s in a { address 10.0.0.1 }\nallow a -> s on tcp 1 { until 2020-12-31 }\n";
    let able = json!({ "workspace": { "configuration": true } });
    let mut client = Client::with(&[], able, json!({ "asOf": "2020-06-01" }));
    client.replies = Some(|_| json!([null]));
    client.open("untitled:a", 1, text);
    client.findings("untitled:a", Some(1));
    client.idle(Duration::from_millis(300));
    assert!(
        client.heard.iter().any(|message| message["method"] == "workspace/configuration"),
        "{:#?}",
        client.heard
    );
    let expired = client.latest("untitled:a").unwrap().iter().any(|one| one["code"] == "EX0416");
    assert!(!expired, "judged on the day that was set: {:#?}", client.latest("untitled:a"));
    client.finish();
}

#[test]
fn folders_may_be_nested_come_and_go() {
    let project = Project::with(&[
        ("outer.expol", OTHER),
        ("shop.expol", SHOP),
        ("in/inner.expol", "zone i { 10.0.0.0/33 }\n"),
    ]);
    project.write("in/expol.toml", "");
    let folders = [project.uri(""), project.uri("in"), project.uri("in")];
    let mut client = Client::with(&folders, json!({}), json!({ "diagnostics": { "scope": "workspace" } }));
    // Nothing is open: all policies of all folders are told about, each once.
    client.until(&project.uri("in/inner.expol"), |found| found.len() == 1);
    let both = json!([{ "uri": project.uri("in"), "name": "in" }, { "uri": project.uri(""), "name": "w" }]);
    client
        .notify("workspace/didChangeWorkspaceFolders", json!({ "event": { "added": [], "removed": both } }));
    client.until(&project.uri("in/inner.expol"), <[Value]>::is_empty);
    let added = json!([{ "uri": project.uri("in"), "name": "in" }]);
    client
        .notify("workspace/didChangeWorkspaceFolders", json!({ "event": { "added": added, "removed": [] } }));
    client.until(&project.uri("in/inner.expol"), |found| found.len() == 1);
    client.finish();
}

/// A policy below the open folder may not read beside it, whatever its project's root is.
#[test]
fn nothing_is_read_outside_of_the_folders() {
    let secret = "zone secret { 10.0.0.0/8 }\n";
    let project = Project::with(&[
        ("open/a.expol", "use \"../secret.expol\"\nallow secret.secret -> internet on any\n"),
        ("secret.expol", secret),
    ]);
    let uri = project.uri("open/a.expol");
    let mut client = Client::of(&project.uri("open"));
    client.open(&uri, 1, "use \"../secret.expol\"\n");
    let found = client.findings(&uri, Some(1));
    let told = found.iter().any(|one| one["message"].to_string().contains("folders that are open"));
    assert!(told, "{found:#?}");
    client.finish();
}
