//! Policies that are nearly all rules, for the exact analysis: any number of statements, the same in every run.
//!
//! Sites are top-level zones; a fifth of them speak IPv6 too. Their networks lie in them as zones, a tenth of these in two
//! halves, and servers lie in the networks; there are external zones and `internet`. Rules have one to three sources,
//! destinations and services, a sixth of them deny, a few of them are about everybody. Of the statements at least a fifth
//! overlap others, about 2 % are dead because several others cover them together, and a fifth are about IPv6 too.
//! `tests/it/rules_at_scale.rs` counts whether that is so.

use std::fmt::Write;

/// Statements in one file.
const STATEMENTS_PER_FILE: usize = 500;

/// Networks of a site; of ten networks one is in two halves.
const NETWORKS: usize = 20;

/// Servers of a network.
const SERVERS: usize = 5;

const SERVICES: usize = 300;
const EXTERNALS: usize = 20;

/// Numbers that only look random.
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound
    }

    fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }
}

/// A rule before it is written.
#[derive(Clone)]
struct Rule {
    deny: bool,
    from: Vec<String>,
    to: Vec<String>,
    services: Vec<String>,
}

/// The files of a policy of `count` allows and denies. The first is the one to check.
pub(crate) fn files(count: usize) -> Vec<(String, String)> {
    let sites = (count / 500).clamp(5, 200);
    let mut all = vec![
        ("policy.expol".to_owned(), "//! A generated policy.\n".to_owned()),
        ("network.expol".to_owned(), network(sites)),
    ];
    let statements = statements(count, sites);
    for (part, chunk) in statements.chunks(STATEMENTS_PER_FILE).enumerate() {
        let _ = writeln!(all[0].1, "use \"rules/part{part}.expol\" as part{part}");
        let head = "use \"../network.expol\" as n\n\n".to_owned();
        all.push((format!("rules/part{part}.expol"), head + &chunk.concat()));
    }
    all
}

fn is_dual(site: usize) -> bool {
    site.is_multiple_of(5)
}

fn network(sites: usize) -> String {
    let mut text = String::from("//! Zones, servers and services.\n\n");
    for site in 0..sites {
        let own = |v4: String, v6: String| if is_dual(site) { format!("{v4}, {v6}") } else { v4 };
        let _ = writeln!(
            text,
            "zone s{site} {{ {} }}",
            own(format!("10.{site}.0.0/16"), format!("fd00:{site:x}::/32"))
        );
        for net in 0..NETWORKS {
            let all = own(format!("10.{site}.{net}.0/24"), format!("fd00:{site:x}:{net:x}::/48"));
            let _ = writeln!(text, "zone s{site}-n{net} in s{site} {{ {all} }}");
            if net % 10 == 0 {
                let low = own(format!("10.{site}.{net}.0/25"), format!("fd00:{site:x}:{net:x}::/49"));
                let high = own(format!("10.{site}.{net}.128/25"), format!("fd00:{site:x}:{net:x}:8000::/49"));
                let _ = writeln!(text, "zone s{site}-n{net}-low in s{site}-n{net} {{ {low} }}");
                let _ = writeln!(text, "zone s{site}-n{net}-high in s{site}-n{net} {{ {high} }}");
            }
            for host in 0..SERVERS {
                let inside = if net % 10 == 0 { "-low" } else { "" };
                let address = own(
                    format!("10.{site}.{net}.{}", host + 10),
                    format!("fd00:{site:x}:{net:x}::{host:x}a"),
                );
                let _ = writeln!(
                    text,
                    "server s{site}-n{net}-h{host} in s{site}-n{net}{inside} {{ address {address} }}"
                );
            }
        }
    }
    for external in 0..EXTERNALS {
        let _ = writeln!(text, "zone partner{external} external");
    }
    for service in 0..SERVICES {
        let (protocol, port) = (if service % 7 == 0 { "udp" } else { "tcp" }, 1000 + service * 20);
        let ports = if service % 10 == 0 { format!("{port}-{}", port + 9) } else { port.to_string() };
        let _ = writeln!(text, "service v{service} {{ {protocol} {ports} }}");
    }
    text
}

fn statements(count: usize, sites: usize) -> Vec<String> {
    let mut draw = Draw(20_130_131);
    let mut rules: Vec<Rule> = Vec::with_capacity(count + 3);
    while rules.len() < count {
        match draw.below(100) {
            // Three statements, of which two cover the third together.
            0..2 => rules.extend(halves(&mut draw, sites)),
            // A statement that overlaps one before.
            2..16 if !rules.is_empty() => {
                let model = rules[draw.below(rules.len())].clone();
                rules.push(neighbour(&mut draw, model, sites));
            }
            _ => rules.push(rule(&mut draw, sites)),
        }
    }
    rules.truncate(count);
    // Statements that belong together do not stand together.
    for at in (1..rules.len()).rev() {
        rules.swap(at, draw.below(at + 1));
    }
    rules.iter().enumerate().map(|(at, rule)| written(rule, at)).collect()
}

