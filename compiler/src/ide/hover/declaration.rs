//! Declarations: how they are written, what they are for, and what they come to.

use crate::checks::{Context, list, show_addresses, show_services};
use crate::hir::{Item, ast, doc};
use crate::policy::address::zone_set;
use crate::policy::eval::{group_value, service_value};
use crate::policy::holders;
use crate::policy::value::Value;
use crate::syntax::item::{DiagnosticSeverity, Item as Tree};
use crate::syntax::statement::Cite;

use super::text::HoverPart;
use crate::ide::definition::item_named;
use crate::ide::flows;
use crate::ide::residents::residents;

/// A table shows this many rows.
const MAX_ROWS: usize = 12;

/// What is said about a declaration.
pub(super) fn parts<'db>(ctx: Context<'db>, item: Item<'db>) -> Vec<HoverPart> {
    let db = ctx.db;
    let mut parts = vec![HoverPart::Code(head(ctx, item))];
    parts.extend(doc(db, item).map(|doc| HoverPart::Text(doc.to_owned())));
    match &ast(db, item).item {
        Tree::Zone(zone) => {
            if zone.external {
                parts.push(HoverPart::Text(
                    "its addresses are bound downstream: part of `internet`".to_owned(),
                ));
            } else {
                parts.push(HoverPart::Fact("addresses", show_addresses(zone_set(db, item))));
            }
            parts.extend(servers_in(ctx, item).map(|servers| HoverPart::Fact("servers", servers)));
        }
        Tree::Server(_) => server(ctx, item, &mut parts),
        Tree::Group(_) => {
            if let Value::Endpoints(set) = group_value(db, item) {
                parts.push(HoverPart::Fact("members", ctx.members(set)));
                parts.push(HoverPart::Fact("addresses", show_addresses(set.set())));
            }
        }
        Tree::Service(_) => {
            if let Value::Services(set) = service_value(db, item) {
                parts.push(HoverPart::Fact("ports", show_services(&set.set)));
            }
        }
        Tree::Role(_) => {
            let held = holders(db, item).iter().map(|member| ctx.member(*member));
            parts.push(HoverPart::Fact("held by", list(held)));
        }
        Tree::Diagnostic(diagnostic) => {
            let severity = match diagnostic.severity {
                DiagnosticSeverity::Error => "error",
                DiagnosticSeverity::Warning => "warning",
                DiagnosticSeverity::Note => "note",
            };
            parts.push(HoverPart::Fact(severity, diagnostic.message.value.to_string()));
            parts.extend(diagnostic.help.iter().map(|help| HoverPart::Fact("help", help.value.to_string())));
            parts.extend(diagnostic.cite.as_ref().and_then(|cite| citation(ctx, item, cite)));
        }
        Tree::Citation(source) => {
            parts.push(HoverPart::Fact("title", source.title.value.to_string()));
            parts.push(HoverPart::Fact("reference", source.reference.value.to_string()));
        }
        _ => {}
    }
    let module = ctx.module(item.file(db));
    if ctx.is_library(item) {
        parts.push(HoverPart::Fact("from", format!("`{module}`")));
    }
    parts
}

/// The declaration as written, without the clauses and statements in its braces where they are long.
fn head<'db>(ctx: Context<'db>, item: Item<'db>) -> String {
    let text = item.text(ctx.db);
    let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("///")).collect();
    let code = code.join("\n");
    let whole = !matches!(ast(ctx.db, item).item, Tree::Profile(_) | Tree::Diagnostic(_) | Tree::Citation(_));
    if whole && code.lines().count() <= 16 {
        return code.trim().to_owned();
    }
    // Parameters may hold braces too: the body is the last pair.
    let end = code.find(") {").map(|at| at + 1).or_else(|| code.find('{')).unwrap_or(code.len());
    code.get(..end).unwrap_or_default().trim().to_owned()
}

/// The source that a `cite` names, in words.
pub(super) fn citation<'db>(ctx: Context<'db>, user: Item<'db>, cite: &Cite) -> Option<HoverPart> {
    let source = item_named(ctx.db, user.file(ctx.db), &cite.path.to_string())?;
    let Tree::Citation(source) = &ast(ctx.db, source).item else { return None };
    let section = cite.section.as_ref().map(|section| format!(", {}", section.value)).unwrap_or_default();
    Some(HoverPart::Fact("source", format!("{} ({}){section}", source.title.value, source.reference.value)))
}

fn servers_in<'db>(ctx: Context<'db>, zone: Item<'db>) -> Option<String> {
    let found: Vec<String> = residents(ctx.db, zone).map(|server| ctx.name(server).to_string()).collect();
    (!found.is_empty()).then(|| list(found))
}

fn server<'db>(ctx: Context<'db>, item: Item<'db>, parts: &mut Vec<HoverPart>) {
    let reached = flows::between(ctx, flows::server_set(ctx, item), true);
    if reached.is_empty() {
        parts.push(HoverPart::Text("nothing reaches it".to_owned()));
        return;
    }
    let more = reached.len().saturating_sub(MAX_ROWS);
    let mut rows: Vec<Vec<String>> = reached
        .iter()
        .take(MAX_ROWS)
        .map(|flow| vec![flow.peers.join(", "), flow.service.clone(), format!("`{}`", flow.rule)])
        .collect();
    if more > 0 {
        rows.push(vec!["…".to_owned(), String::new(), format!("and {more} more")]);
    }
    let title = "what reaches it".to_owned();
    parts.push(HoverPart::Table { title, head: vec!["from", "on", "by the rule"], rows });
}
