"""Tests of the evaluator: it says yes where it should, and no wherever something is wrong.

Run with `python3 -m unittest discover -s tests/oracle`.
"""

import copy
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

import digest
import flat
import samples
from atoms import place_atoms, service_atoms
from document import Document, Refused, point
from samples import t1


class Decisions(unittest.TestCase):
    """One packet at a time."""

    def decide(self, data, source, target, protocol=6, port=443, family="ipv4"):
        return Document(data).decide((family, point(source), point(target), protocol, port))[0]

    def test_packets_of_the_golden_document(self):
        data = samples.golden()
        self.assertEqual(self.decide(data, "10.20.4.7", "10.1.0.11"), "allowed")
        self.assertEqual(self.decide(data, "10.20.4.7", "10.1.0.11", port=135), "denied")
        self.assertEqual(self.decide(data, "external:eop", "10.1.0.11"), "allowed")
        self.assertEqual(self.decide(data, "203.0.113.9", "10.1.0.11"), "denied")
        self.assertEqual(self.decide(data, "10.1.0.11", "10.1.0.211", port=53), "outside")
        self.assertEqual(self.decide(data, "10.1.0.11", "10.1.0.5", 17, 53), "denied")
        self.assertEqual(self.decide(data, "198.51.100.9", "10.1.0.5"), "denied")
        self.assertEqual(self.decide(data, "10.1.0.99", "10.1.0.211", 1, None), "allowed")
        self.assertEqual(self.decide(data, "2001:db8::1", "fd00:1::11", family="ipv6"), "allowed")
        self.assertEqual(self.decide(data, "10.20.4.7", "fd00:1::11", family="ipv6"), "outside")

    def test_what_could_be_read_as_any_is_refused(self):
        for broken in ({}, {"except": {"zones": ["lan"]}}, {"any": True, "zones": ["lan"]}, {"colour": []}):
            data = t1()
            data["rules"][0]["from"] = broken
            with self.assertRaises(Refused):
                self.decide(data, "10.20.0.1", "10.1.0.11")
        data = t1()
        del data["services"]["tcp/443"]["match"][0]["ports"]
        with self.assertRaises(Refused):
            self.decide(data, "10.20.0.1", "10.1.0.11")

    def test_what_is_not_understood_is_refused(self):
        for change in ({"version": "2.0"}, {"format": "x"}, {"requires": ["teleport"]}, {"eval": {}}):
            with self.assertRaises(Refused):
                Document(t1() | change)

    def test_atoms_meet_at_every_boundary(self):
        kinds = [place for place, _ in place_atoms(["10.0.0.0/8", "fd00::/8"], {"eop"})]
        self.assertEqual(len(kinds), 3 + 3 + 1)
        self.assertEqual(len(service_atoms([(25, 25)])), 251 + 5 * 3)


class Flat(unittest.TestCase):
    """The comparison with the flat reading."""

    def test_the_golden_reading_passes(self):
        packets, found = flat.compare(Document(samples.golden()), samples.golden_lines())
        self.assertEqual(found, [])
        self.assertGreater(packets, 1_000_000)

    def test_every_line_left_out_is_found(self):
        document, lines = Document(samples.golden()), samples.golden_lines()
        for index in range(len(lines)):
            self.assertTrue(flat.compare(document, lines[:index] + lines[index + 1 :])[1], lines[index]["id"])

    def test_every_change_is_found(self):
        document = Document(samples.golden())

        def changed(change):
            lines = copy.deepcopy(samples.golden_lines())
            change(lines)
            return flat.compare(document, lines)[1]

        dns = next(at for at, line in enumerate(samples.golden_lines()) if line.get("ports") == [[53, 53]])
        self.assertTrue(changed(lambda lines: lines[dns].update(ports=[[53, 54]])))
        self.assertTrue(changed(lambda lines: lines[dns].update(protocol="any")))
        self.assertTrue(changed(lambda lines: lines[dns].update(to=["10.1.0.0/25"])))
        self.assertTrue(changed(lambda lines: lines[dns]["to"].append({"external": "eop"})))
        self.assertTrue(changed(lambda lines: lines[dns].update(to=[])))
        self.assertTrue(changed(lambda lines: lines[dns].update(to=["10.1.0.0/25", "10.1.0.128/25"])))
        self.assertTrue(changed(lambda lines: lines[dns].update(action="deny")))
        self.assertTrue(changed(lambda lines: lines[dns].update(id="r-000000000000")))
        self.assertTrue(changed(lambda lines: lines[dns].pop("ports")))


