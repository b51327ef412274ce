//! EX0401: a statement about nothing. An empty set would silently make a rule vanish.

use super::context::Context;
use super::policy_findings::statement_at;
use crate::db::SourceFile;
use crate::diagnostics::{Diagnostic, declare_diagnostic};
use crate::hir::{Head, Item, Place, ast, resolve_path};
use crate::policy::eval::Evaluator;
use crate::policy::holders;
use crate::policy::value::Value;
use crate::syntax::expr::{Expr, ExprKind};
use crate::syntax::item::Item as Tree;
use crate::syntax::statement::{StatementKind, Verb};
use crate::syntax::{NodeId, Path};

declare_diagnostic! { EX0401 "empty-side", Error, since "0.1.0", "a rule or an argument names a set that is empty" }

/// A side or the service of a statement is empty.
pub(super) fn side<'db>(ctx: Context<'db>, place: Place<'db>, verb: Verb, side: &str) -> Diagnostic {
    let message = format!("the {side} of this `{}` is empty", verb.word());
    let reason = reason(ctx, place);
    ctx.at(&ENTRY, place, message, &reason)
        .note(format!("an `{}` over nothing would look like a rule and do nothing", verb.word()))
        .help("name something that exists, give a role to what is meant, or remove the statement")
}

/// An argument is empty, and the profile does not say that it may be.
pub(super) fn argument<'db>(ctx: Context<'db>, place: Place<'db>, parameter: &str) -> Diagnostic {
    let message = format!("the argument `{parameter}` is empty");
    let reason = reason(ctx, place);
    ctx.at(&ENTRY, place, message, &reason)
        .note("an argument may be empty only where the default of its parameter is `none`")
        .help("name something that exists, or give a role to what is meant")
}

/// Why the expression at a place is empty, in few words.
pub(super) fn reason<'db>(ctx: Context<'db>, place: Place<'db>) -> String {
    let Tree::Statement(statement) = &ast(ctx.db, place.item).item else { return "this is empty".to_owned() };
    let inner = statement_at(ctx.db, place).unwrap_or(statement);
    let whole = match &inner.kind {
        StatementKind::Flow(flow) => [&flow.flow.from, &flow.flow.to, &flow.flow.service]
            .into_iter()
            .find(|expr| expr.node == place.node),
        StatementKind::Apply(apply) => {
            apply.arguments.list.iter().map(|argument| &argument.value).find(|expr| expr.node == place.node)
        }
        _ => None,
    };
    whole
        .map_or_else(|| "no packet can match this".to_owned(), |expr| why(ctx, place.item.file(ctx.db), expr))
}

fn why<'db>(ctx: Context<'db>, file: SourceFile, expr: &Expr) -> String {
    let is_empty = |inner: &Expr| match Evaluator::new(ctx.db, file).value(inner, None) {
        Value::Endpoints(set) => set.set().is_empty(),
        Value::Services(set) => set.set.is_empty(),
        Value::Ports(set) => set.is_empty(),
        Value::None => true,
        _ => false,
    };
    match &expr.kind {
        ExprKind::None => "`none` is nothing".to_owned(),
        ExprKind::Path(path) => why_path(ctx, file, path),
        ExprKind::Union(all) => {
            let reasons: Vec<String> = all.iter().map(|inner| why(ctx, file, inner)).collect();
            reasons.join("; ")
        }
        ExprKind::Intersection(a, b) => match (is_empty(a), is_empty(b)) {
            (true, _) => why(ctx, file, a),
            (_, true) => why(ctx, file, b),
            _ => "the two sides of `&` have nothing in common".to_owned(),
        },
        ExprKind::Except(a, _) if is_empty(a) => why(ctx, file, a),
        ExprKind::Except(..) => "`except` takes all of it away".to_owned(),
        ExprKind::Filter { set, .. } if is_empty(set) => why(ctx, file, set),
        ExprKind::Filter { .. } => "no member meets the condition".to_owned(),
        _ => "this is empty".to_owned(),
    }
}

fn why_path<'db>(ctx: Context<'db>, file: SourceFile, path: &Path) -> String {
    let Ok(resolved) = resolve_path(ctx.db, file, &[], path) else { return "this is empty".to_owned() };
    let Head::Item(item) = resolved.head else { return "this is empty".to_owned() };
    if resolved.rest < path.segments.len() {
        return format!("`{path}` is empty");
    }
    match &ast(ctx.db, item).item {
        Tree::Role(_) if holders(ctx.db, item).is_empty() => format!("nothing has the role `{path}`"),
        Tree::Role(_) => format!("what has the role `{path}` has no address"),
        Tree::Group(group) => match &group.members {
            None => format!("the group `{path}` has no members"),
            Some(members) => why_group(ctx, item, path, members),
        },
        Tree::Service(_) => format!("the service `{path}` is empty"),
        _ => format!("`{path}` has no address"),
    }
}

/// The reason inside a group, where it is short enough to be told in the same breath.
fn why_group<'db>(ctx: Context<'db>, item: Item<'db>, path: &Path, members: &Expr) -> String {
    match &members.kind {
        ExprKind::Path(inner) if inner.node != NodeId::ITEM && inner.segments != path.segments => {
            format!("the group `{path}` is empty: {}", why_path(ctx, item.file(ctx.db), inner))
        }
        _ => format!("the group `{path}` is empty"),
    }
}
