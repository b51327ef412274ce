"""Flips one bit in places spread over a document and wants `expolc ir verify` to notice each.

usage: flip.py EXPOLC DOCUMENT.json COUNT
"""

import subprocess
import sys
import tempfile


def main() -> int:
    expolc, path, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    with open(path, "rb") as file:
        good = file.read()
    missed = 0
    for index in range(count):
        at = len(good) * index // count
        bad = good[:at] + bytes([good[at] ^ (1 << (index % 8))]) + good[at + 1 :]
        with tempfile.NamedTemporaryFile(suffix=".json") as file:
            file.write(bad)
            file.flush()
            run = subprocess.run([expolc, "ir", "verify", file.name], capture_output=True)
            if run.returncode != 1:
                missed += 1
                print(f"byte {at}: exit {run.returncode}")
    print(f"{count} flipped bytes, {count - missed} found")
    return 1 if missed or count < 50 else 0


if __name__ == "__main__":
    sys.exit(main())
