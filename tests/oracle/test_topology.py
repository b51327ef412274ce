"""Tests of the comparison with a topology: it says yes where it should, and no wherever something is wrong."""

import json
import unittest

import samples
import topology
from document import Document
from samples import t1


def problems(data, case=None, mapping=None, floor=1):
    """What the comparison with a case finds, T1 unless another is given."""
    document = Document(data)
    made = topology.Case(case or samples.case("T1"), mapping or samples.T1_MAPPING, document)
    return topology.compare(made, document, floor).problems


def small_case(flows, must_not=(), **groups):
    """A case of three groups with flows as text, such as `a > b tcp 25`."""

    def entry(text):
        words, _, extra = text.partition(" | ")
        source, _, target, proto, port = words.split()
        return {"from": source, "to": target, "proto": proto, "port": port} | (json.loads(extra) if extra else {})

    roles = {"ex": {"roles": ["mailbox"]}, "web": {"roles": ["load-balancer"]}, "internet": {}} | groups
    return {"groups": roles, "flows": [entry(text) for text in flows], "must_not": [entry(text) for text in must_not]}


SMALL_MAPPING = {"ex": ["server:ex1", "server:ex2"], "web": ["server:web"], "internet": ["zone:internet"]}


def small_document(*rules):
    """Two servers `ex`, one `web`, the internet with a provider known by name."""
    servers = {
        "ex1": samples.server("inner", "10.1.0.1", "fd00::1", repl="10.1.0.101"),
        "ex2": samples.server("inner", "10.1.0.2", "fd00::2"),
        "web": samples.server("inner", "10.1.0.9"),
    }
    zones = {"inner": "10.1.0.0/24 fd00::/64", "internet": "complement inner", "eop": "symbolic"}
    return samples.document(zones, servers, rules)


class Topology(unittest.TestCase):
    """The comparison with a topology."""

    def test_the_right_document_passes(self):
        self.assertEqual(problems(t1(), floor=60_000), [])

    def test_each_missing_rule_is_found(self):
        for index in range(len(samples.T1_RULES)):
            rules = samples.T1_RULES[:index] + samples.T1_RULES[index + 1 :]
            found = problems(t1(rules))
            self.assertTrue(any("listed but not permitted" in text for text in found), samples.T1_RULES[index])

    def test_each_thing_too_much_is_found(self):
        extras = {
            "allow zone:lan > server:exch1 on tcp/25": "not listed",
            "allow zone:internet > server:exch1 on tcp/80": "forbidden",
            "allow zone:internet > server:dc1 on udp/9": "forbidden",
            "allow zone:internet > server:exch1 on icmp": "not listed",
            "allow 198.51.100.7/32 > server:exch1 on tcp/22": "not listed",
            "allow 10.1.0.77/32 > server:exch1 on tcp/22": "not listed",
            "allow server:exch1 > zone:internet on tcp/24-25": "not listed",
            "allow zone:lan > any on tcp/443": None,
            "allow any > server:exch1 on udp/65535": "not listed",
        }
        for text, expected in extras.items():
            found = problems(t1(samples.T1_RULES + [text]))
            if expected is not None:
                self.assertTrue(any(expected in problem for problem in found), text)
            else:
                # Neither end has a role of the product, and no entry names the pair; exch1 is listed anyway.
                self.assertEqual(found, [], text)

    def test_a_deny_counts(self):
        found = problems(t1(samples.T1_RULES + ["deny 198.51.100.0/24 > any on tcp/443"]))
        self.assertTrue(any("listed but not permitted: ipv4 198.51.100.0" in text for text in found), found)

    def test_a_wider_rule_is_cut_to_size_by_a_deny(self):
        rules = [text.replace("tcp/25", "tcp/25-26") for text in samples.T1_RULES]
        self.assertNotEqual(problems(t1(rules)), [])
        narrow = ["deny zone:internet > server:exch1 on tcp/26", "deny server:exch1 > zone:internet on tcp/26"]
        self.assertEqual(problems(t1(rules + narrow)), [])
        found = problems(t1(rules + ["deny any > any on tcp/26"]))
        self.assertTrue(any("listed but not permitted" in text and "10.1.0.5" in text for text in found), found)

    def test_a_hole_in_the_internet_is_found(self):
        zones = samples.T1_ZONES | {"branch": "203.0.113.0/24", "internet": "complement internal lan branch"}
        self.assertEqual(problems(t1(zones=zones)), [], "the branch is not internet, and may have less")
        found = problems(t1(samples.T1_RULES + ["allow zone:branch > server:exch1 on tcp/3389"], zones=zones))
        self.assertTrue(found, "but not more")

    def test_both_families_are_compared(self):
        servers = samples.T1_SERVERS | {"exch1": samples.server("internal", "10.1.0.11", "fd00::11")}
        zones = samples.T1_ZONES | {"internal": "10.1.0.0/24 fd00::/64"}
        self.assertEqual(problems(t1(zones=zones, servers=servers)), [])
        data = t1(samples.T1_RULES, zones=zones, servers=servers)
        data["rules"][0]["families"] = ["ipv4"]
        self.assertTrue(any("listed but not permitted: ipv6" in text for text in problems(data)))

    def test_an_interface_is_not_the_server(self):
        found = problems(t1(samples.T1_RULES + ["allow zone:internet > interface:exch1.replication on tcp/443"]))
        # The adapter is in no group: it is held to what the internet may have, and the case asserts nothing about
        # internet -> internet.
        self.assertEqual(found, [])
        mapping = samples.T1_MAPPING | {"exch1": ["server:exch1", "interface:exch1.replication"]}
        found = problems(t1(), mapping=mapping)
        self.assertTrue(any("10.1.0.211" in text for text in found), found)

    def test_a_floor_keeps_empty_comparisons_from_passing(self):
        self.assertTrue(any("too little" in text for text in problems(t1(), floor=10**9)))
        empty = samples.case("T1") | {"flows": [], "must_not": []}
        self.assertTrue(any("too little" in text for text in problems(t1(["deny any > any on any"]), empty)))

    def test_an_entry_without_a_packet_is_found(self):
        servers = samples.T1_SERVERS | {"dns1": samples.server("internal", "fd00::53")}
        zones = samples.T1_ZONES | {"internal": "10.1.0.0/24 fd00::/64"}
        found = problems(t1(zones=zones, servers=servers))
        self.assertTrue(any(text.startswith("no packet of exch1 -> dns1") for text in found), found)

    def test_a_mapping_has_to_be_whole_and_disjoint(self):
        for mapping in ({"internet": ["zone:internet"]}, samples.T1_MAPPING | {"dc1": ["server:exch1"]}):
            with self.assertRaises(topology.BadCase):
                problems(t1(), mapping=mapping)


