//! Whose line a broken assertion is shown at: the user's first, the library's second.

use crate::checks::context::Context;
use crate::db::SourceFile;
use crate::diagnostics::{Label, LabelStyle, Severity};
use crate::hir::{Item, Piece, Place, ast, file_items, module_of, pieces, program_modules, use_target};
use crate::policy::effect::{Asserted, Origin};
use crate::policy::endpoints::Member;
use crate::policy::eval::Evaluator;
use crate::policy::finder::allows_meeting;
use crate::policy::value::Value;
use crate::policy::waivers;
use crate::syntax::expr::{Expr, ExprKind};
use crate::syntax::item::Item as Tree;
use crate::syntax::{ItemKind, NodeId};

use super::message::placeholder;
use super::violation::{Broken, declared_severity};

/// The place of a message.
pub(super) struct Blame<'db> {
    /// The user's line that decides, where there is one.
    pub(super) cause: Option<Place<'db>>,
    /// The place to look at, always in the project.
    pub(super) place: Place<'db>,
}

/// Where a person of the project wrote what led to this.
pub(crate) fn project_place<'db>(ctx: Context<'db>, origin: &Origin<'db>) -> Option<Place<'db>> {
    origin.chain.iter().copied().find(|place| !ctx.is_library(place.item))
}

/// The same, else the line that brings the library's module in.
pub(crate) fn any_place<'db>(
    ctx: Context<'db>,
    origin: &Origin<'db>,
    module: SourceFile,
) -> Option<Place<'db>> {
    project_place(ctx, origin).or_else(|| use_line(ctx, module))
}

/// The line to blame; `None` only where the project has no line at all.
pub(super) fn blame<'db>(ctx: Context<'db>, broken: &Broken<'db>) -> Option<Blame<'db>> {
    let rule = broken.rule(ctx).map(|rule| &rule.origin);
    let fact = broken.fact(ctx).map(|fact| &fact.origin);
    let cause = rule.or(fact).and_then(|origin| project_place(ctx, origin));
    let place = cause
        .or_else(|| project_place(ctx, &broken.assertion.origin))
        .or_else(|| declaration(ctx, broken))
        .or_else(|| use_line(ctx, broken.assertion.environment.file))?;
    Some(Blame { cause, place })
}

/// The labels: the place to blame, the rule inside a profile that decides, and the assertion.
pub(super) fn labels<'db>(ctx: Context<'db>, broken: &Broken<'db>, blame: &Blame<'db>) -> Vec<Label> {
    let rule = broken.rule(ctx);
    let fact = broken.fact(ctx);
    let effect = match (rule, fact) {
        (Some(rule), _) if rule.allow => "this permits it",
        (Some(_), _) => "this forbids it",
        (None, Some(_)) => "this says what the device does",
        (None, None) => "",
    };
    let asserted = match broken.assertion.asserted {
        Asserted::Check => "this `check` reports it".to_owned(),
        _ => format!("this `{}` fails", broken.assertion.asserted.word()),
    };
    let decides = rule.map(|rule| &rule.origin).or_else(|| fact.map(|fact| &fact.origin));
    let decides = decides.and_then(Origin::innermost);
    let statement = broken.statement();
    let primary = match blame.cause {
        Some(_) => effect,
        None if Some(blame.place) == statement => &asserted,
        None if blame.place.item.kind(ctx.db) == ItemKind::Use => "brought in here",
        None if blame.place.item.kind(ctx.db) == ItemKind::Statement => "asked for here",
        None => "declared here",
    };
    let mut labels = vec![(blame.place, primary.to_owned(), LabelStyle::Primary)];
    let mut add = |place: Option<Place<'db>>, message: String| {
        if let Some(place) = place
            && labels.iter().all(|(known, ..)| *known != place)
        {
            labels.push((place, message, LabelStyle::Secondary));
        }
    };
    add(decides, effect.to_owned());
    add(statement, asserted.clone());
    for rule in asked_rules(ctx, broken) {
        add(Some(rule), "this permits part of it".to_owned());
    }
    let label = |(place, message, style)| {
        let (file, range) = ctx.range(place);
        Label { file, range, message, style }
    };
    labels.into_iter().map(label).collect()
}

/// The declaration that a library's assertion is about.
fn declaration<'db>(ctx: Context<'db>, broken: &Broken<'db>) -> Option<Place<'db>> {
    if let Some(place) = waiver_asked_for(ctx, broken) {
        return Some(place);
    }
    if declared_severity(ctx, broken.assertion.diagnostic) == Some(Severity::Note) {
        return None;
    }
    let members = ends(ctx, broken)
        .into_iter()
        .chain(named_in_message(ctx, broken))
        .chain(broken.assertion.environment.values.iter().flat_map(members_of))
        .chain(named_in_condition(broken, ctx));
    let items = members.filter_map(|member| ctx.item_of(member)).filter(|item| !ctx.is_library(*item));
    let all: Vec<Item<'db>> = items.collect();
    let server = all.iter().find(|item| item.kind(ctx.db) == ItemKind::Server);
    // A broken flow is about its servers; a check is about what its message names.
    let best = if broken.violation.sample.is_some() { server.or(all.first()) } else { all.first() };
    best.map(|item| ctx.name_place(*item))
}

