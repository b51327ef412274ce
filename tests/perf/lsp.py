#!/usr/bin/env python3
"""Measures the language server as an editor sees it, and writes its section of docs/performance.md. Run it on a quiet machine:

    cargo build --release --package expol-lsp
    python3 tests/perf/lsp.py [--edits 200] [--soak 100000] [--write]

Each figure is the time from the last byte of an edit or a request to the last byte of what answers it. `ruff` and `ty`, which check
another language, are measured by the same client in the same run, where they are on the PATH. Without --write nothing is written.
"""

import argparse
import json
import os
import pathlib
import platform
import queue
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import page

ROOT = pathlib.Path(__file__).resolve().parents[2]
SIZES = (1_000, 10_000, 50_000)


class Server:
    """A language server and the editor's side of the conversation."""

    def __init__(self, command: list[str], folder: pathlib.Path):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.messages: queue.Queue = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self.next_id, self.version = 0, 0
        self.published: tuple[float, dict] = 0.0, {}
        start = time.perf_counter()
        self.ask("initialize", {"processId": os.getpid(), "rootUri": folder.as_uri(), "capabilities": {},
                                "workspaceFolders": [{"uri": folder.as_uri(), "name": "w"}], "initializationOptions": {"asOf": "2026-11-23"}})
        self.initialize_ms = 1000 * (time.perf_counter() - start)
        self.tell("initialized", {})

    def _read(self) -> None:
        output = self.process.stdout
        while line := output.readline():
            length = int(line.split(b":")[1])
            while output.readline().strip():
                pass
            body = output.read(length)
            self.messages.put((time.perf_counter(), json.loads(body)))

    def _send(self, message: dict) -> float:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()
        return time.perf_counter()

    def tell(self, method: str, params: dict) -> float:
        return self._send({"method": method, "params": params})

    def wait(self, is_it, patience: float = 60) -> tuple[float, dict]:
        end = time.perf_counter() + patience
        while True:
            at, message = self.messages.get(timeout=max(0.001, end - time.perf_counter()))
            if message.get("method") == "textDocument/publishDiagnostics":
                self.published = at, message
            if "method" in message and "id" in message:
                result = [None for _ in message["params"].get("items", [])] if isinstance(message["params"], dict) else None
                self._send({"id": message["id"], "result": result})
            elif is_it(message):
                return at, message

    def ask(self, method: str, params: dict) -> tuple[float, dict]:
        self.next_id += 1
        own = self.next_id
        start = self._send({"id": own, "method": method, "params": params})
        at, message = self.wait(lambda message: message.get("id") == own and "method" not in message)
        return 1000 * (at - start), message

    def open(self, uri: str, language: str, text: str) -> float:
        self.version = 1
        document = {"uri": uri, "languageId": language, "version": 1, "text": text}
        start = self.tell("textDocument/didOpen", {"textDocument": document})
        at, _ = self.wait(lambda message: message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == uri)
        return 1000 * (at - start)

    def edit(self, uri: str, line: int, start: int, end: int, text: str) -> float:
        self.version += 1
        change = {"range": {"start": {"line": line, "character": start}, "end": {"line": line, "character": end}}, "text": text}
        return self.tell("textDocument/didChange", {"textDocument": {"uri": uri, "version": self.version}, "contentChanges": [change]})

    def until(self, uri: str, start: float, holds) -> float:
        """The time until the findings of the newest version are as they should be."""
        def is_it(message: dict) -> bool:
            params = message.get("params") or {}
            fits = message.get("method") == "textDocument/publishDiagnostics" and params["uri"] == uri
            return fits and params.get("version") in (None, self.version) and holds(params["diagnostics"])
        # It may have come while an answer was waited for.
        at, message = self.published
        return 1000 * ((at if at > start and is_it(message) else self.wait(is_it)[0]) - start)

    def resident_mib(self) -> float:
        """What it holds when nobody has asked for anything for a second."""
        time.sleep(1)
        return self._status("VmRSS")

    def peak_mib(self) -> float:
        return self._status("VmHWM")

    def _status(self, name: str) -> float:
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(name)) / 1024

    def cpu_ticks(self) -> int:
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return int(fields[11]) + int(fields[12])

    def end(self) -> None:
        self.process.kill()
        self.process.wait()


