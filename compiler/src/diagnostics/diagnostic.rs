//! One thing that the compiler has to say, and the order in which it says many.

use smol_str::SmolStr;

use crate::diagnostics::{Code, Entry, Fix, Label, LabelStyle, Severity};
use crate::text::{FileId, TextRange};

/// A finding: what it is, where, why, and what to do.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Diagnostic {
    /// What kind it is.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// The finding in one line that makes sense alone.
    pub message: String,
    /// The places, the first primary one first in weight; none if no text is to blame.
    pub labels: Vec<Label>,
    /// Why it is so.
    pub notes: Vec<String>,
    /// What to do, in the imperative.
    pub help: Option<String>,
    /// The names of further assertions that the same cause breaks.
    pub also: Vec<SmolStr>,
    /// Changes that would settle it, the best first.
    pub fixes: Vec<Fix>,
}

impl Diagnostic {
    /// One of the compiler's own, with the severity of its entry.
    pub fn new(entry: &'static Entry, message: impl Into<String>) -> Self {
        Diagnostic::bare(Code::Compiler(entry), entry.severity, message.into())
    }

    /// One that a library module declares: `name` is `shop/unreachable-database` or the like.
    pub fn library(name: impl Into<SmolStr>, severity: Severity, message: impl Into<String>) -> Self {
        Diagnostic::bare(Code::Library { name: name.into() }, severity, message.into())
    }

    /// With another severity than that of its entry.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// With the place to look at.
    #[must_use]
    pub fn primary(self, file: FileId, range: TextRange, message: impl Into<String>) -> Self {
        self.label(Label { file, range, message: message.into(), style: LabelStyle::Primary })
    }

    /// With a place that explains the primary one.
    #[must_use]
    pub fn secondary(self, file: FileId, range: TextRange, message: impl Into<String>) -> Self {
        self.label(Label { file, range, message: message.into(), style: LabelStyle::Secondary })
    }

    /// With one more place.
    #[must_use]
    pub fn label(mut self, label: Label) -> Self {
        self.labels.push(label);
        self
    }

    /// With one more reason.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// With what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With the name of a further assertion that the same cause breaks.
    #[must_use]
    pub fn also(mut self, name: impl Into<SmolStr>) -> Self {
        self.also.push(name.into());
        self
    }

    /// With a change that would settle it.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fixes.push(fix);
        self
    }

    /// The place of the finding: the first primary label, or the first label if none is primary.
    pub fn primary_label(&self) -> Option<&Label> {
        self.labels.iter().find(|label| label.style == LabelStyle::Primary).or_else(|| self.labels.first())
    }

    fn bare(code: Code, severity: Severity, message: String) -> Self {
        Diagnostic {
            code,
            severity,
            message,
            labels: Vec::new(),
            notes: Vec::new(),
            help: None,
            also: Vec::new(),
            fixes: Vec::new(),
        }
    }

    fn place(&self) -> Option<(FileId, TextRange)> {
        self.primary_label().map(|label| (label.file, label.range))
    }
}

/// Puts `diagnostics` into the order in which they are shown, and drops those that say exactly what another says.
///
/// The order is that of files, places, codes and messages (what has no place comes first) and, where these agree, of
/// all the rest, so that it does not depend on the order of finding.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| {
        let by_place = a.place().cmp(&b.place());
        by_place.then_with(|| (&a.code, &a.message).cmp(&(&b.code, &b.message))).then_with(|| a.cmp(b))
    });
    diagnostics.dedup();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(file: u32, start: u32, name: &str, message: &str) -> Diagnostic {
        let range = TextRange::new(start, start + 2);
        Diagnostic::library(name, Severity::Error, message).primary(FileId(file), range, "")
    }

    #[test]
    fn the_order_is_of_places_codes_and_messages_and_not_of_finding() {
        let expected = vec![
            Diagnostic::library("a/z", Severity::Note, "no place"),
            at(0, 3, "a/b", "x"),
            at(0, 3, "a/b", "y"),
            at(0, 3, "a/c", "a"),
            at(0, 9, "a/a", "a"),
            at(1, 0, "a/a", "a"),
        ];
        for turn in 0..expected.len() {
            let mut found = expected.clone();
            found.rotate_left(turn);
            found.reverse();
            sort(&mut found);
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn equal_ones_are_said_once_and_those_that_differ_in_any_part_twice() {
        let one = at(0, 3, "a/b", "x");
        let other = one.clone().note("because");
        let mut found = vec![one.clone(), other.clone(), one.clone(), other.clone(), one.clone()];
        sort(&mut found);
        assert_eq!(found, [one, other]);
    }

    #[test]
    fn the_first_primary_label_is_the_place() {
        let diagnostic = Diagnostic::library("a/b", Severity::Error, "x")
            .secondary(FileId(0), TextRange::empty(1), "s")
            .primary(FileId(7), TextRange::empty(2), "p")
            .primary(FileId(8), TextRange::empty(3), "q");
        assert_eq!(diagnostic.primary_label().map(|label| label.file), Some(FileId(7)));
    }
}
