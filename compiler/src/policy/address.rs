//! Addresses: what zones, servers and adapters have, what `internet` and `any` are.

use std::net::IpAddr;
use std::sync::LazyLock;

use expol_space::{AddressIndex, AddressSet, ExternalId, RangeSet};

use super::endpoints::Member;
use super::eval::named_value;
use super::nesting::standings;
use super::network::network_in;
use super::value::Value;
use crate::db::{AddressList, Db, PathRefusal, Program, ProjectPath, SourceFile, parse_list};
use crate::hir::{Head, Item, ast, declarations_of_kind, program_sections, resolve_path};
use crate::syntax::ItemKind;
use crate::syntax::item::{Adapter, Address, Item as Tree, ListUse, Placement};
use crate::syntax::literal::AddressLiteral;

/// The zones, servers and groups of the program, in the order of files and lines.
#[derive(Clone, PartialEq, Eq, Debug, Default, salsa::SalsaValue)]
pub struct Entities<'db> {
    /// The zones.
    pub zones: Vec<Item<'db>>,
    /// The servers.
    pub servers: Vec<Item<'db>>,
    /// The groups.
    pub groups: Vec<Item<'db>>,
}

/// Everything that has addresses or members.
#[salsa::tracked]
pub fn entities<'db>(db: &'db dyn Db) -> Entities<'db> {
    let mut found = Entities::default();
    for section in program_sections(db) {
        for (kind, found) in [
            (ItemKind::Zone, &mut found.zones),
            (ItemKind::Server, &mut found.servers),
            (ItemKind::Group, &mut found.groups),
        ] {
            found.extend(declarations_of_kind(db, *section, kind));
        }
    }
    found
}

/// The set of a literal.
pub fn literal_set(literal: AddressLiteral) -> AddressSet {
    match literal {
        AddressLiteral::V4(low, high) => AddressSet::ipv4_range(low, high),
        AddressLiteral::V6(low, high) => AddressSet::ipv6_range(low, high),
    }
}

/// The union of literals.
pub fn literals_set(literals: impl Iterator<Item = AddressLiteral>) -> AddressSet {
    let (mut v4, mut v6) = (Vec::new(), Vec::new());
    for literal in literals {
        match literal {
            AddressLiteral::V4(low, high) => v4.push((u32::from(low), u32::from(high))),
            AddressLiteral::V6(low, high) => v6.push((u128::from(low), u128::from(high))),
        }
    }
    AddressSet::new(RangeSet::from_ranges(v4), RangeSet::from_ranges(v6), [])
}

pub(super) fn values(addresses: &[Address]) -> impl Iterator<Item = AddressLiteral> {
    addresses.iter().filter_map(|address| address.value)
}

/// The addresses of a zone: its own, those of its lists, or its external point. Known with what its name stands for.
pub fn zone_set<'db>(db: &'db dyn Db, zone: Item<'db>) -> &'db AddressSet {
    set_of_name(db, zone)
}

/// The zones of the program with their addresses. Many ask for all of them: together they are one thing to depend on.
pub fn zones<'db>(db: &'db dyn Db) -> impl Iterator<Item = (Item<'db>, &'db AddressSet)> {
    entities(db).zones.iter().copied().zip(sets_of_zones(db))
}

#[salsa::tracked]
fn sets_of_zones(db: &dyn Db) -> Vec<AddressSet> {
    entities(db).zones.iter().map(|zone| zone_set(db, *zone).clone()).collect()
}

fn set_of_name<'db>(db: &'db dyn Db, item: Item<'db>) -> &'db AddressSet {
    match named_value(db, item) {
        Value::Endpoints(endpoints) => endpoints.set(),
        _ => nothing(),
    }
}

fn nothing() -> &'static AddressSet {
    static NOTHING: LazyLock<AddressSet> = LazyLock::new(AddressSet::empty);
    &NOTHING
}

/// Computes the addresses of a zone.
pub(super) fn addresses_of_zone<'db>(db: &'db dyn Db, item: Item<'db>) -> AddressSet {
    let tree = ast(db, item);
    let Tree::Zone(zone) = &tree.item else { return AddressSet::empty() };
    if zone.external {
        return AddressSet::external_point(external_id(db, item));
    }
    let mut listed = Vec::new();
    for list in &zone.files {
        if let Ok(Some(file)) = list_file(db, item, list) {
            listed.extend(read_list(db, file, list).addresses);
        }
    }
    literals_set(values(&zone.addresses).chain(listed))
}

/// The zones by their addresses: by their positions in [`entities`].
#[salsa::tracked]
pub fn zone_index(db: &dyn Db) -> AddressIndex {
    AddressIndex::new(sets_of_zones(db).iter())
}

/// The file of a zone's list, where it was loaded.
///
/// # Errors
/// Where the path is refused.
pub fn list_file(db: &dyn Db, zone: Item<'_>, list: &ListUse) -> Result<Option<SourceFile>, PathRefusal> {
    let path = ProjectPath::beside(zone.file(db).path(db), &list.file.value)?;
    Ok(Program::get(db).files(db).get(&path).copied())
}

/// What a list says.
pub fn read_list(db: &dyn Db, file: SourceFile, list: &ListUse) -> AddressList {
    parse_list(file.text(db), list.column.as_ref().map(|column| column.value.as_str()))
}

/// Whether all addresses of a zone come from lists that say their date and their source.
pub fn is_dated(db: &dyn Db, zone: Item<'_>) -> bool {
    let Tree::Zone(tree) = &ast(db, zone).item else { return false };
    let is_dated = |list: &ListUse| {
        let file = list_file(db, zone, list).ok().flatten();
        let read = file.map(|file| read_list(db, file, list));
        read.is_some_and(|read| read.date.is_some() && read.source.is_some())
    };
    tree.addresses.is_empty() && !tree.files.is_empty() && tree.files.iter().all(is_dated)
}

