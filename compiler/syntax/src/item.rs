//! The syntax tree of one item: names and declarations. It holds no offsets: every node that a message may point at has
//! a [`NodeId`], and the ranges stand in a table beside the tree. White space and comments therefore change nothing.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::expr::Expr;
use super::literal::{AddressLiteral, Date};
use super::statement::{Arguments, Cite, Statement};

/// A node of an item's tree: an index into the item's table of ranges.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct NodeId(pub u32);

impl NodeId {
    /// The whole item.
    pub const ITEM: NodeId = NodeId(0);
}

/// A name as written, without the escape.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Name {
    /// The word.
    pub text: SmolStr,
    /// Where it stands.
    pub node: NodeId,
}

/// A dotted name: `shop.proxy`, `e.subscribed-to`.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Path {
    /// At least one segment.
    pub segments: Box<[Name]>,
    /// The whole path.
    pub node: NodeId,
}

impl std::fmt::Display for Path {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, segment) in self.segments.iter().enumerate() {
            if index > 0 {
                f.write_str(".")?;
            }
            f.write_str(&segment.text)?;
        }
        Ok(())
    }
}

/// One parsed item.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ItemAst {
    /// Whether `private` stands before it.
    pub private: bool,
    /// What it is.
    pub item: Item,
}

/// A declaration or a statement.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Item {
    /// `use …`
    Use(Use),
    /// `zone …`
    Zone(Zone),
    /// `server …`
    Server(Server),
    /// `group …`
    Group(Group),
    /// `service …`
    Service(Service),
    /// `role …`
    Role(Role),
    /// `profile …`
    Profile(Profile),
    /// `diagnostic …`
    Diagnostic(Box<Diagnostic>),
    /// `citation …`
    Citation(Citation),
    /// `allow …`, `for …`, `test …` and the rest.
    Statement(Statement),
    /// Nothing that could be understood.
    Broken,
}

impl Item {
    /// The statements in it: itself, or those of a profile.
    pub fn statements(&self) -> &[Statement] {
        match self {
            Item::Statement(statement) => std::slice::from_ref(statement),
            Item::Profile(profile) => &profile.statements,
            _ => &[],
        }
    }
}

/// `use std.net.{https} as n`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Use {
    /// What is used.
    pub target: UseTarget,
    /// The names in braces.
    pub imports: Vec<Name>,
    /// The name after `as`.
    pub alias: Option<Name>,
}

/// The module that a `use` names.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum UseTarget {
    /// `std.net`
    Library(Path),
    /// `"sites/rio.expol"`
    File(Text),
}

/// A string with its place.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Text {
    /// The value, escapes resolved.
    pub value: SmolStr,
    /// Where it stands.
    pub node: NodeId,
}

/// A date with its place.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct DateAt {
    /// The date.
    pub date: Date,
    /// Where it stands.
    pub node: NodeId,
}

/// An address literal with its place.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Address {
    /// The addresses; `None` where the literal is wrong, which is reported.
    pub value: Option<AddressLiteral>,
    /// As written.
    pub text: SmolStr,
    /// Where it stands.
    pub node: NodeId,
}

/// Where a zone, server or interface lies: `in internet`, `in perimeter`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Placement {
    /// `in internet`
    Internet(NodeId),
    /// `in NAME`
    Zone(Path),
}

/// `role shop.proxy(um: tcp)` inside a declaration.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RoleUse {
    /// The role.
    pub path: Path,
    /// Its arguments.
    pub arguments: Arguments,
    /// The whole.
    pub node: NodeId,
}

/// `zone NAME [in PARENT] [external] { … }`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Zone {
    /// Its name.
    pub name: Name,
    /// Its parent.
    pub parent: Option<Placement>,
    /// Whether its addresses are unknown here.
    pub external: bool,
    /// The prefixes.
    pub addresses: Box<[Address]>,
    /// The lists that it takes addresses from.
    pub files: Box<[ListUse]>,
    /// The date after which the addresses are stale.
    pub until: Option<DateAt>,
    /// Its roles.
    pub roles: Box<[RoleUse]>,
}

/// `from "list.csv" column "prefix"`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ListUse {
    /// The list, by its path.
    pub file: Text,
    /// The column with the addresses; the first of each row where none is named.
    pub column: Option<Text>,
}

/// `server NAME in ZONE { … }`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Server {
    /// Its name.
    pub name: Name,
    /// Its first adapter.
    pub body: Adapter,
    /// Further adapters.
    pub interfaces: Box<[Interface]>,
}

/// `interface NAME in ZONE { … }`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Interface {
    /// Its name.
    pub name: Name,
    /// What it is.
    pub body: Adapter,
}

/// What a server and an interface have in common.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Adapter {
    /// Where it stands.
    pub zone: Placement,
    /// Its addresses.
    pub addresses: Box<[Address]>,
    /// Its translated addresses.
    pub public: Box<[Address]>,
    /// Its roles.
    pub roles: Box<[RoleUse]>,
}

/// `group NAME { … }`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Group {
    /// Its name.
    pub name: Name,
    /// Its members; `None` is empty.
    pub members: Option<Expr>,
    /// Its roles.
    pub roles: Box<[RoleUse]>,
}

/// `service NAME { … }`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Service {
    /// Its name.
    pub name: Name,
    /// What it is.
    pub value: Expr,
}

/// `role NAME(…) for zone`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Role {
    /// Its name.
    pub name: Name,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
    /// What can hold it.
    pub holder: HolderKind,
}

/// What can hold a role.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum HolderKind {
    /// A server, the default.
    Server,
    /// A further adapter.
    Interface,
    /// A zone.
    Zone,
    /// A group.
    Group,
}

/// `NAME: TYPE = DEFAULT`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Parameter {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub kind: TypeName,
    /// Its default.
    pub default: Option<Expr>,
}

/// A type as written.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum TypeName {
    /// `endpoints`, `flag` …
    Named(Name),
    /// `{ tcp, tls }`
    Enumeration(Vec<Name>),
}

/// `profile NAME(…) { … }`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Profile {
    /// Its name.
    pub name: Name,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
    /// Its statements.
    pub statements: Vec<Statement>,
}

/// `diagnostic NAME { … }`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Its name.
    pub name: Name,
    /// How grave it is.
    pub severity: DiagnosticSeverity,
    /// The message, with braces unresolved.
    pub message: Text,
    /// What to do.
    pub help: Option<Text>,
    /// Its source.
    pub cite: Option<Cite>,
}

/// The severity of a library's diagnostic.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum DiagnosticSeverity {
    /// Refuses the policy.
    Error,
    /// Lets it through and says so.
    Warning,
    /// Only says so.
    Note,
}

/// `citation NAME { … }`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Citation {
    /// Its name.
    pub name: Name,
    /// The title of the source.
    pub title: Text,
    /// Where to find it.
    pub reference: Text,
    /// The part of it.
    pub section: Option<Text>,
}

impl Item {
    /// The declared name, where there is one.
    pub fn name(&self) -> Option<&Name> {
        match self {
            Item::Zone(zone) => Some(&zone.name),
            Item::Server(server) => Some(&server.name),
            Item::Group(group) => Some(&group.name),
            Item::Service(service) => Some(&service.name),
            Item::Role(role) => Some(&role.name),
            Item::Profile(profile) => Some(&profile.name),
            Item::Diagnostic(diagnostic) => Some(&diagnostic.name),
            Item::Citation(citation) => Some(&citation.name),
            Item::Use(_) | Item::Statement(_) | Item::Broken => None,
        }
    }
}
