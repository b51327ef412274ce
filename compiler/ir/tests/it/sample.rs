//! A document in which every construct of the format occurs.

use std::collections::{BTreeMap, BTreeSet};

use expol_ir::{
    Action, Addresses, Alteration, Assertion, AssertionKind, AssertionResult, Chain, Citation, Date, Digest,
    Document, Endpoints, Family, Flow, Group, Inactive, InactiveReason, Interface, Library, Match, Meta,
    Named, Obligation, Rule, Server, Service, Source, Step, StepKind, True, Waived, Waiver, Zone,
};

/// The sealed sample.
pub(crate) fn sealed() -> Document {
    document().seal().unwrap()
}

/// The sample as a compiler would hand it over: unsorted, without ids and digests.
pub(crate) fn document() -> Document {
    Document {
        as_of: Some(date("2026-11-23")),
        assertions: assertions(),
        citations: BTreeMap::from([("c0".to_owned(), citation())]),
        groups: groups(),
        inactive: inactive(),
        obligations: obligations(),
        rules: rules(),
        servers: servers(),
        services: services(),
        sources: sources(),
        stdlib: BTreeMap::from([("std.shop".to_owned(), library())]),
        waivers: waivers(),
        zones: zones(),
        ..Document::default()
    }
}

pub(crate) fn zones() -> BTreeMap<String, Zone> {
    let closed = names(["offices", "perimeter", "servers"]);
    BTreeMap::from([
        ("servers".to_owned(), Zone::prefixes(addresses("10.1.0.0/24 fd00:1::/64"), None)),
        ("offices".to_owned(), Zone::prefixes(addresses("10.20.0.0/14"), None)),
        ("vip".to_owned(), Zone::prefixes(addresses("10.20.9.0/24"), Some("offices".to_owned()))),
        ("perimeter".to_owned(), Zone::prefixes(addresses("192.0.2.0/28"), None)),
        ("provider".to_owned(), Zone::prefixes(addresses("198.51.100.0/24"), Some("internet".to_owned()))),
        ("internet".to_owned(), Zone::complement(closed, Some(addresses("203.0.113.9/32")))),
        ("eop".to_owned(), Zone::symbolic()),
    ])
}

pub(crate) fn servers() -> BTreeMap<String, Server> {
    let replication = Interface {
        addresses: addresses("10.1.0.211/32"),
        roles: names(["shop.backbone"]),
        zone: "servers".to_owned(),
    };
    let mut app01 = server("10.1.0.11/32 fd00:1::11/128", "servers", "shop.application");
    app01.description = Some("The first of two: \"front\".\nSpeaks TLS; größer als 1 µs.".to_owned());
    app01.interfaces = BTreeMap::from([("replication".to_owned(), replication)]);
    app01.public = Some(addresses("203.0.113.9/32"));
    BTreeMap::from([
        ("app01".to_owned(), app01),
        ("db01".to_owned(), server("10.1.0.5/32 fd00:1::5/128", "servers", "shop.database")),
        ("proxy01".to_owned(), server("192.0.2.4/32", "perimeter", "shop.proxy")),
    ])
}

fn groups() -> BTreeMap<String, Group> {
    let site = Endpoints::named(Named { servers: names(["db01", "app01"]), ..Named::default() }).unwrap();
    let all =
        Named { groups: names(["site-a"]), interfaces: names(["app01.replication"]), ..Named::default() };
    let all = Endpoints::named(all).unwrap();
    BTreeMap::from([
        ("site-a".to_owned(), Group { description: None, members: site, roles: names(["shop.site"]) }),
        ("everything".to_owned(), Group { description: None, members: all, roles: BTreeSet::new() }),
    ])
}

