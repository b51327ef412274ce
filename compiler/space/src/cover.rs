//! Whether a union of products covers a region, and which of them it takes.
//!
//! The question is answered by witnesses: take any packet of what is not covered yet and ask for a product that holds
//! it. If there is none, the packet proves that the region is not covered; else take that product out and go on. So
//! only products that are needed are ever looked at, and a region that is not covered is mostly recognised by its
//! first packets. (The loop of counterexample-guided refinement, Clarke et al., CAV 2000, over the exact difference of
//! [`Region`], so that nothing is approximated.)

use crate::budget::Budget;
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
/// [`TooComplex`] if what is left has too many pieces, if the budget is used up, or if a product does not hold its packet,
/// so that nothing would get less.
pub fn cover<'a, K>(
    mut region: Region,
    budget: &Budget,
    mut holding: impl FnMut(&Packet) -> Option<(Option<K>, std::borrow::Cow<'a, Product>)>,
) -> Result<Cover<K>, TooComplex> {
    let mut taken = Vec::new();
    while let Some(packet) = region.some_packet() {
        let Some((key, product)) = holding(&packet) else { return Ok(Cover::Open(packet)) };
        if !product.contains(&packet) {
            return Err(TooComplex);
        }
        budget.take(region.pieces().len());
        budget.check()?;
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
    budget: &Budget,
    mut holding: impl FnMut(&Packet) -> Option<std::borrow::Cow<'a, Product>>,
) -> Result<Option<Packet>, TooComplex> {
    while let Some(packet) = region.sample() {
        let Some(product) = holding(&packet) else { return Ok(Some(packet)) };
        if !product.contains(&packet) {
            return Err(TooComplex);
        }
        budget.take(region.pieces().len());
        budget.check()?;
        region.remove(&product)?;
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AddressSet, ServiceSet};
    use std::borrow::Cow;
    use std::net::Ipv4Addr;

    /// As many addresses as `count`, to one, and each address by itself.
    fn row(count: u32) -> (Product, Vec<Product>) {
        let to = AddressSet::ipv4_range(Ipv4Addr::from(9), Ipv4Addr::from(9));
        let range = |first: u32, last: u32| Product {
            from: AddressSet::ipv4_range(Ipv4Addr::from(first), Ipv4Addr::from(last)),
            to: to.clone(),
            service: ServiceSet::any(),
        };
        (range(0, count - 1), (0..count).map(|at| range(at, at)).collect())
    }

    #[test]
    fn what_takes_too_many_steps_is_refused_and_not_guessed() {
        let (whole, parts) = row(20);
        let covered = |steps: u64, parts: &[Product]| {
            let holding = |packet: &Packet| {
                let at = parts.iter().position(|part| part.contains(packet))?;
                Some((Some(at), Cow::Owned(parts[at].clone())))
            };
            cover(Region::from(&whole), &Budget::new(steps), holding)
        };
        assert_eq!(covered(20, &parts), Err(TooComplex));
        assert_eq!(covered(21, &parts), Ok(Cover::Whole((0..20).collect())));
        assert!(matches!(covered(21, &parts[..19]), Ok(Cover::Open(_))));
        let best = |steps: u64, parts: &[Product]| {
            let holding =
                |packet: &Packet| parts.iter().find(|part| part.contains(packet)).map(Cow::Borrowed);
            best_outside(Region::from(&whole), &Budget::new(steps), holding)
        };
        assert_eq!(best(20, &parts), Err(TooComplex));
        assert_eq!(best(21, &parts), Ok(None));
        assert_eq!(best(21, &parts[..19]), Ok(parts[19].sample()));
    }
}
