//! Values: what expressions mean.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use expol_space::{AddressSet, RangeSet, ServiceSet};
use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use crate::hir::Item;
use crate::syntax::literal::{AddressLiteral, Date};

/// A value.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub enum Value<'db> {
    /// A set of addresses.
    Endpoints(Arc<Endpoints<'db>>),
    /// A set of services.
    Services(Arc<Services<'db>>),
    /// A set of ports, 0 to 65535.
    Ports(RangeSet<u32>),
    /// A flag.
    Flag(bool),
    /// A number.
    Number(u64),
    /// A text.
    Text(SmolStr),
    /// A date.
    Date(Date),
    /// Seconds.
    Duration(u64),
    /// A member of an enumeration.
    Word(SmolStr),
    /// `none`
    None,
    /// Something that could not be computed because of an error that is reported elsewhere.
    Unknown,
}

/// Something that endpoints consist of.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, salsa::SalsaValue)]
pub enum Member<'db> {
    /// A server's own addresses.
    Server(Item<'db>),
    /// A further adapter of a server, by its index.
    Interface(Item<'db>, u32),
    /// A zone.
    Zone(Item<'db>),
    /// A group as one thing, where a loop runs over groups.
    Group(Item<'db>),
    /// All holders of a role: only a name for several members.
    Role(Item<'db>),
    /// What no other zone covers.
    Internet,
    /// Everything.
    Any,
    /// An address, prefix or range as written.
    Literal(AddressLiteral),
    /// What a cut has left of something, without a name.
    Rest,
}

/// A member with what it contributes.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub struct Term<'db> {
    /// What it is.
    pub member: Member<'db>,
    /// What was taken out of it by name.
    pub removed: Vec<Member<'db>>,
    /// The addresses that remain.
    pub set: AddressSet,
}

/// A set of endpoints: its exact addresses, its members, and the names under which it is said.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub struct Endpoints<'db> {
    /// The members, over which loops run. Groups and roles are resolved into theirs. Sets of endpoints share them: a
    /// server stands in the unions of many rules.
    pub terms: Vec<Arc<Term<'db>>>,
    /// The exact meaning.
    pub set: AddressSet,
    /// Groups and roles that were named whole, in place of `terms`.
    pub names: Option<Vec<Member<'db>>>,
}

/// What a service set consists of.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub enum ServicePart<'db> {
    /// A declared service.
    Named(Item<'db>),
    /// Everything.
    Any,
    /// `tcp 25`: as people write it.
    Loose(ServiceSet),
}

/// A set of services.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub struct Services<'db> {
    /// How it is said.
    pub parts: Vec<ServicePart<'db>>,
    /// The exact meaning.
    pub set: ServiceSet,
}

impl Hash for Term<'_> {
    /// The member tells nearly all terms apart.
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.member.hash(state);
    }
}

impl<'db> Term<'db> {
    /// A member, whole.
    pub fn whole(member: Member<'db>, set: AddressSet) -> Arc<Term<'db>> {
        Arc::new(Term { member, removed: Vec::new(), set })
    }
}

impl<'db> Endpoints<'db> {
    /// The empty set.
    pub fn empty() -> Endpoints<'db> {
        Endpoints { terms: Vec::new(), set: AddressSet::empty(), names: None }
    }

    /// One member, whole.
    pub fn single(member: Member<'db>, set: AddressSet) -> Endpoints<'db> {
        Endpoints { terms: vec![Term::whole(member, set.clone())], set, names: None }
    }

    /// The names under which the set is said.
    pub fn said(&self) -> Vec<Member<'db>> {
        match &self.names {
            Some(names) => names.clone(),
            None => self.terms.iter().map(|term| term.member).collect(),
        }
    }

