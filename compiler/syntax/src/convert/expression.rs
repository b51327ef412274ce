//! Expressions: the flat lists of the grammar get their precedence here.
//!
//! From the loosest to the tightest: `or`, `and`, `not`, comparisons, then `&` and `except`, which may not be mixed.

use super::Builder;
use crate::error::SyntaxErrorKind;
use crate::expr::{Comparison, Expr, ExprKind, ProtocolWord};
use crate::item::Name;
use crate::statement::Flow;
use expol_grammar::{Pair, Rule};
use expol_text::TextRange;

/// One expression may have this many operators between its operands. (A list may be as long as it likes.) A chain of
/// operators is as deep a tree, and everything that walks a tree is bounded by its depth.
const MAX_OPERATORS: usize = 200;

/// A flat expression: operands with the operators between them.
struct Flat<'i> {
    tokens: std::iter::Peekable<pest::iterators::Pairs<'i, Rule>>,
}

impl Builder<'_> {
    /// A list; one element is itself, several are a union.
    pub(super) fn list(&mut self, pair: Pair<'_>) -> Expr {
        let whole = self.range(&pair);
        let mut all: Vec<Expr> = pair.into_inner().map(|element| self.expression(element)).collect();
        match all.pop() {
            Some(only) if all.is_empty() => only,
            Some(last) => {
                all.push(last);
                self.expr(whole, ExprKind::Union(all))
            }
            None => self.expr(whole, ExprKind::Error),
        }
    }

    pub(super) fn expression(&mut self, pair: Pair<'_>) -> Expr {
        let operators = pair.clone().into_inner().filter(|token| token.as_rule() == Rule::infix).count();
        if operators > MAX_OPERATORS {
            let whole = self.range(&pair);
            let what = "the number of operators in one expression";
            self.error(whole, SyntaxErrorKind::TooLarge { what, max: MAX_OPERATORS as u64 });
            return self.expr(whole, ExprKind::Error);
        }
        let mut flat = Flat { tokens: pair.into_inner().peekable() };
        self.disjunction(&mut flat)
    }

    fn expr(&mut self, range: TextRange, kind: ExprKind) -> Expr {
        Expr { kind, node: self.node(range) }
    }

    fn joined(
        &mut self,
        left: Expr,
        right: Expr,
        make: impl FnOnce(Box<Expr>, Box<Expr>) -> ExprKind,
    ) -> Expr {
        let start = self.range_of(&left).start;
        let end = self.range_of(&right).end;
        self.expr(TextRange::new(start, end), make(Box::new(left), Box::new(right)))
    }

    fn range_of(&self, expr: &Expr) -> TextRange {
        self.ranges.get(expr.node.0 as usize).copied().unwrap_or(TextRange::new(0, 0))
    }

    fn disjunction(&mut self, flat: &mut Flat<'_>) -> Expr {
        let mut left = self.conjunction(flat);
        while flat.eat("or") {
            let right = self.conjunction(flat);
            left = self.joined(left, right, ExprKind::Or);
        }
        left
    }

    fn conjunction(&mut self, flat: &mut Flat<'_>) -> Expr {
        let mut left = self.negation(flat);
        while flat.eat("and") {
            let right = self.negation(flat);
            left = self.joined(left, right, ExprKind::And);
        }
        left
    }

    fn negation(&mut self, flat: &mut Flat<'_>) -> Expr {
        let mut first: Option<(TextRange, bool)> = None;
        while let Some(not) = flat.tokens.next_if(|token| token.as_rule() == Rule::not) {
            let range = self.range(&not);
            first = Some(first.map_or((range, true), |(range, odd)| (range, !odd)));
        }
        let expr = self.comparison(flat);
        match first {
            // `not not a` is `a`: only an odd number turns it round.
            Some((not, true)) => {
                let whole = TextRange::new(not.start, self.range_of(&expr).end);
                self.expr(whole, ExprKind::Not(Box::new(expr)))
            }
            _ => expr,
        }
    }

    fn comparison(&mut self, flat: &mut Flat<'_>) -> Expr {
        let left = self.set(flat);
        let Some(operator) = flat.comparison() else { return left };
        let right = self.set(flat);
        let mut joined = self.joined(left, right, |a, b| ExprKind::Compare(operator, a, b));
        if flat.comparison().is_some() {
            self.error(self.range_of(&joined), SyntaxErrorKind::ChainedComparison);
            self.set(flat);
            joined.kind = ExprKind::Error;
        }
        joined
    }

    fn set(&mut self, flat: &mut Flat<'_>) -> Expr {
        let mut left = self.operand(flat);
        let mut first: Option<bool> = None;
        loop {
            let except = if flat.eat("&") {
                false
            } else if flat.eat("except") {
                true
            } else {
                return left;
            };
            let right = self.operand(flat);
            let make = if except { ExprKind::Except } else { ExprKind::Intersection };
            left = self.joined(left, right, make);
            if *first.get_or_insert(except) != except {
                self.error(self.range_of(&left), SyntaxErrorKind::MixedOperators);
                left.kind = ExprKind::Error;
            }
        }
    }

    fn operand(&mut self, flat: &mut Flat<'_>) -> Expr {
        match flat.tokens.next() {
            Some(token) => self.primary(token),
            None => self.expr(TextRange::new(0, 0), ExprKind::Error),
        }
    }

    fn primary(&mut self, pair: Pair<'_>) -> Expr {
        let whole = self.range(&pair);
        let kind = match pair.as_rule() {
            Rule::parenthesis => return self.parenthesis(pair),
            Rule::string => ExprKind::Text(self.string(&pair).value),
            Rule::protocol => self.protocol(pair),
            Rule::operand => self.operand_of(pair),
            _ => self.literal(&pair),
        };
        self.expr(whole, kind)
    }

    /// A constant, a name or a call.
    fn operand_of(&mut self, pair: Pair<'_>) -> ExprKind {
        match pair.as_str() {
            "any" => return ExprKind::Any,
            "none" => return ExprKind::None,
            "internet" => return ExprKind::Internet,
            word @ ("on" | "off") => return ExprKind::Flag(word == "on"),
            _ => {}
        }
        let whole = self.range(&pair);
        let mut parts = pair.into_inner();
        let Some(path) = parts.next() else { return ExprKind::Error };
        match parts.next() {
            None => ExprKind::Path(self.path(path)),
            Some(arguments) => self.call(&path, arguments, whole),
        }
    }

    fn parenthesis(&mut self, pair: Pair<'_>) -> Expr {
        let whole = self.range(&pair);
        let mut result = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::filter => result = Some(self.filter(part)),
                Rule::list => {
                    // The brackets belong to the expression, so that a fix may replace it whole.
                    let inner = self.list(part);
                    result = Some(Expr { node: self.node(whole), kind: inner.kind });
                }
                Rule::name => {
                    let name = self.word(&part);
                    let inner = result.unwrap_or(Expr { kind: ExprKind::Error, node: name.node });
                    result = Some(self.expr(whole, ExprKind::Member(Box::new(inner), name)));
                }
                _ => {}
            }
        }
        result.unwrap_or_else(|| self.expr(whole, ExprKind::Error))
    }

    fn filter(&mut self, pair: Pair<'_>) -> Expr {
        let whole = self.range(&pair);
        let (mut variable, mut set, mut condition) = (None, None, None);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name => variable = Some(self.name(&part)),
                Rule::list => set = Some(self.list(part)),
                Rule::when => condition = self.when(part).map(Box::new),
                _ => {}
            }
        }
        let kind = match (variable, set) {
            (Some(variable), Some(set)) => ExprKind::Filter { variable, set: Box::new(set), condition },
            _ => ExprKind::Error,
        };
        self.expr(whole, kind)
    }

    fn protocol(&mut self, pair: Pair<'_>) -> ExprKind {
        let whole = self.range(&pair);
        let mut parts = pair.into_inner();
        let word = match parts.next().map(|word| word.as_str().to_owned()).unwrap_or_default().as_str() {
            "tcp" => ProtocolWord::Tcp,
            "udp" => ProtocolWord::Udp,
            "sctp" => ProtocolWord::Sctp,
            "icmp" => ProtocolWord::Icmp,
            _ => ProtocolWord::Number,
        };
        let ports = parts.next().and_then(|ports| ports.into_inner().next());
        let Some(ports) = ports else { return ExprKind::Protocol(word, None) };
        if word == ProtocolWord::Icmp {
            self.error(whole, SyntaxErrorKind::PortsOfIcmp);
            return ExprKind::Error;
        }
        let place = self.range(&ports);
        let (what, max) = if word == ProtocolWord::Number { ("a protocol", 255) } else { ("a port", 65_535) };
        let kind = match ports.as_rule() {
            Rule::any_port => ExprKind::Any,
            Rule::path => ExprKind::Path(self.path(ports)),
            _ => self.port(&ports, what, max),
        };
        let inner = self.expr(place, kind);
        ExprKind::Protocol(word, Some(Box::new(inner)))
    }

    fn call(&mut self, path: &Pair<'_>, arguments: Pair<'_>, whole: TextRange) -> ExprKind {
        let node = self.node(self.range(path));
        let name = Name { text: path.as_str().into(), node };
        let parts = arguments.into_inner();
        let mut lists = Vec::new();
        let mut both_ways = false;
        for part in parts {
            match part.as_rule() {
                Rule::list => lists.push(part),
                Rule::arrow => both_ways = part.as_str() == "<->",
                _ => {}
            }
        }
        if lists.len() < 3 {
            let arguments = lists.into_iter().next().map(Pair::into_inner);
            let all = arguments.into_iter().flatten().map(|argument| self.expression(argument)).collect();
            return ExprKind::Call(name, all);
        }
        let mut sides = lists.into_iter().map(|list| self.list(list)).collect::<Vec<_>>().into_iter();
        match (sides.next(), sides.next(), sides.next()) {
            (Some(from), Some(to), Some(service)) => {
                let inner =
                    TextRange::new(self.range_of(&from).start, self.range_of(&service).end.min(whole.end));
                let node = self.node(inner);
                ExprKind::FlowCall(name, Box::new(Flow { from, both_ways, to, service, node }))
            }
            _ => ExprKind::Error,
        }
    }

    pub(super) fn when(&mut self, pair: Pair<'_>) -> Option<Expr> {
        pair.into_inner().next().map(|condition| self.expression(condition))
    }

    pub(super) fn flow(&mut self, pair: Pair<'_>) -> Option<Flow> {
        let node = self.node(self.range(&pair));
        let mut lists = Vec::new();
        let mut both_ways = false;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::list => lists.push(self.list(part)),
                Rule::arrow => both_ways = part.as_str() == "<->",
                _ => {}
            }
        }
        let mut lists = lists.into_iter();
        Some(Flow { from: lists.next()?, both_ways, to: lists.next()?, service: lists.next()?, node })
    }
}

impl Flat<'_> {
    fn eat(&mut self, operator: &str) -> bool {
        self.tokens.next_if(|token| token.as_rule() == Rule::infix && token.as_str() == operator).is_some()
    }

    fn comparison(&mut self) -> Option<Comparison> {
        let operator = self.tokens.peek().filter(|token| token.as_rule() == Rule::infix)?;
        let found = match operator.as_str() {
            "==" => Comparison::Equal,
            "!=" => Comparison::NotEqual,
            "<" => Comparison::Less,
            "<=" => Comparison::LessEqual,
            ">" => Comparison::Greater,
            ">=" => Comparison::GreaterEqual,
            _ => return None,
        };
        self.tokens.next();
        Some(found)
    }
}
