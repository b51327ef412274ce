//! The servers of exported tables: names, sites, roles, addresses.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::address::{self, AddressBook, Located};
use super::mapping::{Argument, Inventory, Mapping, Origin, Role};
use super::table::{self, Mistakes, Row, Table};

/// Servers may be this many.
pub(super) const MAX_SERVERS: usize = 5_000;

/// A server as it was exported.
#[derive(Debug)]
pub(super) struct Found {
    /// Its name.
    pub(super) name: String,
    /// Its site, without the path that leads to it.
    pub(super) site: Option<String>,
    /// Where it stands, where that is not its site.
    pub(super) place: Option<String>,
    /// Its roles: the name, and its arguments as they are written.
    pub(super) roles: Vec<(String, Vec<Given>)>,
    /// Its addresses.
    pub(super) addresses: BTreeSet<Located>,
    /// File and line.
    pub(super) origin: String,
}

/// An argument of a role.
#[derive(Debug)]
pub(super) enum Given {
    /// As it stands.
    Written(String),
    /// The group of the server's site.
    Site(String),
}

/// Everything that the tables say.
#[derive(Default, Debug)]
pub(super) struct Network {
    /// The servers, in the order of sites and names.
    pub(super) servers: Vec<Found>,
    /// What was left out, and why: sentences for people.
    pub(super) left_out: Vec<String>,
    /// The addresses by name.
    pub(super) book: AddressBook,
}

/// Reads the tables and joins them with the addresses.
///
/// # Errors
/// Where something cannot be read, with all mistakes of all files.
pub(super) fn read(tables: &[PathBuf], addresses: &[PathBuf], mapping: &Mapping) -> Result<Network, String> {
    let (mut mistakes, mut book) = (Mistakes::default(), AddressBook::default());
    for file in addresses {
        book.read(file, &mapping.address_files, &mut mistakes)?;
    }
    let mut network = Network::default();
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for file in tables {
        let table = table::parse(file, &table::text(file)?, &mut mistakes)?;
        let inventory = recognized(&table, mapping)?;
        columns(&table, inventory, &mut mistakes);
        for row in &table.rows {
            if let Some(found) =
                server(&table, row, inventory, &mut book, &mut mistakes, &mut network.left_out)
            {
                if let Some(first) = seen.insert(found.name.to_lowercase(), found.origin.clone()) {
                    mistakes.add(format!(
                        "{}: `{}` stands in {first} already",
                        table.place(row, &inventory.name),
                        found.name
                    ));
                }
                network.servers.push(found);
            }
        }
    }
    if network.servers.len() > MAX_SERVERS {
        return Err(format!("there are {} servers, the limit is {MAX_SERVERS}", network.servers.len()));
    }
    if let Some(message) = mistakes.message() {
        return Err(message);
    }
    if network.servers.is_empty() {
        return Err(format!("no server is left to write\n{}", network.left_out.join("\n")));
    }
    network.book = book;
    let key = |found: &Found| {
        (found.place.clone(), found.site.clone().map(|it| it.to_lowercase()), found.name.to_lowercase())
    };
    network.servers.sort_by_key(key);
    Ok(network)
}

fn recognized<'a>(table: &Table, mapping: &'a Mapping) -> Result<&'a Inventory, String> {
    let found = mapping.inventories.iter().find(|inventory| table.column(&inventory.recognized_by).is_some());
    found.ok_or_else(|| {
        let known: Vec<String> = mapping
            .inventories
            .iter()
            .map(|inventory| format!("  column `{}`: {}", inventory.recognized_by, inventory.made_by))
            .collect();
        format!(
            "{}:1: it is not known what this table is; its columns are `{}`\nknown are tables with one of these:\n{}",
            table.file,
            table.heading.join("`, `"),
            known.join("\n")
        )
    })
}

/// The columns without which nothing can be said.
fn columns(table: &Table, inventory: &Inventory, mistakes: &mut Mistakes) {
    for wanted in [&inventory.name, &inventory.site] {
        if table.column(wanted).is_none() {
            mistakes.add(format!(
                "{}:1: there is no column `{wanted}`; export it with `{}`",
                table.file, inventory.made_by
            ));
        }
    }
}

