//! The policy that is written from an inventory: comments, zones, servers, sites, and what the library says beside.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::net::IpAddr;

use super::identifier::Identifiers;
use super::inventory::{Found, Given, Network};
use super::mapping::{Mapping, Missing};
use super::zone::{Guess, Placeholders, separate};
use crate::text::escape_line_for_display;

/// A policy, and what there is to say about it.
#[derive(Debug)]
pub(super) struct Draft {
    /// Its text.
    pub(super) text: String,
    /// Servers in it.
    pub(super) servers: usize,
    /// Those whose address is a placeholder.
    pub(super) without_address: Vec<String>,
}

/// A server as it is written.
struct Line {
    name: String,
    zone: String,
    site: Option<String>,
    place: Option<String>,
    addresses: Vec<IpAddr>,
    roles: String,
    role_names: Vec<String>,
    comment: String,
    invented: Option<String>,
}

/// Writes the policy.
///
/// # Errors
/// Where two servers have one address.
pub(super) fn write(network: &mut Network, mapping: &Mapping, command: &str) -> Result<Draft, String> {
    addresses_are_unique(&network.servers)?;
    let mut names = Identifiers::default();
    for word in &mapping.reserved {
        names.give(word);
    }
    let mut lines: Vec<Line> = network.servers.iter().map(|found| line(found, &mut names)).collect();
    let sites: BTreeSet<String> = lines.iter().filter_map(|line| line.site.clone()).collect();
    let groups: BTreeMap<String, String> =
        sites.iter().map(|site| (site.clone(), names.give(&format!("site-{site}")))).collect();
    for (line, found) in lines.iter_mut().zip(&network.servers) {
        line.roles = roles(found, &groups);
    }
    let missing: Vec<Line> =
        mapping.missing.iter().flat_map(|it| missing(it, &lines, &sites, &mut names)).collect();
    lines.extend(missing);
    let mut zones: BTreeMap<String, String> = BTreeMap::new();
    for line in &mut lines {
        let key = zone_key(line);
        let wanted = || match (&line.place, &line.site) {
            (Some(place), _) => mapping.places.get(place).map_or(place.clone(), |place| place.zone.clone()),
            (None, Some(site)) => format!("net-{site}"),
            (None, None) => "servers".to_owned(),
        };
        line.zone = zones.entry(key).or_insert_with(|| names.give(&wanted())).clone();
    }
    let mut guesses: BTreeMap<String, Guess> = BTreeMap::new();
    for (at, line) in lines.iter_mut().enumerate() {
        // Whoever was told the name of an invented server may say its address.
        let located = match network.servers.get(at) {
            Some(found) => found.addresses.clone(),
            None => network.book.of(&[&line.name]),
        };
        line.addresses = located.iter().map(|located| located.address).collect();
        let guess = guesses.entry(line.zone.clone()).or_default();
        located.into_iter().for_each(|located| guess.add(located));
    }
    let unused = network.book.unused();
    if !unused.is_empty() {
        network.left_out.push(format!("addresses of no server: {}", unused.join(", ")));
    }
    let mut placeholders = Placeholders::new(mapping.placeholders.block);
    let mut without_address = Vec::new();
    for line in lines.iter_mut().filter(|line| line.addresses.is_empty()) {
        let located = placeholders.next(&line.zone);
        guesses.entry(line.zone.clone()).or_default().add(located);
        line.addresses.push(located.address);
        line.comment = format!("{}; {}", line.comment, mapping.placeholders.note);
        without_address.push(line.name.clone());
    }
    separate(&mut guesses);
    let page = Page {
        mapping,
        lines: &lines,
        groups: &groups,
        guesses: &guesses,
        without_address: &without_address,
    };
    Ok(Draft { text: page.text(command, &network.left_out), servers: lines.len(), without_address })
}

fn addresses_are_unique(servers: &[Found]) -> Result<(), String> {
    let mut owners: BTreeMap<IpAddr, &Found> = BTreeMap::new();
    for found in servers {
        for located in &found.addresses {
            match owners.insert(located.address, found) {
                Some(other) if other.name != found.name => {
                    return Err(format!(
                        "{}: `{}` has the address {}, which `{}` ({}) has too; an address belongs to one server",
                        found.origin, found.name, located.address, other.name, other.origin
                    ));
                }
                _ => {}
            }
        }
    }
    Ok(())
}

fn line(found: &Found, names: &mut Identifiers) -> Line {
    let addresses: BTreeSet<IpAddr> = found.addresses.iter().map(|located| located.address).collect();
    let name = names.give(&found.name);
    let called = if name == found.name { String::new() } else { format!("`{}`, ", found.name) };
    let adapters = if addresses.len() > 1 { "; one adapter? an `interface` for each other one" } else { "" };
    Line {
        name,
        zone: String::new(),
        site: found.site.clone(),
        place: found.place.clone(),
        addresses: Vec::new(),
        roles: String::new(),
        role_names: found.roles.iter().map(|(role, _)| role.clone()).collect(),
        comment: format!("{called}{}{adapters}", found.origin),
        invented: None,
    }
}

