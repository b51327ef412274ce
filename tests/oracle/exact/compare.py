"""Compares what the compiler says about a policy with what z3 says, finding by finding."""

import json
import os
import re
import subprocess
from collections import Counter

import z3

import emitted
from expected import Expected
from model import AS_OF, FILE
from samples import packet_in

# What a drawn policy may be told beside what is compared: about names nobody uses, ends, wide rules and exceptions.
BESIDE = {"EX0403", "EX0415", "EX0416", "EX0417", "EX0420", "EX0421", "EX0425"}
BROKEN = {"EX0405", "EX0406", "EX0407"}


def run(expolc, folder, *arguments):
    """The compiler, over the policy in the folder."""
    command = [os.path.abspath(expolc), *arguments, "--as-of", AS_OF, FILE]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def write(folder, text):
    with open(os.path.join(folder, FILE), "w", encoding="utf-8") as file:
        file.write(text)


def compare(expolc, folder, policy, reading, broken):
    """(counts, problems) of one policy; where `broken`, also whether this program notices a finding that is left out."""
    write(folder, policy.text())
    done = run(expolc, folder, "check", "--format", "json", "--limit", "0")
    try:
        findings = json.loads(done.stdout)["diagnostics"]
    except ValueError:
        return Counter(), [f"no JSON: {done.stdout[:200]} {done.stderr[:200]}"]
    one = Comparison(policy, reading, findings)
    one.all()
    emitted.compare(one, expolc, folder)
    if broken:
        notice(one)
    one.counts["questions to z3"] = reading.questions
    return one.counts, one.problems


def notice(one):
    """Leaves out each finding in turn: the comparison has to fail."""
    for finding in one.findings:
        if finding["code"] in BESIDE:
            continue
        other = Comparison(one.policy, one.reading, [each for each in one.findings if each is not finding])
        other.all()
        one.counts["findings left out and missed"] += 1
        if not other.problems:
            one.problems.append(f"a {finding['code']} that is left out is not missed: this oracle is broken")


