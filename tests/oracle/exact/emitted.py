"""Reads the IR document of a policy into formulas, and proves that it permits what the policy permits."""

import ipaddress
import json

import z3

from formulas import number, within


def compare(one, expolc, folder):
    """Emits the policy, without what it asserts, and compares. One with a dead allow has an error, and no document."""
    from compare import run, write

    write(folder, one.policy.text(proving=False))
    done = run(expolc, folder, "emit")
    dead = bool(one.expected.removed_lines())
    if dead or done.returncode:
        if not dead or not done.returncode:
            one.problems.append(f"emit ends with {done.returncode}: {done.stderr[:300]}")
        one.counts["documents refused"] += 1
        return
    document = Document(json.loads(done.stdout), one.reading)
    one.counts["documents"] += 1
    permitted = document.permitted()
    for more, less, who in ((permitted, one.expected.permitted, "document"), (one.expected.permitted, permitted, "policy")):
        if one.reading.possible(more, z3.Not(less)):
            one.problems.append(f"the {who} permits more")


class Document:
    """An IR document as formulas over the packet of a reading."""

    def __init__(self, data, reading):
        self.data, self.reading, self.packet = data, reading, reading.packet

    def permitted(self):
        """Some allow covers the packet and no deny does."""
        rules = {"allow": [], "deny": []}
        for rule in self.data["rules"]:
            rules[rule["action"]].append(self.rule(rule))
        return z3.And(z3.Or(rules["allow"]), z3.Not(z3.Or(rules["deny"])))

    def rule(self, rule):
        families = [self.packet.six == (family == "ipv6") for family in rule["families"]]
        source, target = self.side(rule["from"], self.packet.source), self.side(rule["to"], self.packet.target)
        return z3.And(z3.Or(families), source, target, self.service(rule["service"]))

    def service(self, name):
        service = self.data["services"][name]
        if service.get("any"):
            return z3.BoolVal(True)
        return z3.Or([self.match(match) for match in service["match"]])

    def match(self, match):
        parts = [self.packet.protocol == match["number"]]
        if "family" in match:
            parts.append(self.packet.six == (match["family"] == "ipv6"))
        if "ports" in match:
            parts.append(z3.Or([within(self.packet.port, low, high) for low, high in match["ports"]]))
        return z3.And(parts)

    def side(self, side, end):
        """The union of what a side names, without what it takes away."""
        parts = [z3.BoolVal(True)] if side.get("any") else []
        if "addresses" in side:
            parts.append(self.addresses(side["addresses"], end))
        parts += [self.zone(name, end) for name in side.get("zones", ())]
        parts += [self.side(self.data["groups"][name]["members"], end) for name in side.get("groups", ())]
        parts += [self.addresses(self.data["servers"][name]["addresses"], end) for name in side.get("servers", ())]
        for name in side.get("interfaces", ()):
            server, interface = name.split(".")
            parts.append(self.addresses(self.data["servers"][server]["interfaces"][interface]["addresses"], end))
        without = self.side(side["except"], end) if "except" in side else z3.BoolVal(False)
        return z3.And(z3.Or(parts), z3.Not(without))

    def addresses(self, addresses, end):
        ranges = []
        for text in [each for family in addresses.values() for each in family]:
            prefix = ipaddress.ip_network(text)
            low, high = int(prefix.network_address), int(prefix.broadcast_address)
            ranges.append(within(end, number(prefix.version, low), number(prefix.version, high)))
        return z3.Or(ranges)

    def zone(self, name, end):
        zone = self.data["zones"][name]
        if zone["kind"] == "symbolic":
            return end == self.reading.external_number(name)
        if zone["kind"] == "prefixes":
            return self.addresses(zone["addresses"], end)
        without = [self.zone(other, end) for other in zone["of"]]
        without += [self.addresses(zone["addresses"], end)] if "addresses" in zone else []
        return z3.Not(z3.Or(without))
