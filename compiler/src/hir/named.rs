//! What the texts of a section name: for telling what nothing names.

use std::sync::Arc;

use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use super::item::{Item, section_declarations};
use super::known::Known;
use super::member::Local;
use super::path::Head;
use super::placeholder::{Piece, pieces};
use super::tree::ast;
use super::types::Type;
use crate::db::{Section, SourceFile};
use crate::syntax::expr::{Expr, ExprKind};
use crate::syntax::item::{Adapter, Item as Tree, Parameter, Placement, RoleUse, Text};
use crate::syntax::statement::{Arguments, Clauses, Flow, Statement, StatementKind};
use crate::syntax::{ItemAst, ItemKind, Name, NodeId, Path};

/// What is named.
#[derive(Clone, PartialEq, Eq, Debug, Default, salsa::SalsaValue)]
pub struct Named<'db> {
    /// The declarations, each once, in the order in which they are named. Zones and servers are not among them: they are
    /// the network itself, and needed by nobody.
    pub items: Vec<Item<'db>>,
    /// The first words of all paths, in order: names of imports and of modules among them.
    words: Box<[SmolStr]>,
}

impl Named<'_> {
    /// Whether a path begins with this word.
    pub fn has_word(&self, word: &str) -> bool {
        self.words.binary_search_by(|known| known.as_str().cmp(word)).is_ok()
    }
}

/// Everything that a section names.
pub(super) fn names_of<'db>(
    known: &Known<'db>,
    section: Section,
    statements: &[(Item<'db>, Arc<ItemAst>)],
) -> Named<'db> {
    let db = known.db();
    let file = section.file(db);
    let mut pass = Pass { known, file, locals: Vec::new(), items: Vec::new(), words: FxHashSet::default() };
    for item in section_declarations(db, section) {
        pass.tree(&ast(db, *item).item);
    }
    for (_, tree) in statements {
        pass.tree(&tree.item);
    }
    let mut words: Box<[SmolStr]> = pass.words.into_iter().collect();
    words.sort_unstable();
    Named { items: pass.items, words }
}

struct Pass<'a, 'db> {
    known: &'a Known<'db>,
    file: SourceFile,
    locals: Vec<Local<'db>>,
    items: Vec<Item<'db>>,
    words: FxHashSet<SmolStr>,
}

impl Pass<'_, '_> {
    fn tree(&mut self, tree: &Tree) {
        match tree {
            Tree::Zone(zone) => {
                self.placement(zone.parent.as_ref());
                self.roles(&zone.roles);
            }
            Tree::Server(server) => {
                self.adapter(&server.body);
                server.interfaces.iter().for_each(|interface| self.adapter(&interface.body));
            }
            Tree::Group(group) => {
                self.expr(group.members.as_ref());
                self.roles(&group.roles);
            }
            Tree::Service(service) => self.expr(Some(&service.value)),
            Tree::Role(role) => self.defaults(&role.parameters),
            Tree::Profile(profile) => {
                self.defaults(&profile.parameters);
                let names: Vec<&Name> = profile.parameters.iter().map(|parameter| &parameter.name).collect();
                self.inside(&names, &profile.statements);
            }
            Tree::Diagnostic(diagnostic) => {
                self.braces(&diagnostic.message);
                diagnostic.help.iter().for_each(|help| self.braces(help));
                diagnostic.cite.iter().for_each(|cite| self.path(&cite.path));
            }
            Tree::Statement(statement) => self.statement(statement),
            Tree::Use(_) | Tree::Citation(_) | Tree::Broken => {}
        }
    }

    fn path(&mut self, path: &Path) {
        let Some(first) = path.segments.first() else { return };
        if self.locals.iter().any(|local| local.name == first.text) {
            return;
        }
        if !self.words.contains(&first.text) {
            self.words.insert(first.text.clone());
        }
        if let Ok(resolved) = self.known.resolve_path(self.file, &[], path)
            && let Head::Item(item) = resolved.head
            && !matches!(item.kind(self.known.db()), ItemKind::Zone | ItemKind::Server)
            && !self.items.contains(&item)
        {
            self.items.push(item);
        }
    }

