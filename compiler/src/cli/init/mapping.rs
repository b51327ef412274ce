//! What the words of exported tables mean, and what is written from them: `stdlib/inventory.json`, part of the library.
//!
//! Nothing here knows a product: columns, words, roles and sentences are those of that file.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use serde::Deserialize;

const TEXT: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/stdlib/inventory.json"));

/// The whole file.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct Mapping {
    /// For whoever reads the file.
    #[serde(rename = "about")]
    _about: String,
    /// The tables of servers that are known.
    pub(super) inventories: Vec<Inventory>,
    /// The tables of addresses.
    pub(super) address_files: AddressFiles,
    /// Zones that are not those of a site.
    pub(super) places: BTreeMap<String, Place>,
    /// The role of a site's group.
    pub(super) site_role: String,
    /// Servers that have to be there.
    pub(super) missing: Vec<Missing>,
    /// The comment at the top.
    pub(super) header: Vec<String>,
    /// The imports.
    pub(super) uses: Vec<String>,
    /// Names that the lines below use.
    pub(super) reserved: Vec<String>,
    /// What the network is for.
    pub(super) profiles: Vec<Profile>,
    /// What stands for addresses that nobody gave.
    pub(super) placeholders: Placeholders,
}

/// A table of servers.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct Inventory {
    /// The column by which it is told apart.
    pub(super) recognized_by: String,
    /// The command that writes it.
    pub(super) made_by: String,
    /// The column of the name.
    pub(super) name: String,
    /// Columns of further names.
    pub(super) hosts: Vec<String>,
    /// The column of the site.
    pub(super) site: String,
    /// Columns of addresses, where it has any.
    pub(super) addresses: Vec<String>,
    /// How the release of a server is read.
    pub(super) release: Option<Release>,
    /// The column with the words of `roles`.
    pub(super) words: Option<String>,
    /// What a server gets.
    pub(super) roles: Vec<Role>,
    /// Words that mean no role.
    #[serde(default)]
    pub(super) other_words: Vec<String>,
}

/// How the release of a server is read.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct Release {
    /// The column.
    pub(super) column: String,
    /// What the cell starts with, and what that is.
    pub(super) starts: BTreeMap<String, String>,
    /// What it is where there is no such column.
    pub(super) otherwise: String,
}

/// A role that a server gets.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct Role {
    /// The word that brings it; every server gets it where there is none.
    pub(super) word: Option<String>,
    /// The releases that may have it; all where none is named.
    #[serde(default)]
    pub(super) releases: Vec<String>,
    /// The role, as the policy says it.
    pub(super) role: String,
    /// Its arguments.
    #[serde(default)]
    pub(super) arguments: Vec<Argument>,
    /// The place of its servers, where that is not their site.
    pub(super) place: Option<String>,
}

/// An argument of a role: a fixed value, or one that is read.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct Argument {
    /// Its name.
    pub(super) name: String,
    /// Its value.
    pub(super) value: Option<String>,
    /// Where the value comes from.
    pub(super) from: Option<Origin>,
    /// The column, where it is one of `True` and `False`.
    pub(super) column: Option<String>,
}

/// Where the value of an argument comes from.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "lowercase")]
pub(super) enum Origin {
    /// The group of the server's site; no argument where there is none.
    Site,
    /// Its release.
    Release,
    /// A column with `True` or `False`.
    Column,
}

/// The tables of addresses.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct AddressFiles {
    /// Columns of names.
    pub(super) names: Vec<String>,
    /// Columns of addresses.
    pub(super) addresses: Vec<String>,
    /// The column of the length of the network's prefix.
    pub(super) length: String,
    /// A command that writes one.
    pub(super) made_by: String,
}

/// A zone that is not that of a site.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct Place {
    /// Its name.
    pub(super) zone: String,
    /// Its role.
    pub(super) role: String,
    /// What it is.
    pub(super) about: String,
}

/// A server that has to be there, in each site or in a place.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct Missing {
    /// What to call it.
    pub(super) name: String,
    /// Whether each site needs one.
    #[serde(default)]
    pub(super) each_site: bool,
    /// The place that needs one, if it has servers.
    pub(super) place: Option<String>,
    /// The role that makes it unnecessary.
    pub(super) unless: String,
    /// Its roles.
    pub(super) roles: String,
    /// What it is.
    pub(super) about: String,
}

/// Lines that are written for networks with some role.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct Profile {
    /// The role that some server has.
    pub(super) when: String,
    /// The role that no server has.
    pub(super) unless: Option<String>,
    /// The lines.
    pub(super) lines: Vec<String>,
}

/// What stands for addresses that nobody gave.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct Placeholders {
    /// The first address of the block that they are taken from.
    pub(super) block: Ipv4Addr,
    /// The comment beside each.
    pub(super) note: String,
    /// The lines that keep them from being taken for real ones. `{servers}` are the names.
    pub(super) lines: Vec<String>,
}

/// The mapping that is part of this program.
///
/// # Errors
/// Where it is not in order, which a test sees to.
pub(super) fn mapping() -> Result<Mapping, String> {
    serde_json::from_str(TEXT).map_err(|error| format!("stdlib/inventory.json: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mapping_of_the_library_is_in_order() {
        let mapping = mapping().unwrap();
        let places =
            mapping.inventories.iter().flat_map(|it| &it.roles).filter_map(|role| role.place.as_ref());
        let wanted = mapping.missing.iter().filter_map(|missing| missing.place.as_ref());
        for place in places.chain(wanted) {
            assert!(mapping.places.contains_key(place), "{place}");
        }
        for argument in mapping.inventories.iter().flat_map(|it| &it.roles).flat_map(|role| &role.arguments) {
            assert!(argument.value.is_some() != argument.from.is_some(), "{argument:?}");
            assert_eq!(argument.column.is_some(), argument.from == Some(Origin::Column), "{argument:?}");
        }
    }
}
