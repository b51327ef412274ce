//! Whether a union of products covers a region, and which of them it takes.
//!
//! The question is answered by witnesses: take any packet of what is not covered yet and ask for a product that holds
//! it. If there is none, the packet proves that the region is not covered; else take that product out and go on. So
//! only products that are needed are ever looked at, and a region that is not covered is mostly recognised by its
//! first packets. (The loop of counterexample-guided refinement, Clarke et al., CAV 2000, over the exact difference of
//! [`Region`], so that nothing is approximated.)

use crate::packet::Packet;
use crate::product::Product;
use crate::region::{Region, TooComplex};

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cover<K> {
    /// The products that were taken cover the region together; in the order in which they were taken.
    Whole(Vec<K>),
    /// This packet of the region is in none of the products.
    Open(Packet),
}

/// Covers `region` with the products that `holding` gives: for a packet, one that holds it, or `None` where none
/// does. A key of `None` leaves a product out of the answer's list.
///
/// # Errors
///
/// [`TooComplex`] if what is left has too many pieces, or if a product does not hold its packet, so that nothing would
/// get less.
pub fn cover<'a, K>(
    mut region: Region,
    mut holding: impl FnMut(&Packet) -> Option<(Option<K>, std::borrow::Cow<'a, Product>)>,
) -> Result<Cover<K>, TooComplex> {
    let mut taken = Vec::new();
    while let Some(packet) = region.some_packet() {
        let Some((key, product)) = holding(&packet) else { return Ok(Cover::Open(packet)) };
        if !product.contains(&packet) {
            return Err(TooComplex);
        }
        region.remove(&product)?;
        taken.extend(key);
    }
    Ok(Cover::Whole(taken))
}

/// The packet of `region` that makes the best example of those in none of the products that `holding` gives (for a
/// packet, one that holds it); `None` where the products cover all of it. Only products that hold a better packet are
/// looked at, and the packet does not depend on which of them are given.
///
/// # Errors
///
/// As [`cover`].
pub fn best_outside<'a>(
    mut region: Region,
    mut holding: impl FnMut(&Packet) -> Option<std::borrow::Cow<'a, Product>>,
) -> Result<Option<Packet>, TooComplex> {
    while let Some(packet) = region.sample() {
        let Some(product) = holding(&packet) else { return Ok(Some(packet)) };
        if !product.contains(&packet) {
            return Err(TooComplex);
        }
        region.remove(&product)?;
    }
    Ok(None)
}
