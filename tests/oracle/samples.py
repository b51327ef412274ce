"""Small hand-made documents and cases for the tests of the evaluator."""

import json
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "compiler/ir/tests/golden/1.0.json"
GOLDEN_FLAT = ROOT / "compiler/ir/tests/golden/1.0.flat.jsonl"
CASES = ROOT / "tests/data/domain/topologies_open.json"

EVAL = {"default": "deny", "replies": "implied", "semantics": "deny-overrides", "unit": "connection"}


def golden():
    """The golden document."""
    return json.loads(GOLDEN.read_text(encoding="utf-8"))


def golden_lines():
    """The flat reading of the golden document."""
    return [json.loads(line) for line in GOLDEN_FLAT.read_text(encoding="utf-8").splitlines()]


def case(name):
    """An acceptance case by its id."""
    cases = json.loads(CASES.read_text(encoding="utf-8"))
    return next(each for each in cases if each["id"] == name)


def side(text):
    """A side from names such as `zone:lan server:ex01`, `any`, or `10.0.0.0/8`."""
    made = {}
    for name in text.split():
        kind, _, rest = name.partition(":")
        if name == "any":
            made["any"] = True
        elif kind in ("zone", "server", "interface", "group"):
            made.setdefault(f"{kind}s", []).append(rest)
        else:
            made.setdefault("addresses", {}).setdefault("ipv4", []).append(name)
    return made


def service(text):
    """A service from `any`, `icmp`, `tcp/443` or `tcp/53 udp/53`."""
    if text == "any":
        return {"any": True}
    if text == "icmp":
        four, six = {"family": "ipv4", "number": 1}, {"family": "ipv6", "number": 58}
        return {"match": [four | {"protocol": "icmp"}, six | {"protocol": "ipv6-icmp"}]}
    matches = []
    for part in text.split():
        protocol, ports = part.split("/")
        low, _, high = ports.partition("-")
        number = {"tcp": 6, "udp": 17}[protocol]
        matches.append({"number": number, "ports": [[int(low), int(high or low)]], "protocol": protocol})
    return {"match": matches}


def rule(text):
    """A rule from `allow zone:lan > server:ex01 on tcp/443`."""
    action, rest = text.split(" ", 1)
    sides, wanted = rest.split(" on ")
    source, target = sides.split(" > ")
    families = ["ipv4", "ipv6"]
    ends = {"from": side(source), "to": side(target)}
    return {"action": action, "families": families, "id": text, "service": wanted, **ends}


def server(zone, *addresses, **interfaces):
    """A server with addresses of both families and with interfaces."""
    made = {"addresses": by_family(addresses), "zone": zone}
    if interfaces:
        made["interfaces"] = {name: {"addresses": by_family([text]), "zone": zone} for name, text in interfaces.items()}
    return made


def by_family(addresses):
    """Addresses sorted into families, as prefixes of their whole length."""
    made = {}
    for text in addresses:
        six = ":" in text
        prefix = text if "/" in text else text + ("/128" if six else "/32")
        made.setdefault("ipv6" if six else "ipv4", []).append(prefix)
    return made


def document(zones, servers, rules, groups=None):
    """A document of zones (`name: prefixes`, `complement` names, or `symbolic`), servers, and rules as text."""
    rules = [rule(text) for text in rules]
    made = {}
    for name, text in zones.items():
        if text == "symbolic":
            made[name] = {"kind": "symbolic"}
        elif text.startswith("complement"):
            made[name] = {"kind": "complement", "of": text.split()[1:]}
        else:
            made[name] = {"addresses": by_family(text.split()), "kind": "prefixes"}
    return {
        "eval": EVAL,
        "format": "expol-ir",
        "groups": {name: {"members": side(text)} for name, text in (groups or {}).items()},
        "requires": ["zone-complement"],
        "rules": rules,
        "servers": servers,
        "services": {each["service"]: service(each["service"]) for each in rules},
        "version": "1.0",
        "zones": made,
    }


T1_ZONES = {"internal": "10.1.0.0/24", "lan": "10.20.0.0/16", "internet": "complement internal lan"}
T1_SERVERS = {
    "exch1": server("internal", "10.1.0.11", replication="10.1.0.211"),
    "dc1": server("internal", "10.1.0.5"),
    "dns1": server("internal", "10.1.0.53"),
}
T1_MAPPING = {
    "internet": ["zone:internet"],
    "lan-clients": ["zone:lan"],
    "exch1": ["server:exch1"],
    "dc1": ["server:dc1"],
    "dns1": ["server:dns1"],
}
T1_RULES = [
    "allow zone:internet zone:lan > server:exch1 on tcp/443",
    "allow zone:internet zone:lan > server:exch1 on tcp/587",
    "allow zone:internet > server:exch1 on tcp/25",
    "allow server:exch1 > zone:internet on tcp/25",
    "allow server:exch1 > server:dns1 on tcp/53 udp/53",
    "allow server:exch1 > server:dc1 on any",
    "allow server:dc1 > server:exch1 on any",
]


def t1(rules=None, zones=None, servers=None):
    """The document of topology T1, with other rules, zones or servers where given."""
    return document(zones or T1_ZONES, servers or T1_SERVERS, rules or T1_RULES)
