//! The JSON Schema of the format, made from the types.

use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::transform_subschemas;
use serde_json::Value;

use crate::document::Document;

/// The name of the schema: what `$schema` of a document says.
pub const URI: &str = "urn:expol:schema:ir:1";

/// The JSON Schema (draft 2020-12) of a document, as indented text with a line feed at the end.
pub fn schema() -> String {
    let settings = SchemaSettings::draft2020_12().with_transform(never_null as fn(&mut Schema));
    let mut schema = settings.into_generator().into_root_schema_for::<Document>();
    schema.insert("$id".to_owned(), URI.into());
    let mut text = serde_json::to_string_pretty(schema.as_value()).unwrap_or_default();
    text.push('\n');
    text
}

/// What is optional is left out, so no value is `null`.
fn never_null(schema: &mut Schema) {
    let null = |value: &Value| {
        value.is_null() || *value == "null" || *value == serde_json::json!({ "type": "null" })
    };
    for key in ["type", "enum", "anyOf"] {
        let Some(Value::Array(choices)) = schema.get_mut(key) else { continue };
        let count = choices.len();
        choices.retain(|choice| !null(choice));
        if choices.len() == count || choices.len() != 1 {
            continue;
        }
        let only = choices.remove(0);
        schema.remove(key);
        match (key, only) {
            ("anyOf", Value::Object(only)) => schema.ensure_object().extend(only),
            ("enum", only) => drop(schema.insert("const".to_owned(), only)),
            (_, only) => drop(schema.insert(key.to_owned(), only)),
        }
    }
    transform_subschemas(&mut { never_null }, schema);
}
