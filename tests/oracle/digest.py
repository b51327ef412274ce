"""Recomputes ids, requirements and digests of a document, with its own RFC 8785 (strings and integers only)."""

import hashlib
import json


def canonical(value):
    """The canonical text of a JSON value, RFC 8785."""
    if isinstance(value, dict):
        members = sorted(value.items(), key=lambda member: member[0].encode("utf-16-be"))
        return "{" + ",".join(f"{canonical(key)}:{canonical(inner)}" for key, inner in members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and abs(value) <= 2**53:
        return str(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    raise ValueError(f"not part of the format: {value!r}")


def sha256(value):
    """The hexadecimal digest over the canonical text."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def pick(value, keys):
    """The members of an object that have one of the keys."""
    return {key: value[key] for key in keys if key in value}


def rule_id(rule):
    """The id of a rule."""
    return "r-" + sha256(pick(rule, ["action", "from", "service", "to"]))[:12]


def obligation_id(entry):
    """The id of an obligation."""
    return "ob-" + sha256(pick(entry, ["forbids", "from", "idle_timeout_below_s", "service", "to"]))[:12]


def document_digest(data):
    """The digest over everything but itself."""
    rest = data | {"digests": pick(data["digests"], ["semantic"])}
    return "sha256:" + sha256(rest)


def semantic_digest(data):
    """The digest over what passes and under which obligations."""
    rules = [pick(rule, ["action", "families", "from", "idle_timeout_s", "service", "to"]) for rule in data["rules"]]
    obligations = []
    for entry in data["obligations"]:
        part = pick(entry, ["families", "forbids", "from", "idle_timeout_below_s", "service", "to"])
        obligations.append(part | ({"waived": True} if "waived" in entry else {}))
    sides = [entry[side] for entry in rules + obligations for side in ("from", "to")]
    zones, servers, groups = reached(data, sides)
    services = {entry["service"] for entry in rules + obligations}
    projection = {
        "eval": data["eval"],
        "groups": {name: pick(data["groups"][name], ["members"]) for name in groups},
        "obligations": obligations,
        "rules": rules,
        "servers": {name: server_part(data["servers"][name]) for name in servers},
        "services": {name: pick(data["services"][name], ["any", "match"]) for name in services},
        "zones": {name: pick(data["zones"][name], ["addresses", "kind", "of"]) for name in zones},
    }
    return "sha256:" + sha256(projection)


def server_part(server):
    """What of a server belongs to the meaning."""
    part = pick(server, ["addresses", "public"])
    interfaces = server.get("interfaces", {})
    if interfaces:
        part["interfaces"] = {name: pick(each, ["addresses"]) for name, each in interfaces.items()}
    return part


def reached(data, sides):
    """The names of the zones, servers and groups that the sides lead to, and of all symbolic zones."""
    zones = {name for name, zone in data["zones"].items() if zone["kind"] == "symbolic"}
    servers, groups, pending = set(), set(), list(sides)
    while pending:
        side = pending.pop()
        if "except" in side:
            pending.append(side["except"])
        servers |= set(side.get("servers", ())) | {name.split(".")[0] for name in side.get("interfaces", ())}
        new = set(side.get("groups", ())) - groups
        groups |= new
        pending += [data["groups"][name]["members"] for name in new]
        zones |= closure(data["zones"], side.get("zones", ()))
    return zones, servers, groups


def closure(zones, names):
    """The zones and those that they are complements of."""
    found, pending = set(), list(names)
    while pending:
        name = pending.pop()
        if name not in found:
            found.add(name)
            pending += zones[name].get("of", ())
    return found


def requirements(data):
    """What a consumer has to understand."""
    sides = [entry[side] for entry in data["rules"] + data["obligations"] for side in ("from", "to")]
    sides += [group["members"] for group in data["groups"].values()]
    kinds = {zone["kind"] for zone in data["zones"].values()}
    found = {
        "except": any("except" in side for side in sides),
        "obligations": bool(data["obligations"]),
        "zone-complement": "complement" in kinds,
        "zone-symbolic": "symbolic" in kinds,
    }
    return sorted(word for word, holds in found.items() if holds)


def problems(data):
    """Everything that does not fit the content."""
    checks = [("semantic digest", data["digests"]["semantic"], semantic_digest(data))]
    checks.append(("document digest", data["digests"]["document"], document_digest(data)))
    checks.append(("requires", data["requires"], requirements(data)))
    rules = data["rules"] + [entry["rule"] for entry in data["inactive"]]
    checks += [("rule id", rule["id"], rule_id(rule)) for rule in rules]
    checks += [("obligation id", entry["id"], obligation_id(entry)) for entry in data["obligations"]]
    return [f"{what}: {found}, computed {expected}" for what, found, expected in checks if found != expected]
