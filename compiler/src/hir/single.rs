//! Items as keys of what is asked of few.

#![allow(missing_docs, reason = "salsa generates constructors without documentation")]

use super::item::Item;

/// An item, for queries that few items are asked. In an item itself salsa keeps a place for each query of which it is the
/// key, and there are thousands of items.
#[salsa::interned]
pub struct Single<'db> {
    /// Which.
    #[returns(copy)]
    pub item: Item<'db>,
}