pub(crate) fn services() -> BTreeMap<String, Service> {
    let icmp = vec![Match::protocol(58, Some(Family::Ipv6)), Match::protocol(1, Some(Family::Ipv4))];
    let dns = vec![Match::ports(17, vec![(53, 53)]), Match::ports(6, vec![(53, 53)])];
    BTreeMap::from([
        ("any".to_owned(), Service::any()),
        ("std.net.https".to_owned(), Service::new(vec![Match::ports(6, vec![(443, 443)])])),
        ("std.net.dns".to_owned(), Service::new(dns)),
        ("std.net.icmp".to_owned(), Service::new(icmp)),
        (
            "wide".to_owned(),
            Service::new(vec![Match::ports(6, vec![(9, 9), (1024, 2000), (10, 20), (1500, 3000)])]),
        ),
        ("esp".to_owned(), Service::new(vec![Match::protocol(50, None)])),
    ])
}

fn rules() -> Vec<Rule> {
    let web = rule(Action::Allow, zones_of(["internet", "offices"]), servers_of(["app01"]), "std.net.https");
    let mut probes = rule(Action::Allow, literal("10.1.0.99/32"), groups_of(["everything"]), "std.net.icmp");
    probes.description = Some("Health probes.".to_owned());
    probes.meta = Meta {
        because: names(["availability report"]),
        owner: Some("noc".to_owned()),
        ticket: Some("CHG-1042".to_owned()),
        until: Some(date("2027-06-30")),
    };
    probes.families = BTreeSet::from([Family::Ipv4]);
    let provider = Named { zones: names(["provider"]), ..Named::default() };
    let away = Endpoints::any().except(provider).unwrap();
    let mut blocked = rule(Action::Deny, away, servers_of(["db01"]), "any");
    blocked.log = true;
    let mut mail = rule(Action::Allow, zones_of(["eop"]), servers_of(["proxy01"]), "wide");
    mail.idle_timeout_s = Some(1800);
    mail.families = BTreeSet::from([Family::Ipv4]);
    let both = [Family::Ipv4, Family::Ipv6];
    let mut names = rule(Action::Allow, groups_of(["site-a"]), zones_of(["servers"]), "std.net.dns");
    names.families = BTreeSet::from(both);
    let mut web = Rule { why: vec![library_chain(3), library_chain(2)], ..web };
    web.families = BTreeSet::from(both);
    blocked.families = BTreeSet::from(both);
    vec![web, probes, mail, names, blocked]
}

fn inactive() -> Vec<Inactive> {
    let mut old = rule(Action::Allow, literal("10.1.0.98/32"), servers_of(["app01"]), "esp");
    old.meta.until = Some(date("2026-06-30"));
    vec![Inactive {
        id: String::new(),
        reason: InactiveReason::Expired,
        rule: old,
        since: date("2026-06-30"),
    }]
}

fn obligations() -> Vec<Obligation> {
    let all = [Alteration::SourceNat, Alteration::IdleTimeout, Alteration::Filtering, Alteration::Inspection];
    let plain = Obligation {
        families: BTreeSet::new(),
        forbids: BTreeSet::from(all),
        from: groups_of(["site-a"]),
        id: String::new(),
        idle_timeout_below_s: Some(1800),
        labels: names(["std.shop.internal"]),
        rules: BTreeSet::new(),
        service: "any".to_owned(),
        to: groups_of(["site-a"]),
        waived: None,
        why: vec![library_chain(9)],
    };
    let waived = Some(Waived { because: "the old proxy".to_owned(), until: date("2026-12-31") });
    let forbids = BTreeSet::from([Alteration::Offload]);
    let (families, to) = (BTreeSet::from([Family::Ipv4]), servers_of(["proxy01"]));
    let second = Obligation { families, forbids, idle_timeout_below_s: None, to, waived, ..plain.clone() };
    vec![second, plain]
}

fn assertions() -> Vec<Assertion> {
    let diagnostic = Some("shop/database-exposed".to_owned());
    let (kind, label, why) = (AssertionKind::Never, "std.shop.database".to_owned(), vec![library_chain(4)]);
    let never = Assertion { diagnostic, kind, label, result: AssertionResult::Holds, why };
    let (kind, label) = (AssertionKind::Intact, "std.shop.internal".to_owned());
    let intact =
        Assertion { diagnostic: None, kind, label, result: AssertionResult::Waived, ..never.clone() };
    vec![never, intact]
}

