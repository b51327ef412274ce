"""Reads the packets that messages show: `tcp 443 (https) from 203.0.113.7 (internet) to 10.1.0.11 (web1)`."""

import ipaddress
import re

import z3

from formulas import NO_PORT, number

NOTE = re.compile(r"^for example (?P<service>\w+(?: \d+)?)(?: \([^)]*\))? from (?P<source>\S+)(?: \([^)]*\))? to (?P<target>\S+)")
NUMBERS = {"tcp": 6, "udp": 17, "sctp": 132}


class Unreadable(Exception):
    """A packet that this program cannot read."""


def packet_in(notes, reading):
    """The formula of the packet that a note shows; `None` where none does."""
    for note in notes:
        if note.startswith("for example "):
            match = NOTE.match(note)
            if not match:
                raise Unreadable(note)
            return formula(match, reading)
    return None


def formula(match, reading):
    source, source_six = end(match["source"], reading)
    target, target_six = end(match["target"], reading)
    six = source_six if source_six is not None else target_six
    if None not in (source_six, target_six) and source_six != target_six:
        raise Unreadable(f"ends of two families: {match.string}")
    services = services_of(match["service"], six)
    return z3.Or([reading.packet.is_packet(six, source, target, *service) for service in services])


def end(text, reading):
    """(its number, whether it is IPv6); an external zone is neither."""
    if text in reading.external:
        return reading.external_number(text), None
    parsed = ipaddress.ip_address(text)
    return number(parsed.version, int(parsed)), parsed.version == 6


def services_of(text, six):
    """What a service can be: `icmp` is a protocol of its own in each family."""
    word, _, rest = text.partition(" ")
    if word == "icmp":
        return [(each, NO_PORT) for each in (1, 58)]
    if word == "protocol":
        protocol = int(rest)
        return [(protocol, NO_PORT)]
    return [(NUMBERS[word], int(rest))]
