//! The command line from outside: what it says, where, and how it ends.

use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::command::{Folder, Outcome, repository};

const CLEAN: &str =
    "zone lan { 10.0.0.0/8 }\nserver web in lan { address 10.0.0.1 }\nallow lan -> web on tcp 443\n";
const BROKEN: &str = "zone lan { 10.0.0.0/8 }\nallow lan -> webb on tcp 443\n";
/// The deny takes away nothing: a warning.
const DOUBTFUL: &str = "zone lan { 10.0.0.0/8 }\nserver web in lan { address 10.0.0.1 }\nallow lan -> web on tcp 443\n\
    deny web -> lan on tcp 22\n";
const ENDING: &str = "zone lan { 10.0.0.0/8 }\nserver web in lan { address 10.0.0.1 }\n\
    allow lan -> web on tcp 443 { because \"trial\" until 2999-12-31 }\n";

fn json(outcome: &Outcome) -> Value {
    serde_json::from_str(&outcome.stdout).unwrap_or_default()
}

#[test]
fn a_clean_policy_is_said_to_be_clean_and_quietly_says_nothing() {
    let folder = Folder::with(&[("p.expol", CLEAN)]);
    let outcome = folder.run(&["check", "p.expol"]).ends_with(0);
    assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), ("checked 1 policy: no findings\n", ""));
    let outcome = folder.run(&["check", "-q", "p.expol"]).ends_with(0);
    assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), ("", ""));
}

#[test]
fn an_error_is_one_line_with_its_place_where_nobody_watches() {
    let folder = Folder::with(&[("sites/p.expol", BROKEN)]);
    let outcome = folder.run(&["check", "sites/p.expol"]).ends_with(1);
    assert!(outcome.stdout.starts_with("sites/p.expol:2:14: error[EX0101]: "), "{outcome:#?}");
    assert!(outcome.stdout.ends_with("\nchecked 1 policy: 1 error\n"), "{outcome:#?}");
    assert_eq!(outcome.stderr, "");
}

#[test]
fn the_same_finding_is_drawn_or_is_json_where_asked_for() {
    let folder = Folder::with(&[("p.expol", BROKEN)]);
    let drawn = folder.run(&["check", "--format", "graphical", "p.expol"]).ends_with(1);
    assert!(drawn.stdout.contains("╭─[p.expol:2:14]") && drawn.stdout.contains("EX0101"), "{drawn:#?}");
    let outcome = folder.run(&["check", "--format", "json", "p.expol"]).ends_with(1);
    let report = json(&outcome);
    assert_eq!(report["summary"]["errors"], 1);
    assert_eq!(report["diagnostics"][0]["code"], "EX0101");
    assert_eq!(report["diagnostics"][0]["labels"][0]["file"], "p.expol");
    assert_eq!(outcome.stdout.lines().count(), 1);
}

#[test]
fn warnings_fail_only_where_they_are_denied() {
    let folder = Folder::with(&[("p.expol", DOUBTFUL)]);
    let outcome = folder.run(&["check", "p.expol"]).ends_with(0);
    assert!(outcome.stdout.contains("warning[EX0413]"), "{outcome:#?}");
    folder.run(&["check", "--deny-warnings", "p.expol"]).ends_with(1);
    let quiet = folder.run(&["check", "-q", "p.expol"]).ends_with(0);
    assert_eq!(quiet.stdout, "");
    let quiet = folder.run(&["check", "-q", "--deny-warnings", "p.expol"]).ends_with(1);
    assert!(quiet.stdout.contains("warning[EX0413]"), "{quiet:#?}");
    let emitted = folder.run(&["emit", "p.expol"]).ends_with(0);
    assert!(emitted.stderr.contains("warning[EX0413]") && emitted.stdout.starts_with('{'), "{emitted:#?}");
    let refused = folder.run(&["emit", "--deny-warnings", "p.expol"]).ends_with(1);
    assert_eq!(refused.stdout, "");
}

