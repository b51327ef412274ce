#!/usr/bin/env python3
"""Writes the same rules for Aerleon and for expolc, and measures both as whole processes in one run, each on what it finds out
about rules that others cover. Run it on a quiet machine:

    cargo build --release
    python3 tests/perf/aerleon.py [--rules 2000] [--runs 3] [--write]

Aerleon (PyPI) is installed into an environment of its own. Without --write nothing is written but to the terminal.
"""

import argparse
import os
import pathlib
import platform
import random
import re
import subprocess
import sys
import tempfile
import time
import venv

import page

ROOT = pathlib.Path(__file__).resolve().parents[2]
VERSION = "1.18.0"
SITES = 40


class Rules:
    """Allows between networks on tcp ports. Some are covered by one that stands before them, some only by two together."""

    def __init__(self, count: int):
        rng = random.Random(20261123)
        self.rules, self.by_one, self.by_two = [], set(), set()
        taken = set()
        while len(self.rules) < count:
            source, target = rng.sample(range(SITES), 2)
            net = rng.randrange(200)
            low = rng.randrange(20, 60_000)
            if (source, target, net) in taken:
                continue
            taken.add((source, target, net))
            ends = f"10.{source}.{net}.0", f"10.{target}.{net}.0"
            kind = rng.randrange(20)
            if kind == 0:
                self.add(*ends, 24, low, low + 9)
                self.by_one.add(self.add(*ends, 25, low + 2, low + 3))
            elif kind == 1:
                # Neither half of the ports holds all of the third rule.
                self.add(*ends, 24, low, low + 4)
                self.add(*ends, 24, low + 5, low + 9)
                self.by_two.add(self.add(*ends, 24, low + 3, low + 6))
            else:
                self.add(*ends, rng.choice((24, 25, 28)), low, low + rng.randrange(10))
        del self.rules[count:]
        self.by_one = {at for at in self.by_one if at < count}
        self.by_two = {at for at in self.by_two if at < count}

    def add(self, source: str, target: str, length: int, low: int, high: int) -> int:
        self.rules.append((f"{source}/{length}", f"{target}/{length}", low, high))
        return len(self.rules) - 1

    def expol(self) -> str:
        """A rule in each line, behind the zones."""
        lines = [f"zone site{site} {{ 10.{site}.0.0/16 }}" for site in range(SITES)]
        return "\n".join(lines + [f"allow {a} -> {b} on tcp {ports(low, high)}" for a, b, low, high in self.rules]) + "\n"

    def aerleon(self, folder: pathlib.Path) -> None:
        """Definitions and a policy with a term for each rule."""
        (folder / "def").mkdir()
        (folder / "policies/pol").mkdir(parents=True)
        networks, services, terms = ["networks:"], ["services:"], []
        for text in sorted({text for rule in self.rules for text in rule[:2]}):
            networks += [f"  {name(text)}:", "    values:", f"      - address: {text}"]
        for low, high in sorted({rule[2:] for rule in self.rules}):
            services += [f"  P{low}-{high}:", "    - protocol: tcp", f"      port: {ports(low, high)}"]
        for at, (source, target, low, high) in enumerate(self.rules):
            terms += [f"      - name: t{at}", f"        source-address: {name(source)}", f"        destination-address: {name(target)}",
                      f"        destination-port: P{low}-{high}", "        protocol: tcp", "        action: accept"]
        (folder / "def/networks.yaml").write_text("\n".join(networks) + "\n")
        (folder / "def/services.yaml").write_text("\n".join(services) + "\n")
        head = ["filters:", "  - header:", "      targets:", "        cisco: rules extended", "    terms:"]
        (folder / "policies/pol/rules.yaml").write_text("\n".join(head + terms) + "\n")


def ports(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}-{high}"


def name(prefix: str) -> str:
    return "N" + re.sub(r"[./]", "-", prefix)


def timed(command: list[str], folder: pathlib.Path) -> tuple[float, str]:
    """Seconds and everything that was said."""
    start = time.perf_counter()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return time.perf_counter() - start, done.stdout + done.stderr


def installed(folder: pathlib.Path) -> pathlib.Path:
    venv.create(folder, with_pip=True)
    pip = [str(folder / "bin/pip"), "install", "--quiet", "--disable-pip-version-check", f"aerleon=={VERSION}"]
    subprocess.run(pip, check=True)
    return folder / "bin/aclgen"


def found_by_aerleon(said: str) -> set[int]:
    return {int(at) for at in re.findall(r"\bt(\d+) is shaded by", said)}


def found_by_expolc(said: str) -> set[int]:
    lines = re.findall(r"^rules\.expol:(\d+):\d+: warning\[EX042[34]\]", said, re.MULTILINE)
    return {int(line) - SITES - 1 for line in lines}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rules", type=int, default=2000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    expolc = ROOT / "target/release/expolc"
    if not expolc.exists():
        sys.exit(f"{expolc} is missing: cargo build --release")
    with tempfile.TemporaryDirectory() as work:
        folder = pathlib.Path(work)
        rules = Rules(given.rules)
        (folder / "rules.expol").write_text(rules.expol())
        rules.aerleon(folder)
        aclgen = installed(folder / "venv")
        generate = [str(aclgen), "--base_directory", "policies", "--definitions_directory", "def", "--output_directory", "."]
        commands = {
            "aerleon": [*generate, "--shade_check"],
            "aerleon, shade check off": generate,
            "expolc check": [str(expolc), "check", "--format", "short", "--limit", "0", "rules.expol"],
        }
        times = {what: [] for what in commands}
        said = {}
        for _ in range(given.runs):
            for what, command in commands.items():
                seconds, said[what] = timed(command, folder)
                times[what].append(seconds)
    theirs, ours = found_by_aerleon(said["aerleon"]), found_by_expolc(said["expolc check"])
    covered = rules.by_one | rules.by_two
    if ours != covered or not theirs:
        print(said["aerleon"][-2000:])
        sys.exit(f"expolc finds {len(ours)} of {len(covered)} covered rules ({len(ours - covered)} others), Aerleon {len(theirs)}")
    one = min(rules.by_two - theirs)
    shown = "\n".join(rules.expol().splitlines()[SITES + one - 2 : SITES + one + 1])
    rows = [f"| {what} | {min(all_):.2f} | {sorted(all_)[len(all_) // 2]:.2f} |" for what, all_ in times.items()]
    section = "\n".join([
        "## Beside Aerleon", "",
        f"Written by `python3 tests/perf/aerleon.py --write`: do not edit. The same {given.rules:,} allows, whole processes, {given.runs} runs in turn, seconds.",
        f"Machine: {os.cpu_count()} cores, {platform.machine()}, {platform.system()} {platform.release().split('-')[0]}. Aerleon {VERSION}.", "",
        "| command | minimum | median |", "|---|---|---|", *rows, "",
        f"{len(rules.by_one)} rules are covered by one other rule, {len(rules.by_two)} only by two together. Aerleon's shade check, which compares",
        f"each term with each before it, finds {len(theirs & rules.by_one)} and {len(theirs & rules.by_two)} of them; `expolc check` finds {len(ours & rules.by_one)} and {len(ours & rules.by_two)}. One that",
        "only `expolc` finds, the last of", "", "```text", shown, "```",
    ])
    print(section)
    if given.write:
        page.put("beside Aerleon", section)


if __name__ == "__main__":
    main()
