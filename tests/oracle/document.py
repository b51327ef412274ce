"""The meaning of an IR document, straight from its definitions.

Sets are kept as what they are written as and asked for membership, point by point. Nothing is expanded, merged or
subtracted, so this shares neither code nor method with the compiler.

A point is ("4", number), ("6", number) or ("x", name of a symbolic zone). A packet is (family, from, to, protocol,
port), family "ipv4" or "ipv6", port None for protocols without ports.
"""

import ipaddress

PORT_PROTOCOLS = {6, 17, 33, 132, 136}
KNOWN_REQUIREMENTS = {"except", "obligations", "zone-complement", "zone-symbolic"}
SIDE_KEYS = {"addresses", "any", "except", "groups", "interfaces", "servers", "zones"}


class Refused(Exception):
    """A document that cannot be read for what it is."""


def network(text):
    """The point kind and the range of a prefix; host bits are refused."""
    parsed = ipaddress.ip_network(text, strict=True)
    return str(parsed.version), int(parsed.network_address), int(parsed.broadcast_address)


def point(text):
    """A point from an address, or from `external:NAME`."""
    if text.startswith("external:"):
        return "x", text.removeprefix("external:")
    address = ipaddress.ip_address(text)
    return str(address.version), int(address)


def show(place):
    """A point for people."""
    kind, value = place
    if kind == "x":
        return f"external:{value}"
    return str(ipaddress.IPv4Address(value) if kind == "4" else ipaddress.IPv6Address(value))


class Document:
    """A document and the questions it answers."""

    def __init__(self, data):
        if data.get("format") != "expol-ir" or str(data.get("version")).split(".")[0] != "1":
            raise Refused("not an expol-ir document of major version 1")
        unknown = set(data["requires"]) - KNOWN_REQUIREMENTS
        if unknown:
            raise Refused(f"it requires {sorted(unknown)}, which this program does not know")
        expected = {"default": "deny", "replies": "implied", "semantics": "deny-overrides", "unit": "connection"}
        if data["eval"] != expected:
            raise Refused(f"unknown way to read the rules: {data['eval']}")
        self.data = data
        self.rules = data["rules"]
        self.symbolic = {name for name, zone in data["zones"].items() if zone["kind"] == "symbolic"}
        self._networks = {}

    def addresses_contain(self, addresses, place):
        """Whether a list of prefixes, by family, covers the point."""
        key = id(addresses)
        if key not in self._networks:
            if not addresses or not set(addresses) <= {"ipv4", "ipv6"} or not all(addresses.values()):
                raise Refused(f"empty or unknown family of addresses: {addresses}")
            self._networks[key] = [network(text) for family in addresses.values() for text in family]
        kind, value = place
        return any(kind == each and low <= value <= high for each, low, high in self._networks[key])

    def zone_contains(self, name, place):
        """Whether the point lies in the zone."""
        zone = self.data["zones"][name]
        if zone["kind"] == "prefixes":
            return self.addresses_contain(zone["addresses"], place)
        if zone["kind"] == "symbolic":
            return place == ("x", name)
        if zone["kind"] != "complement":
            raise Refused(f"unknown kind of zone: {zone['kind']}")
        if "addresses" in zone and self.addresses_contain(zone["addresses"], place):
            return False
        return not any(self.zone_contains(other, place) for other in zone["of"])

    def server_contains(self, name, place):
        """Whether the point is one of the server's own addresses."""
        return self.addresses_contain(self.data["servers"][name]["addresses"], place)

    def interface_contains(self, name, place):
        """Whether the point is an address of the interface `server.interface`."""
        server, interface = name.split(".", 1)
        return self.addresses_contain(self.data["servers"][server]["interfaces"][interface]["addresses"], place)

    def group_contains(self, name, place):
        """Whether the point lies in the group."""
        return self.side_contains(self.data["groups"][name]["members"], place)

    def side_contains(self, side, place):
        """Whether the point lies in a side of a rule."""
        if not set(side) <= SIDE_KEYS or not set(side) - {"except"}:
            raise Refused(f"an empty side, or unknown keys: {sorted(side)}")
        if "except" in side and self.side_contains(side["except"], place):
            return False
        if "any" in side:
            if side["any"] is not True or set(side) - {"any", "except"}:
                raise Refused("`any` beside names, or not true")
            return True
        if "addresses" in side and self.addresses_contain(side["addresses"], place):
            return True
        named = (
            ("zones", self.zone_contains),
            ("servers", self.server_contains),
            ("interfaces", self.interface_contains),
            ("groups", self.group_contains),
        )
        return any(contains(name, place) for key, contains in named for name in side.get(key, ()))

    def service_contains(self, name, family, protocol, port):
        """Whether the service covers protocol and port in the family."""
        service = self.data["services"][name]
        if service.get("any") is True:
            return True
        return any(match_contains(match, family, protocol, port) for match in service["match"])

    def servers_at(self, place):
        """The servers that have the point as an address, on an interface or not."""
        found = set()
        for name, server in self.data["servers"].items():
            lists = [server["addresses"]] + [each["addresses"] for each in server.get("interfaces", {}).values()]
            if any(self.addresses_contain(addresses, place) for addresses in lists):
                found.add(name)
        return found

    def decide(self, packet):
        """("allowed" | "denied" | "outside", ids of the deciding rules)."""
        family, source, target, protocol, port = packet
        if not goes_with(source, family) or not goes_with(target, family):
            return "outside", []
        if self.servers_at(source) & self.servers_at(target):
            return "outside", []
        hits = [
            rule
            for rule in self.rules
            if family in rule["families"]
            and self.service_contains(rule["service"], family, protocol, port)
            and self.side_contains(rule["from"], source)
            and self.side_contains(rule["to"], target)
        ]
        denies = [rule["id"] for rule in hits if rule["action"] == "deny"]
        allows = [rule["id"] for rule in hits if rule["action"] == "allow"]
        if denies or not allows:
            return "denied", denies
        return "allowed", allows


def match_contains(match, family, protocol, port):
    """Whether one match of a service covers protocol and port in the family."""
    if (match["number"] in PORT_PROTOCOLS) != bool(match.get("ports")):
        raise Refused(f"ports where there are none, or none where there are: {match}")
    if match["number"] != protocol or match.get("family", family) != family:
        return False
    return port is None or any(low <= port <= high for low, high in match["ports"])


def goes_with(place, family):
    """Whether the point can be an end of a packet of the family."""
    return place[0] == "x" or place[0] == family[-1]
