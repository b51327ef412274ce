//! Statements.

use super::Checker;
use crate::hir::item::{Item, Place};
use crate::hir::member::{Local, static_roles};
use crate::hir::placeholder::{FIXED_PLACEHOLDERS, Piece, pieces};
use crate::hir::problem::{Problem, ProblemKind, Wanted};
use crate::hir::tree::ast;
use crate::hir::types::Type;
use crate::syntax::expr::Expr;
use crate::syntax::item::Item as Tree;
use crate::syntax::statement::{
    Apply, Check, Clauses, FlowStatement, For, Statement, StatementKind, Test, Verb, Waive,
};
use crate::syntax::{Name, Path};

impl<'db> Checker<'db> {
    pub(super) fn statement(&mut self, statement: &Statement) {
        self.record_label(statement);
        match &statement.kind {
            StatementKind::Flow(flow) => self.flow_statement(flow),
            StatementKind::Check(check) => self.check(check),
            StatementKind::Apply(apply) => self.apply(apply),
            StatementKind::For(all) => self.for_(all),
            StatementKind::Waive(waive) => self.waive(waive),
            StatementKind::Test(test) => self.test(test),
            StatementKind::Broken => self.record_broken(statement.node),
        }
    }

    fn flow_statement(&mut self, statement: &FlowStatement) {
        self.flow(&statement.flow);
        let assertion =
            !matches!(statement.verb, Verb::Allow | Verb::Deny | Verb::Alter | Verb::Unrestricted);
        self.condition(statement.when.as_ref(), assertion);
        for label in &statement.confined_to {
            self.label(label, false);
        }
        self.otherwise(statement.otherwise.as_ref());
        self.clauses(&statement.clauses);
    }

    fn check(&mut self, check: &Check) {
        self.condition(Some(&check.when), true);
        self.otherwise(check.otherwise.as_ref());
        self.clauses(&check.clauses);
    }

    fn condition(&mut self, condition: Option<&Expr>, assertion: bool) {
        self.assertion = assertion;
        if let Some(condition) = condition {
            self.expect(condition, &Type::Flag);
        }
        self.assertion = false;
    }

    fn apply(&mut self, apply: &Apply) {
        let profile =
            self.declaration_named(&apply.profile, Wanted::Profile, |tree| matches!(tree, Tree::Profile(_)));
        if let Some(profile) = profile {
            let tree = ast(self.db, profile).clone();
            if let Tree::Profile(declared) = &tree.item {
                self.arguments(profile, &declared.parameters, &apply.arguments, apply.profile.node);
            }
        } else {
            // The arguments are still read, so that a misspelt name in them is reported in the same run.
            for argument in &apply.arguments.list {
                self.infer(&argument.value, None);
            }
        }
        self.condition(apply.when.as_ref(), false);
        self.clauses(&apply.clauses);
    }

    fn for_(&mut self, all: &For) {
        let found = self.expect(&all.set, &Type::Endpoints);
        let kind = if found == Type::Servers { Type::Servers } else { Type::Endpoints };
        let roles = static_roles(self.db, self.file, &self.locals, &all.set);
        let before = self.locals.len();
        for variable in &all.variables {
            self.variable(variable, kind.clone(), &roles);
        }
        all.statements.iter().for_each(|statement| self.statement(statement));
        self.locals.truncate(before);
    }

    fn variable(&mut self, variable: &Name, kind: Type, roles: &[Item<'db>]) {
        let local = Local { name: variable.text.clone(), kind, roles: roles.to_vec(), single: true };
        self.declare_variable(local, variable.node);
    }

    fn waive(&mut self, waive: &Waive) {
        if self.file.library(self.db) {
            self.report(waive.target.node, ProblemKind::WaiverInLibrary);
        }
        self.label(&waive.target, true);
        if let Some(flow) = &waive.flow {
            self.flow(flow);
        }
    }

    fn test(&mut self, test: &Test) {
        for expectation in &test.expectations {
            self.flow(&expectation.flow);
        }
    }

    fn clauses(&mut self, clauses: &Clauses) {
        if let Some(cite) = &clauses.cite {
            self.cite(cite);
        }
    }

    /// The diagnostic behind `else`: it exists, and every name in its braces is in scope here.
    fn otherwise(&mut self, path: Option<&Path>) {
        let Some(path) = path else { return };
        let wanted = |tree: &Tree| matches!(tree, Tree::Diagnostic(_));
        let Some(item) = self.declaration_named(path, Wanted::Diagnostic, wanted) else { return };
        let tree = ast(self.db, item).clone();
        let Tree::Diagnostic(diagnostic) = &tree.item else { return };
        for text in std::iter::once(&diagnostic.message).chain(&diagnostic.help) {
            for piece in pieces(&text.value) {
                let Piece::Name(segments) = piece else { continue };
                if !self.in_scope(item, &segments) {
                    let name = segments.join(".").into();
                    let user = Some(Place::new(self.item, path.node));
                    let kind = ProblemKind::UnknownPlaceholder { name, user };
                    self.problems.push(Problem { place: Place::new(item, text.node), kind });
                }
            }
        }
    }

    fn in_scope(&self, diagnostic: Item<'db>, segments: &[smol_str::SmolStr]) -> bool {
        let Some(first) = segments.first() else { return false };
        if segments.len() == 1 && FIXED_PLACEHOLDERS.contains(&first.as_str()) {
            return true;
        }
        if self.locals.iter().any(|local| local.name == *first) {
            return true;
        }
        let node = crate::syntax::NodeId::ITEM;
        let names = segments.iter().map(|text| Name { text: text.clone(), node }).collect();
        self.known.resolve_path(diagnostic.file(self.db), &[], &Path { segments: names, node }).is_ok()
    }
}