    /// The union of many.
    pub fn union(all: &[Arc<Endpoints<'db>>]) -> Endpoints<'db> {
        let mut terms: Vec<Arc<Term<'db>>> = Vec::with_capacity(all.iter().map(|one| one.terms.len()).sum());
        let named = all.iter().any(|one| one.names.is_some());
        // With a cut term the names alone would say too much.
        let cut = all
            .iter()
            .flat_map(|one| &one.terms)
            .any(|term| !term.removed.is_empty() || term.member == Member::Rest);
        // A role may have thousands of holders: nothing here compares each with every other.
        let mut known: FxHashSet<&Arc<Term<'db>>> = FxHashSet::default();
        terms.extend(all.iter().flat_map(|one| &one.terms).filter(|term| known.insert(term)).cloned());
        let names = (named && !cut).then(|| {
            let mut known: FxHashSet<Member<'db>> = FxHashSet::default();
            all.iter().flat_map(|one| one.said()).filter(|member| known.insert(*member)).collect()
        });
        let sets: Vec<&AddressSet> = all.iter().map(|one| &one.set).collect();
        Endpoints { terms, set: union_of(&sets), names }
    }

    /// The part of `self` that lies in `other`.
    pub fn intersection(&self, other: &Endpoints<'db>) -> Endpoints<'db> {
        let set = self.set.intersection(&other.set);
        if set == self.set {
            return self.clone();
        }
        if set == other.set {
            return other.clone();
        }
        let mut terms: Vec<Arc<Term<'db>>> = Vec::new();
        let mut covered = AddressSet::empty();
        for term in self.terms.iter().chain(&other.terms) {
            let whole = term.set.is_subset(&set) && !term.set.is_empty();
            if whole && !terms.contains(term) {
                covered = covered.union(&term.set);
                terms.push(Arc::clone(term));
            }
        }
        let rest = set.difference(&covered);
        if !rest.is_empty() {
            terms.push(Term::whole(Member::Rest, rest));
        }
        Endpoints { terms, set, names: None }
    }

    /// The part of `self` that lies outside of `other`.
    pub fn except(&self, other: &Endpoints<'db>) -> Endpoints<'db> {
        if !self.set.intersects(&other.set) {
            return self.clone();
        }
        let terms = self.terms.iter().filter_map(|term| without(term, other)).collect();
        Endpoints { terms, set: self.set.difference(&other.set), names: None }
    }
}

/// The union of sets. Few are united one by one, which shares what they share; of many, all intervals at once.
pub(super) fn union_of(all: &[&AddressSet]) -> AddressSet {
    const FEW: usize = 8;
    if all.len() <= FEW {
        return all.iter().fold(AddressSet::empty(), |union, one| union.union(one));
    }
    let v4 = all.iter().flat_map(|one| one.v4().ranges().iter().copied());
    let v6 = all.iter().flat_map(|one| one.v6().ranges().iter().copied());
    let external = all.iter().flat_map(|one| one.external().iter().copied());
    AddressSet::new(RangeSet::from_ranges(v4), RangeSet::from_ranges(v6), external)
}

/// What of a term lies outside of a set.
fn without<'db>(term: &Arc<Term<'db>>, other: &Endpoints<'db>) -> Option<Arc<Term<'db>>> {
    if !term.set.intersects(&other.set) {
        return Some(Arc::clone(term));
    }
    let set = term.set.difference(&other.set);
    if set.is_empty() {
        return None;
    }
    // By name only where what is taken out has names for all of it.
    let nameable = other.terms.iter().all(|term| term.removed.is_empty() && term.member != Member::Rest);
    if !nameable {
        return Some(Term::whole(Member::Rest, set));
    }
    let mut removed = term.removed.clone();
    for cut in other.terms.iter().filter(|cut| cut.set.intersects(&term.set)) {
        if !removed.contains(&cut.member) {
            removed.push(cut.member);
        }
    }
    Some(Arc::new(Term { member: term.member, removed, set }))
}

impl<'db> Services<'db> {
    /// The empty set.
    pub fn empty() -> Services<'db> {
        Services { parts: Vec::new(), set: ServiceSet::empty() }
    }

    /// A set without a name.
    pub fn loose(set: ServiceSet) -> Services<'db> {
        let parts = if set.is_empty() { Vec::new() } else { vec![ServicePart::Loose(set.clone())] };
        Services { parts, set }
    }

    /// Everything.
    pub fn any() -> Services<'db> {
        Services { parts: vec![ServicePart::Any], set: ServiceSet::any() }
    }

    /// The union of many.
    pub fn union(all: &[Arc<Services<'db>>]) -> Services<'db> {
        let mut union = Services::empty();
        union.parts.reserve_exact(all.iter().map(|one| one.parts.len()).sum());
        for one in all {
            union.set = union.set.union(&one.set);
            for part in &one.parts {
                if !union.parts.contains(part) {
                    union.parts.push(part.clone());
                }
            }
        }
        union
    }

    /// The common part; a name survives where it still says all of it.
    pub fn intersection(&self, other: &Services<'db>) -> Services<'db> {
        let set = self.set.intersection(&other.set);
        if set == self.set {
            self.clone()
        } else if set == other.set {
            other.clone()
        } else {
            Services::loose(set)
        }
    }

    /// The part outside of `other`.
    pub fn except(&self, other: &Services<'db>) -> Services<'db> {
        if self.set.intersects(&other.set) {
            Services::loose(self.set.difference(&other.set))
        } else {
            self.clone()
        }
    }
}
