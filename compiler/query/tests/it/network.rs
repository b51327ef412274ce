//! Small networks made by chance, the same in every run, and packets at the edges of everything in them.

use std::net::IpAddr;

use expol_ir::Document;
use expol_space::{ExternalId, Family, Packet, Point};
use serde_json::{Value, json};

/// A generator of numbers that is the same everywhere (a linear congruence; Knuth's constants).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// A number below `limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % limit.max(1)
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

/// A network that can be changed before it is sealed.
#[derive(Clone)]
pub(crate) struct Network(pub(crate) Value);

/// A document with nothing in it.
pub(crate) fn empty() -> Value {
    let zero = format!("sha256:{:064}", 0);
    json!({
        "$schema": "urn:expol:schema:ir:1", "assertions": [], "citations": {}, "digests": {"document": zero, "semantic": zero},
        "eval": {"default": "deny", "replies": "implied", "semantics": "deny-overrides", "unit": "connection"},
        "format": "expol-ir", "groups": {}, "inactive": [], "obligations": [], "requires": [], "rules": [],
        "servers": {}, "services": {}, "sources": {}, "stdlib": {}, "version": "1.0", "waivers": [], "zones": {}
    })
}

impl Network {
    /// Zones of both families, one within another, the outside, a place without addresses, servers, a group, and rules.
    pub(crate) fn new(random: &mut Random) -> Network {
        let mut all = empty();
        all["zones"] = json!({
            "lan": {"kind": "prefixes", "addresses": {"ipv4": ["10.0.0.0/24"], "ipv6": ["fd00:1::/64"]}},
            "desk": {"kind": "prefixes", "addresses": {"ipv4": ["10.0.0.64/26"]}, "within": "lan"},
            "dmz": {"kind": "prefixes", "addresses": {"ipv4": ["192.0.2.0/28"]}},
            "old": {"kind": "prefixes", "addresses": {"ipv6": ["fd00:2::/64"]}},
            "partner": {"kind": "symbolic"},
            "internet": {"kind": "complement", "of": ["desk", "dmz", "lan", "old"]}
        });
        all["servers"] = json!({
            "app": {"addresses": {"ipv4": ["10.0.0.10/32", "10.0.0.11/32"], "ipv6": ["fd00:1::10/128"]}, "zone": "lan",
                    "interfaces": {"san": {"addresses": {"ipv4": ["10.0.0.200/32"]}, "zone": "lan"}}},
            "web": {"addresses": {"ipv4": ["192.0.2.4/32"]}, "zone": "dmz"}
        });
        all["groups"] = json!({"front": {"members": {"servers": ["app", "web"]}}});
        all["services"] = json!({
            "any": {"any": true},
            "https": {"match": [{"number": 6, "protocol": "tcp", "ports": [[443, 443]]}]},
            "dns": {"match": [{"number": 6, "protocol": "tcp", "ports": [[53, 53]]}, {"number": 17, "protocol": "udp", "ports": [[53, 53]]}]},
            "wide": {"match": [{"number": 6, "protocol": "tcp", "ports": [[50, 500]]}]},
            "ping": {"match": [{"number": 1, "protocol": "icmp", "family": "ipv4"}, {"number": 58, "protocol": "ipv6-icmp", "family": "ipv6"}]}
        });
        let mut network = Network(all);
        (0..3 + random.below(5)).for_each(|_| network.add_rule(random));
        network
    }

    /// One rule more.
    pub(crate) fn add_rule(&mut self, random: &mut Random) {
        let rule = json!({
            "action": if random.below(4) == 0 { "deny" } else { "allow" },
            "families": (["ipv4", "ipv6"], ["ipv4", "ipv4"], ["ipv6", "ipv6"]).pick(random.below(5)),
            "from": side(random), "id": "", "log": false,
            "service": random.pick(&["any", "https", "dns", "wide", "ping"]),
            "to": side(random), "why": [[{"at": [1, 1, 1, 2], "kind": "stated", "source": "s0"}]]
        });
        self.0["rules"].as_array_mut().unwrap().push(rule);
    }