#[test]
fn files_that_are_named_together_form_one_policy() {
    let zones = "zone lan { 10.0.0.0/8 }\n";
    let rules = "use \"zones.expol\" as z\nallow z.lan -> z.lan on tcp 443\n";
    let more = "use \"zones.expol\" as z\nnever z.lan -> z.lan on tcp 443\n";
    let folder = Folder::with(&[("zones.expol", zones), ("a.expol", rules), ("b.expol", more)]);
    folder.run(&["check", "a.expol"]).ends_with(0);
    folder.run(&["check", "b.expol"]).ends_with(0);
    let both = folder.run(&["check", "a.expol", "b.expol"]).ends_with(1).says(&["checked 1 policy: 1 error"]);
    assert!(both.stdout.contains("b.expol:2:"), "{both:#?}");
    let turned = folder.run(&["check", "b.expol", "a.expol"]).ends_with(1);
    assert_eq!(both.stdout, turned.stdout);
    folder.run(&["check"]).ends_with(0).says(&["checked 2 policies: no findings"]);
}

#[test]
fn a_folder_stands_for_its_policies_and_a_shared_fault_is_said_once() {
    let folder = Folder::with(&[
        ("expol.toml", ""),
        ("zones.expol", "zone lan { 10.0.0.0/8 }\nzone dmz { 10.1.0.1/8 }\n"),
        ("sites/a.expol", "use \"../zones.expol\" as z\nallow z.lan -> z.lan on tcp 1\n"),
        ("sites/b.expol", "use \"../zones.expol\" as z\nallow z.lan -> z.lan on tcp 2\n"),
        ("c.expol", "zone c { 192.0.2.0/24 }\n"),
    ]);
    let all = folder.run(&["check"]).ends_with(1).says(&["checked 3 policies: 1 error"]);
    assert_eq!(all.stdout.matches("zones.expol:2:12: error[EX0202]").count(), 1, "{all:#?}");
    folder.run(&["check", "sites"]).ends_with(1).says(&["checked 2 policies: 1 error"]);
    folder.run(&["check", "c.expol", "sites"]).ends_with(1).says(&["checked 3 policies: 1 error"]);
    let mut below = folder.command(&["check"]);
    let below = Outcome::of(below.current_dir(folder.path().join("sites"))).ends_with(1);
    assert!(below.stdout.starts_with("../zones.expol:2:12: error"), "{below:#?}");
}

#[test]
fn a_circle_of_files_is_still_checked() {
    let folder = Folder::with(&[("a.expol", "use \"b.expol\"\n"), ("b.expol", "use \"a.expol\"\n")]);
    folder.run(&["check"]).ends_with(1).says(&["EX0104", "checked 1 policy: "]);
}

#[test]
fn standard_input_stands_for_the_file_it_is_called() {
    let folder = Folder::with(&[("expol.toml", ""), ("sites/zones.expol", "zone lan { 10.0.0.0/8 }\n")]);
    let policy = "use \"zones.expol\" as z\nallow z.lan -> z.lam on tcp 443\n";
    let arguments = ["check", "--stdin-filename", "sites/new.expol", "-"];
    let outcome = folder.run_with(&arguments, policy).ends_with(1);
    assert!(outcome.stdout.starts_with("sites/new.expol:2:"), "{outcome:#?}");
    folder.run_with(&["check", "-"], CLEAN).ends_with(0).says(&["checked 1 policy: no findings"]);
    let emitted = folder.run_with(&["emit", "-"], CLEAN).ends_with(0);
    assert!(emitted.stdout.contains("\"path\": \"stdin.expol\""), "{emitted:#?}");
    folder.run(&["check", "-", "-"]).ends_with(2).says(&["named twice"]);
    folder.run(&["check", "--stdin-filename", "x.expol"]).ends_with(2).says(&["needs `-`"]);
}

