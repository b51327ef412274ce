//! From sets of addresses back to the names that a document has for them.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BTreeSet, HashMap};

use expol_ir::{Document, Endpoints, Named, Resolver, Zone};
use expol_space::{AddressSet, Family, Point};
use serde::Serialize;

use crate::addresses::{literals, only};
use crate::resolved::{QueryError, address_set};

/// One side of a flow as people read it: everything named, without what is excepted.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Side {
    /// Zones, servers, interfaces and groups by name; what has no name as prefixes and ranges; `any`.
    pub names: Vec<String>,
    /// What is taken away from it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<String>,
}

/// The names of a document, for each family.
#[derive(Debug)]
pub(crate) struct Names {
    v4: FamilyNames,
    v6: FamilyNames,
    /// What each name stands for, in both families; kinds are looked up in the order of [`Kind`].
    pub(crate) all: BTreeMap<String, Vec<(Kind, AddressSet)>>,
}

/// What a name is of. Where several names mean one set, the first kind is the one to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// Everything.
    Any,
    /// A server's own addresses.
    Server,
    /// An interface.
    Interface,
    /// A zone.
    Zone,
    /// A group.
    Group,
    /// The holders of a role.
    Role,
}

#[derive(Debug, Default)]
struct FamilyNames {
    entries: Vec<Entry>,
    exact: HashMap<AddressSet, usize>,
    /// The first point of each entry, ascending: whatever lies inside a set begins in it.
    starts: Vec<(Point, usize)>,
}

#[derive(Debug)]
struct Entry {
    name: String,
    kind: Kind,
    set: AddressSet,
    volume: f64,
}

/// Names for a part of a set, and the other part.
#[derive(Debug)]
struct Cover {
    names: Vec<String>,
    rest: AddressSet,
}

impl Cover {
    fn names(&self) -> Vec<String> {
        self.names.iter().cloned().chain(literals(&self.rest)).collect()
    }
}

impl Names {
    pub(crate) fn new(
        document: &Document,
        resolver: &Resolver<'_>,
        side: impl Fn(&Endpoints) -> Result<AddressSet, QueryError>,
    ) -> Result<Self, QueryError> {
        let mut found: Vec<(Kind, String, AddressSet)> =
            vec![(Kind::Any, "any".to_owned(), address_set(&resolver.everything()))];
        for (name, server) in &document.servers {
            let named = Named { servers: [name.clone()].into(), ..Named::default() };
            found.push((Kind::Server, name.clone(), lookup(&side, named)?));
            for interface in server.interfaces.keys() {
                let name = format!("{name}.{interface}");
                let named = Named { interfaces: [name.clone()].into(), ..Named::default() };
                found.push((Kind::Interface, name, lookup(&side, named)?));
            }
        }
        for name in document.zones.keys() {
            let named = Named { zones: [name.clone()].into(), ..Named::default() };
            found.push((Kind::Zone, name.clone(), lookup(&side, named)?));
        }
        for name in document.groups.keys() {
            let named = Named { groups: [name.clone()].into(), ..Named::default() };
            found.push((Kind::Group, name.clone(), lookup(&side, named)?));
        }
        let (v4, v6) = (FamilyNames::new(&found, Family::V4), FamilyNames::new(&found, Family::V6));
        let mut all: BTreeMap<String, Vec<(Kind, AddressSet)>> = BTreeMap::new();
        for (kind, name, set) in found {
            all.entry(name).or_default().push((kind, set));
        }
        for (role, set) in roles(document, &all) {
            all.entry(role).or_default().push((Kind::Role, set));
        }
        Ok(Self { v4, v6, all })
    }

    /// The names for a set in one family; exactly the set, never more or less.
    pub(crate) fn side(&self, set: &AddressSet, family: Family) -> Side {
        let own = self.family(family);
        if let Some(at) = own.exact.get(set) {
            return Side { names: vec![own.entries[*at].name.clone()], except: Vec::new() };
        }
        let cover = own.cover(set);
        let plain = Side { names: cover.names(), except: Vec::new() };
        if cover.rest.is_empty() && plain.names.len() <= 3 {
            return plain;
        }
        let around = own.around(set).into_iter().take(3).map(|outer| Side {
            names: vec![outer.name.clone()],
            except: own.cover(&outer.set.difference(set)).names(),
        });
        let candidates = around.chain([own.mostly(set, &cover), plain]);
        candidates.min_by_key(|side| (side.terms(), side.literals())).unwrap_or_default()
    }