fn waivers() -> Vec<Waiver> {
    let flow = Flow { from: groups_of(["site-a"]), service: "any".to_owned(), to: servers_of(["proxy01"]) };
    let (name, because) = ("std.shop.internal".to_owned(), "the old proxy".to_owned());
    vec![Waiver { because, flow: Some(flow), name, until: date("2026-12-31"), why: vec![vec![step(30)]] }]
}

fn sources() -> BTreeMap<String, Source> {
    let source =
        |path: &str, library| Source { digest: Digest::of(path.as_bytes()), library, path: path.to_owned() };
    BTreeMap::from([
        ("s0".to_owned(), source("sites/rio.expol", None)),
        ("s1".to_owned(), source("std/shop.expol", Some(True))),
    ])
}

fn citation() -> Citation {
    let (title, reference) = ("Shop: network ports".to_owned(), "RFC 9110".to_owned());
    Citation { reference, section: Some("4.2".to_owned()), title }
}

fn library() -> Library {
    Library { digest: Digest::of(b"std.shop"), version: "1.0.0".to_owned() }
}

pub(crate) fn rule(action: Action, from: Endpoints, to: Endpoints, service: &str) -> Rule {
    Rule {
        action,
        description: None,
        families: BTreeSet::from([Family::Ipv4]),
        from,
        id: String::new(),
        idle_timeout_s: None,
        labels: names(["std.shop.web"]),
        log: false,
        meta: Meta::default(),
        service: service.to_owned(),
        to,
        why: vec![vec![step(7)]],
    }
}

fn library_chain(line: u32) -> Chain {
    let applied = Step { kind: StepKind::Applied, ..step(line) };
    let (at, cite, rule) = ([5, 3, 6, 10], Some("c0".to_owned()), Some("std.shop.web".to_owned()));
    vec![applied, Step { at, cite, kind: StepKind::Library, rule, source: "s1".to_owned() }]
}

pub(crate) fn step(line: u32) -> Step {
    Step { at: [line, 1, line, 60], cite: None, kind: StepKind::Stated, rule: None, source: "s0".to_owned() }
}

fn server(list: &str, zone: &str, role: &str) -> Server {
    Server {
        addresses: addresses(list),
        description: None,
        interfaces: BTreeMap::new(),
        public: None,
        roles: names([role]),
        zone: zone.to_owned(),
    }
}

/// Addresses from prefixes with spaces between them.
pub(crate) fn addresses(list: &str) -> Addresses {
    let (ipv6, ipv4): (Vec<&str>, Vec<&str>) = list.split(' ').partition(|text| text.contains(':'));
    let ipv4 = ipv4.iter().map(|text| text.parse().unwrap());
    Addresses::new(ipv4, ipv6.iter().map(|text| text.parse().unwrap())).unwrap()
}

pub(crate) fn names<const N: usize>(list: [&str; N]) -> BTreeSet<String> {
    list.into_iter().map(str::to_owned).collect()
}

pub(crate) fn zones_of<const N: usize>(list: [&str; N]) -> Endpoints {
    Endpoints::named(Named { zones: names(list), ..Named::default() }).unwrap()
}

pub(crate) fn servers_of<const N: usize>(list: [&str; N]) -> Endpoints {
    Endpoints::named(Named { servers: names(list), ..Named::default() }).unwrap()
}

fn groups_of<const N: usize>(list: [&str; N]) -> Endpoints {
    Endpoints::named(Named { groups: names(list), ..Named::default() }).unwrap()
}

pub(crate) fn literal(list: &str) -> Endpoints {
    Endpoints::named(Named { addresses: Some(addresses(list)), ..Named::default() }).unwrap()
}

pub(crate) fn date(text: &str) -> Date {
    Date::try_from(text.to_owned()).unwrap()
}
