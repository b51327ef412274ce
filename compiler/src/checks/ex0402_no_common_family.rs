//! EX0402: a statement that no packet can match, though nothing in it is empty.

use super::context::Context;
use super::policy_findings::statement_at;
use crate::diagnostics::{Diagnostic, declare_diagnostic};
use crate::hir::{Place, ast};
use crate::policy::eval::Evaluator;
use crate::syntax::expr::Expr;
use crate::syntax::item::Item as Tree;
use crate::syntax::statement::{Flow, StatementKind, Verb};
use expol_space::{AddressSet, Family};

declare_diagnostic! {
    EX0402 "no-common-family", Error, since "0.1.0", "no packet can match: the sides share no address family, or are one computer"
}

/// The sides, or the service, have no address family in common.
pub(super) fn render<'db>(ctx: Context<'db>, place: Place<'db>, verb: Verb) -> Diagnostic {
    let message = format!("no packet can match this `{}`: it mixes IPv4 and IPv6", verb.word());
    let diagnostic = ctx
        .at(&ENTRY, place, message, "no address family is on both sides")
        .help("give both sides addresses of one family, or remove the statement");
    match flow(ctx, place).and_then(|flow| families(ctx, place, flow)) {
        Some(note) => diagnostic.note(note),
        None => diagnostic,
    }
}

/// Every packet of the statement would run from a computer to itself.
pub(super) fn within_one_server<'db>(ctx: Context<'db>, place: Place<'db>, verb: Verb) -> Diagnostic {
    let message = format!("no packet of this `{}` crosses a network", verb.word());
    ctx.at(&ENTRY, place, message, "both sides are one computer")
        .note("addresses of one server, those of its interfaces included, never meet on a network")
        .help("name another server on one side, or remove the statement")
}

fn flow<'db>(ctx: Context<'db>, place: Place<'db>) -> Option<&'db Flow> {
    let Tree::Statement(statement) = &ast(ctx.db, place.item).item else { return None };
    match &statement_at(ctx.db, place).unwrap_or(statement).kind {
        StatementKind::Flow(flow) => Some(&flow.flow),
        _ => None,
    }
}

fn families<'db>(ctx: Context<'db>, place: Place<'db>, flow: &Flow) -> Option<String> {
    let mut evaluator = Evaluator::new(ctx.db, place.item.file(ctx.db));
    let mut side = |expr: &Expr| {
        let set = evaluator.endpoints(expr)?;
        Some(format!("`{}` has only {}", ctx.members(&set), families_of(set.set())))
    };
    Some(format!("{}, and {}", side(&flow.from)?, side(&flow.to)?))
}

fn families_of(set: &AddressSet) -> &'static str {
    match (set.reaches(Family::V4), set.reaches(Family::V6)) {
        (true, false) => "IPv4 addresses",
        (false, true) => "IPv6 addresses",
        _ => "addresses of families that the service does not have",
    }
}
