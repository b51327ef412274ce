//! Where a document differs from its own canonical form.

use serde_json::Value;

use super::Problem;
use crate::document::Document;
use crate::pointer::escape;

/// Compares what was written with the sealed document: order, repetitions, ids, requirements and digests.
pub(super) fn problems(bytes: &[u8], sealed: &Document) -> Vec<Problem> {
    let mut problems = Vec::new();
    if let (Ok(found), Ok(expected)) = (serde_json::from_slice(bytes), serde_json::to_value(sealed)) {
        compare(&found, &expected, "", &mut problems);
    }
    problems
}

fn compare(found: &Value, expected: &Value, path: &str, problems: &mut Vec<Problem>) {
    if found == expected {
        return;
    }
    let mut report = |message: String| problems.push(Problem { path: path.to_owned(), message });
    match (found, expected) {
        (Value::Object(found), Value::Object(expected)) => {
            for (key, value) in expected {
                let path = format!("{path}/{}", escape(key));
                let found = found.get(key).unwrap_or(&Value::Null);
                compare(found, value, &path, problems);
            }
            for key in found.keys().filter(|key| !expected.contains_key(*key)) {
                let message = "not part of the canonical form".to_owned();
                problems.push(Problem { path: format!("{path}/{}", escape(key)), message });
            }
        }
        (Value::Array(found), Value::Array(expected)) if reordered(found, expected) => {
            report("not in canonical order".to_owned());
        }
        (Value::Array(found), Value::Array(expected)) if found.len() == expected.len() => {
            for (index, (found, expected)) in found.iter().zip(expected).enumerate() {
                compare(found, expected, &format!("{path}/{index}"), problems);
            }
        }
        (Value::Array(found), Value::Array(expected)) => {
            report(format!("{} entries, in canonical form there are {}", found.len(), expected.len()));
        }
        (found, expected) if path.starts_with("/digests/") => {
            report(format!("does not fit the document: {found}, computed {expected}"));
        }
        (found, expected) => report(format!("{found}, expected {expected}")),
    }
}

/// Whether two different lists have the same members.
fn reordered(found: &[Value], expected: &[Value]) -> bool {
    let sorted = |list: &[Value]| {
        let mut texts: Vec<String> = list.iter().map(ToString::to_string).collect();
        texts.sort_unstable();
        texts
    };
    found.len() == expected.len() && sorted(found) == sorted(expected)
}
