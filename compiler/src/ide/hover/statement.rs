//! The first word of a statement: what it says once it is computed. Other words of the language: what they are for.

use crate::checks::{Context, plural};
use crate::db::Db;
use crate::hir::{Item, Place, ast, doc, range_of};
use crate::ide::item::{FilePosition, item_at, touches};
use crate::ide::keywords;
use crate::policy::effect::Effects;
use crate::policy::effects;
use crate::policy::tested::{TestOutcome, test_outcomes};
use crate::policy::verdict::{Outcome, verdicts};
use crate::syntax::item::Item as Tree;
use crate::syntax::statement::{Statement, StatementKind};
use crate::syntax::{Lexeme, LexemeKind, lexemes};

use super::declaration;
use super::text::{Hover, HoverPart};

/// Flows are listed up to this number.
const MAX_FLOWS: usize = 6;

/// What is said about a word that is no name.
pub(super) fn hover(db: &dyn Db, position: FilePosition) -> Option<Hover> {
    let item = item_at(db, position)?;
    let start = item.start(db);
    let text = item.text(db);
    let words: Vec<Lexeme> =
        lexemes(text).into_iter().filter(|token| token.kind != LexemeKind::Comment).collect();
    let at = words.iter().position(|token| touches(token.range.shifted(start), position.offset))?;
    let token = words.get(at)?;
    let range = token.range.shifted(start);
    let ctx = Context { db };
    if at == 0
        && let Tree::Statement(statement) = &ast(db, item).item
    {
        return Some(Hover { range, parts: parts(ctx, item, statement) });
    }
    if token.kind != LexemeKind::Word {
        return None;
    }
    let words = keywords::explained(token.text(text))?;
    Some(Hover {
        range,
        parts: vec![HoverPart::Code(token.text(text).to_owned()), HoverPart::Text(words.to_owned())],
    })
}

fn parts<'db>(ctx: Context<'db>, item: Item<'db>, statement: &Statement) -> Vec<HoverPart> {
    let db = ctx.db;
    let place = Place::new(item, statement.node);
    let (_, range) = range_of(db, place);
    let text = range.slice(item.file(db).text(db));
    let word = text.split_whitespace().next().unwrap_or_default();
    let mut parts = vec![HoverPart::Code(ctx.statement(place))];
    parts.extend(doc(db, item).map(|doc| HoverPart::Text(doc.to_owned())));
    parts.extend(keywords::explained(word).map(|words| HoverPart::Text(words.to_owned())));
    let found = effects(db, item);
    flows(ctx, found, &mut parts);
    verdict(db, item, found, &mut parts);
    if let StatementKind::Flow(flow) = &statement.kind
        && let Some(cite) = &flow.clauses.cite
    {
        parts.extend(declaration::citation(ctx, item, cite));
    }
    parts
}

fn flows<'db>(ctx: Context<'db>, found: &Effects<'db>, parts: &mut Vec<HoverPart>) {
    let rules = found.rules.iter().map(|rule| (&rule.flow, if rule.allow { "allow" } else { "deny" }));
    let asserted = found.assertions().iter();
    let asserted = asserted.filter_map(|one| one.asserted.flow().map(|flow| (flow, one.asserted.word())));
    let all: Vec<String> = rules
        .chain(asserted)
        .map(|(flow, word)| {
            format!(
                "{word} {} -> {} on {}",
                ctx.members(&flow.from),
                ctx.members(&flow.to),
                ctx.services(&flow.service)
            )
        })
        .collect();
    if all.is_empty() {
        return;
    }
    let more = all.len().saturating_sub(MAX_FLOWS);
    let rest = if more > 0 { format!("\n… and {more} more") } else { String::new() };
    let shown = all.into_iter().take(MAX_FLOWS).collect::<Vec<_>>().join("\n");
    parts.push(HoverPart::Code(format!("{shown}{rest}")));
}

fn verdict<'db>(db: &'db dyn Db, item: Item<'db>, found: &Effects<'db>, parts: &mut Vec<HoverPart>) {
    let asked: Vec<_> = verdicts(db, item).collect();
    if !asked.is_empty() {
        let failed = asked.iter().filter(|one| matches!(one.outcome, Outcome::Violated(_))).count();
        let proved = asked.iter().filter(|one| matches!(one.outcome, Outcome::Holds)).count();
        let says = match (failed, proved == asked.len()) {
            (0, true) => "holds".to_owned(),
            (0, false) => "not violated".to_owned(),
            (count, _) => format!("violated in {count} place{}", plural(count)),
        };
        parts.push(HoverPart::Fact("verdict", says));
    }
    if !found.expectations().is_empty() {
        let outcomes: Vec<_> = test_outcomes(db, item).collect();
        let passed = outcomes.iter().filter(|one| matches!(one, TestOutcome::Passed)).count();
        parts.push(HoverPart::Fact("passed", format!("{passed} of {} lines", outcomes.len())));
    }
}
