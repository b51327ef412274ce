//! The committed schema is the one that the types say, and it leaves no way to write an empty side.

use serde_json::Value;

use crate::fixture::check;

#[test]
fn the_committed_schema_is_that_of_the_types() {
    check("schema/ir-1.schema.json", &expol_ir::schema());
}

#[test]
fn the_schema_is_the_same_twice() {
    assert_eq!(expol_ir::schema(), expol_ir::schema());
}

#[test]
fn no_object_of_the_schema_takes_unknown_keys() {
    fn walk(path: &str, value: &Value, open: &mut Vec<String>) {
        if let Value::Object(map) = value {
            if map.contains_key("properties") && map.get("type").is_some() && map["type"] == "object" {
                let closed = map.get("additionalProperties") == Some(&Value::Bool(false));
                if !closed {
                    open.push(path.to_owned());
                }
            }
            map.iter().for_each(|(key, value)| walk(&format!("{path}/{key}"), value, open));
        }
        if let Value::Array(list) = value {
            list.iter().for_each(|value| walk(path, value, open));
        }
    }
    let mut open = Vec::new();
    walk("", &serde_json::from_str(&expol_ir::schema()).unwrap(), &mut open);
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn every_list_below_the_top_is_filled_or_left_out() {
    fn walk(path: &str, value: &Value, loose: &mut Vec<String>) {
        if let Value::Object(map) = value {
            let list = map.get("type").is_some_and(|kind| kind == "array");
            if list && !map.contains_key("minItems") {
                loose.push(path.to_owned());
            }
            map.iter().for_each(|(key, value)| walk(&format!("{path}/{key}"), value, loose));
        }
        if let Value::Array(list) = value {
            list.iter().for_each(|value| walk(path, value, loose));
        }
    }
    let mut loose = Vec::new();
    walk("", &serde_json::from_str(&expol_ir::schema()).unwrap(), &mut loose);
    // The lists of the document itself, and the closed list of a complement, may be empty: none of them means "any".
    let allowed = ["assertions", "inactive", "obligations", "requires", "rules", "waivers", "of"];
    loose.retain(|path| !allowed.iter().any(|name| path.ends_with(&format!("/properties/{name}"))));
    assert!(loose.is_empty(), "{loose:?}");
}

#[test]
fn nothing_is_null() {
    assert!(!expol_ir::schema().contains("null"));
}
