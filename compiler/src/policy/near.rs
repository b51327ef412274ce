//! The rules around a flow, where they are few.

use expol_space::Product;

use super::finder::Finder;
use super::table::Entry;
use crate::db::Db;

/// The allows and denies that meet a flow; `None` where they are more than `limit`, of which the rest is not looked at.
pub fn few_meeting<'db>(db: &'db dyn Db, flow: &Product, limit: usize) -> Option<Vec<&'db Entry<'db>>> {
    let finder = Finder::new(db);
    let found: Vec<&'db Entry<'db>> =
        finder.meeting(flow, true).chain(finder.meeting(flow, false)).take(limit + 1).collect();
    (found.len() <= limit).then_some(found)
}
