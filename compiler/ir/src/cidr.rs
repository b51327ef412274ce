//! Prefixes in CIDR notation, in their one canonical spelling.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::range::{Range, mask, of_prefix};

macro_rules! cidr {
    ($(#[$doc:meta])* $name:ident, $address:ty, $number:ty, $pattern:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(try_from = "String", into = "String")]
        #[schemars(!try_from, !into, with = "String", extend("pattern" = $pattern))]
        pub struct $name {
            address: $address,
            length: u8,
        }

        impl $name {
            const BITS: u32 = <$number>::BITS;

            /// The prefix; `None` where host bits are set or the length is out of range.
            pub fn new(address: $address, length: u8) -> Option<Self> {
                let host = Self::BITS.checked_sub(u32::from(length))?;
                let value = u128::from(<$number>::from(address));
                (value & mask(host) == 0).then_some(Self { address, length })
            }

            /// The one address.
            pub fn host(address: $address) -> Self {
                Self { address, length: Self::BITS as u8 }
            }

            /// The first address.
            pub fn address(self) -> $address {
                self.address
            }

            /// The number of leading bits that are fixed.
            pub fn length(self) -> u8 {
                self.length
            }

            pub(crate) fn range(self) -> Range {
                of_prefix(<$number>::from(self.address).into(), self.length, Self::BITS)
            }

            pub(crate) fn cover(ranges: &[Range]) -> Vec<Self> {
                let prefix = |(first, length): (u128, u8)| Self {
                    // Ranges of this family fit its width.
                    address: <$number>::try_from(first).unwrap_or(<$number>::MAX).into(),
                    length,
                };
                crate::range::prefixes(ranges, Self::BITS).into_iter().map(prefix).collect()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, "{}/{}", self.address, self.length)
            }
        }

        impl FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                let parsed = text.split_once('/').and_then(|(address, length)| {
                    Some((address.parse::<$address>().ok()?, length.parse::<u8>().ok()?))
                });
                let Some((address, length)) = parsed else {
                    return Err(format!("`{text}` is not a prefix of its family"));
                };
                let Some(prefix) = Self::new(address, length) else {
                    return Err(format!("`{text}` has host bits set or too long a length"));
                };
                let canonical = prefix.to_string();
                if canonical == text {
                    return Ok(prefix);
                }
                Err(format!("`{text}` has to be written `{canonical}`"))
            }
        }

        impl TryFrom<String> for $name {
            type Error = String;

            fn try_from(text: String) -> Result<Self, String> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(prefix: $name) -> Self {
                prefix.to_string()
            }
        }
    };
}

cidr!(
    /// An IPv4 prefix; a single address has length 32.
    Ipv4Cidr, Ipv4Addr, u32, r"^[0-9.]{7,15}/[0-9]{1,2}$"
);
cidr!(
    /// An IPv6 prefix, spelt as in RFC 5952; a single address has length 128.
    Ipv6Cidr, Ipv6Addr, u128, r"^[0-9a-f:.]{2,45}/[0-9]{1,3}$"
);

#[cfg(test)]
mod tests {
    use super::{Ipv4Cidr, Ipv6Cidr};

    #[test]
    fn one_spelling_each() {
        for good in ["0.0.0.0/0", "10.0.0.0/8", "192.0.2.1/32"] {
            assert_eq!(good.parse::<Ipv4Cidr>().unwrap().to_string(), good);
        }
        for bad in
            ["10.0.0.1/8", "10.0.0.0/08", "10.0.0.0/33", "10.0.0.0", "010.0.0.0/8", "::/0", "10.0.0.0/+8"]
        {
            assert!(bad.parse::<Ipv4Cidr>().is_err(), "{bad}");
        }
        for good in ["::/0", "fd00:1::11/128", "2001:db8::/32"] {
            assert_eq!(good.parse::<Ipv6Cidr>().unwrap().to_string(), good);
        }
        for bad in ["FD00::/8", "fd00:0::/32", "fd00::1/64", "::/129", "0.0.0.0/0"] {
            assert!(bad.parse::<Ipv6Cidr>().is_err(), "{bad}");
        }
    }
}