class Digests(unittest.TestCase):
    """Ids and digests."""

    def test_the_golden_document_fits(self):
        self.assertEqual(digest.problems(samples.golden()), [])

    def test_the_canonical_form_is_that_of_rfc_8785(self):
        value = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\x80": 6, "\xf6": 7}
        # The order of keys from section 3.2.3, the escapes from section 3.2.2.2.
        self.assertEqual(list(json.loads(digest.canonical(value)).values()), [2, 4, 6, 7, 1, 5, 3])
        self.assertEqual(digest.canonical('\x0f\n\u20ac"\\'), '"\\u000f\\n\u20ac\\"\\\\"')
        with self.assertRaises(ValueError):
            digest.canonical(1.5)

    def test_every_change_is_found(self):
        def found(change):
            data = samples.golden()
            change(data)
            return " ".join(digest.problems(data))

        self.assertIn("document digest", found(lambda data: data.update(as_of="2026-11-24")))
        self.assertNotIn("semantic", found(lambda data: data.update(as_of="2026-11-24")))
        self.assertIn("semantic", found(lambda data: data["rules"][0]["families"].pop()))
        self.assertIn("rule id", found(lambda data: data["rules"][0].update(service="esp")))
        self.assertIn("obligation id", found(lambda data: data["obligations"][0].update(service="esp")))
        self.assertIn("requires", found(lambda data: data["requires"].pop()))


class CommandLine(unittest.TestCase):
    """The program as it is called."""

    def run_program(self, *arguments):
        program = pathlib.Path(__file__).with_name("evaluate.py")
        command = [sys.executable, program, *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def test_exit_statuses(self):
        with tempfile.TemporaryDirectory() as folder:
            good, bad, mapping = (pathlib.Path(folder) / name for name in ("good.json", "bad.json", "mapping.json"))
            good.write_text(json.dumps(t1()), encoding="utf-8")
            bad.write_text(json.dumps(t1(samples.T1_RULES[1:])), encoding="utf-8")
            mapping.write_text(json.dumps(samples.T1_MAPPING), encoding="utf-8")
            status, text = self.run_program("topology", good, samples.CASES, "T1", mapping)
            self.assertEqual(status, 0, text)
            self.assertRegex(text, r"T1 compared 10 flows, 13 must_not, \d{5,} atoms")
            self.assertEqual(self.run_program("topology", bad, samples.CASES, "T1", mapping)[0], 1)
            self.assertEqual(self.run_program("topology", good, samples.CASES, "T9", mapping)[0], 2)
        self.assertEqual(self.run_program("flat", samples.GOLDEN, samples.GOLDEN_FLAT)[0], 0)
        self.assertEqual(self.run_program("digest", samples.GOLDEN)[0], 0)
        self.assertEqual(self.run_program("decide", samples.GOLDEN, "10.20.4.7", "10.1.0.11", "tcp", "443")[0], 0)
        self.assertEqual(self.run_program("decide", samples.GOLDEN, "10.20.4.7", "10.1.0.11", "tcp", "22")[0], 1)
        self.assertEqual(self.run_program("decide", samples.GOLDEN, "10.20.4.7", "10.1.0.11", "tcp")[0], 2)


if __name__ == "__main__":
    unittest.main()