    /// Something else than before.
    pub(crate) fn change(&mut self, random: &mut Random) {
        let count = self.0["rules"].as_array().unwrap().len();
        match random.below(6) {
            0 | 1 => self.add_rule(random),
            2 if count > 1 => {
                let at = random.below(count);
                self.0["rules"].as_array_mut().unwrap().remove(at);
            }
            3 => self.0["zones"]["lan"]["addresses"]["ipv4"] = json!(["10.0.0.0/25"]),
            4 => {
                self.0["zones"]["dmz"]["addresses"] =
                    json!({"ipv4": ["192.0.2.0/27"], "ipv6": ["fd00:3::/64"]})
            }
            _ => self.0["servers"]["app"]["addresses"] = json!({"ipv4": ["10.0.0.10/32", "10.0.0.12/31"]}),
        }
    }

    /// The sealed document. Rules that say the same are one.
    pub(crate) fn document(&self) -> Document {
        let mut value = self.0.clone();
        let mut seen: Vec<Value> = Vec::new();
        value["rules"].as_array_mut().unwrap().retain(|rule| {
            let said = json!([rule["action"], rule["from"], rule["to"], rule["service"]]);
            let new = !seen.contains(&said);
            seen.push(said);
            new
        });
        expol_ir::from_slice(value.to_string().as_bytes()).unwrap().seal().unwrap()
    }
}

/// Families come as pairs, so that a tuple can be picked from.
trait Pick {
    fn pick(&self, at: usize) -> Vec<&'static str>;
}

impl Pick for ([&'static str; 2], [&'static str; 2], [&'static str; 2]) {
    fn pick(&self, at: usize) -> Vec<&'static str> {
        let mut list = match at {
            0..=2 => self.0.to_vec(),
            3 => self.1.to_vec(),
            _ => self.2.to_vec(),
        };
        list.dedup();
        list
    }
}

fn side(random: &mut Random) -> Value {
    match random.below(11) {
        0 => json!({"any": true}),
        1 => json!({"any": true, "except": {"zones": ["dmz"]}}),
        2 => json!({"zones": ["lan"], "except": {"servers": ["app"]}}),
        3 => json!({"groups": ["front"]}),
        4 => json!({"interfaces": ["app.san"]}),
        5 => json!({"addresses": {"ipv4": ["10.0.0.32/27"], "ipv6": ["fd00:1::100/120"]}}),
        6 => json!({"servers": [random.pick(&["app", "web"])]}),
        7 => json!({"zones": ["internet"]}),
        8 => json!({"zones": ["partner", "old"]}),
        _ => json!({"zones": [random.pick(&["lan", "desk", "dmz", "old"])]}),
    }
}

/// The edges of every set in these networks, and their neighbours.
const EDGES: &str = "9.255.255.255 10.0.0.0 10.0.0.9 10.0.0.10 10.0.0.11 10.0.0.12 10.0.0.13 10.0.0.14 10.0.0.31 \
    10.0.0.32 10.0.0.63 10.0.0.64 10.0.0.127 10.0.0.128 10.0.0.200 10.0.0.255 10.0.1.0 192.0.2.4 192.0.2.15 \
    192.0.2.16 192.0.2.31 192.0.2.32 255.255.255.255 \
    :: fd00:1:: fd00:1::10 fd00:1::100 fd00:1::1ff fd00:1::200 fd00:2::1 fd00:3::5 ffff::";

/// The same of the services.
const SERVICES: [(u8, Option<u16>); 9] = [
    (6, Some(49)),
    (6, Some(50)),
    (6, Some(53)),
    (6, Some(443)),
    (6, Some(501)),
    (17, Some(53)),
    (1, None),
    (58, None),
    (50, None),
];

/// Packets at every edge of every set in these networks.
pub(crate) fn packets() -> Vec<Packet> {
    let point = |text: &str| match text.parse::<IpAddr>().unwrap() {
        IpAddr::V4(address) => Point::V4(address),
        IpAddr::V6(address) => Point::V6(address),
    };
    let partner = Point::External(ExternalId::of_name("partner"));
    let points: Vec<Point> = EDGES.split_whitespace().map(point).chain([partner]).collect();
    let mut all = Vec::new();
    for family in Family::ALL {
        let own: Vec<Point> = points.iter().copied().filter(|point| point.goes_with(family)).collect();
        for (from, to) in own.iter().flat_map(|from| own.iter().map(move |to| (*from, *to))) {
            all.extend(SERVICES.map(|(protocol, port)| Packet { family, from, to, protocol, port }));
        }
    }
    all
}
