//! Statements. The grammar lets every part stand behind every verb; what does not belong is refused here, by name.

use super::Builder;
use crate::error::SyntaxErrorKind;
use crate::expr::{Expr, ExprKind};
use crate::item::{Name, Path};
use crate::split::ItemKind;
use crate::statement::{
    Alteration, AlterationKind, Apply, Check, Clauses, Expectation, Flow, FlowStatement, For, Statement,
    StatementKind, Test, Verb, Waive,
};
use expol_grammar::{Pair, Rule};
use expol_text::TextRange;

/// The parts of a statement about a flow, as they are met.
#[derive(Default)]
struct Parts {
    verb: Option<Verb>,
    label: Option<Name>,
    lists: Vec<Expr>,
    both_ways: bool,
    on: bool,
    from_kinds: Option<(Vec<Alteration>, TextRange)>,
    by_kinds: Option<(Vec<Alteration>, TextRange)>,
    labels: Option<(Vec<Path>, TextRange)>,
    when: Option<Expr>,
    otherwise: Option<(Path, TextRange)>,
    clauses: Clauses,
}

impl Builder<'_> {
    pub(super) fn statement(&mut self, pair: Pair<'_>) -> Option<Statement> {
        let whole = self.range(&pair);
        let node = self.node(whole);
        let doc = self.doc(whole);
        let kind = match pair.as_rule() {
            Rule::flow_statement => self.flow_statement(pair).map(|flow| StatementKind::Flow(Box::new(flow))),
            Rule::check => self.check(pair).map(|check| StatementKind::Check(Box::new(check))),
            Rule::apply => self.apply(pair).map(|apply| StatementKind::Apply(Box::new(apply))),
            Rule::for_ => self.for_(pair).map(|all| StatementKind::For(Box::new(all))),
            Rule::waive => self.waive(pair).map(|waive| StatementKind::Waive(Box::new(waive))),
            Rule::test => self.test(pair).map(|test| StatementKind::Test(Box::new(test))),
            _ => None,
        };
        Some(Statement { kind: kind.unwrap_or(StatementKind::Broken), node, doc })
    }

    pub(super) fn block(&mut self, pair: Pair<'_>) -> Vec<Statement> {
        let mut statements = Vec::new();
        let mut previous = None;
        for part in pair.into_inner() {
            let before = previous.replace(part.clone());
            match part.as_rule() {
                Rule::l_brace | Rule::r_brace => {}
                Rule::error_statement => {
                    let node = self.node(self.range(&part));
                    let before = before.filter(|before| before.as_rule() != Rule::l_brace);
                    self.error_statement(&part, before.as_ref());
                    statements.push(Statement { kind: StatementKind::Broken, node, doc: None });
                }
                Rule::waive | Rule::test => {
                    let part_name = if part.as_rule() == Rule::waive { "`waive`" } else { "`test`" };
                    let place = "at a file's top level";
                    self.error(self.range(&part), SyntaxErrorKind::OutOfPlace { part: part_name, place });
                }
                _ => statements.extend(self.statement(part)),
            }
        }
        statements
    }

    fn flow_statement(&mut self, pair: Pair<'_>) -> Option<FlowStatement> {
        let whole = self.range(&pair);
        let mut parts = Parts::default();
        let mut flow_end = whole.start;
        for part in pair.into_inner() {
            if matches!(part.as_rule(), Rule::list) {
                flow_end = self.range(&part).end;
            }
            self.flow_part(&mut parts, part);
        }
        let verb = parts.verb?;
        self.check_parts(verb, &parts, whole);
        let start = parts.lists.first().map_or(whole.start, |first| self.ranges[first.node.0 as usize].start);
        let node = self.node(TextRange::new(start, flow_end.max(start)));
        let mut lists = std::mem::take(&mut parts.lists).into_iter();
        let (from, to) = (lists.next()?, lists.next()?);
        let service = match (lists.next(), verb) {
            (Some(service), _) => service,
            (None, Verb::Unrestricted) => Expr { kind: ExprKind::Any, node },
            (None, _) => Expr { kind: ExprKind::Error, node },
        };
        Some(FlowStatement {
            verb,
            label: parts.label,
            flow: Flow { from, both_ways: parts.both_ways, to, service, node },
            alterations: parts.from_kinds.or(parts.by_kinds).map(|(kinds, _)| kinds).unwrap_or_default(),
            confined_to: parts.labels.map(|(labels, _)| labels).unwrap_or_default(),
            when: parts.when,
            otherwise: parts.otherwise.map(|(path, _)| path),
            clauses: parts.clauses,
        })
    }

    fn flow_part(&mut self, parts: &mut Parts, part: Pair<'_>) {
        let place = self.range(&part);
        match part.as_rule() {
            Rule::verb => parts.verb = verb(part.as_str()),
            Rule::label => parts.label = self.label(part),
            Rule::list => {
                let list = self.list(part);
                parts.lists.push(list);
            }
            Rule::arrow => parts.both_ways = part.as_str() == "<->",
            Rule::kw_on => parts.on = true,
            Rule::from_kinds => parts.from_kinds = Some((self.alterations(part), place)),
            Rule::by_kinds => parts.by_kinds = Some((self.alterations(part), place)),
            Rule::to_labels => parts.labels = Some((self.labels(part), place)),
            Rule::when => parts.when = self.when(part),
            Rule::else_ => parts.otherwise = self.otherwise(part).map(|path| (path, place)),
            Rule::clauses => parts.clauses = self.clauses(part),
            _ => {}
        }
    }

    /// Which part belongs behind which verb.
    fn check_parts(&mut self, verb: Verb, parts: &Parts, whole: TextRange) {
        let assertion = !matches!(verb, Verb::Allow | Verb::Deny | Verb::Alter);
        let misplaced = [
            (
                parts.from_kinds.as_ref().map(|(_, at)| *at),
                "`from` and kinds of alteration",
                verb != Verb::Intact,
            ),
            (parts.by_kinds.as_ref().map(|(_, at)| *at), "`by` and kinds of alteration", verb != Verb::Alter),
            (parts.labels.as_ref().map(|(_, at)| *at), "`to` and labels", verb != Verb::Confine),
            (parts.otherwise.as_ref().map(|(_, at)| *at), "`else` and a diagnostic", !assertion),
        ];
        for (place, part, wrong) in misplaced {
            if let (Some(place), true) = (place, wrong) {
                self.error(place, SyntaxErrorKind::Misplaced { part, verb: verb.word() });
            }
        }
        let missing = [
            (!parts.on && verb != Verb::Unrestricted, "`on` and a service"),
            (parts.by_kinds.is_none() && verb == Verb::Alter, "`by` and what the device does"),
            (parts.labels.is_none() && verb == Verb::Confine, "`to` and the labels"),
        ];
        for (wrong, part) in missing {
            if wrong {
                self.error(whole, SyntaxErrorKind::Missing { part, of: verb.word() });
            }
        }
        if parts.on && verb == Verb::Unrestricted {
            let part = "`on` and a service";
            self.error(whole, SyntaxErrorKind::Misplaced { part, verb: verb.word() });
        }
        let durations = parts.from_kinds.iter().chain(&parts.by_kinds).flat_map(|(kinds, _)| kinds);
        for kind in
            durations.filter(|kind| kind.kind == AlterationKind::IdleTimeout && kind.seconds.is_none())
        {
            let place = self.ranges[kind.node.0 as usize];
            let part = if verb == Verb::Intact { "`below` and a duration" } else { "a duration" };
            self.error(place, SyntaxErrorKind::Missing { part, of: "idle-timeout" });
        }
    }

    fn label(&mut self, pair: Pair<'_>) -> Option<Name> {
        pair.into_inner().next().map(|name| self.name(&name))
    }

    fn otherwise(&mut self, pair: Pair<'_>) -> Option<Path> {
        pair.into_inner().next().map(|path| self.path(path))
    }

    fn check(&mut self, pair: Pair<'_>) -> Option<Check> {
        let (mut label, mut when, mut otherwise, mut clauses) = (None, None, None, Clauses::default());
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::label => label = self.label(part),
                Rule::when => when = self.when(part),
                Rule::else_ => otherwise = self.otherwise(part),
                Rule::clauses => clauses = self.clauses(part),
                _ => {}
            }
        }
        Some(Check { label, when: when?, otherwise, clauses })
    }

    fn apply(&mut self, pair: Pair<'_>) -> Option<Apply> {
        let (mut profile, mut arguments, mut label, mut when) = (None, None, None, None);
        let mut clauses = Clauses::default();
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::path => profile = Some(self.path(part)),
                Rule::arguments => arguments = Some(self.arguments(part)),
                Rule::alias => label = part.into_inner().next().map(|name| self.name(&name)),
                Rule::when => when = self.when(part),
                Rule::clauses => clauses = self.clauses(part),
                _ => {}
            }
        }
        Some(Apply { profile: profile?, arguments: arguments.unwrap_or_default(), label, when, clauses })
    }

    fn for_(&mut self, pair: Pair<'_>) -> Option<For> {
        let whole = self.range(&pair);
        let (mut variables, mut set, mut statements) = (Vec::new(), None, Vec::new());
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::name => variables.push(self.name(&part)),
                Rule::list => set = Some(self.list(part)),
                Rule::block => statements = self.block(part),
                _ => {}
            }
        }
        if variables.len() > 2 {
            self.error(whole, SyntaxErrorKind::Misplaced { part: "a third variable", verb: "for" });
        }
        Some(For { variables, set: set?, statements })
    }

    fn waive(&mut self, pair: Pair<'_>) -> Option<Waive> {
        let whole = self.range(&pair);
        let (mut target, mut flow, mut clauses) = (None, None, Clauses::default());
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::path => target = Some(self.path(part)),
                Rule::flow => flow = self.flow(part),
                Rule::clauses => clauses = self.clauses(part),
                _ => {}
            }
        }
        for (missing, part) in
            [(clauses.because.is_none(), "`because \"…\"`"), (clauses.until.is_none(), "`until DATE`")]
        {
            if missing && self.kind == ItemKind::Statement && self.errors.is_empty() {
                self.error(whole, SyntaxErrorKind::Missing { part, of: "waive" });
            }
        }
        Some(Waive { target: target?, flow, clauses })
    }

    fn test(&mut self, pair: Pair<'_>) -> Option<Test> {
        let (mut title, mut expectations) = (None, Vec::new());
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::string => title = Some(self.string(&part)),
                Rule::expectation => expectations.extend(self.expectation(part)),
                _ => {}
            }
        }
        Some(Test { title: title?, expectations })
    }

    fn expectation(&mut self, pair: Pair<'_>) -> Option<Expectation> {
        let node = self.node(self.range(&pair));
        let (mut flow, mut allowed) = (None, false);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::flow => flow = self.flow(part),
                Rule::verdict => allowed = part.as_str() == "allowed",
                _ => {}
            }
        }
        Some(Expectation { flow: flow?, allowed, node })
    }
}

fn verb(word: &str) -> Option<Verb> {
    Some(match word {
        "allow" => Verb::Allow,
        "deny" => Verb::Deny,
        "never" => Verb::Never,
        "must" => Verb::Must,
        "intact" => Verb::Intact,
        "alter" => Verb::Alter,
        "confine" => Verb::Confine,
        "unrestricted" => Verb::Unrestricted,
        _ => return None,
    })
}
