//! A policy whose every text is an attack, through the real command, in every form that it writes.

use crate::command::Folder;

/// What may stand in a text of the language, and what it would do.
const ATTACKS: [&str; 5] = [
    "</title><script>alert(1)</script><img src=x onerror=alert(1)>",
    "=cmd|'/c calc'!A0",
    "`a` | b | <i> [x](javascript:y) @everyone #1 https://e.example",
    "\\\"]; evil [label=\\\"x \\\\",
    "\\n# heading\\n- point ]]> &amp; %%{init}%%",
];

fn policy(text: &str) -> String {
    format!(
        "zone lan {{ 10.0.0.0/16 }}\nzone dmz {{ 192.0.2.0/28 }}\nserver web in dmz {{ address 192.0.2.4 }}\n\
         citation c {{ title \"T{text}\" ref \"R{text}\" section \"S{text}\" }}\n\
         allow lan -> web on tcp 1 {{ because \"B{text}\" owner \"O{text}\" ticket \"K{text}\" until 2027-01-01 cite c }}\n\
         never n: lan -> web on tcp 1\nwaive n {{ because \"W{text}\" until 2026-12-31 }}\n\
         test \"P{text}\" {{ lan -> web on tcp 1 denied }}\n"
    )
}

#[test]
fn every_answer_shows_an_attack_and_obeys_none() {
    let mut shown = 0;
    for attack in ATTACKS {
        let failing = policy(attack);
        let passing = failing.replace("on tcp 1 denied", "on tcp 1 allowed");
        let folder = Folder::with(&[
            ("bad.expol", &failing),
            ("p.expol", &passing),
            ("empty.expol", "zone lan { 10.0.0.0/16 }\n"),
        ]);
        let day = ["--as-of", "2026-11-23"];
        let run = |arguments: &[&str]| folder.run(&[arguments, day.as_slice()].concat()).stdout;
        folder.run(&["emit", "p.expol", "-o", "p.json", day[0], day[1]]).ends_with(0);
        for file in ["p.expol", "p.json"] {
            for format in ["text", "markdown", "json"] {
                shown += checked(format, &run(&["why", "lan -> web on tcp 1", file, "--format", format]));
                shown += checked(format, &run(&["diff", "empty.expol", file, "--format", format]));
                for topic in ["expiring", "waivers", "no-ticket", "rules"] {
                    shown += checked(format, &run(&["list", topic, file, "--format", format]));
                }
            }
            for topic in ["expiring", "waivers", "rules"] {
                shown += checked("csv", &run(&["list", topic, file, "--format", "csv"]));
            }
            shown += checked("html", &run(&["matrix", file, "--format", "html"]));
        }
        shown += checked("xml", &run(&["test", "bad.expol", "--format", "junit"]));
        shown += checked("text", &run(&["test", "bad.expol"]));
        shown += checked("json", &run(&["test", "bad.expol", "--format", "json"]));
    }
    assert!(shown > 150, "only {shown} answers were looked at");
}

/// What no answer of this form may contain.
fn checked(format: &str, answer: &str) -> usize {
    assert!(!answer.is_empty());
    let hidden = |c: char| c != '\n' && c != '\r' && expolc::text::is_hidden(c);
    assert!(!answer.contains(hidden), "{format}: {answer}");
    match format {
        "html" | "xml" => assert!(
            !answer.contains("<script") && !answer.contains("<img") && !answer.contains("]]>"),
            "{answer}"
        ),
        "csv" => assert!(!answer.contains("\"=cmd") && !answer.contains(",=cmd"), "{answer}"),
        "json" => assert!(
            answer.is_ascii() && serde_json::from_str::<serde_json::Value>(answer).is_ok(),
            "{answer}"
        ),
        _ => assert!(!answer.contains("\n# heading"), "{answer}"),
    }
    1
}

#[test]
fn a_file_name_is_shown_and_not_obeyed() {
    let name = "=1+1\u{202e}<b>\u{1b}[31m.expol";
    let folder = Folder::with(&[(
        name,
        "zone a { 10.0.0.0/24 }\nallow a -> a on tcp 1\ntest \"t\" { a -> a on tcp 1 denied }\n",
    )]);
    for arguments in
        [vec!["test", name], vec!["test", name, "--format", "junit"], vec!["why", "a -> a", name]]
    {
        let outcome = folder.run(&arguments);
        let all = format!("{}{}", outcome.stdout, outcome.stderr);
        assert!(!all.contains(['\u{1b}', '\u{202e}']) && all.contains("\\u{202e}"), "{outcome:#?}");
    }
}
