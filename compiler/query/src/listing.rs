//! Lists for reviews: what ends, what is waived, what is wide open, what has no ticket.

use expol_ir::{Action, Base, Document, Rule};
use serde::Serialize;

use crate::flow::side_line;
use crate::names::Side;
use crate::page::{Block, Line, Page, Span, Table, foreign, listed};
use crate::rule_view::{RuleView, steps};
use crate::services::title;

/// The version of the JSON form of a [`Listing`].
pub const LIST_VERSION: &str = "1.0";

/// What is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Topic {
    /// Rules and waivers that end, the next one first, and rules that have ended.
    Expiring,
    /// The waivers in force.
    Waivers,
    /// Allows that leave the source, the destination or the service open.
    Any,
    /// Rules without a ticket.
    NoTicket,
    /// All rules in force.
    Rules,
}

/// A list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listing {
    /// Always `expol-list`.
    pub format: &'static str,
    /// [`LIST_VERSION`].
    pub version: &'static str,
    /// What is listed.
    pub topic: Topic,
    /// The day for which the document holds, where it depends on one.
    pub as_of: Option<String>,
    /// The entries.
    pub entries: Vec<Entry>,
}

/// A rule or a waiver in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// `allow`, `deny`, `waiver`, or `expired` for a rule that is not in force any more.
    pub kind: &'static str,
    /// The id of the rule, the name that the waiver suspends.
    pub name: String,
    /// Who opens the connection, where it is about a flow.
    pub from: Side,
    /// Who accepts it.
    pub to: Side,
    /// The service as people write it; empty where it is about no flow.
    pub service: String,
    /// The last day.
    pub until: Option<String>,
    /// The days that are left, counted from the document's day; negative where it has ended.
    pub days_left: Option<i64>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// The ticket that asked for it.
    pub ticket: Option<String>,
    /// The reasons: what was given, else what the rule's author says, else its labels and citations.
    pub because: Vec<String>,
    /// What is open: `source`, `destination`, `service`.
    pub open: Vec<&'static str>,
    /// Where it is stated.
    pub place: String,
}

/// The list of a document. `within` keeps what ends in so many days.
#[must_use]
pub fn listing(document: &Document, topic: Topic, within: Option<u32>) -> Listing {
    let rules = || document.rules.iter().map(|rule| entry(document, rule));
    let waivers = || document.waivers.iter().map(|waiver| waived(document, waiver));
    let mut entries: Vec<Entry> = match topic {
        Topic::Waivers => waivers().collect(),
        Topic::Rules => rules().collect(),
        Topic::NoTicket => rules().filter(|entry| entry.ticket.is_none()).collect(),
        Topic::Any => rules().filter(|entry| entry.kind == "allow" && !entry.open.is_empty()).collect(),
        Topic::Expiring => {
            let ended = document
                .inactive
                .iter()
                .map(|inactive| Entry { kind: "expired", ..entry(document, &inactive.rule) });
            let mut all: Vec<Entry> =
                rules().chain(waivers()).chain(ended).filter(|entry| entry.until.is_some()).collect();
            all.sort_by(|a, b| (&a.until, a.kind, &a.name).cmp(&(&b.until, b.kind, &b.name)));
            all
        }
    };
    if let Some(days) = within {
        entries.retain(|entry| entry.days_left.is_none_or(|left| left <= i64::from(days)));
    }
    let as_of = document.as_of.as_ref().map(ToString::to_string);
    Listing { format: "expol-list", version: LIST_VERSION, topic, as_of, entries }
}

fn entry(document: &Document, rule: &Rule) -> Entry {
    let view = RuleView::new(document, rule);
    let place = view.place();
    let because = reasons(&view);
    Entry {
        kind: match rule.action {
            Action::Allow => "allow",
            Action::Deny => "deny",
        },
        name: view.id,
        from: view.from,
        to: view.to,
        service: view.service_text,
        days_left: view.until.as_deref().and_then(|until| days_left(document, until)),
        until: view.until,
        owner: view.owner,
        ticket: view.ticket,
        because,
        open: open(document, rule),
        place,
    }
}

fn waived(document: &Document, waiver: &expol_ir::Waiver) -> Entry {
    let until = waiver.until.to_string();
    let flow = waiver.flow.as_ref();
    let steps = waiver.why.first().map(|chain| steps(document, chain)).unwrap_or_default();
    Entry {
        kind: "waiver",
        name: waiver.name.clone(),
        from: flow.map(|flow| Side::written(&flow.from)).unwrap_or_default(),
        to: flow.map(|flow| Side::written(&flow.to)).unwrap_or_default(),
        service: flow.map(|flow| title(document, &flow.service)).unwrap_or_default(),
        days_left: days_left(document, &until),
        until: Some(until),
        owner: None,
        ticket: None,
        because: vec![waiver.because.clone()],
        open: Vec::new(),
        place: steps.first().map(crate::rule_view::StepView::place).unwrap_or_default(),
    }
}

