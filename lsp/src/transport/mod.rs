//! Bytes in, bytes out: what stands between the editor and the protocol, and cures what the transport gets wrong.

mod framing;
mod ingress;
mod inlet;
mod life;
mod outlet;
mod serve;

pub(crate) use ingress::Course;
pub(crate) use life::end_with;
pub(crate) use outlet::Outlet;
pub(crate) use serve::serve;
