//! `expolc why` from outside.

use serde_json::Value;

use crate::command::Folder;
use crate::golden::golden;

pub(crate) const OFFICE: &str = "\
zone lan { 10.0.0.0/16 }
zone dmz { 192.0.2.0/28 }
zone partner external
server web in dmz { address 192.0.2.4 }
server db in lan { address 10.0.1.5 }
service admin { tcp 22, tcp 3389 }
allow publish: internet -> web on tcp 80, tcp 443 { because \"the shop\" ticket \"CHG-1\" owner \"web team\" }
allow lan -> web on admin
allow old: lan -> web on tcp 8080 { because \"trial\" until 2026-06-30 }
allow web -> db on tcp 5432
deny  10.0.99.0/24 -> web on admin
test \"the shop is open\" { internet -> web on tcp 443 allowed }
";

const DAY: [&str; 2] = ["--as-of", "2026-11-23"];

fn ask(question: &str) -> String {
    let folder = Folder::with(&[("office.expol", OFFICE)]);
    let outcome = folder.run(&["why", question, "office.expol", DAY[0], DAY[1]]).ends_with(0);
    assert_eq!(outcome.stderr, "");
    outcome.stdout
}

#[test]
fn an_answer_names_the_rules_and_their_reasons() {
    golden("why/allowed.txt", &ask("internet -> web on tcp 443"));
    golden("why/denied.txt", &ask("lan -> web on tcp 443"));
    golden("why/expired.txt", &ask("lan -> web on tcp 8080"));
    golden("why/partly.txt", &ask("lan -> web on admin"));
    golden("why/nothing.txt", &ask("web -> web"));
    golden("why/external.txt", &ask("partner, 10.0.1.5 -> dmz on tcp 443"));
}

#[test]
fn an_answer_is_json_and_markdown_too() {
    let folder = Folder::with(&[("office.expol", OFFICE)]);
    let run = |format: &str| {
        folder
            .run(&["why", "lan -> web on admin", "--format", format, "--as-of", "2026-11-23"])
            .ends_with(0)
            .stdout
    };
    golden("why/partly.md", &run("markdown"));
    let text = run("json");
    golden("why/partly.json", &text);
    let answer: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        (&answer["format"], &answer["version"], &answer["answer"]),
        (&"expol-why".into(), &"1.0".into(), &"partly".into())
    );
    assert_eq!(answer["denies"][0]["from"]["names"][0], "10.0.99.0/24");
}

#[test]
fn a_document_answers_like_its_policy() {
    let folder = Folder::with(&[("office.expol", OFFICE)]);
    folder.run(&["emit", "office.expol", "--as-of", "2026-11-23", "-o", "office.ir.json"]).ends_with(0);
    let question = "lan -> web on admin";
    let document = folder.run(&["why", question, "office.ir.json"]).ends_with(0);
    assert_eq!(document.stdout, ask(question));
    let piped = folder.run_with(&["why", question, "-"], folder.read("office.ir.json")).ends_with(0);
    assert_eq!(piped.stdout, document.stdout);
    let piped = folder.run_with(&["why", question, "-", "--as-of", "2026-11-23"], OFFICE).ends_with(0);
    assert_eq!(piped.stdout.replace("stdin.expol", "office.expol"), document.stdout);
}

#[test]
fn what_cannot_be_asked_says_what_to_do() {
    let folder = Folder::with(&[
        ("office.expol", OFFICE),
        ("bad.ir.json", "{\"format\": 1}"),
        ("broken/x.expol", "zone a {\n"),
    ]);
    let run = |arguments: &[&str]| folder.run(&[&["why"], arguments].concat());
    run(&["lam -> web", "office.expol"])
        .ends_with(2)
        .says(&["knows no zone, server, group or role `lam`; did you mean `lan`?"]);
    run(&["lan", "office.expol"]).ends_with(2).says(&["FROM -> TO on SERVICE"]);
    run(&["lan -> web on tcp 70000", "office.expol"]).ends_with(2).says(&["up to 65535"]);
    run(&["lan -> web", "bad.ir.json"]).ends_with(2).says(&["`bad.ir.json` is no sound document"]);
    run(&["lan -> web", "gone.ir.json"]).ends_with(2).says(&["cannot read `gone.ir.json`"]);
    run(&["lan -> web", "."]).ends_with(2).says(&["`.` has 2 policies", "name the one that is meant"]);
    let broken = run(&["a -> a", "broken/x.expol"]).ends_with(1).says(&["nothing answered: 1 error"]);
    assert_eq!(broken.stdout, "");
    run(&["a -> b", "office.expol", "bad.ir.json"]).ends_with(2).says(&["name it alone"]);
    run(&["--help"]).ends_with(0).says(&["Examples:", "Exit codes:"]);
}

#[test]
fn an_empty_policy_answers_too_and_colours_stay_off_in_a_pipe() {
    let folder = Folder::with(&[("empty.expol", "")]);
    folder
        .run(&["why", "10.0.0.1 -> 10.0.0.2 on tcp 1", "empty.expol"])
        .ends_with(0)
        .says(&["denied: none of this"]);
    folder.run(&["matrix", "empty.expol"]).ends_with(0).says(&["internet"]);
    folder.run(&["list", "rules", "empty.expol"]).ends_with(0).says(&["none"]);
    folder.run(&["test", "empty.expol"]).ends_with(0).says(&["there is no test"]);
    folder.run(&["diff", "empty.expol", "empty.expol"]).ends_with(0).says(&["nothing has changed"]);
    let folder = Folder::with(&[("office.expol", OFFICE)]);
    for arguments in [
        vec!["why", "lan -> web"],
        vec!["matrix"],
        vec!["list", "any"],
        vec!["test"],
        vec!["diff", "office.expol"],
    ] {
        let plain = folder.run(&arguments);
        assert!(!plain.stdout.contains('\u{1b}'), "{plain:#?}");
        let coloured = folder.run(&[arguments.as_slice(), &["--color", "always"]].concat());
        assert!(coloured.stdout.contains('\u{1b}'), "{coloured:#?}");
    }
}
