"""Draws small policies that are full of overlaps: parts that cover a whole together, copies, exceptions, dead rules.

A draw that the language refuses (a side without an address, a rule without a packet) is drawn again; whether it has a packet is
asked of the reading, never of the compiler.
"""

import ipaddress

from formulas import Reading
from model import AS_OF, Assertion, Flow, Policy, Server, Statement, TestLine, Zone, flow_text, side_text

ENDS = (None, None, None, None, "2027-06-30", "2028-01-31", "2026-10-31")
PORT_CUTS = (0, 1, 5, 8, 9, 10, 443, 444, 65535)
OPEN = ("ports", 6, 0, 65535)


def policy(rng):
    """A policy and its reading."""
    drawn = network(rng)
    reading = Reading(drawn)
    draw = Draw(rng, drawn, reading)
    for _ in range(rng.randint(4, 11)):
        draw.add_statement()
    rng.shuffle(drawn.statements)
    named = rng.random() < 0.6
    for index in range(rng.randint(2, 6)):
        draw.add_assertion(index, named)
    for _ in range(rng.randint(0, 3)):
        drawn.tests.append(TestLine(draw.flow(), rng.random() < 0.5))
    return drawn, reading


def span(text):
    """A prefix as a range."""
    parsed = ipaddress.ip_network(text)
    return parsed.version, int(parsed.network_address), int(parsed.broadcast_address)


def halves(each):
    version, low, high = each
    middle = (low + high) // 2
    return [(version, low, middle), (version, middle + 1, high)]


def network(rng):
    """Zones, nested ones that tile their parents or not, servers, groups, services."""
    zones = []
    for index in range(rng.randint(2, 4)):
        families = rng.choice((("4",), ("4",), ("6",), ("4", "6"), ("4", "6")))
        ranges = [span(f"10.{index}.0.0/24")] if "4" in families else []
        ranges += [span(f"fd00:{index}::/64")] if "6" in families else []
        zone = Zone(f"z{index}", ranges)
        zones.append(zone)
        if rng.random() < 0.5:
            parts = [halves(each) for each in ranges]
            both = rng.random() < 0.6
            for half in (0, 1) if both else (rng.randint(0, 1),):
                zones.append(Zone(f"z{index}{'ab'[half]}", [part[half] for part in parts], zone.name))
            if rng.random() < 0.3:
                inner = zones[-1]
                zones.append(Zone(f"{inner.name}a", [halves(each)[0] for each in inner.ranges[:1]], inner.name))
    if rng.random() < 0.5:
        zones.append(Zone("partner", [span("198.51.100.0/24"), span("2001:db8:99::/64")], in_internet=True))
        if rng.random() < 0.3:
            zones.append(Zone("branch", [span("198.51.100.0/25")], "partner"))
    for index in range(rng.choice((0, 0, 1, 2))):
        zones.append(Zone(f"x{index}", [], external=True))
    servers = draw_servers(rng, zones)
    drawn = Policy(zones, servers, {}, {})
    if rng.random() < 0.5:
        drawn.groups["g0"] = ("union", [("server", servers[0].name), ("zone", zones[0].name)])
    if rng.random() < 0.4:
        drawn.groups["g1"] = ("union", [("server", server.name) for server in servers])
    if rng.random() < 0.5:
        drawn.services["web"] = ("ports", 6, 443, 443)
    return drawn


def draw_servers(rng, zones):
    """Servers in zones with addresses, each address once."""
    free = [zone for zone in zones if zone.ranges]
    servers, used = [], set()
    count = rng.randint(2, 4)
    while len(servers) < count:
        index = len(servers)
        zone = innermost(rng.choice(free), free, rng)
        server = Server(f"s{index}", zone.name, own(rng, zone, zones, used))
        if not server.addresses:
            continue
        server.has_role = rng.random() < 0.4
        if rng.random() < 0.25:
            server.public = (4, int(ipaddress.ip_address(f"203.0.113.{index + 1}")))
        place = rng.choice(free)
        if rng.random() < 0.25:
            server.nic = own(rng, place, zones, used)[:1]
            server.nic_zone = place.name
        servers.append(server)
    return servers


