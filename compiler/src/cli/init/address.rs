//! Addresses by the names of computers: from tables, from hosts files, from lines with a name and its addresses.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::path::Path;

use super::mapping::AddressFiles;
use super::table::{self, Mistakes, Row, Table};
use crate::syntax::literal::parse_address;

/// An address of a computer, and the length of its network's prefix, where that is known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Located {
    /// The address.
    pub(super) address: IpAddr,
    /// The length of the prefix.
    pub(super) length: Option<u8>,
}

/// The addresses of each name, names in lower case.
#[derive(Default, Debug)]
pub(super) struct AddressBook {
    entries: BTreeMap<String, BTreeSet<Located>>,
    used: BTreeSet<String>,
}

impl AddressBook {
    /// Adds what a file says.
    pub(super) fn read(
        &mut self,
        file: &Path,
        words: &AddressFiles,
        mistakes: &mut Mistakes,
    ) -> Result<(), String> {
        let text = table::text(file)?;
        let heading =
            text.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#')).unwrap_or_default();
        let is_name = |cell: &str| {
            words.names.iter().any(|name| name.eq_ignore_ascii_case(cell.trim().trim_matches('"')))
        };
        if heading.split([',', ';', '\t']).any(is_name) {
            let table = table::parse(file, &text, mistakes)?;
            return self.table(&table, words, mistakes);
        }
        self.lines(file, &text, words, mistakes);
        Ok(())
    }

    /// The addresses of a computer by any of its names; a name with a domain is also known by its first part.
    pub(super) fn of(&mut self, names: &[&str]) -> BTreeSet<Located> {
        let mut found = BTreeSet::new();
        for name in names.iter().filter(|name| !name.is_empty()) {
            let name = name.to_lowercase();
            for (known, addresses) in &self.entries {
                let is_meant = *known == name || known.split_once('.').is_some_and(|(host, _)| host == name);
                if is_meant {
                    found.extend(addresses);
                    self.used.insert(known.clone());
                }
            }
        }
        found
    }

    /// The names that no server has.
    pub(super) fn unused(&self) -> Vec<&str> {
        self.entries.keys().filter(|name| !self.used.contains(*name)).map(String::as_str).collect()
    }

    fn table(&mut self, table: &Table, words: &AddressFiles, mistakes: &mut Mistakes) -> Result<(), String> {
        let there = |names: &'_ [String]| names.iter().find(|name| table.column(name).is_some()).cloned();
        let name = there(&words.names).unwrap_or_default();
        let Some(column) = there(&words.addresses) else {
            let known = words.addresses.join("`, `");
            return Err(format!(
                "{} has no column with addresses, `{known}`; one is written by `{}`",
                table.file, words.made_by
            ));
        };
        for row in &table.rows {
            let key = table.cell(row, &name).to_lowercase();
            if key.is_empty() {
                mistakes.add(format!("{}: it is empty", table.place(row, &name)));
                continue;
            }
            let length = table.cell(row, &words.length).parse().ok();
            let addresses = cell(table, row, &column, length, mistakes);
            self.entries.entry(key).or_default().extend(addresses);
        }
        Ok(())
    }

    /// `name address …`, or `address name …` as in a hosts file.
    fn lines(&mut self, file: &Path, text: &str, words: &AddressFiles, mistakes: &mut Mistakes) {
        for (at, line) in text.lines().enumerate() {
            let content = line.split('#').next().unwrap_or_default();
            let is_blank = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '"' | '=');
            let parts: Vec<&str> = content.split(is_blank).filter(|part| !part.is_empty()).collect();
            let is_address = |part: &&&str| parse_address(part).is_ok();
            let (addresses, names): (Vec<&str>, Vec<&str>) = parts.iter().partition(is_address);
            if parts.is_empty() {
                continue;
            }
            let singles: Vec<Located> = addresses.iter().filter_map(|part| located(part, None)).collect();
            if names.is_empty() || addresses.is_empty() || singles.len() != addresses.len() {
                let place = format!("{}:{}", file.display(), at + 1);
                mistakes.add(format!(
                    "{place}: a line has a name and its addresses, `ex01 10.1.0.11`; a table needs a heading with `{}`",
                    words.names.join("` or `")
                ));
                continue;
            }
            for name in names {
                self.entries.entry(name.to_lowercase()).or_default().extend(&singles);
            }
        }
    }
}

/// The addresses in a cell. Those that never leave a computer or a link are passed over.
pub(super) fn cell(
    table: &Table,
    row: &Row,
    column: &str,
    length: Option<u8>,
    mistakes: &mut Mistakes,
) -> Vec<Located> {
    let is_blank = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '{' | '}');
    let mut found = Vec::new();
    for written in table.cell(row, column).split(is_blank).filter(|part| !part.is_empty()) {
        // Windows writes the adapter behind an address of its link.
        match located(written.split('%').next().unwrap_or(written), length) {
            Some(one) if is_local(one.address) => {}
            Some(one) => found.push(one),
            None => mistakes.add(format!("{}: `{written}` is no address", table.place(row, column))),
        }
    }
    found
}

fn located(written: &str, length: Option<u8>) -> Option<Located> {
    let address = parse_address(written).ok()?.single()?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    Some(Located { address, length: length.filter(|length| (1..=most).contains(length)) })
}

fn is_local(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_loopback() || v4.is_link_local() || v4.is_unspecified(),
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unicast_link_local() || v6.is_unspecified(),
    }
}
