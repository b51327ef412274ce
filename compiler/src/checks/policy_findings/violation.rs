//! Broken assertions: gathered, put together by their cause, and told once, the narrowest first.

use rustc_hash::FxHashMap;

use super::blame::{Blame, blame};
use super::message;
use crate::checks::context::Context;
use crate::checks::names::plural;
use crate::checks::{
    ex0405_never_violated, ex0406_must_violated, ex0407_deny_touches_must, ex0408_confine_violated,
    ex0409_intact_altered, ex0410_check_failed,
};
use crate::diagnostics::{Diagnostic, Severity};
use crate::hir::{Item, Place, ast, program_sections};
use crate::policy::effect::{Asserted, Assertion, Fact, Rule};
use crate::policy::effects;
use crate::policy::presentable;
use crate::policy::verdict::{Outcome, Verdict, Violation, unproven_in, verdicts};
use crate::syntax::item::{DiagnosticSeverity, Item as Tree};
use expol_space::Packet;

/// Of a check that fires often this many further cases are told.
const MAX_CASES: usize = 3;

/// An assertion and one way in which it fails.
#[derive(Clone, Copy)]
pub(crate) struct Broken<'db> {
    /// The assertion.
    pub(crate) assertion: &'db Assertion<'db>,
    /// How it fails.
    pub(crate) violation: &'db Violation<'db>,
}

impl<'db> Broken<'db> {
    /// The rule that decides: an allow that permits, or a deny that forbids.
    pub(crate) fn rule(&self, ctx: Context<'db>) -> Option<&'db Rule<'db>> {
        self.violation.rules.first().and_then(|id| id.rule(ctx.db))
    }

    /// The fact that meets an `intact`.
    pub(crate) fn fact(&self, ctx: Context<'db>) -> Option<&'db Fact<'db>> {
        let altered = self.violation.alteration.as_ref()?;
        effects(ctx.db, altered.item).facts().get(altered.index as usize)
    }

    /// The packet that proves it; a check has none.
    pub(crate) fn sample(&self, ctx: Context<'db>) -> Option<Packet> {
        let (packet, flow) = (self.violation.sample.as_ref()?, self.assertion.asserted.flow());
        Some(flow.map_or(*packet, |flow| presentable(ctx.db, packet, &flow.product())))
    }

    /// The packet in few words.
    pub(crate) fn headline(&self, ctx: Context<'db>) -> String {
        self.sample(ctx).map(|packet| ctx.short_packet(&packet)).unwrap_or_default()
    }

    /// The statement that asserts.
    pub(crate) fn statement(&self) -> Option<Place<'db>> {
        self.assertion.origin.innermost()
    }

    /// What the diagnostic is called.
    fn name(&self, ctx: Context<'db>) -> String {
        match self.assertion.diagnostic {
            Some(item) => ctx.diagnostic_name(item).to_string(),
            None => self.entry().code.to_owned(),
        }
    }

    fn entry(&self) -> &'static crate::diagnostics::Entry {
        match &self.assertion.asserted {
            Asserted::Never(_) => &ex0405_never_violated::ENTRY,
            Asserted::Must(_) if self.violation.rules.is_empty() => &ex0406_must_violated::ENTRY,
            Asserted::Must(_) => &ex0407_deny_touches_must::ENTRY,
            Asserted::Confine(..) => &ex0408_confine_violated::ENTRY,
            Asserted::Intact(..) => &ex0409_intact_altered::ENTRY,
            Asserted::Check => &ex0410_check_failed::ENTRY,
        }
    }

    fn severity(&self, ctx: Context<'db>) -> Severity {
        declared_severity(ctx, self.assertion.diagnostic).unwrap_or(self.entry().severity)
    }

    /// Specific assertions before those that sweep, small failures before large ones.
    fn breadth(&self) -> (bool, u64) {
        (matches!(self.assertion.asserted, Asserted::Confine(..)), self.violation.size)
    }
}

/// The severity that a library's diagnostic declares.
pub(super) fn declared_severity(ctx: Context<'_>, diagnostic: Option<Item<'_>>) -> Option<Severity> {
    match &ast(ctx.db, diagnostic?).item {
        Tree::Diagnostic(declared) => Some(match declared.severity {
            DiagnosticSeverity::Error => Severity::Error,
            DiagnosticSeverity::Warning => Severity::Warning,
            DiagnosticSeverity::Note => Severity::Note,
        }),
        _ => None,
    }
}

/// What one cause breaks.
struct Group<'db> {
    blame: Blame<'db>,
    broken: Vec<Broken<'db>>,
}

/// One line that somebody wrote is one cause. Where no line decides, each diagnostic stands for itself.
#[derive(PartialEq, Eq, Hash)]
enum Key<'db> {
    Cause(Place<'db>),
    Alone(String, Place<'db>),
}

/// Tells every broken assertion of the program.
pub(super) fn gather<'db>(ctx: Context<'db>, found: &mut Vec<Diagnostic>) {
    let mut groups: Vec<Group<'db>> = Vec::new();
    let mut known: FxHashMap<Key<'db>, usize> = FxHashMap::default();
    for broken in all(ctx) {
        let Some(blame) = blame(ctx, &broken) else { continue };
        let key = match blame.cause {
            Some(cause) => Key::Cause(cause),
            None => Key::Alone(broken.name(ctx), blame.place),
        };
        let at = *known.entry(key).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.broken.push(broken),
            None => groups.push(Group { blame, broken: vec![broken] }),
        }
    }
    found.extend(groups.into_iter().filter_map(|group| tell(ctx, group)));
}

