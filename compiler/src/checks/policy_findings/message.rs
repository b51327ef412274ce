//! The texts of the diagnostics that modules declare, their braces filled from the counterexample.

use smol_str::SmolStr;

use super::blame::evaluator;
use super::violation::{Broken, declared_severity};
use crate::checks::context::Context;
use crate::checks::names::list;
use crate::diagnostics::{Diagnostic, Severity};
use crate::hir::{FIXED_PLACEHOLDERS, Head, Item, Piece, ast, pieces, resolve_path, roles_of_entity};
use crate::policy::effect::{AlterationValue, Asserted};
use crate::policy::endpoints::{Endpoints, Member};
use crate::policy::eval::Evaluator;
use crate::policy::finder::allows_meeting;
use crate::policy::value::Value;
use crate::syntax::expr::{Expr, ExprKind};
use crate::syntax::item::Item as Tree;
use crate::syntax::literal::show_duration;
use crate::syntax::{Name, NodeId, Path};

/// The diagnostic that an assertion names, with its texts.
pub(super) fn declared<'db>(ctx: Context<'db>, broken: &Broken<'db>, item: Item<'db>) -> Diagnostic {
    let name = ctx.diagnostic_name(item);
    let severity = declared_severity(ctx, Some(item)).unwrap_or(Severity::Error);
    let tree = ast(ctx.db, item);
    let Tree::Diagnostic(texts) = &tree.item else {
        return Diagnostic::library(name.clone(), severity, name);
    };
    let diagnostic = Diagnostic::library(name, severity, fill(ctx, broken, item, &texts.message.value));
    match &texts.help {
        Some(help) => diagnostic.help(fill(ctx, broken, item, &help.value)),
        None => diagnostic,
    }
}

/// The source that an assertion cites: `source: TITLE, REF, section "…"`.
pub(super) fn source<'db>(ctx: Context<'db>, broken: &Broken<'db>) -> Option<String> {
    let (cite, module) = broken.assertion.origin.meta().cite.as_ref()?;
    let Head::Item(item) = resolve_path(ctx.db, *module, &[], &cite.path).ok()?.head else { return None };
    let Tree::Citation(citation) = &ast(ctx.db, item).item else { return None };
    let section = cite.section.as_ref().or(citation.section.as_ref());
    let section = section.map(|section| format!(", section \"{}\"", section.value)).unwrap_or_default();
    Some(format!("source: {}, {}{section}", citation.title.value, citation.reference.value))
}

/// The value of what stands in braces: a variable around the assertion, or a name of the diagnostic's module.
pub(super) fn placeholder<'db>(
    ctx: Context<'db>,
    broken: &Broken<'db>,
    diagnostic: Item<'db>,
    segments: &[SmolStr],
) -> Option<Value<'db>> {
    let first = segments.first()?;
    if segments.len() == 1 && FIXED_PLACEHOLDERS.contains(&first.as_str()) {
        return None;
    }
    let node = NodeId::ITEM;
    let segments = segments.iter().map(|text| Name { text: text.clone(), node }).collect();
    let expr = Expr { kind: ExprKind::Path(Path { segments, node }), node };
    let local = broken.assertion.environment.locals.iter().any(|local| local.name == *first);
    let mut evaluator =
        if local { evaluator(ctx, broken) } else { Evaluator::new(ctx.db, diagnostic.file(ctx.db)) };
    Some(evaluator.value(&expr, None))
}

/// The kinds of a fact and its reason: `inspection (ESMTP inspection on asa1)`.
pub(crate) fn alteration<'db>(ctx: Context<'db>, broken: &Broken<'db>) -> Option<String> {
    let altered = broken.violation.alteration.as_ref()?;
    let kinds = list(altered.kinds.iter().map(kind));
    Some(match broken.fact(ctx).and_then(|fact| fact.origin.meta().because.as_ref()) {
        Some(because) => format!("{kinds} ({because})"),
        None => kinds,
    })
}

/// A kind with its duration.
pub(crate) fn kind(value: &AlterationValue) -> String {
    match value.seconds {
        Some(seconds) => format!("{} {}", value.kind.word(), show_duration(seconds)),
        None => value.kind.word().to_owned(),
    }
}

fn fill<'db>(ctx: Context<'db>, broken: &Broken<'db>, diagnostic: Item<'db>, text: &str) -> String {
    let mut filled = String::new();
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => filled.push_str(&text),
            Piece::Flawed => {}
            Piece::Name(segments) => match placeholder(ctx, broken, diagnostic, &segments) {
                Some(value) => filled.push_str(&shown(ctx, broken, &segments, &value)),
                None => filled.push_str(&fixed(ctx, broken, segments.first().map_or("", SmolStr::as_str))),
            },
        }
    }
    filled
}

/// A group that a loop runs over, or that is something itself (it holds a role), is said by its name; a service with its ports.
fn shown<'db>(ctx: Context<'db>, broken: &Broken<'db>, segments: &[SmolStr], value: &Value<'db>) -> String {
    let single = |name: &SmolStr| {
        broken.assertion.environment.locals.iter().any(|local| local.name == *name && local.single)
    };
    match (value, segments) {
        (Value::Endpoints(set), [name]) if single(name) && set.names().is_some() => said(ctx, set),
        (Value::Endpoints(set), _) if set.names().is_some_and(|names| entities(ctx, names)) => said(ctx, set),
        (Value::Services(set), _) => ctx.ports_of(set),
        _ => ctx.value(value),
    }
}

