//! The integers that a range set can range over.

use std::fmt::Debug;
use std::hash::Hash;

/// An integer type that a [`RangeSet`](crate::RangeSet) can range over: `u32` or `u128`.
pub trait Coordinate: sealed::Sealed + Copy + Ord + Hash + Debug {
    /// The smallest value.
    const MIN: Self;
    /// The largest value.
    const MAX: Self;
    /// The width in bits.
    const BITS: u32;

    /// The next larger value, if there is one.
    fn successor(self) -> Option<Self>;

    /// The next smaller value, if there is one.
    fn predecessor(self) -> Option<Self>;

    /// The same value as the widest coordinate.
    fn widen(self) -> u128;
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! coordinate {
    ($integer:ty) => {
        impl sealed::Sealed for $integer {}

        impl Coordinate for $integer {
            const MIN: Self = <$integer>::MIN;
            const MAX: Self = <$integer>::MAX;
            const BITS: u32 = <$integer>::BITS;

            fn successor(self) -> Option<Self> {
                self.checked_add(1)
            }

            fn predecessor(self) -> Option<Self> {
                self.checked_sub(1)
            }

            fn widen(self) -> u128 {
                self.into()
            }
        }
    };
}

coordinate!(u32);
coordinate!(u128);
