#!/usr/bin/env python3
"""Draws policies and compares what the compiler finds with what z3 proves.

usage: run.py EXPOLC [--seed N] [--policies N] [--only N]

Shares nothing with the compiler: what a policy means is read from what was drawn, as docs/language.md says, and z3 decides.
"""

import argparse
import multiprocessing
import random
import sys
import tempfile
import time
from collections import Counter

import draw
from compare import compare

SEED = 20261123
SHOWN = 10
# So much has to be compared, of every kind, in as many policies as are drawn without options.
FLOORS = {
    "policies": 400,
    "redundant statements": 400,
    "violated assertions": 400,
    "EX0405": 50,
    "EX0406": 100,
    "EX0407": 25,
    "of a diagnostic of its own": 300,
    "EX0411": 300,
    "EX0413": 400,
    "EX0414": 150,
    "EX0423": 120,
    "EX0424": 100,
    "covers shown": 120,
    "packets in messages": 1000,
    "documents": 200,
    "findings left out and missed": 100,
}


def one(arguments):
    """Draws and compares one policy."""
    expolc, seed, index = arguments
    policy, reading = draw.policy(random.Random(f"{seed}/{index}"))
    with tempfile.TemporaryDirectory() as folder:
        counts, problems = compare(expolc, folder, policy, reading, index % 15 == 0)
    return index, counts, problems, policy.text() if problems else ""


def main():
    """0: all agree; 1: not, or too little was compared."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("expolc")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--policies", type=int, default=450)
    parser.add_argument("--only", type=int, help="this policy alone")
    arguments = parser.parse_args()
    began = time.monotonic()
    indices = range(arguments.policies) if arguments.only is None else [arguments.only]
    counts, wrong = Counter(), 0
    with multiprocessing.Pool(2) as pool:
        tasks = [(arguments.expolc, arguments.seed, index) for index in indices]
        for index, found, problems, text in pool.imap(one, tasks, chunksize=4):
            counts += found
            wrong += bool(problems)
            if problems and wrong <= SHOWN:
                print(f"policy {index}:", *problems, sep="\n  ")
                numbered = enumerate(text.splitlines(), 1)
                print("\n".join(f"    {at:3} {line}" for at, line in numbered))
    print(f"seed {arguments.seed}:", ", ".join(f"{count} {what}" for what, count in sorted(counts.items())))
    short = [f"{what}: {counts[what]} of {floor}" for what, floor in FLOORS.items() if counts[what] < floor]
    if arguments.only is None and short:
        print("too little compared:", "; ".join(short))
    print(f"{wrong} policies with problems, {time.monotonic() - began:.0f} s")
    return 1 if wrong or (arguments.only is None and short) else 0


if __name__ == "__main__":
    sys.exit(main())
