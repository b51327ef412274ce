//! Declarations that are lists of properties: diagnostics and citations.

use smol_str::SmolStr;

use super::Builder;
use crate::error::SyntaxErrorKind;
use crate::item::{Citation, Diagnostic, DiagnosticSeverity, Name, NodeId, Text};
use crate::statement::Cite;
use expol_grammar::{Pair, Rule};

impl Builder<'_> {
    pub(super) fn diagnostic(&mut self, pair: Pair<'_>) -> Option<Diagnostic> {
        let whole = self.range(&pair);
        let mut properties =
            self.properties(pair, &["severity", "message", "help", "cite"], "a property of a diagnostic");
        let severity = match properties.take_word("severity") {
            Some((word, node)) => self.severity(&word, node),
            None => None,
        };
        let message = properties.take_text("message");
        if severity.is_none() && !properties.flawed {
            self.error(
                whole,
                SyntaxErrorKind::Missing {
                    part: "`severity error`, `warning` or `note`",
                    of: "the diagnostic",
                },
            );
        }
        if message.is_none() && !properties.flawed {
            self.error(whole, SyntaxErrorKind::Missing { part: "`message \"…\"`", of: "the diagnostic" });
        }
        Some(Diagnostic {
            severity: severity?,
            message: message?,
            help: properties.take_text("help"),
            cite: properties.cite.take(),
            name: properties.name?,
        })
    }

    fn severity(&mut self, word: &str, node: NodeId) -> Option<DiagnosticSeverity> {
        match word {
            "error" => Some(DiagnosticSeverity::Error),
            "warning" => Some(DiagnosticSeverity::Warning),
            "note" => Some(DiagnosticSeverity::Note),
            _ => {
                let place = self.ranges.get(node.0 as usize).copied()?;
                let known = vec!["error", "warning", "note"];
                self.error(
                    place,
                    SyntaxErrorKind::UnknownWord { word: word.into(), what: "a severity", known },
                );
                Some(DiagnosticSeverity::Error)
            }
        }
    }

    pub(super) fn citation(&mut self, pair: Pair<'_>) -> Option<Citation> {
        let whole = self.range(&pair);
        let mut properties = self.properties(pair, &["title", "ref", "section"], "a property of a citation");
        let (title, reference) = (properties.take_text("title"), properties.take_text("ref"));
        for (missing, part) in [(title.is_none(), "`title \"…\"`"), (reference.is_none(), "`ref \"…\"`")]
        {
            if missing && !properties.flawed {
                self.error(whole, SyntaxErrorKind::Missing { part, of: "the citation" });
            }
        }
        let section = properties.take_text("section");
        Some(Citation { name: properties.name?, title: title?, reference: reference?, section })
    }

    fn properties(&mut self, pair: Pair<'_>, known: &[&'static str], what: &'static str) -> Properties {
        let mut found = Properties::default();
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name => found.name = Some(self.name(&part)),
                Rule::property => self.property(&mut found, part, known, what),
                _ => {}
            }
        }
        found
    }

    fn property(
        &mut self,
        found: &mut Properties,
        pair: Pair<'_>,
        known: &[&'static str],
        what: &'static str,
    ) {
        let place = self.range(&pair);
        let mut parts = pair.into_inner();
        let Some(first) = parts.next() else { return };
        let word: SmolStr = if first.as_rule() == Rule::cite { "cite".into() } else { first.as_str().into() };
        let Some(property) = known.iter().copied().find(|property| *property == word) else {
            found.flawed = true;
            self.error(
                self.range(&first),
                SyntaxErrorKind::UnknownWord { word, what, known: known.to_vec() },
            );
            return;
        };
        let value = match parts.next() {
            None => {
                let cite = self.cite(first);
                let repeated = std::mem::replace(&mut found.cite, cite).is_some();
                if repeated {
                    self.error(place, SyntaxErrorKind::Repeated { part: word });
                }
                return;
            }
            Some(value) if value.as_rule() == Rule::string => Value::Text(self.string(&value)),
            Some(value) => Value::Word(value.as_str().into(), self.node(self.range(&value))),
        };
        let wants_word = word == "severity";
        if wants_word != matches!(value, Value::Word(..)) {
            found.flawed = true;
            let part = if wants_word { "`error`, `warning` or `note`" } else { "a text in quotes" };
            self.error(place, SyntaxErrorKind::Missing { part, of: property });
        }
        if found.values.iter().any(|(known, _)| *known == word) {
            self.error(place, SyntaxErrorKind::Repeated { part: word.clone() });
        }
        found.values.push((word, value));
    }
}

/// The properties in a block.
#[derive(Default)]
struct Properties {
    name: Option<Name>,
    values: Vec<(SmolStr, Value)>,
    cite: Option<Cite>,
    flawed: bool,
}

enum Value {
    Text(Text),
    Word(SmolStr, NodeId),
}

impl Properties {
    fn take_text(&mut self, wanted: &str) -> Option<Text> {
        let at =
            self.values.iter().position(|(word, value)| word == wanted && matches!(value, Value::Text(_)))?;
        match self.values.swap_remove(at).1 {
            Value::Text(text) => Some(text),
            Value::Word(..) => None,
        }
    }

    fn take_word(&mut self, wanted: &str) -> Option<(SmolStr, NodeId)> {
        let at = self
            .values
            .iter()
            .position(|(word, value)| word == wanted && matches!(value, Value::Word(..)))?;
        match self.values.swap_remove(at).1 {
            Value::Word(word, node) => Some((word, node)),
            Value::Text(_) => None,
        }
    }
}
