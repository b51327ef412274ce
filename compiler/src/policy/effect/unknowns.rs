//! What is not known because something is broken.

/// What could not be computed because of an error reported elsewhere: what its repair could bring.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Unknowns {
    /// More could be permitted.
    pub allow: bool,
    /// Less could be permitted.
    pub deny: bool,
    /// An assertion could be waived.
    pub waive: bool,
    /// Sets, names or whole modules could be different.
    pub sets: bool,
    /// An assertion could not be judged. That hides nothing else, but nothing is proved either.
    pub assertion: bool,
}

impl Unknowns {
    /// Everything is known.
    pub const NONE: Unknowns =
        Unknowns { allow: false, deny: false, waive: false, sets: false, assertion: false };

    /// Everything could be different.
    pub const ALL: Unknowns = Unknowns { allow: true, deny: true, waive: true, sets: true, assertion: true };

    /// Whether everything is known and everything was judged.
    pub fn none(self) -> bool {
        !self.any() && !self.assertion
    }

    /// Whether a repair could change what is permitted, or what is found wrong with it.
    pub fn any(self) -> bool {
        self.allow || self.deny || self.waive || self.sets
    }

    /// Both.
    pub fn and(self, other: Unknowns) -> Unknowns {
        Unknowns {
            allow: self.allow || other.allow,
            deny: self.deny || other.deny,
            waive: self.waive || other.waive,
            sets: self.sets || other.sets,
            assertion: self.assertion || other.assertion,
        }
    }
}