    /// Whether one of the names of a side has addresses of its own in the family.
    pub(crate) fn speaks(&self, side: &Side, family: Family) -> bool {
        let in_family = |name: &String| {
            self.all.get(name).is_some_and(|all| all.iter().any(|(_, set)| set.reaches(family)))
        };
        side.names.iter().any(in_family)
    }

    fn family(&self, family: Family) -> &FamilyNames {
        match family {
            Family::V4 => &self.v4,
            Family::V6 => &self.v6,
        }
    }
}

impl Side {
    /// `a, b`, or `a except b`.
    #[must_use]
    pub fn text(&self) -> String {
        let names = self.names.join(", ");
        if self.except.is_empty() { names } else { format!("{names} except {}", self.except.join(", ")) }
    }

    /// The same as it is written inside of an expression or an argument of a policy.
    #[must_use]
    pub fn expression(&self) -> String {
        let list = |names: &[String]| match names {
            [one] => one.clone(),
            _ => format!("({})", names.join(", ")),
        };
        match self.except.is_empty() {
            true => list(&self.names),
            false => format!("({} except {})", list(&self.names), list(&self.except)),
        }
    }

    /// The same without the groups of modules, which a policy may not be able to name: their members stand in for them.
    pub(crate) fn spelled(&self, document: &Document) -> Self {
        let members = |name: &String| -> Vec<String> {
            let group = document.groups.get(name).filter(|_| name.contains('.'));
            match group.map(|group| Self::written(&group.members)) {
                Some(side) if side.except.is_empty() => side.spelled(document).names,
                _ => vec![name.clone()],
            }
        };
        let spelled = |names: &[String]| names.iter().flat_map(members).collect();
        Self { names: spelled(&self.names), except: spelled(&self.except) }
    }

    fn terms(&self) -> usize {
        self.names.len() + self.except.len()
    }

    /// How much of it has no name.
    fn literals(&self) -> usize {
        let is_literal =
            |name: &&String| name.starts_with(|c: char| c.is_ascii_digit()) || name.contains(':');
        self.names.iter().chain(&self.except).filter(is_literal).count()
    }

    /// What a document writes down, in its own names.
    pub(crate) fn written(side: &Endpoints) -> Self {
        let names = match side.base() {
            expol_ir::Base::Any => vec!["any".to_owned()],
            expol_ir::Base::Named(named) => written(named),
        };
        Self { names, except: side.exception().map(written).unwrap_or_default() }
    }
}

impl FamilyNames {
    fn new(found: &[(Kind, String, AddressSet)], family: Family) -> Self {
        let mut own = Self::default();
        for (kind, name, set) in found {
            let set = only(set, family);
            let Some(start) = set.sample() else { continue };
            let at = own.entries.len();
            own.starts.push((start, at));
            // The kinds come in the order of preference, so the first entry of a set stays.
            own.exact.entry(set.clone()).or_insert(at);
            let volume = set.volume();
            own.entries.push(Entry { name: name.clone(), kind: *kind, set, volume });
        }
        own.starts.sort_unstable();
        own
    }

    /// Names that lie in the set, the largest first, and what is left.
    fn cover(&self, set: &AddressSet) -> Cover {
        let mut inside: Vec<&Entry> = self.inside(set).filter(|entry| entry.set.is_subset(set)).collect();
        inside.sort_by(larger_first);
        let (mut rest, mut names) = (set.clone(), Vec::new());
        for entry in inside {
            if rest.is_empty() {
                break;
            }
            if entry.set.intersects(&rest) {
                rest = rest.difference(&entry.set);
                names.push(entry.name.clone());
            }
        }
        names.sort();
        Cover { names, rest }
    }

