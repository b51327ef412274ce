//! A document whose every name, reason, title and path is an attack on the language that an answer is written in.
//!
//! Whatever it says, an answer has the same bones as that of a harmless document of the same shape.

use expol_ir::Document;
use expol_query::render::{
    Columns, change_page, csv, dot, junit, markdown, matrix_html, matrix_page, mermaid, text,
};
use expol_query::{
    Axis, Case, MatrixOptions, Outcome, Reading, Suite, TestFailure, TestReport, Topic, change, escape,
    listing, matrix, question, why,
};
use serde_json::json;

use crate::network::empty;

/// What attackers write. Each is put behind a letter, so that sorting does not change.
const ATTACKS: [&str; 16] = [
    "</title></style><script>alert(1)</script><img src=x onerror=alert(1)>",
    "\"><svg/onload=alert(1)>' onmouseover='x",
    "=cmd|'/c calc'!A0",
    "\",\"=1+1\"\r\n@SUM(A1)",
    "`code` ``` | cell | <b> [x](javascript:y) ![i](http://e.example/x.png) @everyone #1 https://e.example www.e.example",
    "\n# heading\n- point\n| a | b |\n```\nfence",
    "``` \\| `` \\` |",
    "\"]; evil [label=\"x\\",
    "\\N \\G \\\"",
    "\"] --> evil[\"x %%{init: {}}%% click n0 href \"javascript:x\"",
    "end; subgraph #quot; #35;",
    "]]> <!-- --> <?xml?> &entity; <!DOCTYPE x>",
    "\u{1b}[31mred\u{1b}]8;;http://e.example\u{7}link\u{8}\u{8}",
    "\u{202e}desrever\u{2066}x\u{2069}\u{200b}\u{feff}",
    "\0\u{b}\u{c}\u{85}\u{2028}\u{2029}\u{fffe}\u{ffff}\u{7f}",
    "%s {0} ${x} {{y}} \t\r\n",
];

/// Two zones, a server, rules with every text that a rule can carry, a waiver, an expired rule; `x` is in all of them.
fn document(x: &str, more: bool) -> Document {
    let name = |start: &str| format!("{start}{x}");
    let mut all = empty();
    all["as_of"] = json!("2026-11-23");
    all["citations"] = json!({"c0": {"ref": name("R"), "section": name("S"), "title": name("T")}});
    all["sources"] = json!({"s0": {"digest": format!("sha256:{:064}", 1), "path": name("p")}});
    all["stdlib"] =
        json!({name("m"): {"digest": format!("sha256:{:064}", 2 + u8::from(more)), "version": name("v")}});
    all["zones"] = json!({
        name("a"): {"kind": "prefixes", "addresses": {"ipv4": ["10.0.0.0/24"]}, "description": name("D")},
        name("b"): {"kind": "prefixes", "addresses": {"ipv4": ["10.1.0.0/24"]}, "roles": [name("q")]},
        name("c"): {"kind": "symbolic"}
    });
    all["servers"] =
        json!({name("d"): {"zone": name("b"), "addresses": {"ipv4": ["10.1.0.1/32"]}, "roles": [name("r")]}});
    all["services"] = json!({name("s"): {"match": [
        {"number": 6, "protocol": "tcp", "ports": [[1, 1], [3, 3], [5, 5], [7, 7], [9, 9]]}]}, "any": {"any": true}});
    let why =
        json!([[{"at": [1, 2, 1, 9], "cite": "c0", "kind": "library", "rule": name("L"), "source": "s0"}]]);
    let rule = |from: &str, service: String| {
        json!({
            "action": "allow", "description": name("E"), "families": ["ipv4"], "from": {"zones": [name(from)]}, "id": "",
            "labels": [name("l")], "log": false,
            "meta": {"because": [name("B")], "owner": name("O"), "ticket": name("K"), "until": "2027-01-01"},
            "service": service, "to": {"servers": [name("d")]}, "why": why
        })
    };
    all["rules"] = json!([rule("a", name("s"))]);
    if more {
        let mut untracked = rule("b", "any".to_owned());
        untracked["meta"].as_object_mut().unwrap().remove("ticket");
        untracked["meta"]["until"] = json!("2027-01-02");
        all["rules"] = json!([rule("a", name("s")), rule("c", name("s")), untracked]);
    }
    all["inactive"] =
        json!([{"id": "", "reason": "expired", "rule": rule("b", name("s")), "since": "2026-01-01"}]);
    all["waivers"] = json!([{"because": name("W"), "name": name("w"), "until": "2027-02-01", "why": why,
        "flow": {"from": {"zones": [name("a")]}, "service": "any", "to": {"zones": [name("b")]}}}]);
    expol_ir::from_slice(all.to_string().as_bytes()).unwrap().seal().unwrap()
}

