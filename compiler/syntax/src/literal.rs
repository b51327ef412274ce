//! Literal values: addresses, prefixes and ranges, dates, durations.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde::{Deserialize, Serialize};

/// An address, a prefix or a range of one family.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum AddressLiteral {
    /// From the first to the last IPv4 address.
    V4(Ipv4Addr, Ipv4Addr),
    /// From the first to the last IPv6 address.
    V6(Ipv6Addr, Ipv6Addr),
}

impl AddressLiteral {
    /// The address, where it is exactly one.
    pub fn single(self) -> Option<IpAddr> {
        match self {
            AddressLiteral::V4(low, high) if low == high => Some(low.into()),
            AddressLiteral::V6(low, high) if low == high => Some(low.into()),
            _ => None,
        }
    }
}

/// Why an address literal is wrong, with the correction where there is one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AddressError {
    /// Not an address at all.
    Malformed,
    /// The prefix length is beyond the family's.
    PrefixLength {
        /// 32 or 128.
        max: u8,
    },
    /// Bits are set behind the prefix.
    HostBits {
        /// The prefix that contains the address.
        corrected: String,
    },
    /// An IPv4 address in IPv6 clothes.
    Mapped {
        /// The IPv4 address.
        corrected: String,
    },
    /// The end lies before the start.
    Reversed {
        /// The range the right way round.
        corrected: String,
    },
    /// The two ends are of different families.
    MixedFamilies,
}

/// Reads `10.0.0.1`, `10.0.0.0/8`, `10.0.0.1-10.0.0.9` and their IPv6 forms.
pub fn parse_address(text: &str) -> Result<AddressLiteral, AddressError> {
    if let Some((low, high)) = text.split_once('-') {
        return range(address(low)?, address(high)?);
    }
    if let Some((base, length)) = text.split_once('/') {
        return prefix(address(base)?, length);
    }
    let only = address(text)?;
    range(only, only)
}

fn address(text: &str) -> Result<IpAddr, AddressError> {
    let parsed: IpAddr = text.parse().map_err(|_| AddressError::Malformed)?;
    match parsed {
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => Err(AddressError::Mapped { corrected: v4.to_string() }),
            None => Ok(parsed),
        },
        IpAddr::V4(_) => Ok(parsed),
    }
}

fn range(low: IpAddr, high: IpAddr) -> Result<AddressLiteral, AddressError> {
    match (low, high) {
        (IpAddr::V4(a), IpAddr::V4(b)) if a <= b => Ok(AddressLiteral::V4(a, b)),
        (IpAddr::V6(a), IpAddr::V6(b)) if a <= b => Ok(AddressLiteral::V6(a, b)),
        (IpAddr::V4(_), IpAddr::V4(_)) | (IpAddr::V6(_), IpAddr::V6(_)) => {
            Err(AddressError::Reversed { corrected: format!("{high}-{low}") })
        }
        _ => Err(AddressError::MixedFamilies),
    }
}

fn prefix(base: IpAddr, length: &str) -> Result<AddressLiteral, AddressError> {
    let max = if base.is_ipv4() { 32 } else { 128 };
    let length: u8 =
        length.parse().ok().filter(|length| *length <= max).ok_or(AddressError::PrefixLength { max })?;
    match base {
        IpAddr::V4(v4) => {
            let mask = u32::MAX.checked_shr(u32::from(length)).unwrap_or(0);
            let (low, high) = (Ipv4Addr::from(u32::from(v4) & !mask), Ipv4Addr::from(u32::from(v4) | mask));
            if low == v4 { Ok(AddressLiteral::V4(low, high)) } else { host_bits(low.into(), length) }
        }
        IpAddr::V6(v6) => {
            let mask = u128::MAX.checked_shr(u32::from(length)).unwrap_or(0);
            let (low, high) = (Ipv6Addr::from(u128::from(v6) & !mask), Ipv6Addr::from(u128::from(v6) | mask));
            if low == v6 { Ok(AddressLiteral::V6(low, high)) } else { host_bits(low.into(), length) }
        }
    }
}

