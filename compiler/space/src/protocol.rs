//! Protocol numbers: which carry ports, and what they are called.

pub(crate) const ICMP: u8 = 1;
pub(crate) const ICMP_V6: u8 = 58;

/// The protocols that make the best examples, best first: TCP and UDP.
pub(crate) const PREFERRED: [u8; 2] = [6, 17];

/// The protocols whose header begins with a source and a destination port: TCP, UDP, DCCP, SCTP, UDP-Lite.
const WITH_PORTS: [u8; 5] = [6, 17, 33, 132, 136];

/// Names after the registry of assigned internet protocol numbers, in lower case.
const NAMES: [(u8, &str); 20] = [
    (ICMP, "icmp"),
    (2, "igmp"),
    (4, "ipv4"),
    (6, "tcp"),
    (8, "egp"),
    (17, "udp"),
    (33, "dccp"),
    (41, "ipv6"),
    (46, "rsvp"),
    (47, "gre"),
    (50, "esp"),
    (51, "ah"),
    (ICMP_V6, "ipv6-icmp"),
    (88, "eigrp"),
    (89, "ospf"),
    (103, "pim"),
    (112, "vrrp"),
    (115, "l2tp"),
    (132, "sctp"),
    (136, "udplite"),
];

/// Whether packets of `protocol` carry ports.
#[must_use]
pub fn has_ports(protocol: u8) -> bool {
    WITH_PORTS.contains(&protocol)
}

/// The name of a common protocol.
#[must_use]
pub fn protocol_name(protocol: u8) -> Option<&'static str> {
    NAMES.iter().find(|(number, _)| *number == protocol).map(|(_, name)| *name)
}

/// The number of the common protocol with this name, in lower case.
#[must_use]
pub fn protocol_number(name: &str) -> Option<u8> {
    NAMES.iter().find(|(_, known)| *known == name).map(|(number, _)| *number)
}
