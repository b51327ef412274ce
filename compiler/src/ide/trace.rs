//! Traces a flow through the rules in force: allowed, denied or partly, by which rules.

use expol_space::{Product, Region};

use crate::checks::Context;
use crate::db::{Db, SourceFile};
use crate::hir::range_of;
use crate::policy::entry::Entry;
use crate::policy::eval::Evaluator;
use crate::policy::finder;
use crate::policy::finder::{allows_meeting, denies_meeting};
use crate::policy::on_the_wire;
use crate::syntax::item::Item as Tree;
use crate::syntax::statement::StatementKind;
use crate::syntax::{SyntaxErrorKind, parse_item, split};
use crate::text::TextRange;

/// What becomes of a flow.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Decided {
    /// All of it is permitted.
    Allowed,
    /// Nothing of it is.
    Denied,
    /// A part of it is.
    Partly,
    /// No packet of it crosses a network.
    Nothing,
}

/// A rule that has a say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TraceRule {
    /// Whether it permits.
    pub allow: bool,
    /// The rule as it is written where a person wrote it.
    pub text: String,
    /// Its label.
    pub label: Option<String>,
    /// Where each step of its way is written: the person's line first, the library's last.
    pub way: Vec<(SourceFile, TextRange)>,
}

/// A flow with what decides it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trace {
    /// What becomes of it.
    pub decided: Decided,
    /// The rules that meet it: denies first, since they win.
    pub rules: Vec<TraceRule>,
    /// A packet that is permitted, in words.
    pub permitted: Option<String>,
    /// A packet that is not, in words.
    pub refused: Option<String>,
}

/// Why a flow cannot be traced.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TraceError {
    /// It is no flow.
    Malformed,
    /// A name in it means nothing here.
    UnknownName,
    /// The answer has too many pieces.
    TooComplex,
}

impl std::fmt::Display for TraceError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            TraceError::Malformed => "this is no flow: write `FROM -> TO on SERVICE`, as in a `test`",
            TraceError::UnknownName => {
                "a name in it means nothing in this file: write names as this file writes them, or addresses"
            }
            TraceError::TooComplex => "the answer has too many pieces: trace a smaller flow",
        })
    }
}

impl std::error::Error for TraceError {}

/// What becomes of a flow that is written as this file would write it: `internet -> web on tcp 443`.
///
/// # Errors
/// Where the text is no flow, or no answer can be given.
pub fn trace(db: &dyn Db, file: SourceFile, flow: &str) -> Result<Trace, TraceError> {
    let products = products(db, file, flow)?;
    let ctx = Context { db };
    let (mut permitted, mut missing) = (Region::empty(), Region::empty());
    let mut rules: Vec<TraceRule> = Vec::new();
    for product in &products {
        let wire = |region: &Region| on_the_wire(db, region).map_err(|_| TraceError::TooComplex);
        let yes = wire(&finder::permitted(db, product).map_err(|_| TraceError::TooComplex)?)?;
        let no = wire(&finder::missing(db, product).map_err(|_| TraceError::TooComplex)?)?;
        for piece in yes.pieces() {
            permitted.union_with(piece).map_err(|_| TraceError::TooComplex)?;
        }
        for piece in no.pieces() {
            missing.union_with(piece).map_err(|_| TraceError::TooComplex)?;
        }
        rules.extend(denies_meeting(db, product).into_iter().map(|entry| rule(ctx, entry, false)));
        rules.extend(allows_meeting(db, product).into_iter().map(|entry| rule(ctx, entry, true)));
    }
    rules.sort_by_key(|rule| rule.allow);
    rules.dedup();
    let decided = match (permitted.is_empty(), missing.is_empty()) {
        (true, true) => Decided::Nothing,
        (false, true) => Decided::Allowed,
        (true, false) => Decided::Denied,
        (false, false) => Decided::Partly,
    };
    let words = |region: &Region| region.sample().map(|packet| ctx.packet(&packet));
    Ok(Trace { decided, rules, permitted: words(&permitted), refused: words(&missing) })
}

/// The flow as sets: read as a line of a test.
fn products(db: &dyn Db, file: SourceFile, flow: &str) -> Result<Vec<Product>, TraceError> {
    let line = flow.trim().trim_end_matches(" allowed").trim_end_matches(" denied");
    let text = format!("test \"trace\" {{ {line} allowed }}");
    let slice = split(&text).into_iter().next().ok_or(TraceError::Malformed)?;
    let parsed = parse_item(&text, &slice);
    let unreadable =
        parsed.errors.iter().any(|error| !matches!(error.kind, SyntaxErrorKind::ForbiddenCharacter(_)));
    let Tree::Statement(statement) = &parsed.ast.item else { return Err(TraceError::Malformed) };
    let StatementKind::Test(test) = &statement.kind else { return Err(TraceError::Malformed) };
    let [line] = test.expectations.as_slice() else { return Err(TraceError::Malformed) };
    if unreadable {
        return Err(TraceError::Malformed);
    }
    Evaluator::new(db, file).products(&line.flow).ok_or(TraceError::UnknownName)
}

fn rule<'db>(ctx: Context<'db>, entry: &Entry<'db>, allow: bool) -> TraceRule {
    let origin = entry.id.rule(ctx.db).map(|rule| &rule.origin);
    let chain = origin.map(|origin| &*origin.chain).unwrap_or_default();
    TraceRule {
        allow,
        text: chain.first().map(|place| ctx.statement(*place)).unwrap_or_default(),
        label: entry.label.as_ref().map(|label| label.name.to_string()),
        way: chain.iter().map(|place| (place.item.file(ctx.db), range_of(ctx.db, *place).1)).collect(),
    }
}
