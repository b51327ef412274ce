//! The answers: for one packet, and for a flow.

use expol_ir::Action;
use expol_space::{AddressSet, Packet, Product, Region, TooComplex};

use crate::resolved::{Resolved, ResolvedRule};

/// What a document says about one packet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Whether it passes.
    pub allowed: bool,
    /// Whether both ends belong to one server: such a packet is on no network, and no rule speaks about it.
    pub within_server: bool,
    /// The ids of the rules that decide: the denies that match, else the allows that match, else none.
    pub rules: Vec<String>,
}

/// Whether the packet passes, and by which rules. A deny counts whatever any allow says; what no rule allows is denied.
pub fn decide(resolved: &Resolved, packet: &Packet) -> Decision {
    let is_host = |host: &AddressSet| host.contains(packet.from) && host.contains(packet.to);
    if resolved.hosts().iter().any(is_host) {
        return Decision { allowed: false, within_server: true, rules: Vec::new() };
    }
    let matching = |action: Action| -> Vec<String> {
        let matches = |rule: &&ResolvedRule| rule.action == action && rule.product.contains(packet);
        resolved.rules().iter().filter(matches).map(|rule| rule.id.clone()).collect()
    };
    let denies = matching(Action::Deny);
    if !denies.is_empty() {
        return Decision { allowed: false, within_server: false, rules: denies };
    }
    let allows = matching(Action::Allow);
    Decision { allowed: !allows.is_empty(), within_server: false, rules: allows }
}

/// The packets of the flow that pass, without those between two addresses of one server.
pub fn permitted(resolved: &Resolved, flow: &Product) -> Result<Region, TooComplex> {
    let region =
        expol_space::permitted(flow, resolved.products(Action::Allow), resolved.products(Action::Deny))?;
    let touched = |host: &&AddressSet| host.intersects(&flow.from) && host.intersects(&flow.to);
    let hosts: Vec<AddressSet> = resolved.hosts().iter().filter(touched).cloned().collect();
    region.without_self(&hosts)
}