    /// The names in the braces of a diagnostic's text.
    fn braces(&mut self, text: &Text) {
        let node = NodeId::ITEM;
        for piece in pieces(&text.value) {
            if let Piece::Name(segments) = piece {
                let segments = segments.into_iter().map(|text| Name { text, node }).collect();
                self.path(&Path { segments, node });
            }
        }
    }

    fn placement(&mut self, placement: Option<&Placement>) {
        if let Some(Placement::Zone(path)) = placement {
            self.path(path);
        }
    }

    fn adapter(&mut self, adapter: &Adapter) {
        self.placement(Some(&adapter.zone));
        self.roles(&adapter.roles);
    }

    fn roles(&mut self, roles: &[RoleUse]) {
        for role in roles {
            self.path(&role.path);
            self.arguments(&role.arguments);
        }
    }

    fn arguments(&mut self, arguments: &Arguments) {
        arguments.list.iter().for_each(|argument| self.expr(Some(&argument.value)));
    }

    fn defaults(&mut self, parameters: &[Parameter]) {
        parameters.iter().for_each(|parameter| self.expr(parameter.default.as_ref()));
    }

    fn inside(&mut self, names: &[&Name], statements: &[Statement]) {
        names.iter().for_each(|name| self.enter(name));
        statements.iter().for_each(|statement| self.statement(statement));
        self.locals.truncate(self.locals.len() - names.len());
    }

    fn enter(&mut self, name: &Name) {
        let kind = Type::Unknown;
        self.locals.push(Local { name: name.text.clone(), kind, roles: Vec::new(), single: true });
    }

    fn expr(&mut self, expr: Option<&Expr>) {
        let Some(expr) = expr else { return };
        let mut paths = Vec::new();
        let mut variables = Vec::new();
        expr.walk(&mut |inner| match &inner.kind {
            ExprKind::Path(path) => paths.push(path),
            ExprKind::Filter { variable, .. } => variables.push(variable),
            _ => {}
        });
        // A variable hides what is called like it in the whole expression: at worst something counts as unused less.
        variables.iter().for_each(|name| self.enter(name));
        paths.into_iter().for_each(|path| self.path(path));
        self.locals.truncate(self.locals.len() - variables.len());
    }

    fn flow(&mut self, flow: &Flow) {
        [&flow.from, &flow.to, &flow.service].into_iter().for_each(|side| self.expr(Some(side)));
    }

    fn clauses(&mut self, clauses: &Clauses) {
        clauses.cite.iter().for_each(|cite| self.path(&cite.path));
    }

    fn statement(&mut self, statement: &Statement) {
        match &statement.kind {
            StatementKind::Flow(flow) => {
                self.flow(&flow.flow);
                self.expr(flow.when.as_ref());
                flow.otherwise.iter().chain(&flow.confined_to).for_each(|path| self.path(path));
                self.clauses(&flow.clauses);
            }
            StatementKind::Check(check) => {
                self.expr(Some(&check.when));
                check.otherwise.iter().for_each(|path| self.path(path));
                self.clauses(&check.clauses);
            }
            StatementKind::Apply(apply) => {
                self.path(&apply.profile);
                self.arguments(&apply.arguments);
                self.expr(apply.when.as_ref());
                self.clauses(&apply.clauses);
            }
            StatementKind::For(all) => {
                self.expr(Some(&all.set));
                let names: Vec<&Name> = all.variables.iter().collect();
                self.inside(&names, &all.statements);
            }
            StatementKind::Waive(waive) => {
                self.path(&waive.target);
                waive.flow.iter().for_each(|flow| self.flow(flow));
            }
            StatementKind::Test(test) => {
                test.expectations.iter().for_each(|expectation| self.flow(&expectation.flow));
            }
            StatementKind::Broken => {}
        }
    }
}
