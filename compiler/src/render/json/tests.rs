//! The object as written, and that it reads back exactly.

use serde_json::Value;

use super::*;
use crate::render::selection::Limit;
use crate::render::testing::{ENTRY, assert_golden, cases, files};

fn written() -> String {
    let files = files();
    let cases = cases(&files);
    let mut out = Vec::new();
    json(&mut out, &Selection::new(&cases, Limit::NONE), &files).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn one_object_on_one_line() {
    let text = written();
    assert!(text.ends_with("}\n") && text.matches('\n').count() == 1);
    // A line a diagnostic, for whoever reads the golden file.
    assert_golden("diagnostics.json", &text.replace("},{\"code\"", "},\n{\"code\""));
}

#[test]
fn hidden_characters_are_escaped_and_read_back_exactly() {
    let text = written();
    assert_eq!(text.trim_end().chars().find(|&it| is_hidden(it)), None);
    let run: Value = serde_json::from_str(&text).unwrap();
    let diagnostics = run["diagnostics"].as_array().unwrap();
    let hostile = diagnostics.iter().find(|it| it["also"][0] == "a\u{1b}b").unwrap();
    assert_eq!(hostile["labels"][0]["file"], "a\u{202e}\n\u{1b}[31m.expol");
    assert_eq!(hostile["fixes"][0]["edits"][0]["replacement"], "\u{202e}\u{e0041}\n");
}

#[test]
fn nothing_to_say_is_an_object_too() {
    let mut out = Vec::new();
    json(&mut out, &Selection::new(&[], Limit::NONE), &files()).unwrap();
    let expected =
        "{\"diagnostics\":[],\"summary\":{\"errors\":0,\"warnings\":0,\"notes\":0,\"hidden\":0}}\n";
    assert_eq!(String::from_utf8(out).unwrap(), expected);
}

#[test]
fn an_entry_is_explained_with_its_page() {
    let mut out = Vec::new();
    explain_json(&mut out, &ENTRY).unwrap();
    let expected = "{\"code\":\"EX0101\",\"name\":\"unresolved-name\",\"severity\":\"error\",\"since\":\"0.1.0\",\
        \"summary\":\"a name that nothing declares\",\"page\":\"\",\"removed\":null}\n";
    assert_eq!(String::from_utf8(out).unwrap(), expected);
}
