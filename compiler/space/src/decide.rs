//! What a list of allows and denies makes of a flow.
//!
//! A list of rules permits the union of its allows without the union of its denies; the order does not matter.

use crate::product::Product;
use crate::region::{Region, TooComplex};

/// The packets of `flow` that the rules permit: those in an allow and in no deny.
///
/// # Errors
///
/// [`TooComplex`] if an intermediate region passes the limit.
pub fn permitted<'a>(
    flow: &Product,
    allows: impl IntoIterator<Item = &'a Product>,
    denies: impl IntoIterator<Item = &'a Product>,
) -> Result<Region, TooComplex> {
    let mut region = Region::empty();
    for allow in allows.into_iter().filter(|allow| allow.intersects(flow)) {
        region.union_with(&allow.intersection(flow))?;
    }
    for deny in denies {
        if region.is_empty() {
            break;
        }
        region.remove(deny)?;
    }
    Ok(region)
}

/// The packets of `flow` that the rules do not permit: those in no allow or in a deny.
///
/// # Errors
///
/// [`TooComplex`] if an intermediate region passes the limit.
pub fn missing<'a>(
    flow: &Product,
    allows: impl IntoIterator<Item = &'a Product>,
    denies: impl IntoIterator<Item = &'a Product>,
) -> Result<Region, TooComplex> {
    let mut region = Region::from(flow);
    for allow in allows {
        if region.is_empty() {
            break;
        }
        region.remove(allow)?;
    }
    // flow − (allows − denies) = (flow − allows) ∪ (flow ∩ denies)
    for deny in denies.into_iter().filter(|deny| deny.intersects(flow)) {
        region.union_with(&deny.intersection(flow))?;
    }
    Ok(region)
}