/// The point of an external zone, by its full name, so that it is the same in every run and in the IR.
fn external_id(db: &dyn Db, item: Item<'_>) -> ExternalId {
    ExternalId::of_name(&crate::hir::full_name(db, item))
}

/// The adapters of a server: its own, then its interfaces.
pub fn adapters(tree: &Tree) -> Vec<&Adapter> {
    match tree {
        Tree::Server(server) => std::iter::once(&server.body)
            .chain(server.interfaces.iter().map(|interface| &interface.body))
            .collect(),
        _ => Vec::new(),
    }
}

/// The addresses of a server's adapter; 0 is its own. That is known with what the server's name stands for.
pub fn adapter_set<'db>(db: &'db dyn Db, server: Item<'db>, index: u32) -> &'db AddressSet {
    if index == 0 { set_of_name(db, server) } else { interface_set(db, server, index) }
}

#[salsa::tracked]
fn interface_set<'db>(db: &'db dyn Db, item: Item<'db>, index: u32) -> AddressSet {
    addresses_of_adapter(db, item, index)
}

/// Computes the addresses of a server's adapter.
pub(super) fn addresses_of_adapter(db: &dyn Db, item: Item<'_>, index: u32) -> AddressSet {
    let tree = ast(db, item);
    adapters(&tree.item)
        .get(index as usize)
        .map_or_else(AddressSet::empty, |body| literals_set(values(&body.addresses)))
}

/// The addresses of a member; groups and roles have none of their own.
pub fn member_set(db: &dyn Db, member: Member<'_>) -> AddressSet {
    match member {
        Member::Server(item) => adapter_set(db, item, 0).clone(),
        Member::Interface(item, index) => adapter_set(db, item, index + 1).clone(),
        Member::Zone(item) => zone_set(db, item).clone(),
        Member::Internet => internet_set(db).clone(),
        Member::Any => any_set(db).clone(),
        Member::Literal(written) => literal_set(written.literal(db)),
        Member::Group(_) | Member::Role(_) | Member::Rest => AddressSet::empty(),
    }
}

/// Where a zone, server or adapter stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub enum Standing<'db> {
    /// In `internet`.
    Internet,
    /// In a zone.
    Zone(Item<'db>),
}

/// What a placement means; `None` where its name is wrong.
pub fn standing<'db>(db: &'db dyn Db, item: Item<'db>, placement: &Placement) -> Option<Standing<'db>> {
    match placement {
        Placement::Internet(_) => Some(Standing::Internet),
        Placement::Zone(path) => match resolve_path(db, item.file(db), &[], path).ok()?.head {
            Head::Item(zone) if zone.kind(db) == ItemKind::Zone => Some(Standing::Zone(zone)),
            _ => None,
        },
    }
}

/// Everything that no zone outside of `internet` covers, and every external point. Translated addresses of servers are
/// other names for them, so they are not part of it either.
#[salsa::tracked]
pub fn internet_set(db: &dyn Db) -> AddressSet {
    let (mut v4, mut v6) = (Vec::new(), Vec::new());
    let inside = zones(db).zip(&standings(db).in_internet).filter(|(_, in_internet)| !**in_internet);
    for ((_, set), _) in inside {
        v4.extend_from_slice(set.v4().ranges());
        v6.extend_from_slice(set.v6().ranges());
    }
    let covered = AddressSet::new(RangeSet::from_ranges(v4), RangeSet::from_ranges(v6), []);
    let public = literals_set(public_addresses(db).iter().map(PublicAddress::literal));
    any_set(db).difference(&covered).difference(&public)
}

/// All addresses and all external points.
#[salsa::tracked]
pub fn any_set(db: &dyn Db) -> AddressSet {
    let points = zones(db).flat_map(|(_, set)| set.external().iter().copied());
    AddressSet::new(RangeSet::full(), RangeSet::full(), points)
}

/// A translated address and whose it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub struct PublicAddress<'db> {
    /// The address.
    pub address: IpAddr,
    /// The server or interface.
    pub owner: Member<'db>,
}

impl PublicAddress<'_> {
    fn literal(&self) -> AddressLiteral {
        match self.address {
            IpAddr::V4(v4) => AddressLiteral::V4(v4, v4),
            IpAddr::V6(v6) => AddressLiteral::V6(v6, v6),
        }
    }
}

/// The translated addresses of all servers, sorted.
#[salsa::tracked]
pub fn public_addresses<'db>(db: &'db dyn Db) -> Vec<PublicAddress<'db>> {
    let all = program_sections(db).iter().flat_map(|section| &network_in(db, *section).public);
    let mut found: Vec<PublicAddress<'db>> = all.copied().collect();
    found.sort_by_key(|public| public.address);
    found
}

/// Whose translated address a literal is.
pub fn public_owner<'db>(db: &'db dyn Db, literal: AddressLiteral) -> Option<Member<'db>> {
    let address = literal.single()?;
    let all = public_addresses(db);
    let at = all.binary_search_by_key(&address, |public| public.address).ok()?;
    all.get(at).map(|public| public.owner)
}

/// The addresses of each server, all adapters together: traffic between them never meets a network. Only servers with
/// addresses are listed.
#[salsa::tracked]
pub fn hosts(db: &dyn Db) -> Vec<AddressSet> {
    program_sections(db).iter().flat_map(|section| &network_in(db, *section).hosts).cloned().collect()
}

/// The servers by their addresses: by their positions in [`hosts`].
#[salsa::tracked]
pub fn host_index(db: &dyn Db) -> AddressIndex {
    AddressIndex::new(hosts(db).iter())
}
