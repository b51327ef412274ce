//! Exact header-space algebra: sets of addresses, sets of services, their products, and finite unions of products.
//!
//! # The universe
//!
//! A [`Packet`] is (family, source, destination, protocol, destination port). A source or destination is a
//! [`Point`]: an IPv4 address, an IPv6 address, or an external point, an opaque identity whose addresses are not
//! known. Both sides are of one [`Family`]; an external point goes with either, so a packet between two external
//! points exists in both families. TCP, UDP, DCCP, SCTP and UDP-Lite carry a port; every other protocol is one
//! point.
//!
//! # The model
//!
//! A [`Product`] is the packets whose source lies in one [`AddressSet`], whose destination lies in another, and
//! whose family, protocol and port lie in a [`ServiceSet`]. It is a box in three dimensions (source, destination,
//! service within a family) cut down to the universe: combinations such as an IPv4 source with an IPv6
//! destination are no packets. Cutting to a fixed universe commutes with union, intersection and difference, so
//! all algebra is plain algebra of boxes, and the only place that knows about families is the question whether a
//! box holds a packet at all.
//!
//! A [`Region`] is a union of disjoint products. Its one interesting operation is the difference: subtracting box
//! B from box A leaves at most one box per dimension. This is the set difference of header space analysis
//! (Kazemian, Varghese, McKeown: *Header Space Analysis: Static Checking for Networks*, NSDI 2012, section 3),
//! over sets of intervals in every dimension instead of ternary bit strings. The number of boxes may explode in
//! theory; a named limit, [`MAX_PIECES`], turns that into the error [`TooComplex`] and never into a wrong answer.
//!
//! # Many rules
//!
//! [`AddressIndex`] and [`ProductIndex`] find what a packet or a product can meet, and [`cover`] decides whether a union
//! of products holds all of a region by asking only for products that hold a packet which is still open;
//! [`best_outside`] finds the best example of what they leave in the same way. Both take steps
//! from a [`Budget`].
//!
//! Everything is exact and deterministic; nothing here knows what a rule is for.

mod address;
mod bounds;
mod budget;
mod cidr;
mod coordinate;
mod cover;
mod decide;
mod external;
mod index;
mod intervals;
mod packet;
mod product;
mod protocol;
mod range_set;
mod region;
mod service;

pub use address::{AddressSet, Families};
pub use bounds::Bounds;
pub use budget::Budget;
pub use coordinate::Coordinate;
pub use cover::{Cover, best_outside, cover};
pub use decide::{missing, permitted};
pub use external::ExternalId;
pub use index::{AddressIndex, Bounded, ProductIndex};
pub use packet::{Family, Packet, Point};
pub use product::Product;
pub use protocol::{has_ports, protocol_name, protocol_number};
pub use range_set::RangeSet;
pub use region::{MAX_PIECES, Region, TooComplex};
pub use service::{ServiceMatch, ServiceSet};
