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

const MAIL: &str = "\
use std.exchange2013 as ex
zone lan { 10.1.0.0/16 }
zone servers { 10.2.0.0/24 }
zone printers { 10.3.0.0/24, 2001:db8:3::/64 }
server ex01 in servers { address 10.2.0.11 role ex.client-access, ex.mailbox }
server dc1 in servers { address 10.2.0.5 role ex.domain-controller, ex.dns-server }
apply ex.publish-clients(from: (internet, lan))
never no-plain-web: internet -> ex01 on tcp 80
";

/// The statements that an answer tells, with whether each opens all that could be opened and breaks nothing.
fn told(answer: &Value) -> Vec<(String, bool)> {
    let one = |told: &Value, whole: bool| (told["statement"].as_str().unwrap().to_owned(), whole);
    let missing = answer["missing"].as_array().unwrap();
    let alone = missing.len() == 1;
    let allows = missing.iter().filter(|told| told.get("breaks").is_none()).map(|told| one(told, alone));
    let profiles = answer["profiles"].as_array().unwrap();
    allows.chain(profiles.iter().map(|told| one(told, told["whole"] == true))).collect()
}

#[test]
fn an_answer_names_what_would_open_a_flow() {
    let folder = Folder::with(&[("mail.expol", MAIL)]);
    let run = |question: &str, format: &str| {
        let arguments = ["why", question, "mail.expol", "--as-of", "2026-11-23", "--format", format];
        folder.run(&arguments).ends_with(0).stdout
    };
    golden("why/profile.txt", &run("lan -> ex01 on tcp 25", "text"));
    golden("why/profile.md", &run("lan -> ex01 on tcp 25", "markdown"));
    golden("why/profile.json", &run("lan -> ex01 on tcp 25", "json"));
    // The documentation of the parameter says which services are meant.
    golden("why/profile_service.txt", &run("lan -> ex01 on tcp 993", "text"));
    golden("why/profile_breaks.txt", &run("internet -> ex01 on tcp 80, tcp 443", "text"));
    golden("why/profile_defaults.txt", &run("ex01 -> internet on tcp 443", "text"));
}

#[test]
fn what_an_answer_names_does_open_the_flow() {
    let folder = Folder::with(&[]);
    let ask = |question: &str, policy: &str| -> Value {
        let arguments = ["why", question, "-", "--as-of", "2026-11-23", "--format", "json"];
        serde_json::from_str(&folder.run_with(&arguments, policy).ends_with(0).stdout).unwrap()
    };
    let cases = [
        (MAIL, "lan -> ex01 on tcp 25"),
        (MAIL, "lan -> ex01 on tcp 993, tcp 587"),
        (MAIL, "ex01 -> internet on tcp 25"),
        (MAIL, "ex01 -> internet on tcp 443"),
        (MAIL, "printers -> lan on icmp, tcp 9100"),
        (MAIL, "printers except 10.3.0.128/25 -> ex01 on tcp 25"),
        (MAIL, "lan, printers -> dc1, ex01 on udp 53"),
        (MAIL, "internet -> printers on any"),
        (OFFICE, "lan -> web on tcp 22, tcp 443"),
        (OFFICE, "partner, 10.0.1.5 -> dmz on tcp 443"),
        (OFFICE, "any -> lan, dmz on protocol 47"),
    ];
    let (mut whole, mut some) = (0, 0);
    for (policy, question) in cases {
        let before = ask(question, policy);
        for (statement, opens_all) in told(&before) {
            let after = ask(question, &format!("{policy}\n{statement}\n"));
            if opens_all {
                assert_eq!(after["missing"].as_array().unwrap().len(), 0, "{question}: {statement}");
                whole += 1;
            } else {
                assert_ne!(after["denied"], before["denied"], "{question}: {statement}");
                some += 1;
            }
        }
    }
    assert!(whole >= 10 && some >= 3, "{whole} {some}");
}

#[test]
fn a_document_knows_no_profiles_and_a_deny_is_opened_by_nothing() {
    let folder = Folder::with(&[("mail.expol", MAIL), ("office.expol", OFFICE)]);
    folder.run(&["emit", "mail.expol", "--as-of", "2026-11-23", "-o", "mail.ir.json"]).ends_with(0);
    let said = folder.run(&["why", "lan -> ex01 on tcp 25", "mail.ir.json"]).ends_with(0).stdout;
    assert!(said.contains("allow lan -> ex01 on tcp 25\n") && !said.contains("apply ex."), "{said}");
    let said = folder.run(&["why", "10.0.99.7 -> web on tcp 22", "office.expol"]).ends_with(0).stdout;
    assert!(
        said.contains("what is forbidden stays closed, whatever is allowed") && !said.contains("would open"),
        "{said}"
    );
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
