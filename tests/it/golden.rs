//! Expected files: compared, or written anew with `UPDATE=1`.

use crate::command::repository;

/// Compares `text` with `tests/data/answers/NAME`.
#[track_caller]
pub(crate) fn golden(name: &str, text: &str) {
    let file = repository("tests/data/answers").join(name);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, text).unwrap();
    }
    let known = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(text == known, "{name} has changed; run with UPDATE=1 and look at the difference:\n{text}");
}

/// Places in the standard library move with every line that is added there, and ids and digests with what it says.
pub(crate) fn settled(text: &str) -> String {
    let mut out = String::new();
    for line in text.split_inclusive('\n') {
        let mut rest = line;
        while let Some(at) = rest.find(".expol:").filter(|at| rest[..*at].contains("std/")) {
            let numbers =
                rest[at + 7..].find(|c: char| !c.is_ascii_digit() && c != ':').unwrap_or(rest.len() - at - 7);
            out.push_str(&rest[..at + 7]);
            out.push('…');
            rest = &rest[at + 7 + numbers..];
        }
        out.push_str(rest);
    }
    out
}
