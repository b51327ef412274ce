//! What is wrong with names and types, as data. The sentences are written in `checks`.

use smol_str::SmolStr;

use super::item::{Item, Place};
use super::types::Type;
use crate::db::SourceFile;
use crate::syntax::expr::ProtocolWord;
use crate::syntax::item::HolderKind;

/// One fault.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub struct Problem<'db> {
    /// Where it shows.
    pub place: Place<'db>,
    /// What it is.
    pub kind: ProblemKind<'db>,
}

/// What a name was wanted for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Wanted {
    /// Endpoints: a zone, server, group or role.
    Endpoints,
    /// A service.
    Service,
    /// A zone.
    Zone,
    /// A role.
    Role,
    /// A profile.
    Profile,
    /// A diagnostic.
    Diagnostic,
    /// A citation.
    Citation,
    /// Any value.
    Value,
}

/// The kinds of faults.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub enum ProblemKind<'db> {
    /// A name means nothing.
    UnresolvedName {
        /// The name.
        name: SmolStr,
        /// Where it was looked up.
        module: SourceFile,
        /// Whether a module's name stands before it.
        qualified: bool,
        /// What it was wanted for.
        wanted: Wanted,
        /// Variables and parameters in scope.
        locals: Vec<SmolStr>,
    },
    /// A name that stays in its module.
    PrivateName {
        /// The declaration.
        item: Item<'db>,
    },
    /// A module where a value is wanted.
    ModuleAsValue {
        /// Its name.
        name: SmolStr,
    },
    /// The wrong kind of thing.
    WrongKind {
        /// What stands there.
        found: SmolStr,
        /// What should.
        wanted: SmolStr,
        /// The declaration that stands there.
        declared: Option<Item<'db>>,
    },
    /// `tcp` without ports.
    BareProtocol {
        /// The protocol.
        protocol: ProtocolWord,
    },
    /// The wrong type.
    WrongType {
        /// What stands there.
        found: Type,
        /// What should.
        wanted: Type,
    },
    /// No member of an enumeration.
    NotAMember {
        /// The word.
        word: SmolStr,
        /// The members.
        members: Vec<SmolStr>,
    },
    /// A parameter has no argument.
    MissingArgument {
        /// The parameter.
        parameter: SmolStr,
        /// Its type.
        kind: Type,
        /// What wants it.
        callee: Item<'db>,
    },
    /// An argument for no parameter.
    UnknownArgument {
        /// The name.
        name: SmolStr,
        /// The parameters.
        known: Vec<SmolStr>,
        /// What was called.
        callee: Item<'db>,
    },
    /// An argument given twice.
    RepeatedArgument {
        /// The name.
        name: SmolStr,
    },
    /// A name behind a dot that nothing has.
    UnknownMember {
        /// The name.
        name: SmolStr,
        /// What stands before the dot.
        of: SmolStr,
        /// What could stand behind it.
        known: Vec<SmolStr>,
    },
    /// A name behind a dot that several roles have, with different types.
    AmbiguousMember {
        /// The name.
        name: SmolStr,
        /// The roles.
        roles: Vec<SmolStr>,
    },
    /// A value that only one member has, asked of a set.
    MemberOfSet {
        /// The name.
        name: SmolStr,
    },
    /// A type that does not exist.
    UnknownType {
        /// As written.
        name: SmolStr,
    },
    /// A function that does not exist.
    UnknownFunction {
        /// As written.
        name: SmolStr,
    },
    /// A function with too few or too many arguments.
    WrongCount {
        /// The function.
        function: SmolStr,
        /// How many it wants.
        wanted: usize,
        /// How many there are.
        found: usize,
    },
    /// `permitted`, `blocked`, `present`, `waived` where rules or sets are decided.
    DependsOnPermitted {
        /// The function.
        function: SmolStr,
    },
    /// A role is held by something that it is not for.
    WrongHolder {
        /// The role.
        role: Item<'db>,
        /// What it is for.
        wanted: HolderKind,
        /// What holds it.
        found: HolderKind,
    },
    /// A role held twice by one thing.
    RepeatedRole {
        /// The role.
        role: Item<'db>,
    },
    /// A parameter called like a service or a role that it hides.
    HidingParameter {
        /// The name.
        name: SmolStr,
        /// What is hidden.
        item: Item<'db>,
    },
    /// A parameter declared twice.
    RepeatedParameter {
        /// The name.
        name: SmolStr,
    },
    /// A label that no statement carries.
    UnknownLabel {
        /// The label.
        name: SmolStr,
        /// Where it was looked up.
        module: SourceFile,
    },
    /// A name in the braces of a text that is not in scope.
    UnknownPlaceholder {
        /// The name.
        name: SmolStr,
        /// The assertion that uses the text without bringing the name.
        user: Option<Place<'db>>,
    },
    /// Braces in a text that hold no name.
    FlawedPlaceholder,
    /// A `use` that means no module.
    BadUse {
        /// Why.
        fault: super::UseFault,
    },
    /// An import of a name that the module does not offer.
    UnknownImport {
        /// The name.
        name: SmolStr,
        /// The module.
        module: SourceFile,
    },
    /// `waive` in a library module.
    WaiverInLibrary,
    /// A number that no port has.
    NotAPort,
}
