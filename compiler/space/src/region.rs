//! Regions: finite unions of products.

use std::error::Error;
use std::fmt;

use crate::address::AddressSet;
use crate::packet::Packet;
use crate::product::Product;
use crate::service::ServiceSet;

/// The largest number of pieces that a region may have.
pub const MAX_PIECES: usize = 1_000_000;

/// A million pieces take long to make, so the unit tests of this crate reach the limit earlier.
const LIMIT: usize = if cfg!(test) { 300 } else { MAX_PIECES };

/// A set of packets, held as disjoint products, none of them empty.
///
/// One set has many such forms, so `==` compares forms: equal regions hold the same packets, and regions that hold
/// the same packets may differ. To compare the packets, subtract.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Region {
    pieces: Vec<Product>,
}

/// A region would have more than [`MAX_PIECES`] pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TooComplex;

impl Region {
    /// The region without packets.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// Whether there is no packet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// The disjoint products that make up the region.
    #[must_use]
    pub fn pieces(&self) -> &[Product] {
        &self.pieces
    }

    /// Whether `packet` lies in the region.
    #[must_use]
    pub fn contains(&self, packet: &Packet) -> bool {
        self.pieces.iter().any(|piece| piece.contains(packet))
    }

    /// Whether the region and `product` have a packet in common.
    #[must_use]
    pub fn intersects(&self, product: &Product) -> bool {
        self.pieces.iter().any(|piece| piece.intersects(product))
    }

    /// Adds the packets of `product`.
    ///
    /// # Errors
    ///
    /// [`TooComplex`] beyond the limit; the region is then unchanged.
    pub fn union_with(&mut self, product: &Product) -> Result<(), TooComplex> {
        let mut new = Self::from(product);
        for piece in &self.pieces {
            new.remove(piece)?;
        }
        within_limit(self.pieces.len() + new.pieces.len())?;
        self.pieces.append(&mut new.pieces);
        Ok(())
    }

    /// Takes away the packets of `product`; what [`Region::subtract`] does, in place.
    ///
    /// # Errors
    ///
    /// [`TooComplex`] beyond the limit; the region is then right, and larger than the limit allows.
    pub fn remove(&mut self, product: &Product) -> Result<(), TooComplex> {
        let mut cut = Vec::new();
        self.pieces.retain(|piece| {
            let untouched = !piece.intersects(product);
            if !untouched {
                cut.extend(piece.difference(product));
            }
            untouched
        });
        self.pieces.append(&mut cut);
        within_limit(self.pieces.len())
    }

    /// The packets in this region and in `product`.
    #[must_use]
    pub fn intersect(&self, product: &Product) -> Self {
        let touched = self.pieces.iter().filter(|piece| piece.intersects(product));
        Self { pieces: touched.map(|piece| piece.intersection(product)).collect() }
    }

    /// The packets in both regions.
    ///
    /// # Errors
    ///
    /// [`TooComplex`] beyond the limit.
    pub fn intersect_region(&self, other: &Self) -> Result<Self, TooComplex> {
        let mut common = Self::empty();
        for piece in &other.pieces {
            common.pieces.append(&mut self.intersect(piece).pieces);
            within_limit(common.pieces.len())?;
        }
        Ok(common)
    }

    /// The packets in this region and not in `product`.
    ///
    /// # Errors
    ///
    /// [`TooComplex`] beyond the limit.
    pub fn subtract(&self, product: &Product) -> Result<Self, TooComplex> {
        let mut rest = self.clone();
        rest.remove(product)?;
        Ok(rest)
    }

    /// The packets in this region and not in `other`.
    ///
    /// # Errors
    ///
    /// [`TooComplex`] beyond the limit.
    pub fn subtract_region(&self, other: &Self) -> Result<Self, TooComplex> {
        let mut rest = self.clone();
        for piece in &other.pieces {
            rest.remove(piece)?;
        }
        Ok(rest)
    }

    /// The region without the packets from a host to itself; each host is the set of all its addresses. Only hosts
    /// that meet both sides of a piece divide it.
    ///
    /// # Errors
    ///
    /// [`TooComplex`] beyond the limit.
    pub fn without_self(&self, hosts: &[AddressSet]) -> Result<Self, TooComplex> {
        let mut rest = self.clone();
        let service = ServiceSet::any();
        for host in hosts {
            rest.remove(&Product { from: host.clone(), to: host.clone(), service: service.clone() })?;
        }
        Ok(rest)
    }

    /// The packet that makes the best example, whatever pieces the region happens to have: as few external ends as
    /// possible; IPv4 before IPv6; the smallest source, then the smallest destination; TCP, else UDP, else the
    /// smallest protocol number; the lowest port.
    #[must_use]
    pub fn sample(&self) -> Option<Packet> {
        self.pieces.iter().filter_map(Product::sample).min_by_key(Packet::preference)
    }

    /// Some packet of the region, the cheapest to find: for proofs. People are shown [`Region::sample`].
    #[must_use]
    pub(crate) fn some_packet(&self) -> Option<Packet> {
        self.pieces.last().and_then(Product::sample)
    }

    /// The number of packets.
    #[must_use]
    pub fn volume(&self) -> f64 {
        self.pieces.iter().map(Product::volume).sum()
    }
}

impl From<&Product> for Region {
    fn from(product: &Product) -> Self {
        Self { pieces: if product.is_empty() { Vec::new() } else { vec![product.clone()] } }
    }
}

impl fmt::Display for TooComplex {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the set of packets would need more than {MAX_PIECES} pieces")
    }
}

impl Error for TooComplex {}

fn within_limit(pieces: usize) -> Result<(), TooComplex> {
    if pieces > LIMIT { Err(TooComplex) } else { Ok(()) }
}

#[cfg(test)]
mod tests;
