//! From places back to trees, and to the rules that the project's own statements bring.

use crate::checks::context::Context;
use crate::db::Db;
use crate::hir::{Item, Place, ast, own_sections};
use crate::policy::effect::Rule;
use crate::policy::effects;
use crate::policy::entry::{RuleId, statements};
use crate::policy::{Summary, statements_with};
use crate::syntax::item::Item as Tree;
use crate::syntax::statement::{Statement, StatementKind};

/// The statement at a place.
pub(crate) fn statement_at<'db>(db: &'db dyn Db, place: Place<'db>) -> Option<&'db Statement> {
    match &ast(db, place.item).item {
        Tree::Statement(statement) => within(statement, place),
        Tree::Profile(profile) => profile.statements.iter().find_map(|statement| within(statement, place)),
        _ => None,
    }
}

fn within<'a>(statement: &'a Statement, place: Place<'_>) -> Option<&'a Statement> {
    if statement.node == place.node {
        return Some(statement);
    }
    match &statement.kind {
        StatementKind::For(all) => all.statements.iter().find_map(|inner| within(inner, place)),
        _ => None,
    }
}

/// The rules of those of the project's statements that have something, in the order of files and lines.
pub(crate) fn own_rules_with<'db>(
    ctx: Context<'db>,
    having: fn(&'db Summary<'db>) -> &'db [Item<'db>],
) -> impl Iterator<Item = &'db Rule<'db>> {
    statements_with(ctx.db, own_sections(ctx.db), having).flat_map(|(_, effects)| &effects.rules)
}

/// The rules of the project's statements, those of library profiles that they apply included.
pub(crate) fn own_rule_ids<'db>(ctx: Context<'db>) -> impl Iterator<Item = RuleId<'db>> {
    rule_ids(ctx, statements(ctx.db).filter(move |item| !ctx.is_library(*item)))
}

/// The rules of some statements.
pub(crate) fn rule_ids<'db>(
    ctx: Context<'db>,
    items: impl Iterator<Item = Item<'db>>,
) -> impl Iterator<Item = RuleId<'db>> {
    items.flat_map(move |item| {
        (0..effects(ctx.db, item).rules.len() as u32).map(move |index| RuleId { item, index })
    })
}
