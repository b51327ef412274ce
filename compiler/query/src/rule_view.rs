//! Rules as people read them: what they say, why they are there, who answers for them.

use expol_ir::{Action, Chain, Document, Rule, StepKind};
use serde::Serialize;

use crate::flow::side_line;
use crate::names::Side;
use crate::page::{Line, Point, Span, foreign, listed};
use crate::services::title;

/// A rule with its reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleView {
    /// Its id.
    pub id: String,
    /// Whether it permits or forbids.
    pub action: Action,
    /// Who opens the connection, in the document's words.
    pub from: Side,
    /// Who accepts it.
    pub to: Side,
    /// The name of the service in the document.
    pub service: String,
    /// The service as people write it.
    pub service_text: String,
    /// The labels of the statements that say it.
    pub labels: Vec<String>,
    /// What its author says about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The reasons that people gave.
    pub because: Vec<String>,
    /// Who answers for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The ticket that asked for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ticket: Option<String>,
    /// Its last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// For each statement that says it, the way from the user's line to the rule.
    pub why: Vec<Vec<StepView>>,
}

/// One line on the way to a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepView {
    /// `applied`, `library` or `stated`.
    pub kind: StepKind,
    /// The file.
    pub path: String,
    /// The line, counted from 1.
    pub line: u32,
    /// The column, counted from 1.
    pub column: u32,
    /// The label of the statement there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// What it cites: title, reference, section.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cite: Option<String>,
}

impl RuleView {
    /// The rule of a document.
    pub(crate) fn new(document: &Document, rule: &Rule) -> Self {
        Self {
            id: rule.id.clone(),
            action: rule.action,
            from: Side::written(&rule.from),
            to: Side::written(&rule.to),
            service: rule.service.clone(),
            service_text: title(document, &rule.service),
            labels: rule.labels.iter().cloned().collect(),
            description: rule.description.clone(),
            because: rule.meta.because.iter().cloned().collect(),
            owner: rule.meta.owner.clone(),
            ticket: rule.meta.ticket.clone(),
            until: rule.meta.until.as_ref().map(ToString::to_string),
            why: rule.why.iter().map(|chain| steps(document, chain)).collect(),
        }
    }

    /// `r-… allow a -> b on s`, with the label.
    pub(crate) fn line(&self) -> Line {
        let mut line = vec![
            foreign(&self.id),
            Span::Words(match self.action {
                Action::Allow => " allow ",
                Action::Deny => " deny ",
            }),
        ];
        line.extend(side_line(&self.from));
        line.push(Span::Words(" -> "));
        line.extend(side_line(&self.to));
        line.extend([Span::Words(" on "), foreign(&self.service_text)]);
        line
    }

    /// Where the user's line is, as `path:line:column`.
    pub(crate) fn place(&self) -> String {
        self.why.first().and_then(|chain| chain.first()).map(StepView::place).unwrap_or_default()
    }

    /// The rule with its reasons below it.
    pub(crate) fn point(&self) -> Point {
        let mut points: Vec<Point> = self.why.iter().flatten().map(StepView::point).collect();
        points.dedup();
        let mut said = Vec::new();
        for (words, texts) in [("because ", self.because.as_slice())] {
            if !texts.is_empty() {
                said.push(Point::of([vec![Span::Words(words)], listed(texts)].concat()));
            }
        }
        let pairs = [("owner ", &self.owner), ("ticket ", &self.ticket), ("until ", &self.until)];
        for (words, text) in pairs {
            said.extend(text.as_ref().map(|text| Point::of(vec![Span::Words(words), foreign(text)])));
        }
        points.extend(said);
        Point { line: self.line(), points }
    }
}

impl StepView {
    pub(crate) fn place(&self) -> String {
        format!("{}:{}:{}", self.path, self.line, self.column)
    }

    fn point(&self) -> Point {
        let words = match self.kind {
            StepKind::Applied => "applied at ",
            StepKind::Library => "by the library at ",
            StepKind::Stated => "stated at ",
        };
        let mut line = vec![Span::Words(words), foreign(self.place())];
        if let Some(rule) = &self.rule {
            line.extend([Span::Words(", as "), foreign(rule)]);
        }
        if let Some(cite) = &self.cite {
            line.extend([Span::Words(", citing "), foreign(cite)]);
        }
        Point::of(line)
    }
}

/// A chain of reasons with its files and citations.
pub(crate) fn steps(document: &Document, chain: &Chain) -> Vec<StepView> {
    let view = |step: &expol_ir::Step| StepView {
        kind: step.kind,
        path: document
            .sources
            .get(&step.source)
            .map_or_else(|| step.source.clone(), |source| source.path.clone()),
        line: step.at[0],
        column: step.at[1],
        rule: step.rule.clone(),
        cite: step.cite.as_ref().and_then(|key| document.citations.get(key)).map(citation),
    };
    chain.iter().map(view).collect()
}

fn citation(citation: &expol_ir::Citation) -> String {
    let section = citation.section.as_ref().map(|section| format!(", section {section}")).unwrap_or_default();
    format!("{} ({}){section}", citation.title, citation.reference)
}
