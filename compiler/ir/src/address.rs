//! Lists of addresses: minimal, sorted prefixes for each family.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::cidr::{Ipv4Cidr, Ipv6Cidr};
use crate::range::merged;

/// Addresses as the fewest prefixes that cover them, ascending; at least one. A family without addresses is left out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("minProperties" = 1))]
pub struct Addresses {
    /// The IPv4 prefixes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(min = 1), extend("uniqueItems" = true))]
    ipv4: Vec<Ipv4Cidr>,
    /// The IPv6 prefixes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(min = 1), extend("uniqueItems" = true))]
    ipv6: Vec<Ipv6Cidr>,
}

impl Addresses {
    /// The addresses that the prefixes cover together; `None` where there is no prefix.
    pub fn new(
        ipv4: impl IntoIterator<Item = Ipv4Cidr>,
        ipv6: impl IntoIterator<Item = Ipv6Cidr>,
    ) -> Option<Self> {
        let v4 = merged(ipv4.into_iter().map(Ipv4Cidr::range).collect());
        let v6 = merged(ipv6.into_iter().map(Ipv6Cidr::range).collect());
        if v4.is_empty() && v6.is_empty() {
            return None;
        }
        Some(Self { ipv4: Ipv4Cidr::cover(&v4), ipv6: Ipv6Cidr::cover(&v6) })
    }

    /// The IPv4 prefixes, ascending.
    pub fn ipv4(&self) -> &[Ipv4Cidr] {
        &self.ipv4
    }

    /// The IPv6 prefixes, ascending.
    pub fn ipv6(&self) -> &[Ipv6Cidr] {
        &self.ipv6
    }
}

impl<'de> Deserialize<'de> for Addresses {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Raw {
            #[serde(default, deserialize_with = "crate::collection::filled")]
            ipv4: Vec<Ipv4Cidr>,
            #[serde(default, deserialize_with = "crate::collection::filled")]
            ipv6: Vec<Ipv6Cidr>,
        }
        let raw = Raw::deserialize(deserializer)?;
        Self::new(raw.ipv4, raw.ipv6)
            .ok_or_else(|| serde::de::Error::custom("no addresses: empty never means any"))
    }
}
