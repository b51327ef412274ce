"""Validates a document with software that others wrote: jsonschema (draft 2020-12) and rfc8785 (canonical JSON).

usage: outside.py SCHEMA.json DOCUMENT.json CANONICAL.json
"""

import json
import sys

import jsonschema
import rfc8785


def main() -> int:
    schema_path, document_path, canonical_path = sys.argv[1:]
    with open(schema_path, encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    with open(document_path, encoding="utf-8") as file:
        document = json.load(file)
    errors = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)]
    with open(canonical_path, "rb") as file:
        written = file.read()
    if rfc8785.dumps(document) != written.rstrip(b"\n"):
        errors.append("the compact form is not RFC 8785")
    broken = 0
    for key in list(document):
        without = {name: value for name, value in document.items() if name != key}
        if key != "as_of" and not list(validator.iter_errors(without)):
            errors.append(f"the schema accepts a document without `{key}`")
        broken += 1
    for error in errors:
        print(error)
    print(f"schema and canonical form hold: {len(document['rules'])} rules, {broken} broken variants refused: {len(errors)} problems")
    return 1 if errors or len(document["rules"]) < 5 else 0


if __name__ == "__main__":
    sys.exit(main())