def policy(lines: int) -> str:
    """Sites of ten lines: zones, servers with a role, services, rules, and something that must never be."""
    text = ["use std.net", "zone management { 172.16.0.0/16 }", "server admin in management { address 172.16.0.1 }", "service probe { tcp 9100 }",
            "role data", "allow admin -> data on tcp 9187", f"must admin -> db-{lines // 20} on tcp 9187"]
    site = 0
    while len(text) < lines:
        a, b = 1 + site // 250, site % 250
        text += [
            f"// site {site}",
            f"zone clients-{site} {{ 10.{a}.{b}.0/25 }}",
            f"zone servers-{site} {{ 10.{a}.{b}.128/25 }}",
            f"server web-{site} in servers-{site} {{ address 10.{a}.{b}.130 }}",
            f"server db-{site} in servers-{site} {{ address 10.{a}.{b}.131 role data }}",
            f"allow clients-{site} -> web-{site} on net.https",
            f"allow web-{site} -> db-{site} on tcp 5432",
            f"allow admin -> web-{site}, db-{site} on net.ssh, probe",
            f"never clients-{site} -> db-{site} on tcp 5432",
            "",
        ]
        site += 1
    return "\n".join(text) + "\n"


def quantiles(values: list[float]) -> str:
    ordered = sorted(values)
    return f"{statistics.median(ordered):.1f} / {ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]:.1f}"


