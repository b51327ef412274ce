"""Cuts the universe at every boundary that occurs, so that one representative stands for each piece exactly."""

from document import PORT_PROTOCOLS, goes_with, network

FAMILIES = ("ipv4", "ipv6")


def prefixes_in(value):
    """Every prefix in lists under the keys `ipv4` and `ipv6`, wherever they stand."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in FAMILIES and isinstance(inner, list):
                yield from inner
            else:
                yield from prefixes_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from prefixes_in(inner)


def place_atoms(prefixes, external):
    """[(representative, whether the piece is a single address)], the external points included."""
    cuts = {"4": {0, 1 << 32}, "6": {0, 1 << 128}}
    for text in prefixes:
        kind, low, high = network(text)
        cuts[kind] |= {low, high + 1}
    atoms = []
    for kind, places in cuts.items():
        ordered = sorted(places)
        atoms += [((kind, low), high - low == 1) for low, high in zip(ordered, ordered[1:])]
    return atoms + [(("x", name), False) for name in sorted(external)]


def service_atoms(port_ranges):
    """[(protocol, port or None)]: all 256 protocols, those with ports cut at every boundary."""
    cuts = {0, 65536}
    for low, high in port_ranges:
        cuts |= {low, high + 1}
    ports = sorted(cuts)[:-1]
    atoms = []
    for protocol in range(256):
        atoms += [(protocol, port) for port in ports] if protocol in PORT_PROTOCOLS else [(protocol, None)]
    return atoms


def port_ranges_in(services):
    """Every port range in the services of a document."""
    for service in services.values():
        for match in service.get("match", ()):
            yield from match.get("ports", ())


def pairs(document, atoms):
    """Every (family, from, to) of the universe, as indices into the atoms.

    Addresses of one server never meet, nor does an address meet itself; two addresses of one piece may.
    """
    hosts = [document.servers_at(place) for place, _ in atoms]
    for family in FAMILIES:
        inside = [index for index, (place, _) in enumerate(atoms) if goes_with(place, family)]
        for source in inside:
            for target in inside:
                itself = source == target and atoms[source][1]
                if not itself and not hosts[source] & hosts[target]:
                    yield family, source, target


def mask(items, holds):
    """The items for which something holds, as the bits of a number."""
    return sum(1 << index for index, item in enumerate(items) if holds(item))


class RuleMasks:
    """For each atom the rules (or flat lines) that cover it, so that a packet is decided by three `and`s."""

    def __init__(self, rules, atoms, services, covers_side, covers_service):
        self.deny = mask(rules, lambda rule: rule["action"] == "deny")
        self.allow = mask(rules, lambda rule: rule["action"] == "allow")
        self.source = [mask(rules, lambda rule: covers_side(rule["from"], place)) for place, _ in atoms]
        self.target = [mask(rules, lambda rule: covers_side(rule["to"], place)) for place, _ in atoms]
        self.service = {
            family: [mask(rules, lambda rule: covers_service(rule, family, *service)) for service in services]
            for family in FAMILIES
        }

    def sides(self, source, target):
        """The rules that cover both ends."""
        return self.source[source] & self.target[target]

    def permits(self, hits):
        """Whether rules that all match let the packet pass."""
        return not hits & self.deny and bool(hits & self.allow)


def document_masks(document, atoms, services):
    """The masks of a document's rules."""

    def covers_service(rule, family, protocol, port):
        return family in rule["families"] and document.service_contains(rule["service"], family, protocol, port)

    return RuleMasks(document.rules, atoms, services, document.side_contains, covers_service)
