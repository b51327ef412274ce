"""What takes long says so on a terminal, and is silent in a pipe: asks on a real pseudo-terminal.

usage: terminal.py EXPOLC
"""

import os
import pty
import re
import subprocess
import sys
import tempfile

ZONES = 500
LINE = re.compile(r"\r(checking the policy|computing the matrix|looking through the rules) … \d+\.\d s")
ERASED = "\r\x1b[K"
LONG = ["matrix", "--limit", "0", "--format", "json", "large.expol"]
SHORT = ["matrix", "small.expol"]


def large():
    """A policy of which every zone reaches every other, so that its matrix takes more than half a second."""
    lines = []
    for at in range(ZONES):
        lines.append(f"zone z{at} {{ 10.{at // 200}.{at % 200}.0/24 }}")
        lines.append(f"server s{at} in z{at} {{ address 10.{at // 200}.{at % 200}.10 }}")
    for word, letter in (("places", "z"), ("servers", "s")):
        lines.append(f"group {word} {{ {', '.join(f'{letter}{at}' for at in range(ZONES))} }}")
    lines += ["allow places -> servers on tcp 443", "allow servers -> servers on tcp 5000", "deny 10.0.5.0/28 -> places on any"]
    return "\n".join(lines) + "\n"


def on_a_terminal(command, folder, term):
    """What the command says to a terminal as its standard error."""
    ours, theirs = pty.openpty()
    environment = os.environ | {"TERM": term}
    process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=theirs, env=environment)
    os.close(theirs)
    said = b""
    while True:
        try:
            more = os.read(ours, 4096)
        except OSError:
            # The other end is closed.
            break
        if not more:
            break
        said += more
    os.close(ours)
    if process.wait() != 0:
        raise SystemExit(f"{command} ends with {process.returncode}: {said!r}")
    return said.decode()


def in_a_pipe(command, folder):
    """What the command says into a pipe as its standard error."""
    return subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True).stderr.decode()


def main():
    """0: as it should be; 1: not."""
    expolc = os.path.abspath(sys.argv[1])
    problems = []

    def want(holds, words, said):
        if not holds:
            problems.append(f"{words}: {said[-300:]!r}")

    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("large.expol", large()), ("small.expol", "zone lan { 10.0.0.0/24 }\n")):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)
        said = on_a_terminal([expolc, *LONG], folder, "xterm")
        shown = LINE.findall(said)
        want(shown, "nothing is said on a terminal", said)
        want(said.endswith(ERASED), "the line stays", said)
        want(not LINE.sub("", said).replace(ERASED, ""), "something else is said", said)
        for words, quiet in (
            ("a pipe is told", in_a_pipe([expolc, *LONG], folder)),
            ("a dumb terminal is told", on_a_terminal([expolc, *LONG], folder, "dumb")),
            ("a short question is told", on_a_terminal([expolc, *SHORT], folder, "xterm")),
        ):
            want(not quiet, words, quiet)
    for problem in problems:
        print(problem)
    print(f"progress: {len(shown)} lines on a terminal, none elsewhere: {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