fn ends<'db>(ctx: Context<'db>, broken: &Broken<'db>) -> Vec<Member<'db>> {
    let ends = broken.violation.sample.iter().flat_map(|packet| [packet.from, packet.to]);
    ends.map(|point| ctx.owner_of(point)).collect()
}

/// What the braces of the message name, in their order.
fn named_in_message<'db>(ctx: Context<'db>, broken: &Broken<'db>) -> Vec<Member<'db>> {
    let Some(item) = broken.assertion.diagnostic else { return Vec::new() };
    let tree = ast(ctx.db, item);
    let Tree::Diagnostic(declared) = &tree.item else { return Vec::new() };
    let mut found = Vec::new();
    for piece in pieces(&declared.message.value) {
        if let Piece::Name(segments) = piece
            && let Some(value) = placeholder(ctx, broken, item, &segments)
        {
            found.extend(members_of(&value));
        }
    }
    found
}

/// What the names in the condition mean, in their order.
fn named_in_condition<'db>(broken: &Broken<'db>, ctx: Context<'db>) -> Vec<Member<'db>> {
    let Some(statement) = broken.statement() else { return Vec::new() };
    let mut evaluator = evaluator(ctx, broken);
    let mut found = Vec::new();
    if let Some(condition) = condition_at(ctx, statement) {
        condition.walk(&mut |inner| {
            if let ExprKind::Path(_) = inner.kind {
                found.extend(members_of(&evaluator.value(inner, None)));
            }
        });
    }
    found
}

/// The condition of the check at a place, as written.
fn condition_at<'db>(ctx: Context<'db>, place: Place<'db>) -> Option<&'db Expr> {
    super::trace::statement_at(ctx.db, place).and_then(|statement| match &statement.kind {
        crate::syntax::statement::StatementKind::Check(check) => Some(&check.when),
        _ => None,
    })
}

fn members_of<'db>(value: &Value<'db>) -> Vec<Member<'db>> {
    match value {
        Value::Endpoints(set) => match set.names() {
            Some(names) if names.iter().any(|name| matches!(name, Member::Group(_))) && names.len() == 1 => {
                names.iter().copied().chain(set.terms().iter().map(|term| term.member)).collect()
            }
            _ => set.terms().iter().map(|term| term.member).collect(),
        },
        _ => Vec::new(),
    }
}

pub(super) fn evaluator<'db>(ctx: Context<'db>, broken: &Broken<'db>) -> Evaluator<'db, 'db> {
    let environment = &broken.assertion.environment;
    Evaluator::with(ctx.db, environment.file, environment.locals.clone(), environment.values.clone())
}

/// The waiver that a condition asks for.
fn waiver_asked_for<'db>(ctx: Context<'db>, broken: &Broken<'db>) -> Option<Place<'db>> {
    let condition = broken.assertion.condition.as_ref()?;
    let evaluator = evaluator(ctx, broken);
    let mut asked = Vec::new();
    condition.walk(&mut |inner| match &inner.kind {
        ExprKind::Call(name, arguments) if name.text == "waived" => {
            if let [Expr { kind: ExprKind::Path(path), .. }] = arguments.as_slice() {
                asked.push((evaluator.diagnostic(path), evaluator.labelled(path)));
            }
        }
        _ => {}
    });
    let is_asked = |(diagnostic, label): &(Option<Item<'db>>, Option<_>)| {
        waivers(ctx.db).iter().find(|waiver| match diagnostic {
            Some(item) => waiver.diagnostic == Some(*item),
            None => label.as_ref() == Some(&(waiver.label.module, waiver.label.name.clone())),
        })
    };
    asked.iter().find_map(is_asked).map(|waiver| waiver.place)
}

/// The project's rules that permit something of what a condition asks about; at most two.
fn asked_rules<'db>(ctx: Context<'db>, broken: &Broken<'db>) -> Vec<Place<'db>> {
    let Some(condition) = broken.assertion.condition.as_ref() else { return Vec::new() };
    let mut evaluator = evaluator(ctx, broken);
    let mut found: Vec<Place<'db>> = Vec::new();
    condition.walk(&mut |inner| {
        let ExprKind::FlowCall(_, flow) = &inner.kind else { return };
        for product in evaluator.products(flow).unwrap_or_default() {
            for entry in allows_meeting(ctx.db, &product) {
                let origin = entry.id.rule(ctx.db).map(|rule| &rule.origin);
                if let Some(place) = origin.and_then(|origin| project_place(ctx, origin))
                    && !found.contains(&place)
                    && found.len() < 2
                {
                    found.push(place);
                }
            }
        }
    });
    found
}

/// The line that brings a library module into the project: its own, or that of a module which brings it along.
fn use_line<'db>(ctx: Context<'db>, module: SourceFile) -> Option<Place<'db>> {
    let own = program_modules(ctx.db).iter().filter(|module| !module.library(ctx.db));
    let items: Vec<Item<'db>> = own.flat_map(|module| file_items(ctx.db, *module).iter().copied()).collect();
    let target =
        |item: &Item<'db>| use_target(ctx.db, *item).as_ref().and_then(|used| used.target.clone().ok());
    let exact = items.iter().find(|item| target(item) == Some(module_of(ctx.db, module)));
    let library = || items.iter().find(|item| target(item).is_some_and(|file| file.library(ctx.db)));
    exact.or_else(library).or(items.first()).map(|item| Place::new(*item, NodeId::ITEM))
}
