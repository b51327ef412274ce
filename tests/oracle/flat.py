"""Compares a flat reading with its document, packet by packet, by the rules that match."""

import ipaddress

from atoms import FAMILIES, RuleMasks, document_masks, pairs, place_atoms, port_ranges_in, prefixes_in, service_atoms
from document import PORT_PROTOCOLS, network, show

KEYS = {"action", "family", "from", "id", "ports", "protocol", "to"}
NUMBERS = {
    "icmp": 1, "igmp": 2, "ipv4": 4, "tcp": 6, "udp": 17, "dccp": 33, "ipv6": 41, "gre": 47, "esp": 50, "ah": 51,
    "ipv6-icmp": 58, "eigrp": 88, "ospfigp": 89, "pim": 103, "vrrp": 112, "l2tp": 115, "sctp": 132, "udplite": 136,
}  # fmt: skip


def number(protocol):
    """The number of a protocol's name."""
    return NUMBERS[protocol] if protocol in NUMBERS else int(protocol)


def side_problems(line, side):
    """What is wrong with the form of a side."""
    prefixes = [ipaddress.ip_network(text) for text in line[side] if isinstance(text, str)]
    names = [entry["external"] for entry in line[side] if not isinstance(entry, str)]
    if not line[side]:
        yield "an empty side"
    if any(f"ipv{prefix.version}" != line["family"] for prefix in prefixes):
        yield "a prefix of the other family"
    elif list(ipaddress.collapse_addresses(prefixes)) != prefixes:
        yield "prefixes that are not minimal and sorted"
    if names != sorted(set(names)) or line[side] != [str(prefix) for prefix in prefixes] + line[side][len(prefixes):]:
        yield "external zones that are not sorted behind the prefixes"


def form_problems(line):
    """What is wrong with the form of a line."""
    if not KEYS - {"ports"} <= set(line) <= KEYS or line["family"] not in FAMILIES:
        yield "missing or unknown keys, or an unknown family"
        return
    with_ports = line["protocol"] != "any" and number(line["protocol"]) in PORT_PROTOCOLS
    if with_ports != bool(line.get("ports")):
        yield "ports where there are none, or none where there are"
    for side in ("from", "to"):
        yield from side_problems(line, side)


def side_covers(side, place):
    """Whether a flat side covers the point."""
    kind, value = place
    if kind == "x":
        return {"external": value} in side
    ranges = (network(entry) for entry in side if isinstance(entry, str))
    return any(each == kind and low <= value <= high for each, low, high in ranges)


def line_covers(line, family, protocol, port):
    """Whether a line speaks about protocol and port in the family."""
    if line["family"] != family:
        return False
    if line["protocol"] == "any":
        return True
    if number(line["protocol"]) != protocol:
        return False
    return port is None or any(low <= port <= high for low, high in line["ports"])


def compare(document, lines, floor=10_000):
    """(packets compared, problems): for every packet the same rules match, by the document and by the lines."""
    problems = [f"line {at}: {text}" for at, line in enumerate(lines, 1) for text in form_problems(line)]
    actions = {rule["id"]: rule["action"] for rule in document.rules}
    wrong = [line["id"] for line in lines if actions.get(line.get("id")) != line.get("action")]
    problems += [f"no such rule, or another action: {name}" for name in wrong]
    if problems:
        return 0, problems
    texts = [text for line in lines for side in ("from", "to") for text in line[side] if isinstance(text, str)]
    atoms = place_atoms([*prefixes_in(document.data), *texts], document.symbolic)
    line_ports = [pair for line in lines for pair in line.get("ports", ())]
    services = service_atoms([*port_ranges_in(document.data["services"]), *line_ports])
    rules = document_masks(document, atoms, services)
    flat = RuleMasks(lines, atoms, services, side_covers, line_covers)
    ids = {1 << index: rule["id"] for index, rule in enumerate(document.rules)}
    line_ids = {1 << index: line["id"] for index, line in enumerate(lines)}
    packets, seen = 0, set()
    for family, source, target in pairs(document, atoms):
        packets += len(services)
        by_rules, by_lines = rules.sides(source, target), flat.sides(source, target)
        for index, service in enumerate(services if by_rules or by_lines else ()):
            expected = names(by_rules & rules.service[family][index], ids)
            found = names(by_lines & flat.service[family][index], line_ids)
            if expected != found and (expected ^ found) - seen:
                seen |= expected ^ found
                where = f"{family} {show(atoms[source][0])} -> {show(atoms[target][0])} {service}"
                problems.append(f"{where}: rules {sorted(expected)}, lines {sorted(found)}")
    if packets < floor:
        problems.append(f"too little compared: {packets} packets (at least {floor})")
    return packets, problems


def names(bits, ids):
    """The ids of the rules in a mask."""
    found = set()
    while bits:
        lowest = bits & -bits
        found.add(ids[lowest])
        bits ^= lowest
    return found
