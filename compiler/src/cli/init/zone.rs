//! Zones guessed from the addresses of servers: the networks around them, kept apart.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::address::Located;

/// How long prefixes are guessed where nothing says it.
const GUESSED: (u8, u8) = (24, 64);
/// Placeholders are taken from blocks of this many addresses, the first and the last left out.
const BLOCK: u32 = 16;

/// A network.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Network {
    base: IpAddr,
    length: u8,
}

/// What is known of one zone.
#[derive(Default, Debug)]
pub(super) struct Guess {
    /// Its networks, each with the addresses that it was guessed from.
    networks: BTreeMap<Network, BTreeSet<IpAddr>>,
    /// Whether some network is shared with another zone, so that single addresses stand for it.
    pub(super) shared: bool,
}

impl Network {
    fn around(located: Located) -> Network {
        let (v4, v6) = GUESSED;
        let length = located.length.unwrap_or(if located.address.is_ipv4() { v4 } else { v6 });
        let base = match located.address {
            IpAddr::V4(v4) => {
                let host = u32::MAX.checked_shr(length.into()).unwrap_or(0);
                IpAddr::V4(Ipv4Addr::from(u32::from(v4) & !host))
            }
            IpAddr::V6(v6) => {
                let host = u128::MAX.checked_shr(length.into()).unwrap_or(0);
                IpAddr::V6(Ipv6Addr::from(u128::from(v6) & !host))
            }
        };
        Network { base, length }
    }

    fn overlaps(self, other: Network) -> bool {
        let length = Some(self.length.min(other.length));
        let around = |network: Network| Network::around(Located { address: network.base, length });
        around(self) == around(other)
    }
}

impl std::fmt::Display for Network {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.base, self.length)
    }
}

impl Guess {
    /// Takes an address into the zone.
    pub(super) fn add(&mut self, located: Located) {
        self.networks.entry(Network::around(located)).or_default().insert(located.address);
    }

    /// What to write between the brackets of the zone.
    pub(super) fn written(&self) -> String {
        let is_inner = |network: &Network| {
            self.networks.keys().any(|other| other.length < network.length && other.overlaps(*network))
        };
        let networks = self.networks.keys().filter(|network| !is_inner(network));
        networks.map(Network::to_string).collect::<Vec<_>>().join(", ")
    }
}

/// Keeps zones apart: where networks of two overlap, the single addresses are all that is known of either.
pub(super) fn separate(guesses: &mut BTreeMap<String, Guess>) {
    let all: Vec<(String, Network)> = guesses
        .iter()
        .flat_map(|(zone, guess)| guess.networks.keys().map(move |network| (zone.clone(), *network)))
        .collect();
    let is_shared = |at: usize| {
        let (zone, network) = &all[at];
        all.iter().any(|(other, it)| other != zone && it.overlaps(*network))
    };
    let shared: Vec<usize> = (0..all.len()).filter(|at| is_shared(*at)).collect();
    for (zone, network) in shared.into_iter().map(|at| all[at].clone()) {
        let Some(guess) = guesses.get_mut(&zone) else { continue };
        guess.shared = true;
        for address in guess.networks.remove(&network).unwrap_or_default() {
            let length = if address.is_ipv4() { 32 } else { 128 };
            guess.networks.entry(Network { base: address, length }).or_default().insert(address);
        }
    }
}

/// Addresses that stand for those that nobody gave, in blocks of each zone.
#[derive(Debug)]
pub(super) struct Placeholders {
    next_block: u32,
    open: BTreeMap<String, (u32, u32)>,
}

impl Placeholders {
    /// From the block that begins here.
    pub(super) fn new(block: Ipv4Addr) -> Placeholders {
        Placeholders { next_block: block.into(), open: BTreeMap::new() }
    }

    /// The next one for a server of the zone.
    pub(super) fn next(&mut self, zone: &str) -> Located {
        let (block, used) = match self.open.get(zone) {
            Some((block, used)) if used + 2 < BLOCK => (*block, used + 1),
            _ => {
                let block = self.next_block;
                self.next_block += BLOCK;
                (block, 1)
            }
        };
        self.open.insert(zone.to_owned(), (block, used));
        let length = 32 - u8::try_from(BLOCK.ilog2()).unwrap_or(0);
        Located { address: IpAddr::V4(Ipv4Addr::from(block + used)), length: Some(length) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guess(addresses: &[(&str, Option<u8>)]) -> Guess {
        let mut guess = Guess::default();
        for (address, length) in addresses {
            guess.add(Located { address: address.parse().unwrap(), length: *length });
        }
        guess
    }

    #[test]
    fn networks_are_guessed_and_kept_apart() {
        let a = guess(&[
            ("10.1.0.11", None),
            ("10.1.0.12", None),
            ("10.1.5.200", Some(25)),
            ("10.1.5.201", Some(26)),
            ("2001:db8:1::5", None),
        ]);
        assert_eq!(a.written(), "10.1.0.0/24, 10.1.5.128/25, 2001:db8:1::/64");
        let b = guess(&[("10.1.0.99", None), ("10.9.0.1", Some(16))]);
        let mut all = BTreeMap::from([("a".to_owned(), a), ("b".to_owned(), b)]);
        separate(&mut all);
        assert_eq!(all["a"].written(), "10.1.0.11/32, 10.1.0.12/32, 10.1.5.128/25, 2001:db8:1::/64");
        assert_eq!(all["b"].written(), "10.1.0.99/32, 10.9.0.0/16");
        assert!(all["a"].shared && all["b"].shared);
    }

    #[test]
    fn every_placeholder_is_another_and_a_zone_keeps_to_its_blocks() {
        let mut placeholders = Placeholders::new(Ipv4Addr::new(198, 18, 0, 0));
        let given: Vec<String> =
            (0..20).map(|n| placeholders.next(if n == 3 { "b" } else { "a" }).address.to_string()).collect();
        assert_eq!(
            (given[0].as_str(), given[3].as_str(), given[4].as_str()),
            ("198.18.0.1", "198.18.0.17", "198.18.0.4")
        );
        assert_eq!((given[14].as_str(), given[15].as_str()), ("198.18.0.14", "198.18.0.33"));
        assert_eq!(given.iter().collect::<BTreeSet<_>>().len(), 20);
    }
}
