//! The parts of statements: clauses, alterations, arguments, citations.

use super::Builder;
use crate::error::SyntaxErrorKind;
use crate::item::Path;
use crate::statement::{Alteration, AlterationKind, Argument, Arguments, Cite, Clauses};
use expol_grammar::{Pair, Rule};

impl Builder<'_> {
    pub(super) fn clauses(&mut self, pair: Pair<'_>) -> Clauses {
        let mut clauses = Clauses::default();
        for clause in pair.into_inner() {
            let place = self.range(&clause);
            if !matches!(clause.as_rule(), Rule::l_brace | Rule::r_brace)
                && self.clause(&mut clauses, clause.clone())
            {
                let word = clause.as_str().split_whitespace().next().unwrap_or_default().into();
                self.error(place, SyntaxErrorKind::Repeated { part: word });
            }
        }
        clauses
    }

    /// Takes one clause; true where it stood already.
    fn clause(&mut self, clauses: &mut Clauses, pair: Pair<'_>) -> bool {
        let rule = pair.as_rule();
        if rule == Rule::source_port {
            self.error(self.range(&pair), SyntaxErrorKind::SourcePort);
            return false;
        }
        if rule == Rule::log {
            return std::mem::replace(&mut clauses.log, true);
        }
        if rule == Rule::cite {
            let cite = self.cite(pair);
            return std::mem::replace(&mut clauses.cite, cite).is_some();
        }
        let Some(value) = pair.into_inner().next() else { return false };
        match rule {
            Rule::because => clauses.because.replace(self.string(&value)).is_some(),
            Rule::owner => clauses.owner.replace(self.string(&value)).is_some(),
            Rule::ticket => clauses.ticket.replace(self.string(&value)).is_some(),
            Rule::until => {
                let date = self.date(&value);
                std::mem::replace(&mut clauses.until, date).is_some()
            }
            _ => {
                let seconds = self.duration(&value);
                std::mem::replace(&mut clauses.idle_timeout, seconds).is_some()
            }
        }
    }

    pub(super) fn cite(&mut self, pair: Pair<'_>) -> Option<Cite> {
        let (mut path, mut section) = (None, None);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::path => path = Some(self.path(part)),
                _ => section = Some(self.string(&part)),
            }
        }
        path.map(|path| Cite { path, section })
    }

    pub(super) fn alterations(&mut self, pair: Pair<'_>) -> Vec<Alteration> {
        pair.into_inner().filter_map(|kind| self.alteration(kind)).collect()
    }

    fn alteration(&mut self, pair: Pair<'_>) -> Option<Alteration> {
        let whole = self.range(&pair);
        let below = pair.clone().into_inner().any(|part| part.as_rule() == Rule::below);
        let mut parts = pair.into_inner().filter(|part| part.as_rule() != Rule::below);
        let word = parts.next()?;
        let seconds = parts.next().and_then(|duration| self.duration(&duration));
        let Some(kind) = AlterationKind::ALL.into_iter().find(|kind| kind.word() == word.as_str()) else {
            let known = AlterationKind::ALL.map(AlterationKind::word).to_vec();
            let unknown = SyntaxErrorKind::UnknownWord {
                word: word.as_str().into(),
                what: "a kind of alteration",
                known,
            };
            self.error(self.range(&word), unknown);
            return None;
        };
        if kind != AlterationKind::IdleTimeout && (seconds.is_some() || below) {
            self.error(
                whole,
                SyntaxErrorKind::OutOfPlace { part: "a duration", place: "behind `idle-timeout`" },
            );
        }
        Some(Alteration { kind, seconds, node: self.node(whole) })
    }

    pub(super) fn labels(&mut self, pair: Pair<'_>) -> Vec<Path> {
        pair.into_inner().map(|label| self.path(label)).collect()
    }

    pub(super) fn arguments(&mut self, pair: Pair<'_>) -> Arguments {
        let arguments = pair.into_inner().filter(|part| part.as_rule() == Rule::argument);
        Arguments { list: arguments.filter_map(|argument| self.argument(argument)).collect() }
    }

    fn argument(&mut self, pair: Pair<'_>) -> Option<Argument> {
        let (mut name, mut value) = (None, None);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name => name = Some(self.name(&part)),
                Rule::expression => value = Some(self.expression(part)),
                _ => {}
            }
        }
        Some(Argument { name: name?, value: value? })
    }
}
