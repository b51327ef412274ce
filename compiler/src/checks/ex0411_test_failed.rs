//! EX0411: a line of a `test` is decided otherwise than it says.

use super::context::Context;
use super::names::cut;
use super::policy_findings::project_place;
use crate::diagnostics::{Applicability, Diagnostic, Fix, declare_diagnostic};
use crate::hir::program_sections;
use crate::policy::effect::{Expectation, FlowValue};
use crate::policy::effects;
use crate::policy::entry::Entry;
use crate::policy::finder::{allows_of, denies_of, missing, permitted};
use crate::policy::on_the_wire;
use crate::policy::presentable;
use crate::policy::tested::{TestOutcome, test_outcomes, unpassed_in};
use crate::text::{TextEdit, TextRange};
use expol_space::Packet;

declare_diagnostic! { EX0411 "test-failed", Error, since "0.1.0", "a line of a `test` is decided otherwise" }

/// A title is quoted up to this length.
const MAX_TITLE: usize = 40;

/// All lines that fail, and those that try nothing.
pub(super) fn gather<'db>(ctx: Context<'db>, found: &mut Vec<Diagnostic>) {
    let sections = program_sections(ctx.db).iter();
    for item in sections.flat_map(|section| unpassed_in(ctx.db, *section)).copied() {
        let lines = effects(ctx.db, item).expectations().iter().zip(test_outcomes(ctx.db, item));
        for (line, outcome) in lines {
            match outcome {
                TestOutcome::Failed(packet) => {
                    let flow = line.flows.iter().map(FlowValue::product).find(|flow| flow.contains(packet));
                    let packet = flow.map_or(*packet, |flow| presentable(ctx.db, packet, &flow));
                    found.push(failed(ctx, line, &packet));
                }
                TestOutcome::Nothing => found.push(nothing(ctx, line)),
                TestOutcome::Passed | TestOutcome::Unknown => {}
            }
        }
    }
}

fn failed<'db>(ctx: Context<'db>, line: &Expectation<'db>, packet: &Packet) -> Diagnostic {
    let (is, expected) = if line.allowed { ("denied", "allowed") } else { ("allowed", "denied") };
    let message = format!("test \"{}\": {} is {is}", cut(&line.title, MAX_TITLE), ctx.short_packet(packet));
    let mut diagnostic = ctx
        .at(&ENTRY, line.place, message, &format!("expected to be {expected}"))
        .note(format!("for example {}", ctx.packet(packet)));
    let deciding = deciding(ctx, packet);
    if deciding.is_empty() {
        diagnostic = diagnostic.note("no rule allows it, and what no rule allows is denied");
    }
    let word = if line.allowed { "this forbids it" } else { "this permits it" };
    for entry in deciding {
        let origin = entry.id.rule(ctx.db).map(|rule| &rule.origin);
        let place = origin.and_then(|origin| project_place(ctx, origin).or_else(|| origin.innermost()));
        let label = place.map(|place| ctx.secondary(place, word));
        diagnostic.labels.extend(label.filter(|label| !diagnostic.labels.contains(label)));
    }
    let diagnostic = diagnostic.help("correct the rules, or the test if the policy has changed on purpose");
    match turned(ctx, line, is, expected) {
        Some(fix) => diagnostic.fix(fix),
        None => diagnostic,
    }
}

/// The denies that forbid a packet; where there is none, the allows that permit it.
fn deciding<'db>(ctx: Context<'db>, packet: &Packet) -> Vec<&'db Entry<'db>> {
    let denies = denies_of(ctx.db, packet);
    if denies.is_empty() { allows_of(ctx.db, packet) } else { denies }
}

/// Turns the expectation round: the policy stays, the test says what it does.
fn turned<'db>(ctx: Context<'db>, line: &Expectation<'db>, is: &str, expected: &str) -> Option<Fix> {
    let (file, range) = ctx.range(line.place);
    let start = range.end.checked_sub(expected.len() as u32)?;
    if !ctx.text(line.place).ends_with(expected) || !is_wholly_otherwise(ctx, line) {
        return None;
    }
    let edit = TextEdit::replace(TextRange::new(start, range.end), is);
    Some(Fix::new(format!("write `{is}`"), Applicability::Unsafe).edit(file, edit))
}

/// Whether all of the line is decided the other way, so that the other word makes it pass.
fn is_wholly_otherwise<'db>(ctx: Context<'db>, line: &Expectation<'db>) -> bool {
    line.flows.iter().all(|flow| {
        let product = flow.product();
        let rest = if line.allowed { permitted(ctx.db, &product) } else { missing(ctx.db, &product) };
        rest.and_then(|rest| on_the_wire(ctx.db, &rest)).is_ok_and(|rest| rest.is_empty())
    })
}

fn nothing<'db>(ctx: Context<'db>, line: &Expectation<'db>) -> Diagnostic {
    let message = format!("test \"{}\": a line tries nothing", cut(&line.title, MAX_TITLE));
    ctx.at(&ENTRY, line.place, message, "no packet of this crosses a network")
        .note("a side is empty, the sides share no address family, or both are one computer")
        .help("name two different computers, or remove the line")
}
