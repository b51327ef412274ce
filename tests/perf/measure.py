#!/usr/bin/env python3
"""Measures whole commands and functions, and writes docs/performance.md. Run it on a quiet machine:

    python3 tests/perf/measure.py

It builds the release binary, generates the policies (tests/bench/policy.rs), times each command in turn with an empty
process (so that ratios hold when the machine's speed drifts), and runs the benchmarks of tests/bench/line.rs.
"""

import json
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time

import page

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXPOLC = ROOT / "target/release/expolc"


def run_once(command: list[str]) -> tuple[float, int]:
    """Wall seconds and peak resident KiB of one run."""
    start = time.perf_counter()
    pid = os.posix_spawn(command[0], command, dict(os.environ), file_actions=[
        (os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0),
        (os.POSIX_SPAWN_OPEN, 2, "/dev/null", os.O_WRONLY, 0),
    ])
    _, status, usage = os.wait4(pid, 0)
    seconds = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"{command}: exit {os.waitstatus_to_exitcode(status)}")
    return seconds, usage.ru_maxrss


def measure(commands: dict[str, list[str]], runs: int) -> dict[str, tuple[float, float, int]]:
    """Minimum and median milliseconds, and peak KiB, the commands taken in turn."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    memory = dict.fromkeys(commands, 0)
    for turn in range(runs + 1):
        for name, command in commands.items():
            seconds, peak = run_once(command)
            if turn:
                times[name].append(seconds * 1000)
                memory[name] = max(memory[name], peak)
    return {name: (min(all_), sorted(all_)[len(all_) // 2], memory[name]) for name, all_ in times.items()}


def build() -> None:
    subprocess.run(["cargo", "build", "--release", "--locked", "--quiet"], cwd=ROOT, check=True)
    subprocess.run(["cargo", "bench", "--bench", "generate", "--no-run", "--locked", "--quiet"], cwd=ROOT, check=True)


def generate(folder: pathlib.Path, lines: int) -> int:
    command = ["cargo", "bench", "--quiet", "--locked", "--bench", "generate", "--", str(folder), str(lines)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return sum(path.read_text().count("\n") for path in folder.rglob("*.expol"))


def padded_binary(work: pathlib.Path) -> pathlib.Path:
    """The binary with a library of 300 KB: built from a copy whose library is padded with documented, unused profiles."""
    copy = work / "padded"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns("target", ".git", "node_modules"))
    library = copy / "stdlib/std/exchange2013.expol"
    text = library.read_text()
    profile = "\n/// A profile that nobody applies, with documentation as long as that of the others, number {0}.\n" \
        "profile padding-{0}(from: endpoints, to: servers = client-access) {{\n" \
        "  allow padding: from -> to on net.https {{ cite bb331973 }}\n  must from -> to on net.https\n}}\n"
    number = 0
    while len(text) < 300_000:
        text += profile.format(number)
        number += 1
    library.write_text(text)
    # The same target folder, so that only our own crates are built again; the binary is taken away before the real one is.
    subprocess.run(["cargo", "build", "--release", "--locked", "--quiet", "--target-dir", str(ROOT / "target")], cwd=copy, check=True)
    return pathlib.Path(shutil.copy(EXPOLC, work / "expolc-padded"))


def benchmarks(name: str, *only: str) -> str:
    command = ["cargo", "bench", "--locked", "--quiet", "--bench", name, "--", *only]
    output = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return re.sub(r"\x1b\[[0-9;]*m", "", output.stdout).rstrip()


def peaks_at_scale() -> list[int]:
    """Peak resident MiB of a process that reads, evaluates and analyses 100,000 rules once, and of one that puts all findings into words too."""
    command = ["cargo", "bench", "--bench", "exact", "--no-run", "--locked", "--quiet", "--message-format=json"]
    output = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    artifacts = map(json.loads, output.stdout.splitlines())
    executable = next(one["executable"] for one in artifacts if one.get("target", {}).get("name") == "exact" and one.get("executable"))
    once = [executable, "--bench", "--sample-count", "1", "--exact"]
    return [run_once([*once, f"exact::{name}::100000"])[1] // 1024 for name in ("analysis", "checking")]


def questions(folder: pathlib.Path) -> dict[str, list[str]]:
    """What is asked of a large policy, and of two that differ in one rule; as policies and as documents."""
    old, new = folder / "policy.expol", folder.parent / "changed/policy.expol"
    shutil.copytree(folder, new.parent)
    part = new.parent / "sites/part0.expol"
    part.write_text(part.read_text().replace("on net.http, net.https", "on net.http, net.https, tcp 8080", 1))
    documents = [folder.parent / "old.ir.json", folder.parent / "new.ir.json"]
    for policy, document in zip((old, new), documents):
        subprocess.run([str(EXPOLC), "emit", str(policy), "-q", "-o", str(document)], check=True)
    before, after = map(str, documents)
    return {
        "`matrix` of the policy": [str(EXPOLC), "matrix", str(old)],
        "`matrix --format html` of the document": [str(EXPOLC), "matrix", "--format", "html", before],
        "`diff` of two policies, one rule changed": [str(EXPOLC), "diff", str(old), str(new)],
        "`diff` of their documents": [str(EXPOLC), "diff", before, after],
        "`why` of the document": [str(EXPOLC), "why", "internet -> s0-web on tcp 443", before],
    }


def main() -> None:
    work = pathlib.Path(tempfile.mkdtemp())
    padded = str(padded_binary(work))
    build()
    sizes = {lines: generate(work / str(lines), lines) for lines in (1_000, 10_000, 100_000)}
    example = str(ROOT / "examples/single-server.expol")
    small = measure({
        "an empty process (`/bin/true`)": ["/bin/true"],
        "`expolc --version`": [str(EXPOLC), "--version"],
        "`check` of the README's example": [str(EXPOLC), "check", example],
        "the same, the library padded to 300 KB": [padded, "check", example],
        "`emit` of the README's example": [str(EXPOLC), "emit", example],
    }, 60)
    large = measure({f"`check` of {lines:,} lines": [str(EXPOLC), "check", str(work / str(asked) / "policy.expol")] for asked, lines in sizes.items()}, 9)
    asked = measure(questions(work / "10000"), 9)
    write(small, large, asked, sizes, benchmarks("line"), benchmarks("edit"), benchmarks("exact", "analysis"))


def write(small: dict, large: dict, asked: dict, sizes: dict, line: str, edit: str, exact: str) -> None:
    empty = small["an empty process (`/bin/true`)"]
    rows = "".join(f"| {name} | {low:.1f} | {mid:.1f} | {mid - empty[1]:+.1f} | {peak / 1024:.0f} |\n" for name, (low, mid, peak) in small.items())
    lines = "".join(f"| {name} | {low:.0f} | {mid:.0f} | {peak / 1024:.0f} |\n" for name, (low, mid, peak) in large.items())
    answers = "".join(f"| {name} | {low:.0f} | {mid:.0f} | {peak / 1024:.0f} |\n" for name, (low, mid, peak) in asked.items())
    medians = [mid for _, mid, _ in large.values()]
    counts = list(sizes.values())
    growth = (medians[2] / medians[1]) / (counts[2] / counts[1])
    # Benchmarks may be built otherwise than the command, to save minutes: then the page says so.
    chosen = [f"{name}={os.environ[name]}" for name in sorted(os.environ) if name.startswith("CARGO_PROFILE_RELEASE_")]
    built = f" Built with {', '.join(f'`{one}`' for one in chosen)}." if chosen else ""
    analysed, checked = peaks_at_scale()
    text = f"""# Performance

