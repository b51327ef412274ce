#!/usr/bin/env python3
"""Decides the packets on every boundary of a policy with this evaluator, and compares with the compiler's answers.

usage: boundary.py EXPOLC POLICY.expol... [--seed N]

A boundary packet has its ends and its port on an edge of some range of the document, or one beside it; external zones and all
protocols take part. Of each policy, and of one with statements added that are redundant or not:

- a statement that the compiler calls redundant can go, and no boundary packet is decided otherwise;
- without any other statement some boundary packet is, but for denies that remove nothing, allows of which nothing is left,
  and an `apply` of a library profile, which is needed for what it asserts;
- `expolc why` names the decision and the deciding rules of packets of every kind.
"""

import argparse
import json
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

from atoms import FAMILIES, document_masks, port_ranges_in, prefixes_in
from document import PORT_PROTOCOLS, Document, goes_with, network, show

AS_OF = ["--as-of", "2026-11-23"]
WORDS = {6: "tcp", 17: "udp", 33: "dccp", 132: "sctp", 136: "udplite"}
ASKED = 12
STEP = 199
FLOORS = {"packets": 1_000_000, "redundant": 40, "needed": 40, "an apply": 1, "asked and allowed": 80, "asked and denied": 80, "policies": 9}


def run(expolc, text, path, *arguments):
    """The compiler over a text that stands for a file."""
    command = [expolc, *arguments, *AS_OF, "--stdin-filename", path, "-"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=False)


def beside(low, high, last):
    """The edges of a range and what lies beside them."""
    return {value for edge in (low, high) for value in (edge - 1, edge, edge + 1) if 0 <= value <= last}


def places(document):
    """Every point on a boundary."""
    found = {("x", name) for name in document.symbolic}
    for text in prefixes_in(document.data):
        kind, low, high = network(text)
        found |= {(kind, value) for value in beside(low, high, (1 << (32 if kind == "4" else 128)) - 1)}
    return sorted(found, key=lambda place: (place[0], str(place[1]) if place[0] == "x" else f"{place[1]:040}"))


def services(document):
    """Every protocol, with every port on a boundary where it has ports."""
    ports = {0, 65535}
    for low, high in port_ranges_in(document.data["services"]):
        ports |= beside(low, high, 65535)
    without = [(protocol, None) for protocol in range(256) if protocol not in PORT_PROTOCOLS]
    return [(protocol, port) for protocol in sorted(PORT_PROTOCOLS) for port in sorted(ports)] + without


class Boundary:
    """The boundary packets of a document, put together by the rules that match."""

    def __init__(self, document):
        self.document = document
        atoms = [(place, True) for place in places(document)]
        self.services = services(document)
        self.rules = document_masks(document, atoms, self.services)
        self.kinds, self.example, self.others = Counter(), {}, []
        pairs = 0
        hosts = [frozenset(document.servers_at(place)) for place, _ in atoms]
        for family in FAMILIES:
            masks = Counter(self.rules.service[family])
            first = {}
            for index, mask in enumerate(self.rules.service[family]):
                first.setdefault(mask, index)
            inside = [index for index, (place, _) in enumerate(atoms) if goes_with(place, family)]
            for source in inside:
                for target in (each for each in inside if not hosts[source] & hosts[each]):
                    sides = self.rules.sides(source, target)
                    pairs += 1
                    for mask, count in masks.items():
                        hits = sides & mask
                        self.kinds[hits] += count
                        packet = (family, atoms[source][0], atoms[target][0], *self.services[first[mask]])
                        self.example.setdefault(hits, packet)
                        # Most of what is denied matches no rule: of these packets some more are kept.
                        if not hits and pairs % STEP == 0:
                            self.others.append(packet)

    def changes(self, without, shorter):
        """Whether some packet is decided otherwise without some rules; rules that end earlier do not stand in for them."""
        for hits in self.kinds:
            if hits & without:
                before, after = self.rules.permits(hits), self.rules.permits(hits & ~without)
                if before != after or (before and not self.rules.permits(hits & ~without & ~shorter)):
                    return True
        return False


def statements(data):
    """{(line, column): (rules that it alone says, whether a rule is of a profile of the library)} of the policy's own file."""
    library = {key for key, source in data["sources"].items() if source.get("library")}
    said = {}
    for index, rule in enumerate(data["rules"]):
        causes = []
        for chain in rule["why"]:
            own = [step for step in chain if step["source"] not in library]
            causes.append((tuple(own[-1]["at"][:2]) if own else None, chain[-1]["source"] in library))
        for cause, of_library in causes:
            if cause:
                alone, all_rules, profile = said.get(cause, (0, 0, False))
                only = all(other == cause for other, _ in causes)
                said[cause] = (alone | (only << index), all_rules | 1 << index, profile or of_library)
    return said


def places_of(findings, *codes):
    """The places of all labels of some findings."""
    chosen = [finding for finding in findings if finding["code"] in codes]
    labels = [label["start"] for finding in chosen for label in finding["labels"]]
    return {(start["line"], start["column"]) for start in labels}


def primary_places(findings, code):
    """The places that findings with a code are about."""
    labels = [label for finding in findings if finding["code"] == code for label in finding["labels"]]
    return {(label["start"]["line"], label["start"]["column"]) for label in labels if label["primary"]}


