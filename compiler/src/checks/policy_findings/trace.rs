//! From places back to trees, and to the rules that the project's own statements bring.

use crate::checks::context::Context;
use crate::db::Db;
use crate::hir::{Place, ast};
use crate::policy::effect::Rule;
use crate::policy::table::{RuleId, all_effects};
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

/// The rules of the project's statements, those of library profiles that they apply included.
pub(crate) fn own_rule_ids<'db>(ctx: Context<'db>) -> impl Iterator<Item = RuleId<'db>> {
    let own = all_effects(ctx.db).filter(move |(item, _)| !ctx.is_library(*item));
    own.flat_map(|(item, effects)| (0..effects.rules.len() as u32).map(move |index| RuleId { item, index }))
}

/// The same, as rules.
pub(crate) fn own_rules<'db>(ctx: Context<'db>) -> impl Iterator<Item = &'db Rule<'db>> {
    own_rule_ids(ctx).filter_map(move |id| id.rule(ctx.db))
}