fn written(rule: &Rule, at: usize) -> String {
    let verb = if rule.deny { "deny" } else { "allow" };
    let (from, to, on) = (rule.from.join(", "), rule.to.join(", "), rule.services.join(", "));
    let everybody =
        rule.from.iter().any(|side| side == "any") || rule.services.iter().any(|one| one == "any");
    let because = if everybody { format!(" {{ because \"change {at}\" }}") } else { String::new() };
    format!("{verb} {from} -> {to} on {on}{because}\n")
}

/// A statement as people write them. Both sides are of sites that speak IPv6 too, or none is asked to.
fn rule(draw: &mut Draw, sites: usize) -> Rule {
    let dual = draw.one_in(6);
    let from = sources(draw, sites, dual);
    let to = some(draw, |draw| destination(draw, sites, dual));
    let services = if draw.one_in(50) { vec!["any".to_owned()] } else { some(draw, service) };
    Rule { deny: draw.one_in(7), from, to, services }
}

/// One to three, mostly one.
fn some(draw: &mut Draw, mut one: impl FnMut(&mut Draw) -> String) -> Vec<String> {
    let count = [1, 1, 1, 2, 3][draw.below(5)];
    let mut all: Vec<String> = (0..count).map(|_| one(draw)).collect();
    all.sort();
    all.dedup();
    all
}

fn sources(draw: &mut Draw, sites: usize, dual: bool) -> Vec<String> {
    match draw.below(50) {
        0 | 1 => vec!["any".to_owned()],
        2 | 3 => vec!["internet".to_owned()],
        4 | 5 => vec![format!("n.partner{}", draw.below(EXTERNALS))],
        _ => some(draw, |draw| destination(draw, sites, dual)),
    }
}

fn destination(draw: &mut Draw, sites: usize, dual: bool) -> String {
    let site = draw.below(sites);
    let site = if dual { site - site % 5 } else { site };
    let net = draw.below(NETWORKS);
    match draw.below(20) {
        0 => format!("n.s{site}"),
        1..5 => format!("n.s{site}-n{net}"),
        5 => format!("n.s{site}-n{}-low", net - net % 10),
        _ => format!("n.s{site}-n{net}-h{}", draw.below(SERVERS)),
    }
}

fn service(draw: &mut Draw) -> String {
    format!("n.v{}", draw.below(SERVICES))
}

/// A network as a whole, and its halves with something else each; or two servers together, and one by one with something
/// else each. The whole is covered by the others, and none of these by any.
fn halves(draw: &mut Draw, sites: usize) -> Vec<Rule> {
    let site = draw.below(sites);
    let net = draw.below(NETWORKS / 10) * 10;
    let dual = is_dual(site);
    let (to, on) = (destination(draw, sites, dual), vec![service(draw)]);
    let rule = |from: Vec<String>| Rule { deny: false, from, to: vec![to.clone()], services: on.clone() };
    let named = |part: &str| format!("n.s{site}-n{net}{part}");
    let (whole, one, other) = if draw.one_in(2) {
        (vec![named("")], named("-low"), named("-high"))
    } else {
        (vec![named("-h1"), named("-h2")], named("-h1"), named("-h2"))
    };
    let more =
        |draw: &mut Draw| format!("n.s{}-n{}-h{}", draw.below(sites), 1 + draw.below(9), draw.below(SERVERS));
    vec![rule(whole), rule(vec![one, more(draw)]), rule(vec![other, more(draw)])]
}

/// A statement that shares some of what another says.
fn neighbour(draw: &mut Draw, model: Rule, sites: usize) -> Rule {
    let own = rule(draw, sites);
    match draw.below(3) {
        0 => Rule { from: own.from, to: joined(model.to, own.to), ..model },
        1 => Rule {
            from: joined(model.from, own.from),
            services: joined(model.services, own.services),
            ..model
        },
        _ => Rule {
            deny: own.deny,
            to: joined(model.to, own.to),
            services: joined(own.services, model.services),
            ..model
        },
    }
}

fn joined(mut some: Vec<String>, others: Vec<String>) -> Vec<String> {
    some.extend(others);
    some.sort();
    some.dedup();
    if some.iter().any(|one| one == "any") { vec!["any".to_owned()] } else { some }
}
