//! Literals: numbers in their limits, addresses, dates, durations.

use super::Builder;
use crate::error::SyntaxErrorKind;
use crate::expr::ExprKind;
use crate::item::{Address, DateAt};
use crate::literal::{AddressLiteral, Date, parse_address, parse_duration};
use expol_grammar::{Pair, Rule};

impl Builder<'_> {
    /// A list of them, in no more room than they take: thousands of declarations hold one address.
    pub(super) fn addresses(&mut self, pair: Pair<'_>) -> Box<[Address]> {
        pair.into_inner().map(|address| self.address(&address)).collect()
    }

    fn address(&mut self, pair: &Pair<'_>) -> Address {
        let value = self.address_value(pair);
        Address { value, text: pair.as_str().into(), node: self.node(self.range(pair)) }
    }

    fn address_value(&mut self, pair: &Pair<'_>) -> Option<AddressLiteral> {
        parse_address(pair.as_str())
            .map_err(|error| self.error(self.range(pair), SyntaxErrorKind::Address(error)))
            .ok()
    }

    pub(super) fn date(&mut self, pair: &Pair<'_>) -> Option<DateAt> {
        let date = self.date_value(pair)?;
        Some(DateAt { date, node: self.node(self.range(pair)) })
    }

    fn date_value(&mut self, pair: &Pair<'_>) -> Option<Date> {
        let date = Date::parse(pair.as_str());
        if date.is_none() {
            self.error(self.range(pair), SyntaxErrorKind::ImpossibleDate);
        }
        date
    }

    /// Seconds.
    pub(super) fn duration(&mut self, pair: &Pair<'_>) -> Option<u64> {
        let seconds = parse_duration(pair.as_str());
        if seconds.is_none() {
            self.error(
                self.range(pair),
                SyntaxErrorKind::TooLarge { what: "a duration in seconds", max: 1 << 53 },
            );
        }
        seconds
    }

    /// A literal as an expression.
    pub(super) fn literal(&mut self, pair: &Pair<'_>) -> ExprKind {
        let kind = match pair.as_rule() {
            Rule::address => self.address_value(pair).map(ExprKind::Address),
            Rule::date => self.date_value(pair).map(ExprKind::Date),
            Rule::duration => self.duration(pair).map(ExprKind::Duration),
            Rule::port_range => self.port_range(pair),
            _ => self.number(pair, "a number", 1 << 53).map(ExprKind::Number),
        };
        kind.unwrap_or(ExprKind::Error)
    }

    /// A port, or the number of a protocol.
    pub(super) fn port(&mut self, pair: &Pair<'_>, what: &'static str, max: u64) -> ExprKind {
        let kind = match pair.as_rule() {
            Rule::port_range => self.port_range(pair),
            _ => self.number(pair, what, max).map(ExprKind::Number),
        };
        kind.unwrap_or(ExprKind::Error)
    }

    fn port_range(&mut self, pair: &Pair<'_>) -> Option<ExprKind> {
        let (low, high) = pair.as_str().split_once('-')?;
        let (Some(low), Some(high)) = (low.parse::<u16>().ok(), high.parse::<u16>().ok()) else {
            self.error(self.range(pair), SyntaxErrorKind::TooLarge { what: "a port", max: 65_535 });
            return None;
        };
        if low > high {
            self.error(
                self.range(pair),
                SyntaxErrorKind::ReversedPorts { corrected: format!("{high}-{low}") },
            );
            return None;
        }
        Some(ExprKind::PortRange(low, high))
    }

    fn number(&mut self, pair: &Pair<'_>, what: &'static str, max: u64) -> Option<u64> {
        let value = pair.as_str().parse::<u64>().ok().filter(|value| *value <= max);
        if value.is_none() {
            self.error(self.range(pair), SyntaxErrorKind::TooLarge { what, max });
        }
        value
    }
}
