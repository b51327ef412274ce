"""Reads the JUnit XML of `expolc test` with a reader that others wrote (junitparser), and compares it with the JSON of the same run.

usage: junit.py EXPOLC POLICY.expol...
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter

import junitparser

# Titles that mean something in XML, a test that fails twice, and one that an error keeps from being run.
DRAWN = {
    "titles.expol": """
zone lan { 10.0.0.0/24 }
zone dmz { 10.0.1.0/24 }
allow lan -> dmz on tcp 443
test "all <of> \\"it\\" & more" { lan -> dmz on tcp 443 allowed }
test "<![CDATA[ ]]> &lt; 'ü' -->" {
  lan -> dmz on tcp 22 allowed
  lan -> dmz on tcp 443 denied
}
""",
    "broken.expol": """
zone lan { 10.0.0.0/24 }
zone dmz { 10.0.1.0/24 }
allow lan -> nowhere on tcp 443
test "not run" { lan -> dmz on tcp 443 allowed }
""",
}
OUTCOMES = {junitparser.Failure: "failed", junitparser.Error: "not-run"}


def run(expolc, folder, form, policies):
    """The results of the tests, in a form."""
    command = [os.path.abspath(expolc), "test", "--as-of", "2026-11-23", "--format", form, *policies]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).stdout


def cases_of(report):
    """What the reader sees: (suite, name, class, outcome, message of the first failure)."""
    found = []
    for suite in report:
        results = Counter()
        for case in suite:
            kinds = [OUTCOMES[type(result)] for result in case.result]
            outcome = kinds[0] if kinds else "passed"
            results[outcome] += 1
            message = case.result[0].message if kinds else None
            if kinds and message not in case.result[0].text:
                raise ValueError(f"the text of {case.name} does not say its message")
            found.append((suite.name, case.name, case.classname, outcome, message))
        told = (suite.tests, suite.failures, suite.errors)
        if told != (sum(results.values()), results["failed"], results["not-run"]):
            raise ValueError(f"suite {suite.name} counts {told}, and has {dict(results)}")
    return found


def expected_of(answer):
    """The same from the JSON."""
    found = []
    for suite in answer["suites"]:
        for case in suite["cases"]:
            message = case["failures"][0]["words"][0] if case["failures"] else None
            found.append((suite["name"], case["name"], case["file"], case["outcome"], message))
    return found


def compare(expolc, folder, policies, counts):
    """Compares one run; problems."""
    written = run(expolc, folder, "junit", policies)
    report = junitparser.JUnitXml.fromstring(written)
    answer = json.loads(run(expolc, folder, "json", policies))
    found, expected = cases_of(report), expected_of(answer)
    counts.update(outcome for _, _, _, outcome, _ in found)
    problems = [f"{one} is in one of them only" for one in sorted(set(found) ^ set(expected), key=str)]
    summary = answer["summary"]
    if (report.tests, report.failures, report.errors) != (summary["tests"], summary["failed"], summary["not_run"]):
        problems.append(f"the report counts {(report.tests, report.failures, report.errors)}, the summary is {summary}")
    return problems


def main():
    """0: the reader sees what was said; 1: not, or too little was compared."""
    expolc, *policies = sys.argv[1:]
    counts, problems = Counter(), []
    for policy in policies:
        problems += compare(expolc, ".", [policy], counts)
    with tempfile.TemporaryDirectory() as folder:
        for name, text in DRAWN.items():
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)
        problems += compare(expolc, folder, ["."], counts)
    for problem in problems:
        print(problem)
    print("JUnit XML:", ", ".join(f"{count} {what}" for what, count in sorted(counts.items())), f"cases: {len(problems)} problems")
    floor = counts["passed"] >= 8 and counts["failed"] >= 1 and counts["not-run"] >= 1
    return 1 if problems or not floor else 0


if __name__ == "__main__":
    sys.exit(main())
