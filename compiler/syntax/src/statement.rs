//! Statements and their parts.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::expr::Expr;
use super::item::{DateAt, Name, NodeId, Path, Text};

/// A statement with its place and documentation.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Statement {
    /// What it says.
    pub kind: StatementKind,
    /// The whole statement.
    pub node: NodeId,
    /// Its documentation comment.
    pub doc: Option<SmolStr>,
}

impl Statement {
    /// The labels that it and the statements in it carry.
    pub fn labels<'s>(&'s self, found: &mut Vec<&'s SmolStr>) {
        let label = match &self.kind {
            StatementKind::Flow(flow) => flow.label.as_ref(),
            StatementKind::Check(check) => check.label.as_ref(),
            StatementKind::Apply(apply) => apply.label.as_ref(),
            StatementKind::For(all) => return all.statements.iter().for_each(|inner| inner.labels(found)),
            StatementKind::Waive(_) | StatementKind::Test(_) | StatementKind::Broken => None,
        };
        found.extend(label.map(|label| &label.text));
    }
}

/// The kinds of statements.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum StatementKind {
    /// `allow`, `deny`, `never`, `must`, `intact`, `alter`, `confine`, `unrestricted`
    Flow(Box<FlowStatement>),
    /// `check … when …`
    Check(Box<Check>),
    /// `apply …`
    Apply(Box<Apply>),
    /// `for x in E { … }`
    For(Box<For>),
    /// `waive …`
    Waive(Box<Waive>),
    /// `test "…" { … }`
    Test(Box<Test>),
    /// A statement that could not be understood, and the names in it.
    Broken,
}

/// The verb of a statement about a flow.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Verb {
    /// Permits.
    Allow,
    /// Forbids.
    Deny,
    /// Proves that nothing of it is permitted.
    Never,
    /// Proves that all of it is permitted.
    Must,
    /// Obliges every device on the path.
    Intact,
    /// States what a device does.
    Alter,
    /// Proves that only labelled rules permit it.
    Confine,
    /// `allow`, `must` and `intact` on everything, both ways.
    Unrestricted,
}

impl Verb {
    /// As written.
    pub fn word(self) -> &'static str {
        match self {
            Verb::Allow => "allow",
            Verb::Deny => "deny",
            Verb::Never => "never",
            Verb::Must => "must",
            Verb::Intact => "intact",
            Verb::Alter => "alter",
            Verb::Confine => "confine",
            Verb::Unrestricted => "unrestricted",
        }
    }
}

/// `FROM -> TO on SERVICE`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Flow {
    /// The initiators.
    pub from: Expr,
    /// Whether the arrow points both ways.
    pub both_ways: bool,
    /// The responders.
    pub to: Expr,
    /// The services.
    pub service: Expr,
    /// From the first to the last word.
    pub node: NodeId,
}

impl Flow {
    /// Calls `visit` for every expression in it.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        self.from.walk(visit);
        self.to.walk(visit);
        self.service.walk(visit);
    }
}

/// A statement about a flow.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FlowStatement {
    /// The verb.
    pub verb: Verb,
    /// The label.
    pub label: Option<Name>,
    /// The flow; an `unrestricted` is on `any`.
    pub flow: Flow,
    /// What an `intact` forbids and an `alter` does; empty in an `intact` means all.
    pub alterations: Vec<Alteration>,
    /// The labels that a `confine` confines to.
    pub confined_to: Vec<Path>,
    /// The condition.
    pub when: Option<Expr>,
    /// The diagnostic of an assertion.
    pub otherwise: Option<Path>,
    /// The clauses.
    pub clauses: Clauses,
}

/// What a device can do to traffic.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum AlterationKind {
    /// Asks who one is before it passes.
    Authentication,
    /// Compresses.
    Compression,
    /// Translates the destination.
    DestinationNat,
    /// Lets only some of it pass.
    Filtering,
    /// Closes idle connections.
    IdleTimeout,
    /// Reads or rewrites the payload.
    Inspection,
    /// Ends TLS and does not begin it again.
    Offload,
    /// Slows it down.
    RateLimit,
    /// Translates the source.
    SourceNat,
}

