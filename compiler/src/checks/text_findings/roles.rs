//! Roles of the project that rules name and nobody holds.

use crate::checks::context::Context;
use crate::checks::ex0309_role_without_holder as ex0309;
use crate::db::Section;
use crate::diagnostics::Diagnostic;
use crate::hir::{
    Head, Item, Local, Place, Type, own_sections, passing_ast, resolve_path, section_declarations,
    section_statements,
};
use crate::policy::effects;
use crate::policy::{holders, program_unknowns};
use crate::syntax::expr::{Expr, ExprKind};
use crate::syntax::item::Item as Tree;
use crate::syntax::statement::{Flow, Statement, StatementKind};
use crate::syntax::{ItemKind, Name};

/// A role, and where it is named as an endpoint.
type Use<'db> = (Item<'db>, Place<'db>);

/// Warns of every role of the project that is used and that nobody holds.
pub(super) fn without_holders<'db>(ctx: Context<'db>, found: &mut Vec<Diagnostic>) {
    if program_unknowns(ctx.db).any() {
        return;
    }
    let sections = || own_sections(ctx.db).iter().copied();
    let declared = sections().flat_map(|section| section_declarations(ctx.db, section).iter().copied());
    let roles = declared.filter(|item| item.kind(ctx.db) == ItemKind::Role);
    let lonely: Vec<Item<'db>> = roles.filter(|role| holders(ctx.db, *role).is_empty()).collect();
    if lonely.is_empty() {
        return;
    }
    let mut uses: Vec<Use<'db>> = Vec::new();
    let mut told: Vec<Item<'db>> = Vec::new();
    for item in sections().flat_map(|section| items_of(ctx, section)) {
        let mut finder = Finder { ctx, item, locals: Vec::new(), uses: Vec::new() };
        finder.item();
        if effects(ctx.db, item).troubles().is_empty() {
            uses.extend(finder.uses);
        } else {
            // What is said about the statement names the role.
            told.extend(finder.uses.iter().map(|(role, _)| *role));
        }
    }
    for role in lonely.iter().filter(|role| !told.contains(role)) {
        if let Some((_, place)) = uses.iter().find(|(used, _)| used == role) {
            found.push(ex0309::without_holder(ctx, *role, *place));
        }
    }
}

/// What names roles: groups, profiles and statements.
fn items_of<'db>(ctx: Context<'db>, section: Section) -> Vec<Item<'db>> {
    let parts = [section_declarations(ctx.db, section), section_statements(ctx.db, section)];
    let mut items: Vec<Item<'db>> = parts.into_iter().flatten().copied().collect();
    items.sort_by_key(|item| item.start(ctx.db));
    items
}

/// Finds the roles that an item names where endpoints stand. Conditions do not count: they ask whether there are any.
struct Finder<'db> {
    ctx: Context<'db>,
    item: Item<'db>,
    locals: Vec<Local<'db>>,
    uses: Vec<Use<'db>>,
}

impl<'db> Finder<'db> {
    fn item(&mut self) {
        match &passing_ast(self.ctx.db, self.item).item {
            Tree::Group(group) => group.members.iter().for_each(|members| self.endpoints(members)),
            Tree::Statement(statement) => self.statement(statement),
            Tree::Profile(profile) => {
                profile.parameters.iter().for_each(|parameter| self.enter(&parameter.name));
                profile.statements.iter().for_each(|statement| self.statement(statement));
            }
            _ => {}
        }
    }

    fn statement(&mut self, statement: &Statement) {
        match &statement.kind {
            StatementKind::Flow(flow) => self.flow(&flow.flow),
            StatementKind::Apply(apply) => {
                apply.arguments.list.iter().for_each(|argument| self.endpoints(&argument.value));
            }
            StatementKind::For(all) => {
                self.endpoints(&all.set);
                let before = self.locals.len();
                all.variables.iter().for_each(|variable| self.enter(variable));
                all.statements.iter().for_each(|statement| self.statement(statement));
                self.locals.truncate(before);
            }
            StatementKind::Waive(waive) => waive.flow.iter().for_each(|flow| self.flow(flow)),
            StatementKind::Test(test) => test.expectations.iter().for_each(|line| self.flow(&line.flow)),
            StatementKind::Check(_) | StatementKind::Broken => {}
        }
    }

    fn flow(&mut self, flow: &Flow) {
        self.endpoints(&flow.from);
        self.endpoints(&flow.to);
    }

    fn endpoints(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Path(path) => {
                if let Ok(resolved) =
                    resolve_path(self.ctx.db, self.item.file(self.ctx.db), &self.locals, path)
                    && let Head::Item(item) = resolved.head
                    && item.kind(self.ctx.db) == ItemKind::Role
                {
                    self.uses.push((item, Place::new(self.item, path.node)));
                }
            }
            ExprKind::Union(all) => all.iter().for_each(|one| self.endpoints(one)),
            ExprKind::Intersection(a, b) | ExprKind::Except(a, b) => {
                self.endpoints(a);
                self.endpoints(b);
            }
            ExprKind::Member(inner, _) => self.endpoints(inner),
            ExprKind::Filter { set, .. } => self.endpoints(set),
            _ => {}
        }
    }

    fn enter(&mut self, name: &Name) {
        let (name, kind) = (name.text.clone(), Type::Unknown);
        self.locals.push(Local { name, kind, roles: Vec::new(), single: true });
    }
}