fn roles(found: &Found, groups: &BTreeMap<String, String>) -> String {
    let one = |(role, arguments): &(String, Vec<Given>)| {
        let given = |argument: &Given| match argument {
            Given::Written(text) => Some(text.clone()),
            Given::Site(name) => groups.get(found.site.as_deref()?).map(|group| format!("{name}: {group}")),
        };
        let arguments: Vec<String> = arguments.iter().filter_map(given).collect();
        if arguments.is_empty() { role.clone() } else { format!("{role}({})", arguments.join(", ")) }
    };
    found.roles.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// The servers that have to be there and were not given.
fn missing(wanted: &Missing, lines: &[Line], sites: &BTreeSet<String>, names: &mut Identifiers) -> Vec<Line> {
    let lacks = |site: Option<&String>, place: Option<&String>| {
        let mut here = lines
            .iter()
            .filter(|line| line.place.as_ref() == place && (place.is_some() || line.site.as_ref() == site));
        !here.any(|line| line.role_names.contains(&wanted.unless))
    };
    let mut at: Vec<(Option<String>, Option<String>)> = Vec::new();
    if wanted.each_site {
        let inside = || lines.iter().filter(|line| line.place.is_none());
        let without_site = inside().any(|line| line.site.is_none()).then_some(None);
        let all = sites.iter().cloned().map(Some).chain(without_site);
        at.extend(all.filter(|site| lacks(site.as_ref(), None)).map(|site| (site, None)));
    }
    if let Some(place) = &wanted.place {
        let is_used = lines.iter().any(|line| line.place.as_ref() == Some(place));
        at.extend((is_used && lacks(None, Some(place))).then(|| (None, Some(place.clone()))));
    }
    let written = |(site, place): (Option<String>, Option<String>)| {
        let suffix = site.as_ref().map(|site| format!("-{site}")).unwrap_or_default();
        let role_name = |role: &str| role.split('(').next().unwrap_or(role).trim().to_owned();
        Line {
            name: names.give(&format!("{}{suffix}", wanted.name)),
            zone: String::new(),
            site,
            place,
            addresses: Vec::new(),
            roles: wanted.roles.clone(),
            role_names: wanted.roles.split(',').map(role_name).collect(),
            comment: "invented".to_owned(),
            invented: Some(wanted.about.clone()),
        }
    };
    at.into_iter().map(written).collect()
}

fn zone_key(line: &Line) -> String {
    match (&line.place, &line.site) {
        (Some(place), _) => format!("place {place}"),
        (None, Some(site)) => format!("site {site}"),
        (None, None) => String::new(),
    }
}

/// Everything that the page is written from.
struct Page<'a> {
    mapping: &'a Mapping,
    lines: &'a [Line],
    groups: &'a BTreeMap<String, String>,
    guesses: &'a BTreeMap<String, Guess>,
    without_address: &'a [String],
}

impl Page<'_> {
    fn text(&self, command: &str, left_out: &[String]) -> String {
        let mut text = format!("//! Written by `{}`.\n//!\n", plain(command));
        for line in &self.mapping.header {
            let _ = writeln!(text, "//! {line}");
        }
        if !left_out.is_empty() {
            text.push_str("//!\n//! Left out:\n");
        }
        for line in left_out {
            let _ = writeln!(text, "//! - {}", plain(line));
        }
        let _ = writeln!(text, "\n{}", self.mapping.uses.join("\n"));
        text.push_str("\n// ---------------------------------------------------------------- the network\n");
        let zones: BTreeSet<&str> = self.lines.iter().map(|line| line.zone.as_str()).collect();
        for zone in zones {
            self.zone(zone, &mut text);
        }
        for (site, group) in self.groups {
            let inside =
                self.lines.iter().filter(|line| line.place.is_none() && line.site.as_ref() == Some(site));
            let members: Vec<&str> = inside.map(|line| line.name.as_str()).collect();
            let _ =
                writeln!(text, "group {group} {{ {}  role {} }}", members.join(", "), self.mapping.site_role);
        }
        text.push_str(
            "\n// ---------------------------------------------------------------- what it is for\n",
        );
        let has = |role: &String| self.lines.iter().any(|line| line.role_names.contains(role));
        for profile in &self.mapping.profiles {
            if has(&profile.when) && !profile.unless.as_ref().is_some_and(has) {
                let _ = writeln!(text, "{}\n", profile.lines.join("\n"));
            }
        }
        if !self.without_address.is_empty() {
            text.push_str("// ---------------------------------------------------------------- what has to be filled in\n");
            let lines = self.mapping.placeholders.lines.join("\n");
            let _ = writeln!(text, "{}", lines.replace("{servers}", &self.without_address.join(", ")));
        }
        format!("{}\n", text.trim_end())
    }

    fn zone(&self, zone: &str, text: &mut String) {
        let inside = || self.lines.iter().filter(|line| line.zone == zone);
        let place =
            inside().find_map(|line| line.place.as_ref()).and_then(|place| self.mapping.places.get(place));
        let site = inside().find_map(|line| line.site.as_ref());
        match (place, site) {
            (Some(place), _) => {
                let _ = writeln!(text, "/// {}", place.about);
            }
            (None, Some(site)) => {
                let _ = writeln!(
                    text,
                    "/// The servers of the site `{}`. Guessed from their addresses.",
                    plain(site)
                );
            }
            (None, None) => text.push_str("/// Servers without a site. Guessed from their addresses.\n"),
        }
        let Some(guess) = self.guesses.get(zone) else { return };
        if guess.shared {
            text.push_str(
                "/// It shares a network with another zone: only the servers' own addresses are sure.\n",
            );
        }
        let role = place.map(|place| format!("  role {}", place.role)).unwrap_or_default();
        let _ = writeln!(text, "zone {zone} {{ {}{role} }}", guess.written());
        for line in inside() {
            let addresses: Vec<String> = line.addresses.iter().map(IpAddr::to_string).collect();
            if let Some(about) = &line.invented {
                let _ = writeln!(text, "/// {about}");
            }
            let _ = writeln!(
                text,
                "server {} in {zone} {{ address {}  role {} }}  // {}",
                line.name,
                addresses.join(", "),
                line.roles,
                plain(&line.comment)
            );
        }
        text.push('\n');
    }
}

/// Text from outside, on one line and without characters that hide.
fn plain(text: &str) -> String {
    escape_line_for_display(text).into_owned()
}
