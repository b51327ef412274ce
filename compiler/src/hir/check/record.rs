//! Notes what names mean while they are checked, where somebody asked for it.

use super::Checker;
use crate::db::SourceFile;
use crate::hir::item::Place;
use crate::hir::member::Local;
use crate::hir::module::module_of;
use crate::hir::path::{Head, Resolved};
use crate::hir::scope::Definition;
use crate::hir::uses::{Broken, Meaning, Use, Variable};
use crate::syntax::item::{Item as Tree, Use as UseTree, UseTarget};
use crate::syntax::statement::{Statement, StatementKind};
use crate::syntax::{NodeId, Path};

impl<'db> Checker<'db> {
    /// A name means this.
    pub(super) fn record(&mut self, node: NodeId, meaning: Meaning<'db>) {
        self.note(node, meaning, false);
    }

    fn note(&mut self, node: NodeId, meaning: Meaning<'db>, declares: bool) {
        if let Some(uses) = &mut self.uses {
            uses.names.push(Use { node, meaning, declares });
        }
    }

    fn note_inner(&mut self, node: NodeId) {
        self.note(node, Meaning::Inner(Place::new(self.item, node)), true);
    }

    /// Brings the variable of a loop or filter into scope.
    pub(super) fn declare_variable(&mut self, local: Local<'db>, node: NodeId) {
        self.note_inner(node);
        self.declare(local, node);
    }

    /// A part that could not be understood.
    pub(super) fn record_broken(&mut self, node: NodeId) {
        let variable = |(local, node): (&Local<'db>, &NodeId)| Variable {
            name: local.name.clone(),
            place: Place::new(self.item, *node),
        };
        let variables = self.locals.iter().zip(&self.declared).map(variable).collect();
        if let Some(uses) = &mut self.uses {
            uses.broken.push(Broken { node, variables });
        }
    }

    /// The modules and the head of a path.
    pub(super) fn record_path(&mut self, path: &Path, resolved: &Resolved<'db>) {
        if self.uses.is_none() {
            return;
        }
        let Some(head) = resolved.rest.checked_sub(1).and_then(|last| path.segments.get(last)) else {
            return;
        };
        let meaning = match resolved.head {
            Head::Item(item) => Meaning::Item(item),
            Head::Local(index) => match self.declared.get(index) {
                Some(node) => Meaning::Inner(Place::new(self.item, *node)),
                None => return,
            },
        };
        self.record(head.node, meaning);
        let mut module = self.file;
        for segment in path.segments.iter().take(resolved.rest - 1) {
            if let Some(Definition::Module(next)) = self.known.resolve(module, &segment.text) {
                self.record(segment.node, Meaning::Module(next));
                module = next;
            }
        }
    }

    /// The module of a `use`, its alias and the names in braces.
    pub(super) fn record_use(&mut self, used: &UseTree, target: NodeId, module: SourceFile) {
        if self.uses.is_none() {
            return;
        }
        match &used.target {
            UseTarget::File(_) => self.record(target, Meaning::Module(module)),
            UseTarget::Library(path) => {
                if let Some(last) = path.segments.last() {
                    self.record(last.node, Meaning::Module(module));
                }
            }
        }
        if let Some(alias) = &used.alias {
            self.note(alias.node, Meaning::Module(module), true);
        }
        for name in &used.imports {
            if let Some(Definition::Item(item)) = self.known.resolve(module, &name.text) {
                self.record(name.node, Meaning::Item(item));
            }
        }
    }

    /// The names that a declaration declares: its own, those of its parameters and interfaces.
    pub(super) fn record_declarations(&mut self, tree: &Tree) {
        if self.uses.is_none() {
            return;
        }
        if let Some(name) = tree.name() {
            self.note(name.node, Meaning::Item(self.item), true);
        }
        let inner: Vec<NodeId> = match tree {
            Tree::Server(server) => server.interfaces.iter().map(|inner| inner.name.node).collect(),
            Tree::Role(role) => role.parameters.iter().map(|inner| inner.name.node).collect(),
            Tree::Profile(profile) => profile.parameters.iter().map(|inner| inner.name.node).collect(),
            _ => Vec::new(),
        };
        inner.into_iter().for_each(|node| self.note_inner(node));
    }

    /// The label that a statement carries.
    pub(super) fn record_label(&mut self, statement: &Statement) {
        let label = match &statement.kind {
            StatementKind::Flow(flow) => flow.label.as_ref(),
            StatementKind::Check(check) => check.label.as_ref(),
            StatementKind::Apply(apply) => apply.label.as_ref(),
            _ => None,
        };
        if let Some(label) = label {
            self.note(label.node, Meaning::Label(module_of(self.db, self.file), label.text.clone()), true);
        }
    }
}
