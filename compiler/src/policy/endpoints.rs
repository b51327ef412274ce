//! Sets of endpoints: exact addresses, and the names under which they are said.

#![allow(missing_docs, reason = "salsa generates constructors without documentation")]

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use expol_space::{AddressSet, RangeSet};
use rustc_hash::FxHashSet;

use crate::hir::Item;
use crate::syntax::literal::AddressLiteral;

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
    Literal(Written<'db>),
    /// What a cut has left of something, without a name.
    Rest,
}

/// An address, prefix or range that stands for itself. Few members do, and a literal takes twice the room of all others.
#[salsa::interned(debug)]
pub struct Written<'db> {
    /// Which.
    #[returns(copy)]
    pub literal: AddressLiteral,
}

/// A member with what it contributes.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub struct Term<'db> {
    /// What it is.
    pub member: Member<'db>,
    /// What was taken out of it by name.
    pub removed: Box<[Member<'db>]>,
    /// The addresses that remain.
    pub set: AddressSet,
}

/// A set of endpoints: its exact addresses, its members, and the names under which it is said. Cloning copies a pointer.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub struct Endpoints<'db>(Form<'db>);

#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
enum Form<'db> {
    /// One member under its own name, as nearly every name in a policy means it.
    One(Arc<Term<'db>>),
    /// Anything else.
    Several(Arc<Several<'db>>),
}

#[derive(PartialEq, Eq, Debug, salsa::SalsaValue)]
struct Several<'db> {
    terms: Box<[Arc<Term<'db>>]>,
    set: AddressSet,
    names: Option<Box<[Member<'db>]>>,
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
        Arc::new(Term { member, removed: Box::default(), set })
    }
}

impl<'db> Endpoints<'db> {
    /// Members, their exact meaning, and the groups and roles that were named whole in place of them.
    pub fn new(
        terms: Vec<Arc<Term<'db>>>,
        set: AddressSet,
        names: Option<Vec<Member<'db>>>,
    ) -> Endpoints<'db> {
        match (terms.as_slice(), &names) {
            ([only], None) if only.set == set => Endpoints::one(Arc::clone(only)),
            _ => {
                let (terms, names) = (terms.into(), names.map(Vec::into_boxed_slice));
                Endpoints(Form::Several(Arc::new(Several { terms, set, names })))
            }
        }
    }

    /// The empty set.
    pub fn empty() -> Endpoints<'db> {
        Endpoints::new(Vec::new(), AddressSet::empty(), None)
    }

    /// One member, whole.
    pub fn single(member: Member<'db>, set: AddressSet) -> Endpoints<'db> {
        Endpoints::one(Term::whole(member, set))
    }

    /// One member.
    pub fn one(term: Arc<Term<'db>>) -> Endpoints<'db> {
        Endpoints(Form::One(term))
    }

    /// The same, said by these names.
    pub fn said_as(&self, names: Vec<Member<'db>>) -> Endpoints<'db> {
        Endpoints::new(self.terms().to_vec(), self.set().clone(), Some(names))
    }

    /// The members, over which loops run. Groups and roles are resolved into theirs. Sets of endpoints share them: a
    /// server stands in the unions of many rules.
    pub fn terms(&self) -> &[Arc<Term<'db>>] {
        match &self.0 {
            Form::One(term) => std::slice::from_ref(term),
            Form::Several(several) => &several.terms,
        }
    }

    /// The exact meaning.
    pub fn set(&self) -> &AddressSet {
        match &self.0 {
            Form::One(term) => &term.set,
            Form::Several(several) => &several.set,
        }
    }

    /// Groups and roles that were named whole, in place of the members.
    pub fn names(&self) -> Option<&[Member<'db>]> {
        match &self.0 {
            Form::One(_) => None,
            Form::Several(several) => several.names.as_deref(),
        }
    }

    /// The names under which the set is said.
    pub fn said(&self) -> Vec<Member<'db>> {
        match self.names() {
            Some(names) => names.to_vec(),
            None => self.terms().iter().map(|term| term.member).collect(),
        }
    }

    /// The union of many.
    pub fn union(all: &[Endpoints<'db>]) -> Endpoints<'db> {
        let mut terms: Vec<Arc<Term<'db>>> =
            Vec::with_capacity(all.iter().map(|one| one.terms().len()).sum());
        let named = all.iter().any(|one| one.names().is_some());
        // With a cut term the names alone would say too much.
        let cut = all
            .iter()
            .flat_map(Endpoints::terms)
            .any(|term| !term.removed.is_empty() || term.member == Member::Rest);
        // A role may have thousands of holders: nothing here compares each with every other.
        let mut known: FxHashSet<&Arc<Term<'db>>> = FxHashSet::default();
        terms.extend(all.iter().flat_map(Endpoints::terms).filter(|term| known.insert(term)).cloned());
        let names = (named && !cut).then(|| {
            let mut known: FxHashSet<Member<'db>> = FxHashSet::default();
            all.iter().flat_map(Endpoints::said).filter(|member| known.insert(*member)).collect()
        });
        let sets: Vec<&AddressSet> = all.iter().map(Endpoints::set).collect();
        Endpoints::new(terms, union_of(&sets), names)
    }

    /// The part of `self` that lies in `other`.
    pub fn intersection(&self, other: &Endpoints<'db>) -> Endpoints<'db> {
        let set = self.set().intersection(other.set());
        if set == *self.set() {
            return self.clone();
        }
        if set == *other.set() {
            return other.clone();
        }
        let mut terms: Vec<Arc<Term<'db>>> = Vec::new();
        let mut covered = AddressSet::empty();
        for term in self.terms().iter().chain(other.terms()) {
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
        Endpoints::new(terms, set, None)
    }

    /// The part of `self` that lies outside of `other`.
    pub fn except(&self, other: &Endpoints<'db>) -> Endpoints<'db> {
        if !self.set().intersects(other.set()) {
            return self.clone();
        }
        let terms = self.terms().iter().filter_map(|term| without(term, other)).collect();
        Endpoints::new(terms, self.set().difference(other.set()), None)
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
    if !term.set.intersects(other.set()) {
        return Some(Arc::clone(term));
    }
    let set = term.set.difference(other.set());
    if set.is_empty() {
        return None;
    }
    // By name only where what is taken out has names for all of it.
    let nameable = other.terms().iter().all(|term| term.removed.is_empty() && term.member != Member::Rest);
    if !nameable {
        return Some(Term::whole(Member::Rest, set));
    }
    let mut removed = term.removed.to_vec();
    for cut in other.terms().iter().filter(|cut| cut.set.intersects(&term.set)) {
        if !removed.contains(&cut.member) {
            removed.push(cut.member);
        }
    }
    Some(Arc::new(Term { member: term.member, removed: removed.into(), set }))
}
