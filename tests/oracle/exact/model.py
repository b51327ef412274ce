"""A policy as this oracle knows it: what was drawn, and the text that says it.

Endpoints and services are small trees, tuples whose first part is their kind. Nothing here computes a set.
"""

import ipaddress
from dataclasses import dataclass, field

AS_OF = "2026-11-23"
FILE = "policy.expol"
WORDS = {6: "tcp", 17: "udp", 132: "sctp"}


@dataclass
class Zone:
    """A zone: `ranges` are (version, low, high); a zone with `external` has none."""

    name: str
    ranges: list
    parent: str | None = None
    in_internet: bool = False
    external: bool = False


@dataclass
class Server:
    """A server, its addresses as (version, number), and an interface in another place of the network."""

    name: str
    zone: str
    addresses: list
    public: tuple | None = None
    nic: list = field(default_factory=list)
    nic_zone: str = ""
    has_role: bool = False


@dataclass
class Flow:
    """A source, a destination, services; `both` ways or one."""

    source: tuple
    target: tuple
    service: tuple
    both: bool = False

    def directions(self):
        """The flow as (source, destination) pairs."""
        return [(self.source, self.target)] + ([(self.target, self.source)] if self.both else [])


@dataclass
class Statement:
    """An allow or a deny. `flows` are its instances: one, or as many as its loop has.

    `at` is the line that says it, `causes` for each instance the line that a person wrote to get it: the same, or an `apply`.
    """

    action: str
    flows: list
    text: str
    until: str | None = None
    at: int = 0
    causes: list = field(default_factory=list)
    applies: list = field(default_factory=list)

    @property
    def in_force(self):
        """An expired allow permits nothing; an expired deny is not drawn."""
        return self.until is None or self.until >= AS_OF


@dataclass
class Assertion:
    """A `never` or a `must`, which reports under its name where `named`."""

    kind: str
    name: str
    flow: Flow
    named: bool
    at: int = 0


@dataclass
class TestLine:
    """A line of the policy's `test`."""

    flow: Flow
    allowed: bool
    at: int = 0


@dataclass
class Policy:
    """All of a policy."""

    zones: list
    servers: list
    groups: dict
    services: dict
    statements: list = field(default_factory=list)
    assertions: list = field(default_factory=list)
    tests: list = field(default_factory=list)

    def text(self, proving=True):
        """The policy as text, one statement a line; notes where each stands. Without assertions and tests if not `proving`."""
        lines = [zone_text(zone) for zone in self.zones]
        if any(server.has_role for server in self.servers):
            lines.append("role worker for server")
        lines += [server_text(server) for server in self.servers]
        lines += [f"group {name} {{ {listed(members)} }}" for name, members in self.groups.items()]
        lines += [f"service {name} {{ {service_text(service)} }}" for name, service in self.services.items()]
        for statement in self.statements:
            lines.append(statement.text)
            statement.at = len(lines)
            statement.causes = [len(lines)] * len(statement.flows)
            for index, text in enumerate(statement.applies):
                lines.append(text)
                statement.causes[index] = len(lines)
        for assertion in self.assertions if proving else ():
            if assertion.named:
                lines.append(f'diagnostic {assertion.name} {{ severity error  message "it fails" }}')
            reported = f" else {assertion.name}" if assertion.named else ""
            lines.append(f"{assertion.kind} {flow_text(assertion.flow)}{reported}")
            assertion.at = len(lines)
        if self.tests and proving:
            lines.append('test "drawn" {')
            for test in self.tests:
                lines.append(f"  {flow_text(test.flow)} {'allowed' if test.allowed else 'denied'}")
                test.at = len(lines)
            lines.append("}")
        return "\n".join(lines) + "\n"


def address(version, number):
    """An address as it is written."""
    return str(ipaddress.IPv4Address(number) if version == 4 else ipaddress.IPv6Address(number))


def range_text(version, low, high):
    """A prefix where the range is one, else the range."""
    if low == high:
        return address(version, low)
    size = high - low + 1
    if size & (size - 1) == 0 and low % size == 0:
        return f"{address(version, low)}/{(32 if version == 4 else 128) - size.bit_length() + 1}"
    return f"{address(version, low)}-{address(version, high)}"


def zone_text(zone):
    if zone.external:
        return f"zone {zone.name} external"
    place = f" in {zone.parent}" if zone.parent else " in internet" if zone.in_internet else ""
    return f"zone {zone.name}{place} {{ {', '.join(range_text(*each) for each in zone.ranges)} }}"


def server_text(server):
    parts = ["address " + ", ".join(address(*each) for each in server.addresses)]
    if server.public:
        parts.append("public " + address(*server.public))
    if server.has_role:
        parts.append("role worker")
    if server.nic:
        own = ", ".join(address(*each) for each in server.nic)
        parts.append(f"interface nic in {server.nic_zone} {{ address {own} }}")
    return f"server {server.name} in {server.zone} {{ {'  '.join(parts)} }}"


def side_text(side, inner=True):
    """An endpoint expression; a union needs brackets where it is `inner`."""
    kind = side[0]
    if kind in ("zone", "server", "group", "param"):
        return side[1]
    if kind == "nic":
        return f"{side[1]}.nic"
    if kind in ("internet", "any"):
        return kind
    if kind == "role":
        return "worker"
    if kind == "public":
        return address(*side[2])
    if kind == "range":
        return range_text(*side[1:])
    if kind == "union":
        text = ", ".join(side_text(each) for each in side[1])
        return f"({text})" if inner else text
    word = {"and": "&", "except": "except"}[kind]
    return f"({side_text(side[1])} {word} {side_text(side[2])})"


def listed(side):
    """A side where a list may stand."""
    return side_text(side, inner=False)


def service_text(service, inner=False):
    kind = service[0]
    if kind == "any":
        return "any"
    if kind == "icmp":
        return "icmp"
    if kind == "named":
        return service[1]
    if kind == "protocol":
        return f"protocol {service[1]}"
    if kind == "ports":
        _, protocol, low, high = service
        ports = "any" if (low, high) == (0, 65535) else str(low) if low == high else f"{low}-{high}"
        return f"{WORDS[protocol]} {ports}"
    if kind == "union":
        text = ", ".join(service_text(each, inner=True) for each in service[1])
        return f"({text})" if inner else text
    return f"({service_text(service[1], inner=True)} except {service_text(service[2], inner=True)})"


def flow_text(flow):
    arrow = "<->" if flow.both else "->"
    return f"{listed(flow.source)} {arrow} {listed(flow.target)} on {service_text(flow.service)}"
