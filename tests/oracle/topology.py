"""Compares the meaning of a document with the flows that a topology lists, strictly both ways."""

from atoms import document_masks, mask, pairs, place_atoms, port_ranges_in, prefixes_in, service_atoms
from document import PORT_PROTOCOLS, show

EXCHANGE_ROLES = {"client-access", "mailbox", "edge-transport"}
PROTOCOLS = {"tcp": 6, "udp": 17, "dccp": 33, "sctp": 132, "udplite": 136, "esp": 50, "ah": 51, "gre": 47}
SHOWN = 20


class BadCase(Exception):
    """A case or a mapping that contradicts itself."""


def port_ranges(text):
    """The ranges of `25`, `1024-65535`, `80,443` or `any`."""
    if str(text) == "any":
        return [(0, 65535)]
    ranges = []
    for part in str(text).split(","):
        low, _, high = part.partition("-")
        ranges.append((int(low), int(high or low)))
    return ranges


def entry_covers(entry, family, protocol, port):
    """Whether a listed flow speaks about protocol and port in the family."""
    wanted = str(entry["proto"])
    if wanted == "any":
        return True
    if wanted == "icmp":
        return protocol == (1 if family == "ipv4" else 58)
    number = PROTOCOLS[wanted] if wanted in PROTOCOLS else int(wanted)
    if number != protocol:
        return False
    return protocol not in PORT_PROTOCOLS or any(low <= port <= high for low, high in port_ranges(entry["port"]))


class Case:
    """A topology, with its groups found among the names of a document."""

    def __init__(self, case, mapping, document):
        self.document = document
        self.groups = case["groups"]
        self.flows = case["flows"]
        self.must_not = case["must_not"]
        self.named = {(entry["from"], entry["to"]) for entry in self.flows + self.must_not}
        self.mapping = mapping
        missing = set(self.groups) - set(mapping)
        if missing or not all(mapping[group] for group in self.groups):
            raise BadCase(f"groups without a mapping: {sorted(missing) or 'an empty list'}")

    def contains(self, group, place):
        """Whether the point lies in the group, by the mapping."""
        asks = {
            "server": self.document.server_contains,
            "interface": self.document.interface_contains,
            "zone": self.document.zone_contains,
            "group": self.document.group_contains,
        }
        found = False
        for name in self.mapping[group]:
            kind, _, rest = name.partition(":")
            found = asks[kind](rest, place) or found
        return found

    def groups_at(self, place):
        """(the groups of a point, whether it is listed).

        `internet` is every address in no other group. Addresses that the document leaves outside its `internet`, and
        the case outside all groups (the rest of an inner zone), must not be permitted more than `internet` is, but
        need not be permitted as much.
        """
        found = {group for group in self.groups if self.contains(group, place)}
        inner = {group for group in found if group != "internet" and not self.is_internet(group)}
        if len(inner) > 1 or (inner and "internet" in found):
            raise BadCase(f"{show(place)} lies in several groups: {sorted(found)}")
        if "internet" in self.groups and any(self.is_internet(group) for group in found) and "internet" not in found:
            raise BadCase(f"{show(place)} lies in {sorted(found)}, but not in internet")
        if found:
            return frozenset(found), True
        return frozenset({"internet"} & set(self.groups)), False

    def is_internet(self, group):
        """Whether the case declares the group a part of `internet`."""
        return self.groups[group].get("subset_of") == "internet"

    def asserted(self, sources, targets):
        """Whether the case says anything about traffic between points of these groups."""
        for source in sources:
            for target in targets:
                roles = set(self.groups[source].get("roles", ())) | set(self.groups[target].get("roles", ()))
                if roles & EXCHANGE_ROLES or (source, target) in self.named:
                    return True
        return False

    def entries_between(self, entries, sources, targets):
        """The entries that speak about traffic between points of these groups, as a mask."""

        def speaks(entry):
            away = sources & set(entry.get("minus", ()))
            return entry["from"] in sources and entry["to"] in targets and not away

        return mask(entries, speaks)


class Comparison:
    """What was compared and what was found."""

    def __init__(self):
        self.problems = []
        self.packets = 0
        self.permitted = 0
        self.flow_packets = {}
        self.must_not_packets = {}

    def problem(self, text):
        """Notes a problem; the first few are shown."""
        self.problems.append(text)

    def summary(self, case):
        """One line of figures."""
        return (
            f"compared {len(case.flows)} flows, {len(case.must_not)} must_not, {self.packets} atoms "
            f"({self.permitted} permitted): {len(self.problems)} problems"
        )