#[test]
fn the_limit_counts_what_it_hides() {
    let policy: String = (0..150).map(|n| format!("allow from{n} -> to{n} on tcp 1\n")).collect();
    let folder = Folder::with(&[("p.expol", &policy)]);
    let shown = |arguments: &[&str]| {
        let outcome = folder.run(arguments).ends_with(1);
        let lines = outcome.stdout.lines().filter(|line| line.contains("]: ")).count();
        (lines, outcome.stdout.lines().last().unwrap().to_owned())
    };
    let (_, all) = shown(&["check", "--limit", "0", "p.expol"]);
    assert!(!all.contains("not shown"), "{all}");
    let (lines, last) = shown(&["check", "--limit", "3", "p.expol"]);
    assert_eq!(lines, 3);
    assert!(last.contains("of them not shown"), "{last}");
    assert_eq!(shown(&["check", "p.expol"]).0, 100);
}

#[test]
fn colours_are_used_where_they_are_wanted() {
    let folder = Folder::with(&[("p.expol", BROKEN)]);
    for format in ["short", "graphical"] {
        let run = |color: &str, variable: (&str, &str)| {
            let mut command = folder.command(&["check", "--format", format, "--color", color, "p.expol"]);
            Outcome::of(command.env(variable.0, variable.1)).ends_with(1).stdout.contains('\u{1b}')
        };
        assert!(run("always", ("NO_COLOR", "1")));
        assert!(!run("never", ("CLICOLOR_FORCE", "1")));
        assert!(!run("auto", ("TERM", "xterm")));
        assert!(run("auto", ("CLICOLOR_FORCE", "1")));
    }
    let mut plain = folder.command(&["check", "--format", "graphical", "p.expol"]);
    assert!(Outcome::of(plain.env("LC_ALL", "C")).ends_with(1).stdout.is_ascii());
}

#[test]
fn emit_writes_the_same_sound_document_everywhere() {
    let folder = Folder::with(&[("p.expol", CLEAN)]);
    let emitted = folder.run(&["emit", "p.expol"]).ends_with(0);
    assert_eq!(emitted.stderr, "");
    folder.run(&["emit", "p.expol", "-o", "p.json"]).ends_with(0);
    assert_eq!(folder.read("p.json"), emitted.stdout);
    assert_eq!(folder.run(&["emit", "p.expol"]).stdout, emitted.stdout);
    folder.run(&["emit", "p.expol", "--compact", "-o", "c.json"]).ends_with(0);
    let (indented, compact): (Value, Value) = (
        serde_json::from_str(&emitted.stdout).unwrap(),
        serde_json::from_str(&folder.read("c.json")).unwrap(),
    );
    assert_eq!(indented, compact);
    assert_eq!(folder.read("c.json").lines().count(), 1);
    for file in ["p.json", "c.json"] {
        folder.run(&["ir", "verify", file]).ends_with(0).says(&["sound, 1 rule"]);
        folder.run_with(&["ir", "verify", "-"], folder.read(file)).ends_with(0);
    }
    assert_eq!(folder.names(), ["c.json", "p.expol", "p.json"]);
}

#[test]
fn the_flat_reading_is_a_line_for_each_rule_family_and_protocol() {
    let folder = Folder::with(&[("p.expol", CLEAN)]);
    let flat = folder.run(&["emit", "--format", "flat", "p.expol"]).ends_with(0);
    let lines: Vec<Value> = flat.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0]["from"], serde_json::json!(["10.0.0.0/8"]));
    assert_eq!(lines[0]["to"], serde_json::json!(["10.0.0.1/32"]));
    assert_eq!(lines[0]["ports"], serde_json::json!([[443, 443]]));
}

#[test]
fn a_policy_with_errors_is_not_emitted() {
    let folder = Folder::with(&[("p.expol", BROKEN), ("out.json", "old")]);
    let refused =
        folder.run(&["emit", "p.expol", "-o", "out.json"]).ends_with(1).says(&["EX0101", "nothing emitted"]);
    assert_eq!(refused.stdout, "");
    assert_eq!(folder.read("out.json"), "old");
    assert_eq!(folder.run(&["emit", "p.expol"]).ends_with(1).stdout, "");
}