def innermost(zone, free, rng):
    """The zone, or one in it."""
    inner = [each for each in free if each.parent == zone.name]
    return rng.choice(inner) if inner and rng.random() < 0.5 else zone


def own(rng, zone, zones, used):
    """An address of each family of a zone."""
    found = []
    for version, low, high in zone.ranges:
        value = low + rng.randint(1, min(high - low, 250))
        if (version, value) not in used and rng.random() < 0.85:
            used.add((version, value))
            found.append((version, value))
    return found


class Draw:
    """Draws flows and statements over a network."""

    def __init__(self, rng, drawn, reading):
        self.rng, self.drawn, self.reading = rng, drawn, reading

    def side(self, depth=0):
        """An endpoint expression."""
        rng, drawn = self.rng, self.drawn
        roll = rng.random()
        if roll < 0.40:
            return ("zone", rng.choice(drawn.zones).name)
        if roll < 0.58 and drawn.servers:
            server = rng.choice(drawn.servers)
            if server.nic and rng.random() < 0.3:
                return ("nic", server.name)
            if server.public and rng.random() < 0.3:
                return ("public", server.name, server.public)
            return ("server", server.name)
        if roll < 0.66:
            return ("internet",) if rng.random() < 0.7 else ("any",)
        if roll < 0.72 and drawn.groups:
            return ("group", rng.choice(sorted(drawn.groups)))
        if roll < 0.76 and any(server.has_role for server in drawn.servers):
            return ("role",)
        if roll < 0.86:
            return self.literal()
        if depth > 1:
            return ("zone", rng.choice(drawn.zones).name)
        kind = rng.choice(("union", "union", "except", "and"))
        left, right = self.side(depth + 1), self.side(depth + 1)
        return ("union", [left, right]) if kind == "union" else (kind, left, right)

    def literal(self):
        """A part of a zone, or of what no zone covers."""
        rng = self.rng
        zone = rng.choice([zone for zone in self.drawn.zones if zone.ranges])
        each = rng.choice(zone.ranges)
        for _ in range(rng.randint(0, 2)):
            each = rng.choice(halves(each))
        version, low, high = each
        if rng.random() < 0.3:
            high = low + rng.randint(0, 40)
        return ("range", version, low, high)

    def service(self):
        rng = self.rng
        roll = rng.random()
        if roll < 0.62:
            low, high = sorted(rng.choices(PORT_CUTS, k=2))
            return ("ports", rng.choice((6, 6, 6, 17, 132)), low, high)
        if roll < 0.68:
            return ("icmp",)
        if roll < 0.73:
            return ("protocol", rng.choice((47, 50, 1, 58)))
        if roll < 0.80:
            return ("any",)
        if roll < 0.86 and self.drawn.services:
            return ("named", "web")
        if roll < 0.93:
            return ("union", [("ports", 6, 5, 9), ("ports", 17, 5, 9), ("icmp",)][rng.randint(0, 1) :])
        return ("except", OPEN, ("ports", 6, *sorted(rng.choices(PORT_CUTS[1:-1], k=2))))

    def flow(self):
        return Flow(self.side(), self.side(), self.service(), self.rng.random() < 0.15)

    def possible_flow(self, make):
        """A flow of which every direction has a packet."""
        while True:
            flow = make()
            if all(self.reading.possible(each) for each in self.reading.directions(flow)):
                return flow

    def add_statement(self):
        """One statement of its own, or some that have to do with one that is there."""
        rng, known = self.rng, self.drawn.statements
        roll = rng.random()
        plain = [each for each in known if len(each.flows) == 1]
        if roll < 0.30 and plain:
            self.add_relative(rng.choice(plain))
        elif roll < 0.38:
            self.add_loop()
        elif roll < 0.46:
            self.add_profile()
        else:
            action = "allow" if rng.random() < 0.72 else "deny"
            self.add(action, self.possible_flow(self.flow))

    def add_relative(self, other):
        """A copy, a part and the rest, or an exception."""
        rng, flow = self.rng, other.flows[0]
        roll = rng.random()
        if roll < 0.25:
            return self.add(other.action, flow)
        if roll < 0.50 and flow.service[0] == "ports" and flow.service[3] > flow.service[2]:
            _, protocol, low, high = flow.service
            middle = rng.randint(low, high - 1)
            for part in ((low, middle), (middle + 1, high)):
                self.add(other.action, Flow(flow.source, flow.target, ("ports", protocol, *part), flow.both))
            return None
        part = self.side()
        split = [Flow((word, flow.source, part), flow.target, flow.service, flow.both) for word in ("and", "except")]
        split = [each for each in split if self.has_packets(each)]
        if roll < 0.75:
            for each in split:
                self.add(other.action, each)
        elif split:
            self.add("deny" if other.action == "allow" else "allow", split[0])
        return None

    def has_packets(self, flow):
        return all(self.reading.possible(each) for each in self.reading.directions(flow))

    def add(self, action, flow):
        until = self.rng.choice(ENDS) if action == "allow" else None
        clause = f" {{ until {until} }}" if until else ""
        self.drawn.statements.append(Statement(action, [flow], f"{action} {flow_text(flow)}{clause}", until))

    def add_loop(self):
        """A loop over zones, on one line: its statement is one, however often it runs."""
        rng = self.rng
        names = sorted({rng.choice(self.drawn.zones).name for _ in range(3)})
        action = "allow" if rng.random() < 0.75 else "deny"
        target, service = self.side(), self.service()
        flows = [Flow(("zone", name), target, service) for name in names]
        if not any(self.has_packets(flow) for flow in flows):
            return
        inner = flow_text(Flow(("param", "x"), target, service))
        over = names[0] if len(names) == 1 else f"({', '.join(names)})"
        text = f"for x in {over} {{ {action} {inner} }}"
        self.drawn.statements.append(Statement(action, flows, text))

    def add_profile(self):
        """A profile of one statement and its uses: the statement is one, each use has a line."""
        rng, index = self.rng, len(self.drawn.statements)
        action = "allow" if rng.random() < 0.75 else "deny"
        source, service = self.side(), self.service()
        targets = [self.side() for _ in range(rng.randint(1, 2))]
        flows = [Flow(source, target, service) for target in targets]
        # An argument that is empty, and uses that say the same, are findings of their own.
        ends = [self.reading.side(target, self.reading.packet.target) for target in targets]
        if not all(self.has_packets(flow) for flow in flows) or not all(map(self.reading.possible, ends)):
            return
        if len(flows) == 2 and flows[0] == flows[1]:
            return
        inner = flow_text(Flow(source, ("param", "of"), service))
        text = f"profile p{index}(of: endpoints) {{ {action} {inner} }}"
        applies = [f"apply p{index}(of: {side_text(target)})" for target in targets]
        self.drawn.statements.append(Statement(action, flows, text, applies=applies))

    def add_assertion(self, index, named):
        """A `never` or a `must`; one `must` in two is drawn from what an allow says, so that some of them hold."""
        rng = self.rng
        kind = rng.choice(("never", "must"))
        allows = [each for each in self.drawn.statements if each.action == "allow" and each.in_force]
        if kind == "must" and allows and rng.random() < 0.6:
            source = rng.choice(rng.choice(allows).flows)
            narrow = lambda: Flow(("and", source.source, self.side()), source.target, source.service)
            flow = narrow() if rng.random() < 0.5 else Flow(source.source, source.target, source.service)
            if not self.has_packets(flow):
                return
        else:
            flow = self.possible_flow(self.flow)
        self.drawn.assertions.append(Assertion(kind, f"f{index}", flow, named))


assert AS_OF == "2026-11-23", "the ends above are chosen for this day"