/// Why a rule is there, in the best words that there are.
fn reasons(view: &RuleView) -> Vec<String> {
    if !view.because.is_empty() {
        return view.because.clone();
    }
    if let Some(description) = &view.description {
        return vec![description.split_whitespace().collect::<Vec<_>>().join(" ")];
    }
    let cites = view.why.iter().flatten().filter_map(|step| step.cite.clone());
    let mut all: Vec<String> = view.labels.iter().cloned().chain(cites).collect();
    all.dedup();
    all
}

fn open(document: &Document, rule: &Rule) -> Vec<&'static str> {
    let service = matches!(document.services.get(&rule.service), Some(expol_ir::Service::Any(_)));
    let parts = [
        (*rule.from.base() == Base::Any, "source"),
        (*rule.to.base() == Base::Any, "destination"),
        (service, "service"),
    ];
    parts.into_iter().filter_map(|(holds, word)| holds.then_some(word)).collect()
}

fn days_left(document: &Document, until: &str) -> Option<i64> {
    Some(day_number(until)? - day_number(document.as_of.as_ref()?.as_str())?)
}

/// Days since 1970-03-01 in the proleptic Gregorian calendar (Hinnant, *chrono-compatible low-level date algorithms*).
fn day_number(date: &str) -> Option<i64> {
    let mut parts = date.split('-').map(str::parse::<i64>);
    let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year)
}

impl Listing {
    /// The list for programs.
    #[must_use]
    pub fn json(&self) -> String {
        crate::json::pretty(self)
    }

    /// The list for people.
    #[must_use]
    pub fn page(&self) -> Page {
        let mut page = Page::default();
        page.heading(vec![Span::Words(match self.topic {
            Topic::Expiring => "What ends",
            Topic::Waivers => "Waivers in force",
            Topic::Any => "Allows that leave a side or the service open",
            Topic::NoTicket => "Rules without a ticket",
            Topic::Rules => "Rules in force",
        })]);
        if self.entries.is_empty() {
            page.paragraph(vec![Span::Words("none")]);
            return page;
        }
        page.blocks.push(Block::Table(self.table()));
        let noun = if self.entries.len() == 1 { " entry" } else { " entries" };
        let mut count = vec![Span::Count(self.entries.len()), Span::Words(noun)];
        if let Some(day) = &self.as_of {
            count.extend([Span::Words(", as of "), foreign(day)]);
        }
        page.paragraph(count);
        page
    }

    /// The list as a table: the columns that its topic needs.
    #[must_use]
    pub fn table(&self) -> Table {
        let head: &[&str] = match self.topic {
            Topic::Expiring => {
                &["until", "days left", "kind", "name", "flow", "owner", "ticket", "because", "place"]
            }
            Topic::Waivers => &["name", "flow", "until", "days left", "because", "place"],
            Topic::Any => &["name", "open", "flow", "because", "owner", "ticket", "place"],
            Topic::NoTicket => &["kind", "name", "flow", "owner", "because", "place"],
            Topic::Rules => &["kind", "name", "flow", "owner", "ticket", "until", "because", "place"],
        };
        let mut table = Table::with_head(head);
        table.rows =
            self.entries.iter().map(|entry| head.iter().map(|column| entry.cell(column)).collect()).collect();
        table
    }
}

impl Entry {
    fn cell(&self, column: &str) -> Line {
        let text = |text: &Option<String>| text.iter().map(foreign).collect();
        match column {
            "until" => text(&self.until),
            "days left" => self.days_left.map(|days| foreign(days.to_string())).into_iter().collect(),
            "kind" => vec![Span::Words(self.kind)],
            "name" => vec![foreign(&self.name)],
            "flow" => self.flow(),
            "owner" => text(&self.owner),
            "ticket" => text(&self.ticket),
            "because" => listed(&self.because),
            "open" => vec![Span::Words(match self.open.as_slice() {
                ["source", "destination", "service"] => "everything",
                ["source", "destination"] => "source, destination",
                ["source", "service"] => "source, service",
                ["destination", "service"] => "destination, service",
                ["source"] => "source",
                ["destination"] => "destination",
                _ => "service",
            })],
            _ => vec![foreign(&self.place)],
        }
    }

    fn flow(&self) -> Line {
        if self.service.is_empty() {
            return Vec::new();
        }
        let mut line = side_line(&self.from);
        line.push(Span::Words(" -> "));
        line.extend(side_line(&self.to));
        line.extend([Span::Words(" on "), foreign(&self.service)]);
        line
    }
}

#[cfg(test)]
mod tests {
    use super::day_number;

    #[test]
    fn days_are_counted_over_months_and_leap_years() {
        let apart = |from: &str, to: &str| day_number(to).unwrap() - day_number(from).unwrap();
        assert_eq!(apart("2026-11-23", "2026-11-24"), 1);
        assert_eq!(apart("2026-12-31", "2027-01-01"), 1);
        assert_eq!(apart("2028-02-28", "2028-03-01"), 2);
        assert_eq!(apart("2027-02-28", "2027-03-01"), 1);
        assert_eq!(apart("2026-01-01", "2027-01-01"), 365);
        assert_eq!(apart("1999-12-31", "2000-12-31"), 366);
        assert_eq!(apart("2026-11-23", "2026-06-30"), -146);
    }
}
