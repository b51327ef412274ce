//! Expressions. One kind of tree serves endpoints, services, conditions and argument values; types tell them apart.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::item::{Name, NodeId, Path};
use super::literal::{AddressLiteral, Date};
use super::statement::Flow;

/// An expression with its place.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub node: NodeId,
}

/// The forms of an expression.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ExprKind {
    /// `shop.proxy`, `e.sync-port`, an enumeration's member
    Path(Path),
    /// `(A, B).p`
    Member(Box<Expr>, Name),
    /// `10.0.0.0/8`
    Address(AddressLiteral),
    /// `25`
    Number(u64),
    /// `5065-5068`
    PortRange(u16, u16),
    /// `2027-06-30`
    Date(Date),
    /// `30m`, in seconds
    Duration(u64),
    /// `"text"`
    Text(SmolStr),
    /// `on`, `off`
    Flag(bool),
    /// `any`
    Any,
    /// `none`
    None,
    /// `internet`
    Internet,
    /// `tcp 25`, `icmp`, `protocol 50`
    Protocol(ProtocolWord, Option<Box<Expr>>),
    /// `A, B`
    Union(Vec<Expr>),
    /// `A & B`
    Intersection(Box<Expr>, Box<Expr>),
    /// `A except B`
    Except(Box<Expr>, Box<Expr>),
    /// `(x in E when C)`
    Filter {
        /// The variable.
        variable: Name,
        /// The set.
        set: Box<Expr>,
        /// The condition.
        condition: Option<Box<Expr>>,
    },
    /// `empty(E)`, `contains(A, B)`
    Call(Name, Vec<Expr>),
    /// `permitted(FLOW)`, `blocked(FLOW)`
    FlowCall(Name, Box<Flow>),
    /// `a == b`
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// `a and b`
    And(Box<Expr>, Box<Expr>),
    /// `a or b`
    Or(Box<Expr>, Box<Expr>),
    /// `not a`
    Not(Box<Expr>),
    /// Something wrong that has been reported.
    Error,
}

/// A protocol's word.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum ProtocolWord {
    /// `tcp`
    Tcp,
    /// `udp`
    Udp,
    /// `sctp`
    Sctp,
    /// `icmp`
    Icmp,
    /// `protocol N`
    Number,
}

impl ProtocolWord {
    /// As written.
    pub fn word(self) -> &'static str {
        match self {
            ProtocolWord::Tcp => "tcp",
            ProtocolWord::Udp => "udp",
            ProtocolWord::Sctp => "sctp",
            ProtocolWord::Icmp => "icmp",
            ProtocolWord::Number => "protocol",
        }
    }
}

/// A comparison.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
}

impl Expr {
    /// Calls `visit` for this expression and everything in it.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        visit(self);
        match &self.kind {
            ExprKind::Member(inner, _) | ExprKind::Not(inner) => inner.walk(visit),
            ExprKind::Protocol(_, ports) => ports.iter().for_each(|inner| inner.walk(visit)),
            ExprKind::Union(all) | ExprKind::Call(_, all) => all.iter().for_each(|inner| inner.walk(visit)),
            ExprKind::Intersection(a, b)
            | ExprKind::Except(a, b)
            | ExprKind::Compare(_, a, b)
            | ExprKind::And(a, b)
            | ExprKind::Or(a, b) => {
                a.walk(visit);
                b.walk(visit);
            }
            ExprKind::Filter { set, condition, .. } => {
                set.walk(visit);
                condition.iter().for_each(|inner| inner.walk(visit));
            }
            ExprKind::FlowCall(_, flow) => flow.walk(visit),
            _ => {}
        }
    }
}