/// Every failure, in the order of files and lines.
fn all<'db>(ctx: Context<'db>) -> Vec<Broken<'db>> {
    let mut found = Vec::new();
    let sections = program_sections(ctx.db).iter();
    for item in sections.flat_map(|section| unproven_in(ctx.db, *section)).copied() {
        for Verdict { assertion, outcome } in verdicts(ctx.db, item) {
            let Outcome::Violated(violations) = outcome else { continue };
            found.extend(violations.iter().map(|violation| Broken { assertion, violation }));
        }
    }
    found
}

/// The message of a group: the narrowest of the gravest leads, the others are named.
fn tell<'db>(ctx: Context<'db>, mut group: Group<'db>) -> Option<Diagnostic> {
    group.broken.sort_by_key(|broken| (std::cmp::Reverse(broken.severity(ctx)), broken.breadth()));
    let (leader, others) = group.broken.split_first()?;
    let mut diagnostic = match leader.assertion.diagnostic {
        Some(item) => message::declared(ctx, leader, item),
        None => own(ctx, leader),
    };
    diagnostic.labels = super::blame::labels(ctx, leader, &group.blame);
    if let Some(packet) = leader.sample(ctx) {
        diagnostic = diagnostic.note(format!("for example {}", ctx.packet(&packet)));
    }
    diagnostic = further(ctx, diagnostic, leader, others);
    match message::source(ctx, leader) {
        Some(source) => Some(diagnostic.note(source)),
        None => Some(diagnostic),
    }
}

/// An assertion that names no diagnostic has the compiler's own message.
fn own<'db>(ctx: Context<'db>, broken: &Broken<'db>) -> Diagnostic {
    match &broken.assertion.asserted {
        Asserted::Never(_) => ex0405_never_violated::render(ctx, broken),
        Asserted::Must(_) if broken.violation.rules.is_empty() => ex0406_must_violated::render(ctx, broken),
        Asserted::Must(_) => ex0407_deny_touches_must::render(ctx, broken),
        Asserted::Confine(_, labels) => ex0408_confine_violated::render(ctx, broken, labels),
        Asserted::Intact(..) => ex0409_intact_altered::render(ctx, broken),
        Asserted::Check => ex0410_check_failed::render(ctx, broken),
    }
}

/// Names what else the same cause breaks, each once, and counts the rest.
fn further<'db>(
    ctx: Context<'db>,
    mut diagnostic: Diagnostic,
    leader: &Broken<'db>,
    others: &[Broken<'db>],
) -> Diagnostic {
    let own = (leader.name(ctx), told_as(leader));
    let (like, unlike): (Vec<&Broken<'db>>, Vec<&Broken<'db>>) =
        others.iter().partition(|other| (other.name(ctx), told_as(other)) == own);
    let mut named = Vec::new();
    for other in unlike {
        let key = (other.name(ctx), told_as(other));
        if named.contains(&key) {
            continue;
        }
        diagnostic = diagnostic.note(format!("also `{}`: {}", key.0, text(ctx, other)));
        if key.0 != own.0 && !diagnostic.also.iter().any(|known| *known == key.0) {
            diagnostic = diagnostic.also(key.0.as_str());
        }
        named.push(key);
    }
    repeated(ctx, diagnostic, &like)
}

/// Further cases of the same: those of a check in its words, flows by their number.
fn repeated<'db>(ctx: Context<'db>, mut diagnostic: Diagnostic, like: &[&Broken<'db>]) -> Diagnostic {
    let (flows, cases): (Vec<&Broken<'db>>, Vec<&Broken<'db>>) =
        like.iter().copied().partition(|broken: &&Broken<'db>| broken.violation.sample.is_some());
    let mut texts: Vec<String> = cases.iter().map(|broken| text(ctx, broken)).collect();
    texts.retain(|text| *text != diagnostic.message);
    texts.dedup();
    let more = texts.len().saturating_sub(MAX_CASES);
    for text in texts.into_iter().take(MAX_CASES) {
        diagnostic = diagnostic.note(format!("also: {text}"));
    }
    for (count, what) in [(more, "case"), (flows.len(), "flow")] {
        if count > 0 {
            diagnostic = diagnostic.note(format!("and {count} more {what}{} like it", plural(count)));
        }
    }
    diagnostic
}

fn text<'db>(ctx: Context<'db>, broken: &Broken<'db>) -> String {
    match broken.assertion.diagnostic {
        Some(item) => message::declared(ctx, broken, item).message,
        None => own(ctx, broken).message,
    }
}

/// Assertions with a diagnostic are told apart by it alone, others by their lines.
fn told_as<'db>(broken: &Broken<'db>) -> Option<Place<'db>> {
    if broken.assertion.diagnostic.is_some() { None } else { broken.statement() }
}