    /// The same with zones of which most is in the set, without what is not.
    fn mostly(&self, set: &AddressSet, cover: &Cover) -> Side {
        let (mut names, mut rest, mut whole) = (cover.names.clone(), cover.rest.clone(), set.clone());
        let mut zones: Vec<&Entry> = self
            .entries
            .iter()
            .filter(|entry| entry.kind == Kind::Zone && entry.set.intersects(&rest))
            .collect();
        zones.sort_by(larger_first);
        for zone in zones {
            if zone.set.intersection(&rest).volume() * 2.0 > zone.volume {
                rest = rest.difference(&zone.set);
                whole = whole.union(&zone.set);
                names.push(zone.name.clone());
            }
        }
        names.sort();
        names.extend(literals(&rest));
        Side { names, except: self.cover(&whole.difference(set)).names() }
    }

    /// The entries that begin in the set.
    fn inside(&self, set: &AddressSet) -> impl Iterator<Item = &Entry> {
        let v4 =
            set.v4().ranges().iter().map(|(low, high)| (Point::V4((*low).into()), Point::V4((*high).into())));
        let v6 =
            set.v6().ranges().iter().map(|(low, high)| (Point::V6((*low).into()), Point::V6((*high).into())));
        let external = set.external().iter().map(|id| (Point::External(*id), Point::External(*id)));
        let found = v4.chain(v6).chain(external).flat_map(|(low, high)| {
            let from = self.starts.partition_point(|(start, _)| *start < low);
            self.starts[from..].iter().take_while(move |(start, _)| *start <= high)
        });
        found.map(|(_, at)| &self.entries[*at])
    }

    /// The zones that hold the whole set and more, the smallest first, and `any`.
    fn around(&self, set: &AddressSet) -> Vec<&Entry> {
        let holds =
            |entry: &&Entry| matches!(entry.kind, Kind::Zone | Kind::Any) && set.is_subset(&entry.set);
        let mut found: Vec<&Entry> = self.entries.iter().filter(holds).collect();
        found.sort_by(|a, b| {
            a.volume
                .total_cmp(&b.volume)
                .then_with(|| (Reverse(a.kind), &a.name).cmp(&(Reverse(b.kind), &b.name)))
        });
        found
    }
}

fn larger_first(a: &&Entry, b: &&Entry) -> Ordering {
    b.volume.total_cmp(&a.volume).then_with(|| (a.kind, &a.name).cmp(&(b.kind, &b.name)))
}

/// The holders of each role, as one set.
fn roles(
    document: &Document,
    all: &BTreeMap<String, Vec<(Kind, AddressSet)>>,
) -> BTreeMap<String, AddressSet> {
    let mut sums: BTreeMap<String, AddressSet> = BTreeMap::new();
    let mut add = |roles: &BTreeSet<String>, kind: Kind, name: &str| {
        let sets = all.get(name).into_iter().flatten().filter(|(own, _)| *own == kind);
        let set = sets.fold(AddressSet::empty(), |sum, (_, set)| sum.union(set));
        for role in roles {
            let sum = sums.entry(role.clone()).or_default();
            *sum = sum.union(&set);
        }
    };
    for (name, server) in &document.servers {
        add(&server.roles, Kind::Server, name);
        for (interface, own) in &server.interfaces {
            add(&own.roles, Kind::Interface, &format!("{name}.{interface}"));
        }
    }
    for (name, zone) in &document.zones {
        let roles = match zone {
            Zone::Prefixes(zone) => &zone.roles,
            Zone::Complement(zone) => &zone.roles,
            Zone::Symbolic(zone) => &zone.roles,
        };
        add(roles, Kind::Zone, name);
    }
    for (name, group) in &document.groups {
        add(&group.roles, Kind::Group, name);
    }
    sums
}

fn lookup(
    side: &impl Fn(&Endpoints) -> Result<AddressSet, QueryError>,
    named: Named,
) -> Result<AddressSet, QueryError> {
    // INVARIANT: one name is named, so the side is not empty.
    Endpoints::named(named).map_or_else(|_| Ok(AddressSet::empty()), |endpoints| side(&endpoints))
}

/// What a union names, zones first.
fn written(named: &Named) -> Vec<String> {
    let names = [&named.zones, &named.groups, &named.servers, &named.interfaces];
    let mut all: Vec<String> = names.into_iter().flatten().cloned().collect();
    if let Some(addresses) = &named.addresses {
        all.extend(literals(&address_set(&expol_ir::Extent::from(addresses))));
    }
    all
}
