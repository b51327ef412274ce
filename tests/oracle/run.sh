#!/usr/bin/env bash
# Compares what the compiler writes with readings that share nothing with it: our own evaluator in Python, the solver z3, a
# JSON Schema validator, a canonical JSON writer. Wants the release binary.
set -euo pipefail
cd "$(dirname "$0")/../.."
expolc=target/release/expolc
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check jsonschema rfc8785 z3-solver junitparser
python="$work/venv/bin/python"

echo "-- the evaluator's own tests"
python3 -m unittest discover -s tests/oracle -p 'test_*.py' 2>&1 | tail -3

documents=0
for name in two-sites-dag unified-messaging hybrid-edge resource-forest edge-in-and-out unsubscribed-edge smart-hosts-by-site; do
  folder=tests/data/deployments
  "$expolc" emit "$folder/$name.expol" --as-of 2026-11-23 -o "$work/$name.json" 2>/dev/null
  "$expolc" emit "$folder/$name.expol" --as-of 2026-11-23 --format flat -o "$work/$name.flat" 2>/dev/null
  echo "-- $name"
  python3 tests/oracle/evaluate.py topology "$work/$name.json" "$folder/expected.json" "$name" "$folder/$name.mapping.json"
  python3 tests/oracle/evaluate.py flat "$work/$name.json" "$work/$name.flat"
  python3 tests/oracle/evaluate.py digest "$work/$name.json"
  "$expolc" ir verify "$work/$name.json"
  documents=$((documents + 1))
done
for pair in T1=single-server T2=load-balanced T4=edge-subscribed T6=hybrid; do
  case=${pair%%=*} name=${pair#*=}
  "$expolc" emit "examples/$name.expol" --as-of 2026-11-23 -o "$work/$name.json" 2>/dev/null
  "$expolc" emit "examples/$name.expol" --as-of 2026-11-23 --compact -o "$work/$name.compact.json" 2>/dev/null
  "$expolc" emit "examples/$name.expol" --as-of 2026-11-23 --format flat -o "$work/$name.flat" 2>/dev/null
  echo "-- $name"
  python3 tests/oracle/evaluate.py topology "$work/$name.json" tests/data/domain/topologies_open.json "$case" "tests/data/topologies/$case.mapping.json"
  python3 tests/oracle/evaluate.py flat "$work/$name.json" "$work/$name.flat"
  python3 tests/oracle/evaluate.py digest "$work/$name.json"
  "$expolc" ir verify "$work/$name.json"
  "$expolc" ir verify "$work/$name.compact.json"
  "$python" tests/oracle/outside.py compiler/ir/schema/ir-1.schema.json "$work/$name.json" "$work/$name.compact.json"
  documents=$((documents + 1))
done

echo "-- packets on every boundary, statement by statement"
python3 tests/oracle/boundary.py "$expolc" examples/*.expol tests/data/deployments/*.expol

echo "-- what z3 proves about drawn policies, the compiler finds"
"$python" tests/oracle/exact/run.py "$expolc"

echo "-- JUnit XML, by a reader of it"
"$python" tests/oracle/junit.py "$expolc" examples/*.expol

echo "-- progress on a terminal"
python3 tests/oracle/terminal.py "$expolc"

echo "-- a flipped byte is found"
"$python" tests/oracle/flip.py "$expolc" "$work/single-server.json" 60

[ "$documents" -ge 9 ] || { echo "only $documents documents were compared"; exit 1; }
echo "$documents documents compared"
