//! What has changed, as a page.

use crate::change::{Change, ChangeKind, Moved};
use crate::page::{Line, Page, Point, Span, foreign, listed};
use crate::rule_view::RuleView;

/// So many changes, and rules of one, are written out; JSON has all.
const MAX_SHOWN: usize = 40;
/// So many rules are named with one change.
const MAX_RULES: usize = 6;

/// The change as a page.
#[must_use]
pub fn change_page(change: &Change) -> Page {
    let mut page = Page::default();
    page.heading(vec![Span::Words(match change.kind {
        ChangeKind::Nothing => "nothing has changed",
        ChangeKind::Words => "only words have changed: no flow is opened or closed",
        ChangeKind::Obligations => "no flow is opened or closed, but what devices may do to it has changed",
        ChangeKind::Traffic => "traffic changes",
    })]);
    if change.kind == ChangeKind::Traffic {
        page.paragraph(vec![
            Span::Count(change.opened.len()),
            Span::Words(" opened, "),
            Span::Count(change.closed.len()),
            Span::Words(" closed"),
        ]);
    }
    moved(&mut page, "Opened", &change.opened, &Span::Bad("+"));
    moved(&mut page, "Closed", &change.closed, &Span::Good("-"));
    notes(&mut page, change);
    page
}

fn moved(page: &mut Page, title: &'static str, all: &[Moved], mark: &Span) {
    if all.is_empty() {
        return;
    }
    page.heading(vec![Span::Words(title)]);
    let mut points: Vec<Point> = all.iter().take(MAX_SHOWN).flat_map(|one| points_of(one, mark)).collect();
    if all.len() > MAX_SHOWN {
        points.push(rest(all.len() - MAX_SHOWN));
    }
    page.points(points);
}

/// Each flow is a point of its own; the rules stand below the last one.
fn points_of(moved: &Moved, mark: &Span) -> Vec<Point> {
    let marked = |line: Line| Point::of([vec![mark.clone(), Span::Words(" ")], line].concat());
    let mut points: Vec<Point> = match &moved.within {
        None => moved.flows.iter().map(|flow| marked(flow.line())).collect(),
        Some(within) => {
            let apart = [
                Span::Words(", apart from what is the same in both ("),
                Span::Count(moved.flows.len()),
                Span::Words(" flows, see --format json)"),
            ];
            within.iter().map(|flow| marked([flow.line(), apart.to_vec()].concat())).collect()
        }
    };
    if let Some(last) = points.last_mut() {
        last.points.extend(rules(&moved.allows, "permitted by "));
        last.points.extend(rules(&moved.denies, "forbidden in the other by "));
    }
    points
}

fn rules(rules: &[RuleView], words: &'static str) -> Vec<Point> {
    let mut points: Vec<Point> = rules.iter().take(MAX_RULES).map(|rule| reason(rule, words)).collect();
    if rules.len() > MAX_RULES {
        points.push(rest(rules.len() - MAX_RULES));
    }
    points
}

/// One line for a rule: its id, where it is stated, its label, its ticket.
fn reason(rule: &RuleView, words: &'static str) -> Point {
    let mut line = vec![Span::Words(words), foreign(&rule.id), Span::Words(" at "), foreign(rule.place())];
    if !rule.labels.is_empty() {
        line.push(Span::Words(", as "));
        line.extend(listed(&rule.labels));
    }
    if let Some(ticket) = &rule.ticket {
        line.extend([Span::Words(", ticket "), foreign(ticket)]);
    }
    if !rule.because.is_empty() {
        line.push(Span::Words(", because "));
        line.extend(listed(&rule.because));
    }
    Point::of(line)
}

fn rest(count: usize) -> Point {
    Point::of(vec![Span::Words("and "), Span::Count(count), Span::Words(" more")])
}

fn notes(page: &mut Page, change: &Change) {
    let mut points = Vec::new();
    let lists = [
        ("rules that are new: ", &change.rules_added),
        ("rules that are gone: ", &change.rules_removed),
        ("obligations that are new: ", &change.obligations_added),
        ("obligations that are gone: ", &change.obligations_removed),
    ];
    for (words, list) in lists {
        if !list.is_empty() {
            let names = if list.len() > MAX_RULES { vec![Span::Count(list.len())] } else { listed(list) };
            points.push(Point::of([vec![Span::Words(words)], names].concat()));
        }
    }
    for library in &change.library {
        let mut line = vec![Span::Words("the library has changed: "), foreign(&library.module)];
        line.extend(library.before.iter().flat_map(|version| [Span::Words(" from "), foreign(version)]));
        line.extend(library.now.iter().flat_map(|version| [Span::Words(" to "), foreign(version)]));
        points.push(Point::of(line));
    }
    if let [Some(before), Some(now)] = &change.as_of
        && before != now
    {
        points.push(Point::of(vec![
            Span::Words("the documents are of different days: "),
            foreign(before),
            Span::Words(" and "),
            foreign(now),
        ]));
    }
    if !points.is_empty() {
        page.heading(vec![Span::Words("Documents")]);
        page.points(points);
    }
}
