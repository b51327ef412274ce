//! External points and sets of them.

use std::sync::Arc;

/// An external point: a place on the network whose addresses are not known. Distinct ids are distinct places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExternalId(
    /// The number that the caller gave the place.
    pub u64,
);

impl ExternalId {
    /// The point that stands for the place of this name: its FNV-1a hash in 64 bits. The hash is fixed, so that regions
    /// of two documents, or of a document and its policy, can be compared.
    pub fn of_name(name: &str) -> Self {
        const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
        const PRIME: u64 = 0x0100_0000_01b3;
        Self(name.bytes().fold(OFFSET, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME)))
    }
}

/// A set of external points: sorted, without repetition. Such sets are small: elementwise search is enough.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct ExternalSet {
    ids: Arc<[ExternalId]>,
}

impl ExternalSet {
    pub(crate) fn new(ids: impl IntoIterator<Item = ExternalId>) -> Self {
        let mut sorted: Vec<ExternalId> = ids.into_iter().collect();
        sorted.sort_unstable();
        sorted.dedup();
        Self::from_canonical(sorted)
    }

    pub(crate) fn ids(&self) -> &[ExternalId] {
        &self.ids
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    pub(crate) fn contains(&self, id: ExternalId) -> bool {
        self.ids.binary_search(&id).is_ok()
    }

    pub(crate) fn union(&self, other: &Self) -> Self {
        if other.is_subset(self) {
            return self.clone();
        }
        Self::new(self.ids.iter().chain(other.ids.iter()).copied())
    }

    pub(crate) fn intersection(&self, other: &Self) -> Self {
        self.filtered(|id| other.contains(id))
    }

    pub(crate) fn difference(&self, other: &Self) -> Self {
        self.filtered(|id| !other.contains(id))
    }

    pub(crate) fn is_subset(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.ids, &other.ids) || self.ids.iter().all(|&id| other.contains(id))
    }

    pub(crate) fn intersects(&self, other: &Self) -> bool {
        self.ids.iter().any(|&id| other.contains(id))
    }

    fn filtered(&self, keep: impl Fn(ExternalId) -> bool) -> Self {
        if self.ids.iter().all(|&id| keep(id)) {
            return self.clone();
        }
        Self::from_canonical(self.ids.iter().copied().filter(|&id| keep(id)).collect())
    }

    fn from_canonical(ids: Vec<ExternalId>) -> Self {
        if ids.is_empty() { Self::default() } else { Self { ids: ids.into() } }
    }
}
