#!/usr/bin/env python3
"""An independent reading of firewall IR documents (Python 3.11 or later, standard library only).

evaluate.py decide IR.json FROM TO PROTOCOL [PORT]            is this packet allowed, and by which rules
evaluate.py topology IR.json CASES.json CASE MAPPING.json     does the document mean what the case lists
evaluate.py flat IR.json FLAT.jsonl                           does the flat reading mean what the document means
evaluate.py digest IR.json                                    are ids, requirements and digests those of the content
"""

import argparse
import json
import sys

import digest
import flat
import topology
from document import PORT_PROTOCOLS, Document, Refused, point


def load(path):
    """A JSON file in which no member occurs twice."""

    def distinct(members):
        keys = [key for key, _ in members]
        if len(set(keys)) != len(keys):
            raise Refused(f"a member occurs twice among {keys}")
        return dict(members)

    with open(path, encoding="utf-8") as file:
        return json.load(file, object_pairs_hook=distinct)


def decide(arguments):
    """Decides one packet; the exit status says whether it is allowed."""
    source, target = point(arguments.source), point(arguments.target)
    families = {"4": "ipv4", "6": "ipv6"}
    family = families.get(source[0]) or families.get(target[0]) or "ipv4"
    protocol = flat.number(arguments.protocol)
    if (protocol in PORT_PROTOCOLS) != (arguments.port is not None):
        raise Refused("a port where there is none, or none where there is one")
    verdict, rules = Document(load(arguments.document)).decide((family, source, target, protocol, arguments.port))
    print(verdict, *rules)
    return verdict == "allowed"


def compare_topology(arguments):
    """Compares a document with a topology."""
    document = Document(load(arguments.document))
    cases = {case["id"]: case for case in load(arguments.cases)}
    case = topology.Case(cases[arguments.case], load(arguments.mapping), document)
    result = topology.compare(case, document, arguments.floor)
    report(result.problems)
    print(arguments.case, result.summary(case))
    return not result.problems


def compare_flat(arguments):
    """Compares a flat reading with its document."""
    with open(arguments.lines, encoding="utf-8") as file:
        lines = [json.loads(line) for line in file]
    packets, problems = flat.compare(Document(load(arguments.document)), lines, arguments.floor)
    report(problems)
    print(f"compared {len(lines)} lines on {packets} packets: {len(problems)} problems")
    return not problems


def check_digests(arguments):
    """Recomputes ids and digests."""
    data = load(arguments.document)
    problems = digest.problems(data)
    report(problems)
    print(f"checked {len(data['rules'])} rules: {len(problems)} problems")
    return not problems


def report(problems):
    """Shows the first problems."""
    for problem in problems[: topology.SHOWN]:
        print(problem)
    if len(problems) > topology.SHOWN:
        print(f"... and {len(problems) - topology.SHOWN} more")


def parser():
    """The command line."""
    top = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = top.add_subparsers(required=True)

    def command(name, run, *names):
        sub = commands.add_parser(name)
        sub.set_defaults(run=run)
        for each in ("document", *names):
            sub.add_argument(each)
        return sub

    command("decide", decide, "source", "target", "protocol").add_argument("port", nargs="?", type=int)
    for sub in (
        command("topology", compare_topology, "cases", "case", "mapping"),
        command("flat", compare_flat, "lines"),
    ):
        sub.add_argument("--floor", type=int, default=10_000, help="fail where fewer packets were compared")
    command("digest", check_digests)
    return top


def main():
    """0: as it should be; 1: not; 2: cannot be read."""
    arguments = parser().parse_args()
    try:
        return 0 if arguments.run(arguments) else 1
    except (Refused, topology.BadCase, KeyError, ValueError, OSError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
