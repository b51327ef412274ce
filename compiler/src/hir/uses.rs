//! What the names in an item mean, for whoever shows them: an editor. Nothing that is decided reads this.

use smol_str::SmolStr;

use super::item::{Item, Place};
use crate::db::SourceFile;
use crate::syntax::NodeId;

/// What a name means.
#[derive(Clone, PartialEq, Eq, Hash, Debug, salsa::SalsaValue)]
pub enum Meaning<'db> {
    /// A declaration.
    Item(Item<'db>),
    /// A module.
    Module(SourceFile),
    /// Something that is declared inside a declaration or statement, by the place of its name there: a parameter, a
    /// variable, an interface.
    Inner(Place<'db>),
    /// A label of a module.
    Label(SourceFile, SmolStr),
}

/// A name and what it means.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub struct Use<'db> {
    /// Where the name stands.
    pub node: NodeId,
    /// What it means.
    pub meaning: Meaning<'db>,
    /// Whether it is declared here.
    pub declares: bool,
}

/// A part that could not be understood, with the variables around it.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub struct Broken<'db> {
    /// Where it stands.
    pub node: NodeId,
    /// The variables, the innermost last.
    pub variables: Vec<Variable<'db>>,
}

/// A variable in scope.
#[derive(Clone, PartialEq, Eq, Debug, salsa::SalsaValue)]
pub struct Variable<'db> {
    /// Its name.
    pub name: SmolStr,
    /// Where it is declared.
    pub place: Place<'db>,
}

/// All names of an item.
#[derive(Clone, PartialEq, Eq, Debug, Default, salsa::SalsaValue)]
pub struct Uses<'db> {
    /// Each name once, in the order of nodes.
    pub names: Vec<Use<'db>>,
    /// The parts whose names are not among them.
    pub broken: Vec<Broken<'db>>,
}

impl Uses<'_> {
    /// Sorts, and keeps of several readings of one node the last: an expression may be read twice before its type is known.
    pub(super) fn settle(&mut self) {
        self.names.reverse();
        self.names.sort_by_key(|name| name.node);
        self.names.dedup_by_key(|name| name.node);
        self.broken.dedup_by_key(|broken| broken.node);
    }
}