#[test]
fn what_ends_has_to_be_emitted_for_a_day_and_the_refusal_says_how() {
    let folder = Folder::with(&[("my policy.expol", ENDING)]);
    folder.run(&["check", "my policy.expol"]).ends_with(0);
    let refused = folder.run(&["emit", "my policy.expol", "--compact"]).ends_with(2).says(&["until"]);
    assert_eq!(refused.stdout, "");
    let command = refused.stderr.lines().find_map(|line| line.trim().strip_prefix("expolc ")).unwrap();
    assert!(command.starts_with("emit 'my policy.expol' --compact --as-of 20"), "{command}");
    let day = command.rsplit(' ').next().unwrap();
    let emitted = folder.run(&["emit", "my policy.expol", "--compact", "--as-of", day]).ends_with(0);
    assert_eq!(json(&emitted)["as_of"], day);
    let later = folder.run(&["emit", "my policy.expol", "--as-of", "3000-01-01"]).ends_with(0);
    assert_eq!(json(&later)["rules"], serde_json::json!([]));
    assert_eq!(json(&later)["inactive"].as_array().unwrap().len(), 1);
}

#[test]
fn a_day_has_to_be_in_the_calendar() {
    let folder = Folder::with(&[("p.expol", CLEAN)]);
    folder.run(&["check", "--as-of", "2027-02-29", "p.expol"]).ends_with(2).says(&["YYYY-MM-DD"]);
}

#[test]
fn emit_spares_the_files_that_it_read() {
    let folder = Folder::with(&[("p.expol", "use \"z.expol\"\n"), ("z.expol", CLEAN)]);
    for target in ["p.expol", "./z.expol"] {
        folder.run(&["emit", "p.expol", "-o", target]).ends_with(2).says(&["will not be overwritten"]);
    }
    assert_eq!(folder.read("z.expol"), CLEAN);
}

#[test]
fn a_document_that_was_touched_is_not_sound() {
    let folder = Folder::with(&[("p.expol", CLEAN)]);
    folder.run(&["emit", "p.expol", "-o", "p.json"]).ends_with(0);
    folder.write("p.json", folder.read("p.json").replace("443", "444"));
    let outcome = folder.run(&["ir", "verify", "p.json"]).ends_with(1);
    assert!(outcome.stdout.starts_with("p.json: /"), "{outcome:#?}");
    folder.write("p.json", "{}");
    folder.run(&["ir", "verify", "p.json"]).ends_with(1);
}

#[test]
fn the_schema_is_the_one_in_the_repository() {
    let schema = Folder::new().run(&["ir", "schema"]).ends_with(0).stdout;
    assert_eq!(schema, fs::read_to_string(repository("compiler/ir/schema/ir-1.schema.json")).unwrap());
}

#[test]
fn every_finding_can_be_explained_by_what_the_list_calls_it() {
    let folder = Folder::new();
    let list = json(&folder.run(&["explain", "--format", "json"]).ends_with(0));
    let findings = list["findings"].as_array().unwrap();
    assert!(findings.len() > 100, "{}", findings.len());
    let text = folder.run(&["explain"]).ends_with(0).stdout;
    assert_eq!(text.lines().count(), findings.len());
    for finding in findings.iter().step_by(7) {
        let code = finding["code"].as_str().unwrap();
        let page = folder.run(&["explain", code]).ends_with(0).stdout;
        assert!(page.starts_with(&format!("{}[{code}]", finding["severity"].as_str().unwrap())), "{page}");
        let by_name = folder.run(&["explain", finding["name"].as_str().unwrap()]);
        // Two modules may give a finding the same name.
        if findings.iter().filter(|other| other["name"] == finding["name"]).count() == 1 {
            assert_eq!(by_name.ends_with(0).stdout, page);
        } else {
            by_name.ends_with(2).says(&[&format!("`{code}`")]);
        }
        let page = json(&folder.run(&["explain", code, "--format", "json"]).ends_with(0));
        assert_eq!(page["code"], code);
    }
}

#[test]
fn an_unknown_finding_is_a_mistake_with_a_suggestion() {
    let folder = Folder::new();
    folder.run(&["explain", "unresolvd-name"]).ends_with(2).says(&["did you mean `unresolved-name`"]);
    let library = folder.run(&["explain", "exchange2013/inbound-bypasses-egde"]).ends_with(2);
    library.says(&["did you mean `exchange2013/inbound-bypasses-edge`"]);
    folder.run(&["explain", "qqqqqqqqqqqq"]).ends_with(2).says(&["`expolc explain` lists"]);
}