def compare(case, document, floor=10_000):
    """Compares packet by packet, one for each piece of the universe that document and case tell apart."""
    atoms = place_atoms(prefixes_in(document.data), document.symbolic)
    entries = case.flows + case.must_not
    case_ranges = [pair for entry in entries if entry["port"] != "any" for pair in port_ranges(entry["port"])]
    services = service_atoms(list(port_ranges_in(document.data["services"])) + case_ranges)
    masks = document_masks(document, atoms, services)
    covers = {
        family: [mask(entries, lambda entry: entry_covers(entry, family, *service)) for service in services]
        for family in ("ipv4", "ipv6")
    }
    kinds = Kinds(case)
    membership = [case.groups_at(place) for place, _ in atoms]
    result = Comparison()
    memo = {}
    for family, source, target in pairs(document, atoms):
        (sources, source_listed), (targets, target_listed) = membership[source], membership[target]
        key = sources, targets
        if key not in memo:
            memo[key] = case.entries_between(entries, sources, targets), case.asserted(sources, targets)
        between, asserted = memo[key]
        result.packets += len(services)
        rules = masks.sides(source, target)
        if not rules and not between:
            continue
        listed = source_listed and target_listed
        for index, service in enumerate(services):
            permitted = masks.permits(rules & masks.service[family][index])
            packet = family, atoms[source][0], atoms[target][0], *service
            judge(case, kinds, result, (packet, permitted, listed, asserted, between & covers[family][index]))
    finish(case, result, floor)
    return result


class Kinds:
    """The entries of a case by what they demand, as masks over flows and prohibitions together."""

    def __init__(self, case):
        flows = len(case.flows)
        entries = case.flows + case.must_not
        self.flow = (1 << flows) - 1
        self.assumed = mask(entries, lambda entry: "assumed" in entry)
        self.subsumed = mask(entries, lambda entry: "subsumed_by" in entry) & self.flow
        self.strict = self.flow & ~self.assumed & ~self.subsumed
        self.forbidden = ((1 << len(entries)) - 1) & ~self.flow & ~self.assumed


def judge(case, kinds, result, judged):
    """Holds one packet against what the case says about it."""
    packet, permitted, listed, asserted, entries = judged
    result.permitted += permitted
    if not entries and not (permitted and asserted):
        return
    if listed:
        count(case, result, entries)
    flows = entries & kinds.flow
    if entries & kinds.strict and entries & kinds.forbidden:
        raise BadCase(f"both listed and forbidden: {describe(packet)}")
    if entries & kinds.subsumed and not flows & ~kinds.subsumed:
        raise BadCase(f"not inside a wider flow: {describe(packet)}")
    if permitted and entries & kinds.forbidden:
        result.problem(f"permitted but forbidden: {describe(packet)}")
    elif permitted and not flows and asserted:
        result.problem(f"permitted but not listed: {describe(packet)}")
    elif not permitted and entries & kinds.strict and listed:
        result.problem(f"listed but not permitted: {describe(packet)}")


def count(case, result, entries):
    """Counts the packets of each entry, so that none is passed over in silence."""
    for index in range(entries.bit_length()):
        if entries >> index & 1:
            counts = result.flow_packets if index < len(case.flows) else result.must_not_packets
            counts[index] = counts.get(index, 0) + 1


def finish(case, result, floor):
    """An entry without a packet, or too few packets in all, is a failure of its own."""
    for index, entry in enumerate(case.flows + case.must_not):
        if index not in result.flow_packets and index not in result.must_not_packets:
            result.problem(f"no packet of {entry['from']} -> {entry['to']} {entry['proto']}/{entry['port']}")
    if not case.flows or result.packets < floor or not result.permitted:
        result.problem(f"too little compared: {len(case.flows)} flows, {result.packets} atoms (at least {floor})")


def describe(packet):
    """A packet for people."""
    family, source, target, protocol, port = packet
    where = f"protocol {protocol}" if port is None else f"protocol {protocol} port {port}"
    return f"{family} {show(source)} -> {show(target)} {where}"