/// Every answer in every language, by the language.
fn answers(x: &str) -> Vec<(&'static str, String)> {
    let (before, now) = (document(x, false), document(x, true));
    let (old, new) = (Reading::new(&before).unwrap(), Reading::new(&now).unwrap());
    let flow = question(&new, "10.0.0.0/23 -> 10.1.0.0/24").unwrap();
    let explained = why(&new, &format!("Q{x}"), &flow).unwrap();
    let changed = change(&old, &new).unwrap();
    let report = tests(x);
    let mut pages = vec![explained.page(), change_page(&changed), report.page()];
    let mut all = vec![
        ("json", explained.json()),
        ("json", changed.json()),
        ("json", report.json()),
        ("xml", junit(&report)),
    ];
    for topic in [Topic::Expiring, Topic::Waivers, Topic::Any, Topic::NoTicket, Topic::Rules] {
        let listed = listing(&now, topic, None);
        all.extend([("csv", csv(&listed.table())), ("json", listed.json())]);
        pages.push(listed.page());
    }
    for by in [Axis::Zone, Axis::Role] {
        let found = matrix(&new, &MatrixOptions { by, only: Vec::new(), limit: 0 }).unwrap();
        all.extend([
            ("xml", matrix_html(&found)),
            ("quoted", dot(&found)),
            ("quoted", mermaid(&found)),
            ("json", found.json()),
        ]);
        pages.extend([matrix_page(&found, Columns::Numbers), matrix_page(&found, Columns::Names)]);
    }
    for page in &pages {
        all.extend([
            ("text", text(page, false)),
            ("markdown", markdown(page)),
            ("xml", expol_query::render::html_page(page)),
        ]);
    }
    all
}

fn tests(x: &str) -> TestReport {
    let failure = TestFailure { line: 3, words: vec![format!("F{x}"), format!("N{x}")] };
    let case = Case {
        name: format!("C{x}"),
        file: format!("f{x}"),
        line: 2,
        lines: 1,
        outcome: Outcome::Failed,
        failures: vec![failure],
    };
    TestReport::new(vec![Suite { name: format!("S{x}"), errors: 1, cases: vec![case] }])
}

#[test]
fn no_attack_changes_the_bones_of_an_answer() {
    let harmless = answers("");
    let mut compared = 0;
    for attack in ATTACKS {
        for ((language, good), (_, bad)) in harmless.iter().zip(answers(attack)) {
            assert!(bad.len() > good.len(), "{language}: the attack is not there: {bad}");
            assert_eq!(bones(language, &bad), bones(language, good), "{language} by {attack:?}:\n{bad}");
            let hidden =
                |c: char| c != '\n' && !(c == '\r' && *language == "csv") && expol_text::is_hidden(c);
            assert!(!bad.contains(hidden), "{language} by {attack:?}: a character hides");
            compared += 1;
        }
    }
    assert!(compared > 700, "only {compared} compared");
}

/// What a reader of the language obeys: what is left when everything that is only shown is taken out.
fn bones(language: &str, answer: &str) -> String {
    match language {
        "json" => json_bones(answer),
        "csv" => csv_bones(answer),
        "xml" => tags(answer),
        "markdown" => spans(answer),
        "quoted" => between(answer, true),
        // Lines, and which of them are moved in; the columns of a table follow their widest cell.
        _ => answer
            .lines()
            .map(|line| {
                if line.starts_with("  ") {
                    "in
"
                } else {
                    "out
"
                }
            })
            .collect(),
    }
}

/// ASCII, and the same keys and kinds; a key that is a name does not occur.
fn json_bones(answer: &str) -> String {
    fn shape(value: &serde_json::Value) -> String {
        match value {
            serde_json::Value::Object(map) => {
                map.iter().map(|(key, value)| format!("{key}:{},", shape(value))).collect()
            }
            serde_json::Value::Array(list) => {
                // Ids are hashes of names, so what is sorted by them stands in another order.
                let mut shapes: Vec<String> = list.iter().map(shape).collect();
                shapes.sort();
                format!("[{}]", shapes.concat())
            }
            serde_json::Value::String(_) => "text".to_owned(),
            other => other.to_string(),
        }
    }
    assert!(answer.is_ascii(), "{answer}");
    shape(&serde_json::from_str(answer).unwrap())
}