Written by `python3 tests/perf/measure.py`: do not edit. Whole processes, taken in turn in one run; milliseconds.
Machine: {os.cpu_count()} cores, {platform.machine()}, {platform.system()} {platform.release().split("-")[0]}.

## Start-up

| command | minimum | median | above an empty process | peak MiB |
|---|---|---|---|---|
{rows}
The target is at most 5 ms above an empty process.

## Size

Policies of `tests/bench/policy.rs`: several files, 11 rules in 31 lines, a fifth overlapping, a fifth of the sites with
IPv6, nested and external zones, profiles. Each check is cold.

| command | minimum | median | peak MiB |
|---|---|---|---|
{lines}
From 10,000 to 100,000 lines the time per line grows by a factor of {growth:.2f} (1 is linear). The target for 10,000
lines is 150 ms and 64 MiB.

## Questions

Asked of the policy of some 10,000 lines. A policy is checked, lowered and proved first; a document is verified first.

| command | minimum | median | peak MiB |
|---|---|---|---|
{answers}
The target is a second.

## Functions

`cargo bench --bench line`; the argument is the number of lines.{built}

```text
{line}
```

## Keys

`cargo bench --bench edit`: an edit and all findings again, where somebody types in one file of so many lines (or among so
many rules). `first_keys_in_a_rule` is what the first two keys in another place cost: the second one sets the rule apart
from all others. A third of `a_rule_among_rules` have findings, which are all put into words again; `…_analysed` is what it
takes to find them. The target of that for a rule among 10,000 is 5 ms, for a prefix 40 ms.{built}

```text
{edit}
```

## Exact analysis

`cargo bench --bench exact -- analysis`: from evaluated rules to all findings about them; the argument is the number of
statements. The targets are 20 ms, 150 ms and 1.5 s. The other benchmarks there are shapes that are bad for it.{built}

```text
{exact}
```

The process of one analysis of 100,000 rules, with reading and evaluating them, peaks at {analysed} MiB (the target is 400); one that puts the
34,000 findings into words too, at {checked} MiB.

`cargo bench -p expol-space` measures the algebra of packets alone.
"""
    # The sections between markers have scripts of their own (lsp.py, aerleon.py), and stay.
    kept = page.kept(page.PAGE.read_text()) if page.PAGE.exists() else ""
    page.PAGE.write_text(text.rstrip() + "\n" + (f"\n{kept}" if kept else ""))
    print(text)


if __name__ == "__main__":
    main()
