//! Why a flow is permitted or not: by which rules, for which reasons, and what would have to change.

use std::collections::BTreeSet;

use expol_ir::Action;
use expol_space::{Family, Product, Region, TooComplex};
use serde::Serialize;

use crate::answer::permitted;
use crate::flow::{Flow, flows, in_family};
use crate::opening::{AllowOpening, ProfileOpening};
use crate::page::{Page, Point, Span, foreign};
use crate::reading::Reading;
use crate::resolved::ResolvedRule;
use crate::rule_view::RuleView;

/// So many rules that come near are named.
const MAX_NEAR: usize = 5;
/// So many rules and flows are written out for people; JSON has all.
const MAX_SHOWN: usize = 12;

/// The version of the JSON form of an [`Explanation`].
pub const WHY_VERSION: &str = "1.0";

/// What a document says about a flow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// Always `expol-why`.
    pub format: &'static str,
    /// [`WHY_VERSION`].
    pub version: &'static str,
    /// The question as it was asked.
    pub question: String,
    /// The flow in the document's names.
    pub asked: Vec<Flow>,
    /// What becomes of it.
    pub answer: Answer,
    /// What of it is permitted.
    pub permitted: Vec<Flow>,
    /// What of it is not.
    pub denied: Vec<Flow>,
    /// The allows that permit some of it.
    pub allows: Vec<RuleView>,
    /// The denies that forbid some of it.
    pub denies: Vec<RuleView>,
    /// Where some of it is denied: allows that would permit it if one thing were different.
    pub near: Vec<Near>,
    /// Allows that would permit some of what is denied, had they not expired.
    pub expired: Vec<RuleView>,
    /// Where some of it is denied because nothing allows it: the statements that would.
    pub missing: Vec<AllowOpening>,
    /// The profiles of the library that would permit some of that; none where a document is asked, which knows no profiles.
    pub profiles: Vec<ProfileOpening>,
}

/// What becomes of a flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// All of it is permitted.
    Allowed,
    /// None of it is permitted.
    Denied,
    /// Some of it is permitted.
    Partly,
    /// There is no such packet on a network: the sides share no family, or are one server.
    Nothing,
}

/// A rule that matches a flow in all but one respect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Near {
    /// What is different: `from`, `to` or `service`.
    pub differs: &'static str,
    /// The rule.
    pub rule: RuleView,
}

/// Explains a flow.
///
/// # Errors
/// Where the answer has too many pieces.
pub fn why(reading: &Reading<'_>, question: &str, flow: &Product) -> Result<Explanation, TooComplex> {
    let wire = on_the_wire(reading, flow)?;
    let region = permitted(&reading.resolved, flow)?;
    let missing = wire.subtract_region(&region)?;
    let answer = match (region.is_empty(), missing.is_empty()) {
        (true, true) => Answer::Nothing,
        (true, false) => Answer::Denied,
        (false, true) => Answer::Allowed,
        (false, false) => Answer::Partly,
    };
    let mut closed = missing.clone();
    let denies = reading.resolved.rules().iter().filter(|rule| rule.action == Action::Deny);
    for deny in denies.filter(|deny| missing.intersects(&deny.product)) {
        closed.remove(&deny.product)?;
    }
    let open = matches!(answer, Answer::Denied | Answer::Partly);
    Ok(Explanation {
        format: "expol-why",
        version: WHY_VERSION,
        question: question.to_owned(),
        asked: flows(reading, std::slice::from_ref(flow)),
        answer,
        permitted: flows(reading, region.pieces()),
        denied: flows(reading, missing.pieces()),
        allows: touching(reading, Action::Allow, &region),
        denies: touching(reading, Action::Deny, &missing),
        near: if open { near(reading, &missing, flow) } else { Vec::new() },
        expired: if open { expired(reading, &missing) } else { Vec::new() },
        missing: allows(reading, &closed),
        profiles: Vec::new(),
    })
}

fn allows(reading: &Reading<'_>, closed: &Region) -> Vec<AllowOpening> {
    let flows = flows(reading, closed.pieces()).into_iter();
    flows
        .map(|flow| AllowOpening { statement: flow.spelled(reading.document).allow(), breaks: Vec::new() })
        .collect()
}

/// The flow without the packets between two addresses of one server.
fn on_the_wire(reading: &Reading<'_>, flow: &Product) -> Result<Region, TooComplex> {
    let hosts = reading.resolved.hosts().iter();
    let met: Vec<_> =
        hosts.filter(|host| host.intersects(&flow.from) && host.intersects(&flow.to)).cloned().collect();
    Region::from(flow).without_self(&met)
}

fn touching(reading: &Reading<'_>, action: Action, region: &Region) -> Vec<RuleView> {
    let rules = reading.resolved.rules().iter();
    let meets = rules.filter(|rule| rule.action == action && region.intersects(&rule.product));
    meets.filter_map(|rule| view(reading, rule)).collect()
}

fn view(reading: &Reading<'_>, rule: &ResolvedRule) -> Option<RuleView> {
    reading.rule(&rule.id).map(|rule| RuleView::new(reading.document, rule))
}

