//! What a policy would have to say more for a flow to be permitted.

use serde::Serialize;

use crate::page::{Point, Span, foreign};

/// A statement that would open what nothing allows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AllowOpening {
    /// The statement to add: `allow lan -> web on tcp 443`.
    pub statement: String,
    /// The errors that the policy would then have. Who has the policy adds them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub breaks: Vec<String>,
}

impl AllowOpening {
    pub(crate) fn point(&self) -> Point {
        let breaks = self.breaks.iter().map(|error| Point::of(vec![Span::Bad("breaks "), foreign(error)]));
        Point { line: vec![foreign(&self.statement)], points: breaks.collect() }
    }
}

/// A profile that would open a flow. Documents know no profiles: who has the policy adds them to an
/// [`Explanation`](crate::Explanation).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProfileOpening {
    /// The statement to add: `apply mail.inbound(from: lan)`.
    pub statement: String,
    /// Whether it opens all that could be opened; else some of it.
    pub whole: bool,
    /// The rules by which it does.
    pub rules: Vec<OpeningRule>,
}

/// A rule of a profile.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct OpeningRule {
    /// Its label, with that of its module.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// What it cites: title, reference, section.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cite: Option<String>,
}

impl ProfileOpening {
    pub(crate) fn point(&self) -> Point {
        let mut line = vec![foreign(&self.statement)];
        if !self.whole {
            line.push(Span::Dim(", for some of it"));
        }
        let points = self.rules.iter().filter_map(OpeningRule::point).collect();
        Point { line, points }
    }
}

impl OpeningRule {
    fn point(&self) -> Option<Point> {
        let mut line = Vec::new();
        if let Some(label) = &self.label {
            line.extend([Span::Words("as "), foreign(label)]);
        }
        if let Some(cite) = &self.cite {
            line.extend([Span::Words(if line.is_empty() { "citing " } else { ", citing " }), foreign(cite)]);
        }
        (!line.is_empty()).then(|| Point::of(line))
    }
}