fn said<'db>(ctx: Context<'db>, set: &Endpoints<'db>) -> String {
    list(set.said().iter().map(|member| ctx.member(*member)))
}

/// Groups that hold roles: a site, say, is more to its readers than the servers in it.
fn entities<'db>(ctx: Context<'db>, names: &[Member<'db>]) -> bool {
    let entity = |member: &Member<'db>| match member {
        Member::Group(item) => !roles_of_entity(ctx.db, *item).is_empty(),
        _ => false,
    };
    !names.is_empty() && names.iter().all(entity)
}

/// What every counterexample brings.
fn fixed<'db>(ctx: Context<'db>, broken: &Broken<'db>, name: &str) -> String {
    let sample = broken.sample(ctx);
    let filled = match name {
        "from" | "to" => sample.map(|packet| {
            let (point, from) = if name == "from" { (packet.from, true) } else { (packet.to, false) };
            ctx.end(point, &meant(ctx, broken, from))
        }),
        "service" => sample.map(|packet| service(ctx, broken, &packet)),
        // What decides: a rule, or what a device does.
        "rule" => {
            broken.rule(ctx).map(|rule| rule_name(ctx, &rule.origin)).or_else(|| alteration(ctx, broken))
        }
        "about" => about(broken),
        "label" => Some(label(ctx, broken)),
        "alteration" => alteration(ctx, broken),
        _ => None,
    };
    filled.unwrap_or_else(|| match name {
        "from" => "the source".to_owned(),
        "to" => "the destination".to_owned(),
        "alteration" => "a device".to_owned(),
        "about" => "see its source".to_owned(),
        _ => format!("the {name}"),
    })
}

/// The label of a rule, or its text.
pub(crate) fn rule_name<'db>(ctx: Context<'db>, origin: &crate::policy::effect::Origin<'db>) -> String {
    match (&origin.label, origin.innermost()) {
        (Some(label), _) => label.name.to_string(),
        (None, Some(place)) => ctx.statement(place),
        (None, None) => "the rule".to_owned(),
    }
}

fn label<'db>(ctx: Context<'db>, broken: &Broken<'db>) -> String {
    match (&broken.assertion.origin.label, broken.rule(ctx).and_then(|rule| rule.origin.label.as_ref())) {
        (Some(label), _) | (None, Some(label)) => label.name.to_string(),
        (None, None) => format!("this `{}`", broken.assertion.asserted.word()),
    }
}

/// What the assertion is for: the first sentence of its documentation, without the full stop.
fn about(broken: &Broken<'_>) -> Option<String> {
    let doc = broken.assertion.origin.meta().doc.as_ref()?.split_whitespace().collect::<Vec<_>>().join(" ");
    let sentence = doc.split_once(". ").map_or(doc.as_str(), |(first, _)| first);
    Some(sentence.trim_end_matches('.').to_owned())
}

/// The addresses of one side of which the failure certainly speaks as a whole.
fn meant<'db>(ctx: Context<'db>, broken: &Broken<'db>, from: bool) -> expol_space::AddressSet {
    let side = |flow: &crate::policy::effect::FlowValue<'db>| {
        if from { flow.from.set().clone() } else { flow.to.set().clone() }
    };
    let Some(flow) = broken.assertion.asserted.flow() else { return expol_space::AddressSet::empty() };
    let decides = broken.rule(ctx).map(|rule| &rule.flow).or_else(|| broken.fact(ctx).map(|fact| &fact.flow));
    match decides {
        Some(deciding) => side(flow).intersection(&side(deciding)),
        // Where something of it is permitted, only the packet is known to be missing.
        None if partly_permitted(ctx, broken) => expol_space::AddressSet::empty(),
        None => side(flow),
    }
}

fn partly_permitted<'db>(ctx: Context<'db>, broken: &Broken<'db>) -> bool {
    match &broken.assertion.asserted {
        Asserted::Must(flow) => !allows_meeting(ctx.db, &flow.product()).is_empty(),
        _ => false,
    }
}

/// The service of the packet; where port 0 stands for much more, what the failure is about.
fn service<'db>(ctx: Context<'db>, broken: &Broken<'db>, packet: &expol_space::Packet) -> String {
    let decides = broken.rule(ctx).map(|rule| &rule.flow).or_else(|| broken.fact(ctx).map(|fact| &fact.flow));
    let flow = broken.assertion.asserted.flow();
    match (packet.port, flow) {
        (Some(0), Some(flow)) => {
            let common = decides
                .map_or_else(|| (*flow.service).clone(), |other| flow.service.intersection(&other.service));
            let said = ctx.services(&common);
            if said == "any" || said.starts_with("any except") {
                said.replacen("any", "any service", 1)
            } else {
                said
            }
        }
        _ => ctx.packet_service(packet),
    }
}