class Comparison:
    """One policy, its findings, and where they differ."""

    def __init__(self, policy, reading, findings):
        self.policy, self.reading = policy, reading
        self.expected = Expected(policy, reading)
        self.findings = findings
        self.counts, self.problems = Counter(policies=1), []

    def all(self):
        """Every kind of finding."""
        self.counts["statements"] += len(self.policy.statements)
        named = {f"policy/{assertion.name}" for assertion in self.policy.assertions}
        for finding in self.findings:
            code = finding["code"]
            if code not in BESIDE | BROKEN | named | {"EX0411", "EX0413", "EX0414", "EX0423", "EX0424"}:
                self.problems.append(f"unexpected: {code} {finding['message']}")
        _, idle = self.expected.does_nothing()
        self.equal("EX0413", {each.at for each in idle})
        self.equal("EX0414", self.expected.removed_lines())
        self.equal("EX0411", self.expected.failing_tests())
        self.redundancy()
        self.assertions(named)
        self.samples()

    def of(self, *codes):
        return [finding for finding in self.findings if finding["code"] in codes]

    def equal(self, code, lines):
        """The lines with a finding are these, and each has one."""
        told = Counter(primary(finding) for finding in self.of(code))
        self.counts[code] += len(told)
        self.differ(code, lines, set(told))
        self.problems += [f"{code} twice at line {line}" for line, times in told.items() if times > 1]

    def differ(self, what, expected, found):
        """Notes a difference of two sets."""
        if expected != found:
            missing, beyond = sorted(expected - found), sorted(found - expected)
            self.problems.append(f"{what}: z3 alone {missing}, the compiler alone {beyond}")

    def redundancy(self):
        """Statements that others cover, and groups of which one can go."""
        alone, mutual = self.expected.redundant()
        self.counts["redundant statements"] += len(alone) + len(mutual)
        self.equal("EX0423", {each.at for each in alone})
        for finding in self.of("EX0423"):
            self.covering(finding)
        told, unshown = Counter(), 0
        for finding in self.of("EX0424"):
            # The others of a group are shown where a person wrote what brings them: for some that is an `apply`.
            others = [self.at_cause(line) for line in secondary(finding)]
            lines = [primary(finding), *sorted({other.at for other in others if other})]
            told.update(lines)
            unshown += hidden(finding)
            self.counts["EX0424"] += 1
            self.group(finding, lines)
        expected = {each.at for each in mutual}
        # Of a large group some are only counted.
        if not unshown or not set(told) <= expected or len(told) + unshown != len(expected):
            self.differ("EX0424", expected, set(told))
        self.problems += [f"EX0424 says line {line} twice" for line, times in told.items() if times > 1]

    def covering(self, finding):
        """The rules that are shown to cover a statement do."""
        statement = self.expected.by_line.get(primary(finding))
        shown = [self.at_cause(line) for line in secondary(finding)]
        if statement is None or None in shown or hidden(finding):
            return
        self.counts["covers shown"] += 1
        if not self.expected.is_covered(statement, shown):
            self.problems.append(f"EX0423 at line {statement.at}: {secondary(finding)} do not cover it")

    def at_cause(self, line):
        """The statement of a line, or that which an `apply` in the line uses."""
        return next((each for each in self.expected.rules if line in (each.at, *each.causes)), None)

    def group(self, finding, lines):
        """
        No member of a group says strictly less than the one at which it is told; where all say the same, they do; and
        not all of them can go.
        """
        members = [self.expected.by_line.get(line) for line in lines]
        if None in members:
            return
        formulas = [self.expected.formula[id(each)] for each in members]
        possible = self.reading.possible
        for line, formula in zip(lines[1:], formulas[1:]):
            more = possible(formulas[0], z3.Not(formula))
            less = possible(formula, z3.Not(formulas[0]))
            if more and not less:
                self.problems.append(f"EX0424 at line {lines[0]}, and line {line} says less")
            if "says what another" in finding["message"] and (more or less):
                self.problems.append(f"EX0424: lines {lines[0]} and {line} do not say the same")
        rest = [each for each in self.expected.rules if each not in members]
        without = lambda each: [other for other in rest if self.expected.covers(other, each)]
        if not hidden(finding) and all(self.expected.is_covered(each, without(each)) for each in members):
            self.problems.append(f"EX0424: all of the lines {lines} can go")

    def assertions(self, named):
        """For each line that breaks assertions: which they are."""
        causes = self.expected.causes()
        self.counts["violated assertions"] += len(set().union(*causes.values()))
        self.counts["assertions"] += len(self.policy.assertions)
        found, numbers = {}, {}
        at = {assertion.at: assertion.name for assertion in self.policy.assertions}
        for finding in self.of(*BROKEN, *named):
            line, code = primary(finding), finding["code"]
            self.counts[code if code in BROKEN else "of a diagnostic of its own"] += 1
            if line in numbers:
                self.problems.append(f"line {line} is blamed twice")
            if code in named:
                found[line] = {each.removeprefix("policy/") for each in (code, *finding["also"])}
            else:
                failed = [each for each in [line, *secondary(finding)] if each in at]
                found[line] = {at[each] for each in failed}
            numbers[line] = len([note for note in finding["notes"] if note.startswith("also `")]) + 1
        self.differ("lines that break assertions", set(causes), set(found))
        for line in set(causes) & set(found):
            # Without names of their own only one is placed, and the others are counted.
            if not found[line] <= causes[line] or numbers[line] != len(causes[line]):
                self.problems.append(f"line {line} breaks {sorted(causes[line])}, told {sorted(found[line])}, {numbers[line]}")

    def samples(self):
        """Every packet that a finding shows is one of those that it is about."""
        for finding in self.findings:
            about = self.about(finding)
            packet = packet_in(finding["notes"], self.reading) if about is not None else None
            if packet is None:
                continue
            self.counts["packets in messages"] += 1
            if not self.reading.possible(packet, about):
                self.problems.append(f"{finding['code']} at line {primary(finding)}: a wrong packet, {finding['notes']}")

    def about(self, finding):
        """The packets that a finding is about; `None` where it shows none."""
        code, line, expected = finding["code"], primary(finding), self.expected
        by_line = {each.at: each for each in [*self.policy.assertions, *self.policy.tests]}
        by_name = {f"policy/{each.name}": each for each in self.policy.assertions}
        if code in BROKEN or code in by_name:
            failed = [by_line[each] for each in [line, *secondary(finding)] if each in by_line]
            broken = by_name.get(code) or (failed[0] if failed else None)
            blamed = self.instances(line)
            return broken and z3.And(expected.violating(broken), z3.Or(blamed) if blamed else z3.BoolVal(True))
        if code == "EX0411" and line in by_line:
            flow = self.reading.flow(by_line[line].flow)
            return z3.And(flow, z3.Not(expected.permitted) if by_line[line].allowed else expected.permitted)
        if code == "EX0414":
            return z3.Or(self.instances(line))
        statement = expected.by_line.get(line) if code in ("EX0423", "EX0424") else None
        if statement is None:
            return None
        # Of an allow the message says that the packet is permitted all the same.
        permitted = code == "EX0423" and statement.action == "allow"
        return expected.counted(statement) if permitted else expected.formula[id(statement)]

    def instances(self, line):
        """What the rules say that a line brings."""
        pairs = [pair for each in self.expected.rules for pair in zip(each.flows, each.causes)]
        return [self.reading.flow(flow) for flow, cause in pairs if cause == line]


def primary(finding):
    return next(label["start"]["line"] for label in finding["labels"] if label["primary"])


def secondary(finding):
    return [label["start"]["line"] for label in finding["labels"] if not label["primary"]]


def hidden(finding):
    """How many rules a finding counts and does not show."""
    found = [re.fullmatch(r"and (\d+) more", note) for note in finding["notes"]]
    return sum(int(match[1]) for match in found if match)