/// The numbers of cells of the rows (RFC 4180), none of which a spreadsheet computes.
fn csv_bones(answer: &str) -> String {
    let mut rows = vec![0];
    let mut cells = vec![String::new()];
    let (mut quoted, mut rest) = (false, answer.chars().peekable());
    while let Some(character) = rest.next() {
        match character {
            '"' if quoted && rest.peek() == Some(&'"') => {
                cells.last_mut().unwrap().push(rest.next().unwrap())
            }
            '"' => quoted = !quoted,
            ',' if !quoted => {
                *rows.last_mut().unwrap() += 1;
                cells.push(String::new());
            }
            '\n' if !quoted => {
                rows.push(0);
                cells.push(String::new());
            }
            other => cells.last_mut().unwrap().push(other),
        }
    }
    assert!(!quoted);
    let computes =
        |cell: &&String| cell.trim_start().starts_with(['=', '+', '-', '@']) && cell.parse::<i64>().is_err();
    assert_eq!(cells.iter().find(computes), None);
    format!("{rows:?}")
}

/// The tags with the names of their attributes. Between them stands no `<`, and `&` begins only what the escaping wrote.
fn tags(answer: &str) -> String {
    let mut found = String::new();
    for (at, piece) in answer.split('<').enumerate() {
        let Some((tag, shown)) = piece.split_once('>').filter(|_| at > 0) else {
            assert_eq!(at, 0, "{piece}");
            continue;
        };
        found.push_str(&format!("<{}>", between(tag, false)));
        let known = ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"];
        assert!(
            shown.match_indices('&').all(|(at, _)| known.iter().any(|known| shown[at..].starts_with(known))),
            "{shown}"
        );
    }
    found
}

/// The text without what stands in code spans, whose fences are as CommonMark says: runs of one length.
fn spans(answer: &str) -> String {
    let mut bones = String::new();
    for line in answer.lines() {
        let mut rest = line;
        while let Some(start) = rest.find('`') {
            bones.push_str(&rest[..start]);
            let fence = rest[start..].len() - rest[start..].trim_start_matches('`').len();
            let inside = &rest[start + fence..];
            let end = closing(inside, fence).unwrap_or_else(|| panic!("an open code span in {line}"));
            assert!(!inside[..end].contains('|'), "a table would be cut: {line}");
            bones.push_str("code");
            rest = &inside[end + fence..];
        }
        bones.push_str(rest);
        bones.push('\n');
    }
    bones
}

fn closing(text: &str, fence: usize) -> Option<usize> {
    let mut at = 0;
    while let Some(start) = text[at..].find('`') {
        let run = text[at + start..].len() - text[at + start..].trim_start_matches('`').len();
        if run == fence {
            return Some(at + start);
        }
        at += start + run;
    }
    None
}

/// The text without what stands in quotes; in DOT a backslash takes the next character with it.
fn between(text: &str, escapes: bool) -> String {
    let (mut bones, mut inside, mut escaped) = (String::new(), false, false);
    for character in text.chars() {
        match character {
            _ if escaped => escaped = false,
            '\\' if inside && escapes => escaped = true,
            '"' => {
                inside = !inside;
                bones.push('"');
            }
            other if !inside => bones.push(other),
            _ => {}
        }
    }
    assert!(!inside, "an open quote in {text}");
    bones
}

#[test]
fn a_page_lets_nothing_in() {
    let document = document("<x>", true);
    let reading = Reading::new(&document).unwrap();
    let found = matrix(&reading, &MatrixOptions { by: Axis::Zone, only: Vec::new(), limit: 0 }).unwrap();
    let page = matrix_html(&found);
    assert!(page.contains("default-src 'none'; style-src 'sha256-"), "{page}");
    for word in [
        "<script", "<link", "<img", "<iframe", "<object", "url(", "@import", "http:", "https:", " style=",
        " on",
    ] {
        let tags: String = page
            .split('<')
            .skip(1)
            .filter_map(|piece| piece.split_once('>'))
            .map(|(tag, _)| format!("<{tag}>"))
            .collect();
        assert!(!tags.contains(word), "{word} in {tags}");
    }
    let style = page.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
    assert!(!style.contains("url(") && !style.contains("@import"));
}

#[test]
fn markup_and_graphs_keep_no_sign_of_their_language() {
    for attack in ATTACKS {
        for markup in [escape::html(attack), escape::xml(attack)] {
            assert!(!markup.contains(['"', '\'', '<', '>']), "{markup}");
        }
        assert!(!escape::xml(attack).contains(['\u{fffe}', '\u{ffff}']));
        assert!(!escape::mermaid(attack).contains(['"', ']', '%', '`', '<', '{', '|', '\n']));
    }
}