#[test]
fn a_starter_policy_checks_clean_and_is_never_overwritten() {
    let folder = Folder::new();
    folder.run(&["init"]).ends_with(0).says(&["expolc check policy.expol"]);
    folder.run(&["check", "--deny-warnings"]).ends_with(0).says(&["checked 1 policy"]);
    folder.run(&["emit", "policy.expol"]).ends_with(0);
    folder.write("policy.expol", "// mine\n");
    folder.run(&["init"]).ends_with(2).says(&["exists already"]);
    assert_eq!(folder.read("policy.expol"), "// mine\n");
    folder.run(&["init", "sites/x.expol"]).ends_with(2).says(&["the folder does not exist"]);
    folder.run(&["init", "policy.txt"]).ends_with(2).says(&[".expol"]);
    assert_eq!(folder.names(), ["policy.expol"]);
}

#[test]
fn help_and_version_are_output_and_a_mistake_is_a_complaint() {
    let folder = Folder::new();
    let help = folder.run(&["--help"]).ends_with(0);
    assert!(help.stdout.contains("Exit codes:") && help.stderr.is_empty(), "{help:#?}");
    for command in ["check", "emit", "explain", "init", "ir"] {
        assert!(!folder.run(&[command, "--help"]).ends_with(0).stdout.is_empty());
    }
    assert_eq!(folder.run(&["-V"]).ends_with(0).stdout, concat!("expolc ", env!("CARGO_PKG_VERSION"), "\n"));
    let mistake = folder.run(&["chek"]).ends_with(2).says(&["check"]);
    assert_eq!(mistake.stdout, "");
    folder.run(&["emit"]).ends_with(2);
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_reason_to_complain() {
    let folder = Folder::with(&[("p.expol", CLEAN), ("bad.expol", BROKEN)]);
    for arguments in [["emit", "p.expol"].as_slice(), &["check", "bad.expol"], &["ir", "schema"], &["--help"]]
    {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command: Command = folder.command(arguments);
        let outcome = Outcome::of(command.stdout(writer));
        assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(141), ""), "{arguments:?}");
    }
}

/// The fences of the README with this language.
fn readme(language: &str) -> Vec<String> {
    let text = fs::read_to_string(repository("README.md")).unwrap();
    let fences = text.split("\n```").skip(1).step_by(2);
    fences.filter_map(|fence| Some(fence.strip_prefix(language)?.strip_prefix('\n')?.to_owned())).collect()
}

/// A rule without the places in the library, which move when the library grows.
fn without_library_places(mut rule: Value) -> Value {
    for step in rule["why"].as_array_mut().unwrap().iter_mut().flat_map(|chain| chain.as_array_mut().unwrap())
    {
        if step["source"] != "s0" {
            step["at"].take();
            step["cite"].take();
        }
    }
    rule
}

#[test]
fn the_readme_shows_what_really_comes_out() {
    let policy = &readme("expol")[0];
    let folder = Folder::with(&[("policy.expol", policy)]);
    let document = json(&folder.run(&["emit", "-q", "policy.expol"]).ends_with(0));
    let shown: Value = serde_json::from_str(&readme("json")[0]).unwrap();
    let rules = document["rules"].as_array().unwrap().iter().cloned().map(without_library_places);
    let shown = without_library_places(shown);
    let same = rules.clone().find(|rule| rule["id"] == shown["id"]);
    assert_eq!(same.as_ref(), Some(&shown), "of {:#?}", rules.collect::<Vec<_>>());
    folder.write("policy.expol", format!("{policy}\nallow internet -> servers on tcp 3389\n"));
    let drawn = folder.run(&["check", "-q", "--format", "graphical", "policy.expol"]).ends_with(1).stdout;
    let drawing = drawn.split("\n\nchecked 1 policy").next().unwrap();
    assert_eq!(drawing, readme("text")[0], "the README shows another finding:\n{drawn}");
}