impl AlterationKind {
    /// All kinds, in the order of their words.
    pub const ALL: [AlterationKind; 9] = [
        AlterationKind::Authentication,
        AlterationKind::Compression,
        AlterationKind::DestinationNat,
        AlterationKind::Filtering,
        AlterationKind::IdleTimeout,
        AlterationKind::Inspection,
        AlterationKind::Offload,
        AlterationKind::RateLimit,
        AlterationKind::SourceNat,
    ];

    /// As written.
    pub fn word(self) -> &'static str {
        match self {
            AlterationKind::Authentication => "authentication",
            AlterationKind::Compression => "compression",
            AlterationKind::DestinationNat => "destination-nat",
            AlterationKind::Filtering => "filtering",
            AlterationKind::IdleTimeout => "idle-timeout",
            AlterationKind::Inspection => "inspection",
            AlterationKind::Offload => "offload",
            AlterationKind::RateLimit => "rate-limit",
            AlterationKind::SourceNat => "source-nat",
        }
    }
}

/// One kind in a statement: `inspection`, `idle-timeout 15m`, `idle-timeout below 30m`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Alteration {
    /// What is done.
    pub kind: AlterationKind,
    /// For `idle-timeout`: seconds.
    pub seconds: Option<u64>,
    /// Where it stands.
    pub node: NodeId,
}

/// The clauses of a statement.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Clauses {
    /// Why.
    pub because: Option<Text>,
    /// Who answers for it.
    pub owner: Option<Text>,
    /// The change ticket.
    pub ticket: Option<Text>,
    /// The last day.
    pub until: Option<DateAt>,
    /// Whether it is logged.
    pub log: bool,
    /// Seconds.
    pub idle_timeout: Option<u64>,
    /// The source.
    pub cite: Option<Cite>,
}

/// `cite NAME "section"`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Cite {
    /// The citation.
    pub path: Path,
    /// The part of it.
    pub section: Option<Text>,
}

/// `check [LABEL:] when C [else D]`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Check {
    /// The label.
    pub label: Option<Name>,
    /// The condition under which it fires.
    pub when: Expr,
    /// The diagnostic.
    pub otherwise: Option<Path>,
    /// The clauses.
    pub clauses: Clauses,
}

/// Named arguments.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Arguments {
    /// In the order written.
    pub list: Vec<Argument>,
}

/// `NAME: VALUE`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Argument {
    /// The parameter.
    pub name: Name,
    /// The value.
    pub value: Expr,
}

/// `apply NAME(ARGS) [as LABEL] [when C] [{ … }]`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Apply {
    /// The profile.
    pub profile: Path,
    /// Its arguments.
    pub arguments: Arguments,
    /// The label for statements without one.
    pub label: Option<Name>,
    /// The condition.
    pub when: Option<Expr>,
    /// The clauses for statements without them.
    pub clauses: Clauses,
}

/// `for x in E { … }`, `for a, b in E { … }`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct For {
    /// One or two variables.
    pub variables: Vec<Name>,
    /// The set.
    pub set: Expr,
    /// The statements.
    pub statements: Vec<Statement>,
}

/// `waive NAME [on FLOW] { because "…" until DATE }`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Waive {
    /// A diagnostic or a label.
    pub target: Path,
    /// The part that is waived.
    pub flow: Option<Flow>,
    /// Reason and end.
    pub clauses: Clauses,
}

/// `test "…" { … }`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Test {
    /// What is tried.
    pub title: Text,
    /// The lines.
    pub expectations: Vec<Expectation>,
}

/// `FLOW allowed`, `FLOW denied`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Expectation {
    /// The flow.
    pub flow: Flow,
    /// All of it, or none of it.
    pub allowed: bool,
    /// The line.
    pub node: NodeId,
}
