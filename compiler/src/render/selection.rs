//! Which diagnostics are shown when there are too many, and how many there are of each kind.

use std::fmt;

use crate::diagnostics::{Diagnostic, Severity};

/// How many diagnostics are shown at most.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limit(pub usize);

impl Limit {
    /// All are shown.
    pub const NONE: Limit = Limit(usize::MAX);
}

impl Default for Limit {
    /// As many as a person reads.
    fn default() -> Self {
        Limit(100)
    }
}

/// What a renderer shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Selection<'a> {
    /// The diagnostics to show, in the order given.
    pub shown: Vec<&'a Diagnostic>,
    /// The count of all.
    pub summary: Summary,
}

/// How many diagnostics there are, shown or not.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Summary {
    /// The errors.
    pub errors: usize,
    /// The warnings.
    pub warnings: usize,
    /// The notes.
    pub notes: usize,
    /// How many of all these are not shown.
    pub hidden: usize,
}

impl<'a> Selection<'a> {
    /// As many of `diagnostics` as the limit allows, errors before warnings before notes, each kind from the front.
    pub fn new(diagnostics: &'a [Diagnostic], limit: Limit) -> Self {
        let mut summary = Summary::default();
        for diagnostic in diagnostics {
            *summary.count_mut(diagnostic.severity) += 1;
        }
        summary.hidden = diagnostics.len().saturating_sub(limit.0);
        let mut by_weight: Vec<(usize, &Diagnostic)> = diagnostics.iter().enumerate().collect();
        if summary.hidden > 0 {
            by_weight.sort_by_key(|&(place, diagnostic)| (std::cmp::Reverse(diagnostic.severity), place));
            by_weight.truncate(limit.0);
            by_weight.sort_by_key(|&(place, _)| place);
        }
        Selection { shown: by_weight.into_iter().map(|(_, diagnostic)| diagnostic).collect(), summary }
    }
}

impl Summary {
    /// Whether there are none at all.
    pub fn is_empty(&self) -> bool {
        self.errors + self.warnings + self.notes == 0
    }

    fn count_mut(&mut self, severity: Severity) -> &mut usize {
        match severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
            Severity::Note => &mut self.notes,
        }
    }
}

impl fmt::Display for Summary {
    /// `2 errors, 1 warning; 1 of them not shown`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("no diagnostics");
        }
        let counts = [(self.errors, "error"), (self.warnings, "warning"), (self.notes, "note")];
        let mut separator = "";
        for (count, word) in counts.into_iter().filter(|&(count, _)| count > 0) {
            let plural = if count == 1 { "" } else { "s" };
            write!(f, "{separator}{count} {word}{plural}")?;
            separator = ", ";
        }
        match self.hidden {
            0 => Ok(()),
            hidden => write!(f, "; {hidden} of them not shown"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(severity: Severity, name: &str) -> Diagnostic {
        Diagnostic::library(name, severity, "")
    }

    fn sample() -> Vec<Diagnostic> {
        vec![
            named(Severity::Note, "n1"),
            named(Severity::Error, "e1"),
            named(Severity::Warning, "w1"),
            named(Severity::Warning, "w2"),
            named(Severity::Error, "e2"),
        ]
    }

    fn names(limit: usize) -> Vec<String> {
        Selection::new(&sample(), Limit(limit)).shown.iter().map(|it| it.code.to_string()).collect()
    }

    #[test]
    fn errors_come_first_when_cut_and_the_order_stays() {
        assert_eq!(names(5), ["n1", "e1", "w1", "w2", "e2"]);
        assert_eq!(names(3), ["e1", "w1", "e2"]);
        assert_eq!(names(1), ["e1"]);
        assert!(names(0).is_empty());
    }

    #[test]
    fn the_summary_counts_all_and_says_how_many_are_missing() {
        let text = |limit| Selection::new(&sample(), limit).summary.to_string();
        assert_eq!(text(Limit::NONE), "2 errors, 2 warnings, 1 note");
        assert_eq!(text(Limit(3)), "2 errors, 2 warnings, 1 note; 2 of them not shown");
        assert_eq!(Summary::default().to_string(), "no diagnostics");
        assert_eq!(Summary { warnings: 1, ..Summary::default() }.to_string(), "1 warning");
    }

    #[test]
    fn people_get_a_hundred_unless_told_otherwise() {
        let many: Vec<Diagnostic> = (0..140).map(|_| named(Severity::Error, "e")).collect();
        let selection = Selection::new(&many, Limit::default());
        assert_eq!((selection.shown.len(), selection.summary.hidden), (100, 40));
    }
}
