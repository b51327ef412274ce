"""What a policy means, as formulas over one packet that z3 decides.

An end of a packet is a number on one line: IPv4 addresses from 0, IPv6 addresses behind them, external zones below 0.
"""

import z3

SIX = 1 << 40
PORT_PROTOCOLS = (6, 17, 33, 132, 136)
NO_PORT = -1


def number(version, value):
    """An address on the line."""
    return value if version == 4 else SIX + value


class Packet:
    """The variables of a packet."""

    def __init__(self):
        self.source, self.target = z3.Int("source"), z3.Int("target")
        self.protocol, self.port = z3.Int("protocol"), z3.Int("port")
        self.six = z3.Bool("six")

    def universe(self, external):
        """What a packet can be, whoever the computers are."""
        ends = [self._end(end, external) for end in (self.source, self.target)]
        with_ports = z3.Or([self.protocol == each for each in PORT_PROTOCOLS])
        ports = z3.If(with_ports, within(self.port, 0, 65535), self.port == NO_PORT)
        return z3.And(*ends, within(self.protocol, 0, 255), ports)

    def _end(self, end, external):
        four = z3.And(within(end, 0, (1 << 32) - 1), z3.Not(self.six))
        six = z3.And(within(end, SIX, SIX + (1 << 128) - 1), self.six)
        return z3.Or(four, six, within(end, -external, -1)) if external else z3.Or(four, six)

    def is_packet(self, six, source, target, protocol, port):
        """The formula of one packet; of a packet between external zones both families are meant where `six` is None."""
        same = [self.source == source, self.target == target, self.protocol == protocol, self.port == port]
        return z3.And(*same, *([] if six is None else [self.six == six]))


def within(variable, low, high):
    return z3.And(variable >= low, variable <= high)


class Reading:
    """The reading of a policy."""

    def __init__(self, policy):
        self.policy, self.packet = policy, Packet()
        self.zones = {zone.name: zone for zone in policy.zones}
        self.servers = {server.name: server for server in policy.servers}
        self.external = [zone.name for zone in policy.zones if zone.external]
        self.solver = z3.Solver()
        self.solver.add(self.packet.universe(len(self.external)), self.wire())
        self.questions = 0

    def possible(self, *formulas):
        """Whether some packet that crosses a network satisfies all of them."""
        self.questions += 1
        self.solver.push()
        self.solver.add(*formulas)
        answer = self.solver.check()
        self.solver.pop()
        if answer == z3.unknown:
            raise RuntimeError("z3 does not know")
        return answer == z3.sat

    def external_number(self, name):
        return -1 - self.external.index(name)

    def wire(self):
        """Two addresses of one server never meet."""
        within_one = []
        for server in self.policy.servers:
            own = server.addresses + server.nic
            source, target = (self.one_of(own, end) for end in (self.packet.source, self.packet.target))
            within_one.append(z3.And(source, target))
        return z3.Not(z3.Or(within_one))

    def one_of(self, addresses, end):
        return z3.Or([end == number(*each) for each in addresses])

    def zone(self, zone, end):
        if zone.external:
            return end == self.external_number(zone.name)
        return z3.Or([within(end, number(version, low), number(version, high)) for version, low, high in zone.ranges])

    def internet(self, end):
        """What no zone covers, with the zones of the Internet and the external ones, without translated addresses."""
        covered = [self.zone(zone, end) for zone in self.policy.zones if not zone.external and not self.of_internet(zone)]
        public = [end == number(*server.public) for server in self.policy.servers if server.public]
        return z3.Not(z3.Or(covered + public))

    def of_internet(self, zone):
        return zone.in_internet or (zone.parent is not None and self.of_internet(self.zones[zone.parent]))

    def side(self, side, end):
        kind = side[0]
        if kind == "any":
            return z3.BoolVal(True)
        if kind == "internet":
            return self.internet(end)
        if kind == "zone":
            return self.zone(self.zones[side[1]], end)
        if kind in ("server", "public"):
            return self.one_of(self.servers[side[1]].addresses, end)
        if kind == "nic":
            return self.one_of(self.servers[side[1]].nic, end)
        if kind == "group":
            return self.side(self.policy.groups[side[1]], end)
        if kind == "role":
            held = [self.one_of(server.addresses, end) for server in self.policy.servers if server.has_role]
            return z3.Or(held)
        if kind == "range":
            _, version, low, high = side
            return within(end, number(version, low), number(version, high))
        if kind == "union":
            return z3.Or([self.side(each, end) for each in side[1]])
        left, right = self.side(side[1], end), self.side(side[2], end)
        return z3.And(left, right) if kind == "and" else z3.And(left, z3.Not(right))

    def service(self, service):
        kind, packet = service[0], self.packet
        if kind == "any":
            return z3.BoolVal(True)
        if kind == "icmp":
            return packet.protocol == z3.If(packet.six, 58, 1)
        if kind == "named":
            return self.service(self.policy.services[service[1]])
        if kind == "protocol":
            return packet.protocol == service[1]
        if kind == "ports":
            return z3.And(packet.protocol == service[1], within(packet.port, service[2], service[3]))
        if kind == "union":
            return z3.Or([self.service(each) for each in service[1]])
        return z3.And(self.service(service[1]), z3.Not(self.service(service[2])))

    def directions(self, flow):
        """The formula of each direction of a flow."""
        service = self.service(flow.service)
        ends = (self.packet.source, self.packet.target)
        return [z3.And(self.side(a, ends[0]), self.side(b, ends[1]), service) for a, b in flow.directions()]

    def flow(self, flow):
        return z3.Or(self.directions(flow))

    def statement(self, statement):
        return z3.Or([self.flow(flow) for flow in statement.flows])