def measure(binary: pathlib.Path, lines: int, edits: int, soak: int) -> dict[str, str]:
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "expol.toml").write_text("")
        text = policy(lines)
        (folder / "policy.expol").write_text(text)
        uri = (folder / "policy.expol").as_uri()
        server = Server([str(binary)], folder)
        row = {"open": f"{server.open(uri, 'expol', text):.0f}"}
        opened = server.resident_mib()
        rows = text.splitlines()
        middle = next(at for at in range(len(rows) // 2, len(rows)) if rows[at].startswith("allow web-"))
        port = rows[middle].index("5432")
        client = next(at for at in range(middle, 0, -1) if rows[at].startswith("allow clients-"))
        codes = lambda found: {one["code"] for one in found}
        local, everything, completion, hover, first = [], [], [], [], []
        for _ in range(edits):
            # A port that cannot be: one file shows it by itself.
            start = server.edit(uri, middle, port, port + 4, "99999")
            local.append(server.until(uri, start, lambda found: "EX0206" in codes(found)))
            start = server.edit(uri, middle, port, port + 5, "5432")
            local.append(server.until(uri, start, lambda found: "EX0206" not in codes(found)))
            # A rule that breaks an assertion: it takes the proof.
            site = rows[client].split()[1].rsplit("-", 1)[1]
            start = server.edit(uri, client, 0, 0, f"allow clients-{site} -> db-{site} on tcp 5432\n")
            everything.append(server.until(uri, start, lambda found: "EX0405" in codes(found)))
            server.version += 1
            change = {"range": {"start": {"line": client, "character": 0}, "end": {"line": client + 1, "character": 0}}, "text": ""}
            start = server.tell("textDocument/didChange", {"textDocument": {"uri": uri, "version": server.version}, "contentChanges": [change]})
            everything.append(server.until(uri, start, lambda found: "EX0405" not in codes(found)))
            at = {"textDocument": {"uri": uri}, "position": {"line": client, "character": 8}}
            server.edit(uri, middle, port, port + 4, "5433")
            completion.append(server.ask("textDocument/completion", at)[0])
            start = server.edit(uri, middle, port, port + 4, "5432")
            hover.append(server.ask("textDocument/hover", at)[0])
            server.until(uri, start, lambda found: True)
        typed = server.resident_mib()
        # What everything uses, changed and changed back: a zone, whose server then lies outside; a role that each site
        # has, taken from a server that needs it; a name.
        def there_and_back(line: int, old: str, new: str, code: str) -> str:
            at, times = rows[line].index(old), []
            for turn in range(2 * min(edits, 40)):
                there = turn % 2 == 0
                start = server.edit(uri, line, at, at + len(old if there else new), new if there else old)
                times.append(server.until(uri, start, lambda found: (code in codes(found)) == there))
            return quantiles(times)
        line_of = lambda beginning: next(at for at, line in enumerate(rows) if line.startswith(beginning))
        row["zone"] = there_and_back(line_of("zone management"), "172.16", "172.17", "EX0301")
        row["role"] = there_and_back(line_of(f"server db-{lines // 20} "), " role data", "", "EX0406")
        row["name"] = there_and_back(line_of("server admin"), "admin", "admix", "EX0101")
        # The first two keys in a rule where nobody has typed: it breaks an assertion, and no longer. The slower one.
        for place in range(20):
            line = next(at for at in range(len(rows) * (place + 1) // 22, len(rows)) if rows[at].startswith("allow web-"))
            keys = []
            for old, new in (("web", "clients"), ("clients", "web")):
                start = server.edit(uri, line, 6, 6 + len(old), new)
                keys.append(server.until(uri, start, lambda found: ("EX0405" in codes(found)) == (new == "clients")))
            first.append(max(keys))
        row["first"] = quantiles(first)
        row |= {"local": quantiles(local), "everything": quantiles(everything), "completion": quantiles(completion), "hover": quantiles(hover)}
        before = server.resident_mib()
        for turn in range(soak if lines == 10_000 else 0):
            server.edit(uri, middle, port, port + 4, "5432" if turn % 2 else "5433")
            if turn % 100 == 99:
                version = server.version
                server.wait(lambda message: (message.get("params") or {}).get("version") == version)
        row |= {"memory": f"{opened:.0f} / {typed:.0f} / {before:.0f}", "peak": f"{server.peak_mib():.0f}", "growth": f"{100 * (server.resident_mib() / before - 1):.1f} %" if lines == 10_000 and soak else "–"}
        time.sleep(2)
        ticks = server.cpu_ticks()
        time.sleep(5)
        row["idle"] = f"{server.cpu_ticks() - ticks} ticks"
        row["initialize"] = f"{server.initialize_ms:.0f}"
        server.end()
        return row


def measure_other(command: list[str], lines: int, edits: int) -> str:
    """Another server with another language: a name is misspelt and corrected."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        text = "import os\n\n\n" + "".join(f"def function_{at}(one: int, two: str) -> str:\n    return two * one\n\n\n" for at in range(lines // 4))
        (folder / "module.py").write_text(text)
        uri = (folder / "module.py").as_uri()
        server = Server(command, folder)
        server.open(uri, "python", text)
        line = 3 + 4 * (lines // 8) + 1
        times = []
        known = lambda found: len(found)
        start = server.edit(uri, line, 11, 14, "(wo")
        server.until(uri, start, lambda found: known(found) > 0)
        start = server.edit(uri, line, 11, 14, "two")
        server.until(uri, start, lambda found: True)
        for _ in range(edits):
            start = server.edit(uri, line, 11, 14, "(wo")
            times.append(server.until(uri, start, lambda found: any("yntax" in json.dumps(one) or "xpected" in json.dumps(one) for one in found)))
            start = server.edit(uri, line, 11, 14, "two")
            times.append(server.until(uri, start, lambda found: not any("yntax" in json.dumps(one) or "xpected" in json.dumps(one) for one in found)))
        server.end()
        return quantiles(times)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--edits", type=int, default=200)
    arguments.add_argument("--soak", type=int, default=100_000)
    arguments.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    arguments.add_argument("--binary", type=pathlib.Path, default=ROOT / "target/release/expol-lsp")
    arguments.add_argument("--write", action="store_true")
    given = arguments.parse_args()
    if not given.binary.exists():
        sys.exit(f"{given.binary} is missing: cargo build --release --package expol-lsp")
    heads = ["lines", "initialize", "open", "local findings", "everything", "a zone used everywhere", "a role", "a name", "first keys in a place", "completion", "hover", "MiB", "peak", "growth", "idle CPU in 5 s"]
    table = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    for lines in given.sizes:
        row = measure(given.binary, lines, given.edits, given.soak)
        cells = [f"{lines:,}"] + [row[key] for key in ("initialize", "open", "local", "everything", "zone", "role", "name", "first", "completion", "hover", "memory", "peak", "growth", "idle")]
        table.append("| " + " | ".join(cells) + " |")
        print(table[-1], flush=True)
    others = []
    for name, command in {"ruff": ["ruff", "server"], "ty": ["ty", "server"]}.items():
        if shutil.which(command[0]):
            version = subprocess.run([name, "--version"], capture_output=True, text=True, check=True).stdout.strip()
            cells = [measure_other(command, lines, given.edits) for lines in given.sizes]
            others.append(f"| {version} | " + " | ".join(cells) + " |")
            print(others[-1], flush=True)
    section = "\n".join([
        "## The language server", "",
        f"Written by `python3 tests/perf/lsp.py --write`: do not edit. One file; p50 / p99 in milliseconds over {given.edits} rounds, from the client's side.",
        f"Machine: {os.cpu_count()} cores, {platform.machine()}, {platform.system()} {platform.release()}.", "", *table, "",
        "MiB: resident a second after opening, after the edits of single rules, and after those of what everything uses; peak: the most until then, in",
        "the midst of an edit. Growth: over 100,000 edits more.", "",
        "The same client with servers for Python, which know other things: from a key to the syntax error, by the size of the file.", "",
        "| server | " + " | ".join(f"{lines:,}" for lines in given.sizes) + " |", "|---|" + "---|" * len(given.sizes), *others,
    ])
    if given.write:
        page.put("the language server", section)


if __name__ == "__main__":
    main()