fn host_bits(base: IpAddr, length: u8) -> Result<AddressLiteral, AddressError> {
    Err(AddressError::HostBits { corrected: format!("{base}/{length}") })
}

/// A day of the Gregorian calendar.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Date {
    /// 1 to 9999.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

impl Date {
    /// Reads `2027-06-30`; `None` for a day that no calendar has.
    pub fn parse(text: &str) -> Option<Date> {
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() || year.len() != 4 || month.len() != 2 || day.len() != 2 {
            return None;
        }
        let date = Date { year: year.parse().ok()?, month: month.parse().ok()?, day: day.parse().ok()? };
        let valid =
            date.year >= 1 && (1..=12).contains(&date.month) && (1..=date.month_length()).contains(&date.day);
        valid.then_some(date)
    }

    /// Days since 0000-03-01, to measure distances (the civil-from-days algorithm of H. Hinnant).
    pub fn day_number(self) -> i64 {
        let month = i64::from(self.month);
        let year = i64::from(self.year) - i64::from(month <= 2);
        let shifted = (month + 9) % 12;
        year * 365 + year / 4 - year / 100 + year / 400 + (shifted * 153 + 2) / 5 + i64::from(self.day) - 1
    }

    fn month_length(self) -> u8 {
        let leap =
            self.year.is_multiple_of(4) && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400));
        match self.month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// Reads `30s`, `30m`, `12h`, `7d` as seconds; `None` where the number is too large.
pub fn parse_duration(text: &str) -> Option<u64> {
    let (digits, unit) = text.split_at(text.len().checked_sub(1)?);
    let factor = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(factor).filter(|seconds| *seconds <= 1 << 53)
}

/// A duration as a person writes it: the largest unit that divides it.
pub fn show_duration(seconds: u64) -> String {
    [(86_400, "d"), (3_600, "h"), (60, "m")]
        .iter()
        .find(|(factor, _)| seconds > 0 && seconds.is_multiple_of(*factor))
        .map_or_else(|| format!("{seconds}s"), |(factor, unit)| format!("{}{unit}", seconds / factor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_with_their_corrections() {
        assert_eq!(
            parse_address("10.20.0.0/14"),
            Ok(AddressLiteral::V4(Ipv4Addr::new(10, 20, 0, 0), Ipv4Addr::new(10, 23, 255, 255)))
        );
        assert_eq!(
            parse_address("10.1.2.3/8"),
            Err(AddressError::HostBits { corrected: "10.0.0.0/8".into() })
        );
        assert_eq!(
            parse_address("0.0.0.0/0"),
            Ok(AddressLiteral::V4(Ipv4Addr::UNSPECIFIED, Ipv4Addr::BROADCAST))
        );
        assert_eq!(
            parse_address("::ffff:10.0.0.1"),
            Err(AddressError::Mapped { corrected: "10.0.0.1".into() })
        );
        assert_eq!(
            parse_address("10.0.0.9-10.0.0.1"),
            Err(AddressError::Reversed { corrected: "10.0.0.1-10.0.0.9".into() })
        );
        assert_eq!(parse_address("10.0.0.1-fd00::1"), Err(AddressError::MixedFamilies));
        assert_eq!(parse_address("10.0.0.300"), Err(AddressError::Malformed));
        assert_eq!(parse_address("fd00::/129"), Err(AddressError::PrefixLength { max: 128 }));
    }

    #[test]
    fn dates_exist_in_a_calendar() {
        assert!(Date::parse("2028-02-29").is_some());
        assert!(Date::parse("2027-02-29").is_none());
        assert!(Date::parse("2027-13-01").is_none());
        let day = |text| Date::parse(text).map(Date::day_number);
        assert_eq!(day("2027-03-01").zip(day("2027-02-28")).map(|(a, b)| a - b), Some(1));
        assert_eq!(day("2028-01-01").zip(day("2027-01-01")).map(|(a, b)| a - b), Some(365));
    }

    #[test]
    fn durations_are_seconds() {
        assert_eq!(parse_duration("30m"), Some(1800));
        assert_eq!(parse_duration("99999999999999999999s"), None);
        assert_eq!(show_duration(1800), "30m");
        assert_eq!(show_duration(90), "90s");
    }
}