def compare(expolc, path, text, counts):
    """Compares one policy; (its boundary, problems)."""
    emitted = run(expolc, text, path, "emit")
    if emitted.returncode:
        return None, [f"emit ends with {emitted.returncode}: {emitted.stderr[:300]}"]
    document = Document(json.loads(emitted.stdout))
    boundary = Boundary(document)
    counts["packets"] += sum(boundary.kinds.values())
    findings = json.loads(run(expolc, text, path, "check", "--format", "json", "--limit", "0").stdout)["diagnostics"]
    redundant = primary_places(findings, "EX0423") | places_of(findings, "EX0424")
    dead = primary_places(findings, "EX0413")
    problems = []
    for place, (alone, said, profile) in sorted(statements(document.data).items()):
        changes = boundary.changes(alone, shorter(document.rules, said))
        if place in redundant:
            counts["redundant"] += 1
            if changes:
                problems.append(f"{place} is called redundant, and is needed")
        elif changes:
            counts["needed"] += 1
        elif profile:
            counts["an apply"] += 1
        elif place not in dead:
            problems.append(f"{place} is not called redundant, and nothing changes without it")
    unknown = redundant - set(statements(document.data))
    problems += [f"{place} is called redundant, and no rule comes from there" for place in sorted(unknown)]
    return boundary, problems


def shorter(rules, said):
    """The rules that end before those that a statement says."""
    own = [rule["meta"].get("until", "9") if "meta" in rule else "9" for at, rule in enumerate(rules) if said >> at & 1]
    ends = [(at, rule.get("meta", {}).get("until", "9")) for at, rule in enumerate(rules) if rule["action"] == "allow"]
    return sum(1 << at for at, end in ends if own and end < max(own) and not said >> at & 1)


def flow(packet):
    """A packet as a question."""
    _, source, target, protocol, port = packet
    ends = [value if kind == "x" else show((kind, value)) for kind, value in (source, target)]
    service = f"protocol {protocol}" if port is None else f"{WORDS[protocol]} {port}"
    return f"{ends[0]} -> {ends[1]} on {service}"


def ask(expolc, path, text, boundary, rng, counts):
    """Asks `expolc why` about packets that differ in the rules that match; problems."""
    problems = []
    public = (server.get("public", {}) for server in boundary.document.data["servers"].values())
    translated = {network(text)[:2] for text in prefixes_in([{"addresses": each} for each in public])}
    packets = [boundary.example[hits] for hits in sorted(boundary.example)]
    chosen = rng.sample(packets, min(ASKED, len(packets)))
    for packet in chosen + rng.sample(boundary.others, min(ASKED, len(boundary.others))):
        # Between external zones a question means both families, and a translated address in it means the server.
        if packet[1][0] == packet[2][0] == "x" or translated & {packet[1], packet[2]}:
            counts["not askable"] += 1
            continue
        done = run(expolc, text, path, "why", flow(packet), "--format", "json")
        expected, rules = boundary.document.decide(packet)
        answer = json.loads(done.stdout) if done.returncode == 0 else {"answer": done.stderr, "allows": [], "denies": []}
        named = {rule["id"] for rule in answer["allows"] + answer["denies"]}
        counts["asked"] += 1
        counts[f"asked and {expected}"] += 1
        if answer["answer"] != expected or named != set(rules):
            problems.append(f"why {flow(packet)}: {answer['answer']} by {named}, expected {expected} by {rules}")
    return problems


def with_more(expolc, path, text, boundary, rng):
    """The policy with statements for single packets: some permitted already, some not, each as often as once or twice."""
    added = text
    for wanted, times in ((True, 1), (True, 1), (True, 2), (True, 1), (False, 1), (False, 2), (False, 1)):
        kinds = [hits for hits in sorted(boundary.example) if boundary.rules.permits(hits) == wanted]
        for hits in rng.sample(kinds, min(8, len(kinds))):
            line = f"allow {flow(boundary.example[hits])}\n"
            if "dccp" in line or "udplite" in line:
                continue
            longer = f"{added}\n{line * times}"
            # What an assertion of the policy forbids is not added.
            if run(expolc, longer, path, "emit").returncode == 0:
                added = longer
                break
    return added


def main():
    """0: all agree; 1: not, or too little was compared."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("expolc")
    parser.add_argument("policies", nargs="+")
    parser.add_argument("--seed", type=int, default=20261123)
    arguments = parser.parse_args()
    counts, wrong = Counter(), 0
    for path in arguments.policies:
        rng = random.Random(f"{arguments.seed}/{Path(path).name}")
        text = Path(path).read_text(encoding="utf-8")
        boundary, problems = compare(arguments.expolc, path, text, counts)
        counts["policies"] += 1
        if boundary:
            problems += ask(arguments.expolc, path, text, boundary, rng, counts)
            more = with_more(arguments.expolc, path, text, boundary, rng)
            counts["statements added"] += more.count("\nallow ") - text.count("\nallow ")
            problems += compare(arguments.expolc, path, more, counts)[1]
        wrong += len(problems)
        print(*(f"{path}: {problem}" for problem in problems[:10]), sep="\n", end="\n" if problems else "")
    print(f"seed {arguments.seed}:", ", ".join(f"{count} {what}" for what, count in sorted(counts.items())))
    short = [f"{what}: {counts[what]} of {floor}" for what, floor in FLOORS.items() if counts[what] < floor]
    if short:
        print("too little compared:", "; ".join(short))
    print(f"{wrong} problems")
    return 1 if wrong or short else 0


if __name__ == "__main__":
    sys.exit(main())