fn server(
    table: &Table,
    row: &Row,
    inventory: &Inventory,
    book: &mut AddressBook,
    mistakes: &mut Mistakes,
    left_out: &mut Vec<String>,
) -> Option<Found> {
    let name = table.cell(row, &inventory.name);
    if name.is_empty() {
        mistakes.add(format!("{}: it is empty", table.place(row, &inventory.name)));
        return None;
    }
    let origin = format!("{}:{}", table.file, row.line);
    let site =
        table.cell(row, &inventory.site).rsplit('/').next().map(str::trim).filter(|site| !site.is_empty());
    let release = release(table, row, inventory, mistakes)?;
    let words = words(table, row, inventory, mistakes)?;
    let is_meant = |role: &&Role| {
        let known =
            role.word.as_ref().is_none_or(|word| words.iter().any(|it| it.eq_ignore_ascii_case(word)));
        known && (role.releases.is_empty() || release.as_ref().is_some_and(|it| role.releases.contains(it)))
    };
    let roles: Vec<&Role> = inventory.roles.iter().filter(is_meant).collect();
    if roles.is_empty() {
        let release = release.map(|release| format!(" of release {release}")).unwrap_or_default();
        left_out.push(format!(
            "{origin}: `{name}`{release} with `{}` has no role that the library knows",
            words.join(", ")
        ));
        return None;
    }
    let mut addresses: BTreeSet<Located> = BTreeSet::new();
    for column in &inventory.addresses {
        addresses.extend(address::cell(table, row, column, None, mistakes));
    }
    let hosts = inventory.hosts.iter().map(|column| table.cell(row, column));
    let names: Vec<&str> = std::iter::once(name).chain(hosts).collect();
    addresses.extend(book.of(&names));
    let arguments = |role: &Role| -> Vec<Given> {
        role.arguments
            .iter()
            .filter_map(|it| argument(it, (table, row), site, release.as_deref(), mistakes))
            .collect()
    };
    let place = roles.iter().find_map(|role| role.place.clone());
    let roles = {
        let mut arguments = arguments;
        roles.iter().map(|role| (role.role.clone(), arguments(role))).collect()
    };
    Some(Found { name: name.to_owned(), site: site.map(str::to_owned), place, roles, addresses, origin })
}

/// The release of a server; `Some(None)` where the table has none.
fn release(
    table: &Table,
    row: &Row,
    inventory: &Inventory,
    mistakes: &mut Mistakes,
) -> Option<Option<String>> {
    let Some(release) = &inventory.release else { return Some(None) };
    if table.column(&release.column).is_none() {
        return Some(Some(release.otherwise.clone()));
    }
    let written = table.cell(row, &release.column);
    let found = release.starts.iter().find(|(start, _)| written.starts_with(start.as_str()));
    if found.is_none() {
        let known: Vec<&str> = release.starts.keys().map(String::as_str).collect();
        let place = table.place(row, &release.column);
        mistakes.add(format!(
            "{place}: `{written}` is no release that is known here; known are `{}`",
            known.join("`, `")
        ));
    }
    found.map(|(_, name)| Some(name.clone()))
}

/// The words of a server.
fn words<'a>(
    table: &Table,
    row: &'a Row,
    inventory: &Inventory,
    mistakes: &mut Mistakes,
) -> Option<Vec<&'a str>> {
    let Some(column) = &inventory.words else { return Some(Vec::new()) };
    let words: Vec<&str> =
        table.cell(row, column).split(',').map(str::trim).filter(|word| !word.is_empty()).collect();
    let known = || inventory.roles.iter().filter_map(|role| role.word.as_ref()).chain(&inventory.other_words);
    let mut is_sound = true;
    for word in words.iter().filter(|word| !known().any(|it| it.eq_ignore_ascii_case(word))) {
        let all: Vec<&str> = known().map(String::as_str).collect();
        let place = table.place(row, column);
        mistakes.add(format!(
            "{place}: `{word}` is no role that is known here; known are `{}`",
            all.join("`, `")
        ));
        is_sound = false;
    }
    is_sound.then_some(words)
}

fn argument(
    argument: &Argument,
    (table, row): (&Table, &Row),
    site: Option<&str>,
    release: Option<&str>,
    mistakes: &mut Mistakes,
) -> Option<Given> {
    let written = |value: &str| Given::Written(format!("{}: {value}", argument.name));
    match argument.from {
        None => argument.value.as_deref().map(written),
        Some(Origin::Site) => site.map(|_| Given::Site(argument.name.clone())),
        Some(Origin::Release) => release.map(written),
        Some(Origin::Column) => {
            let column = argument.column.as_deref().unwrap_or_default();
            match table.cell(row, column) {
                "" => None,
                cell if cell.eq_ignore_ascii_case("true") => Some(written("on")),
                cell if cell.eq_ignore_ascii_case("false") => Some(written("off")),
                cell => {
                    mistakes
                        .add(format!("{}: `{cell}` is neither `True` nor `False`", table.place(row, column)));
                    None
                }
            }
        }
    }
}