class Words(unittest.TestCase):
    """The words of the cases: assumed, minus, subsumed_by, subset_of, any, from = to."""

    def test_a_flow_within_a_group_is_between_distinct_members(self):
        case = small_case(["ex > ex any any"])
        data = small_document("allow server:ex1 server:ex2 > server:ex1 server:ex2 on any")
        self.assertEqual(problems(data, case, SMALL_MAPPING), [])
        found = problems(small_document("allow server:ex1 > server:ex2 on any"), case, SMALL_MAPPING)
        self.assertTrue(any("10.1.0.2 -> 10.1.0.1" in text for text in found), found)

    def test_an_assumed_flow_is_optional(self):
        case = small_case(["web > ex tcp 25", 'ex > web udp 53 | {"assumed": "an interpretation"}'])
        base = "allow server:web > server:ex1 server:ex2 on tcp/25"
        self.assertEqual(problems(small_document(base), case, SMALL_MAPPING), [])
        both = small_document(base, "allow server:ex1 server:ex2 > server:web on udp/53")
        self.assertEqual(problems(both, case, SMALL_MAPPING), [])
        other = small_document(base, "allow server:ex1 server:ex2 > server:web on udp/54")
        self.assertNotEqual(problems(other, case, SMALL_MAPPING), [])

    def test_minus_takes_groups_out_of_a_prohibition(self):
        groups = {"eop": {"subset_of": "internet"}}
        mapping = SMALL_MAPPING | {"eop": ["zone:eop"]}
        case = small_case(["eop > ex tcp 25"], ['internet > ex tcp 25 | {"minus": ["eop"]}'], **groups)
        good = small_document("allow zone:eop > server:ex1 server:ex2 on tcp/25")
        self.assertEqual(problems(good, case, mapping), [])
        found = problems(small_document("allow zone:internet > server:ex1 server:ex2 on tcp/25"), case, mapping)
        self.assertTrue(any("forbidden" in text for text in found), found)
        self.assertFalse(any("external:eop" in text for text in found), found)
        without = small_case(["eop > ex tcp 25"], ["internet > ex tcp 25"], **groups)
        with self.assertRaises(topology.BadCase):
            problems(good, without, mapping)

    def test_a_part_of_the_internet_lies_in_it(self):
        groups = {"eop": {"subset_of": "internet"}}
        case = small_case(["internet > ex tcp 443"], **groups)
        data = small_document("allow zone:internet > server:ex1 server:ex2 on tcp/443")
        self.assertEqual(problems(data, case, SMALL_MAPPING | {"eop": ["zone:eop"]}), [])
        with self.assertRaises(topology.BadCase):
            problems(data, case, SMALL_MAPPING | {"eop": ["interface:ex1.repl"]})

    def test_a_subsumed_flow_has_to_lie_in_another(self):
        groups = {"eop": {"subset_of": "internet"}}
        mapping = SMALL_MAPPING | {"eop": ["zone:eop"]}
        data = small_document("allow server:ex1 server:ex2 > zone:internet on tcp/25")
        wider = "ex > internet tcp 25"
        inside = small_case([wider, 'ex > eop tcp 25 | {"subsumed_by": "ex>internet tcp/25"}'], **groups)
        self.assertEqual(problems(data, inside, mapping), [])
        alone = small_case([wider, 'ex > eop tcp 26 | {"subsumed_by": "ex>internet tcp/25"}'], **groups)
        with self.assertRaises(topology.BadCase):
            problems(data, alone, mapping)

    def test_traffic_without_a_role_is_asserted_only_where_an_entry_names_it(self):
        base = "allow server:web > server:ex1 server:ex2 on tcp/25"
        proxy = small_document(base, "allow server:web > zone:internet on tcp/443")
        self.assertEqual(problems(proxy, small_case(["web > ex tcp 25"]), SMALL_MAPPING), [])
        named = small_case(["web > ex tcp 25"], ["web > internet tcp 80"])
        self.assertNotEqual(problems(proxy, named, SMALL_MAPPING), [])

    def test_port_lists_and_protocols(self):
        case = small_case(["web > ex tcp 1024-1030,80", "web > ex icmp any", "web > ex 50 any"])
        rule = "allow server:web > server:ex1 server:ex2 on "
        data = small_document(rule + "tcp/1024-1030 tcp/80", rule + "icmp")
        self.assertTrue(problems(data, case, SMALL_MAPPING), "esp is missing")
        data["services"]["esp"] = {"match": [{"number": 50, "protocol": "esp"}]}
        data["rules"].append(data["rules"][0] | {"id": "esp", "service": "esp"})
        self.assertEqual(problems(data, case, SMALL_MAPPING), [])


if __name__ == "__main__":
    unittest.main()