/// The allows that match all but one side of what is missing, and permit nothing of the flow. First those that differ in the service, which are most
/// often what was meant.
fn near(reading: &Reading<'_>, missing: &Region, flow: &Product) -> Vec<Near> {
    let mut found = Vec::new();
    for differs in ["service", "from", "to"] {
        for rule in reading.resolved.rules().iter().filter(|rule| rule.action == Action::Allow) {
            let is_near =
                missing.pieces().iter().any(|piece| differs_in(piece, &rule.product) == Some(differs));
            if is_near && !rule.product.intersects(flow) {
                found.extend(view(reading, rule).map(|rule| Near { differs, rule }));
            }
        }
    }
    found.truncate(MAX_NEAR);
    found
}

/// The one respect in which a rule does not meet a flow.
fn differs_in(flow: &Product, rule: &Product) -> Option<&'static str> {
    let mut found = None;
    for family in Family::ALL {
        let (flow, rule) = (in_family(flow, family), in_family(rule, family));
        if flow.is_empty() || rule.is_empty() {
            continue;
        }
        let meets = [
            ("from", flow.from.intersects(&rule.from)),
            ("to", flow.to.intersects(&rule.to)),
            ("service", flow.service.intersects(&rule.service)),
        ];
        let mut apart = meets.iter().filter(|(_, meets)| !meets);
        if let (Some((differs, _)), None) = (apart.next(), apart.next()) {
            found = Some(*differs);
        }
    }
    found
}

fn expired(reading: &Reading<'_>, missing: &Region) -> Vec<RuleView> {
    let meets = |rule: &&expol_ir::Rule| {
        rule.action == Action::Allow
            && reading.resolved.inactive(&rule.id).is_some_and(|product| missing.intersects(product))
    };
    let inactive = reading.document.inactive.iter().map(|entry| &entry.rule);
    inactive.filter(meets).map(|rule| RuleView::new(reading.document, rule)).collect()
}

impl Explanation {
    /// The explanation for people.
    #[must_use]
    pub fn page(&self) -> Page {
        let mut page = Page::default();
        let (verdict, words) = match self.answer {
            Answer::Allowed => (Span::Good("allowed"), ": all of this is permitted"),
            Answer::Denied => (Span::Bad("denied"), ": none of this is permitted"),
            Answer::Partly => (Span::Bad("partly"), ": some of this is permitted, some is not"),
            Answer::Nothing => (Span::Bad("nothing"), ": no such packet crosses a network"),
        };
        page.heading(vec![foreign(&self.question)]);
        page.paragraph(vec![verdict, Span::Words(words)]);
        if self.answer == Answer::Nothing {
            page.paragraph(vec![Span::Words(
                "the sides share no address family, a side is empty, or both are one server",
            )]);
        }
        if self.answer == Answer::Partly {
            section(&mut page, "permitted is", self.permitted.iter().map(|flow| Point::of(flow.line())));
        }
        section(&mut page, "by", self.allows.iter().map(RuleView::point));
        if matches!(self.answer, Answer::Partly | Answer::Denied) {
            section(&mut page, "not permitted is", self.denied.iter().map(|flow| Point::of(flow.line())));
            if self.denies.is_empty() {
                page.paragraph(vec![Span::Words("no rule allows it, and what no rule allows is denied")]);
            }
        }
        section(&mut page, "forbidden by", self.denies.iter().map(RuleView::point));
        section(
            &mut page,
            "no longer permitted by a rule that has expired",
            self.expired.iter().map(RuleView::point),
        );
        section(&mut page, "close to it", self.near.iter().map(Near::point));
        if !self.denies.is_empty() && self.missing.is_empty() {
            page.paragraph(vec![Span::Words("what is forbidden stays closed, whatever is allowed")]);
        }
        section(&mut page, "what would open it", self.missing.iter().map(AllowOpening::point));
        let profiles = self.profiles.iter().map(ProfileOpening::point);
        section(&mut page, "profiles of the library that would open it", profiles);
        page
    }

    /// The explanation for programs.
    #[must_use]
    pub fn json(&self) -> String {
        crate::json::pretty(self)
    }

    /// The ids of the rules that decide.
    #[must_use]
    pub fn rule_ids(&self) -> BTreeSet<&str> {
        self.allows.iter().chain(&self.denies).map(|rule| rule.id.as_str()).collect()
    }
}

impl Near {
    fn point(&self) -> Point {
        let mut point = self.rule.point();
        let words = match self.differs {
            "service" => ", which differs in the service",
            "from" => ", which differs in who opens the connection",
            _ => ", which differs in who accepts the connection",
        };
        point.line.push(Span::Dim(words));
        point
    }
}

fn section(page: &mut Page, title: &'static str, points: impl ExactSizeIterator<Item = Point>) {
    let count = points.len();
    if count == 0 {
        return;
    }
    page.paragraph(vec![Span::Words(title), Span::Words(":")]);
    let mut shown: Vec<Point> = points.take(MAX_SHOWN).collect();
    if count > MAX_SHOWN {
        let rest = vec![Span::Words("and "), Span::Count(count - MAX_SHOWN), Span::Words(" more")];
        shown.push(Point::of(rest));
    }
    page.points(shown);
}
