//! Statements about flows.

use std::sync::Arc;

use super::{Instance, unknowns_of};
use crate::policy::effect::{AlterationValue, Asserted, Fact, FlowValue, Label, Rule, Trouble};
use crate::policy::endpoints::{Endpoints, Member};
use crate::policy::value::Services;
use crate::syntax::statement::{AlterationKind, Flow, FlowStatement, Statement, Verb};

impl<'db> Instance<'db> {
    /// The flow in its one or two directions; `None` where something in it is unknown.
    pub(super) fn flow_values(&mut self, flow: &Flow) -> Option<Vec<FlowValue<'db>>> {
        let (from, to) = (self.evaluator.endpoints(&flow.from)?, self.evaluator.endpoints(&flow.to)?);
        let service = self.evaluator.services(&flow.service)?;
        let mut flows = vec![FlowValue { from: from.clone(), to: to.clone(), service: service.clone() }];
        if flow.both_ways && from.set() != to.set() {
            flows.push(FlowValue { from: to, to: from, service });
        }
        Some(flows)
    }

    pub(super) fn flow(&mut self, statement: &FlowStatement, whole: &Statement) {
        let verb = statement.verb;
        let assertion = !matches!(verb, Verb::Allow | Verb::Deny | Verb::Alter | Verb::Unrestricted);
        let deferred =
            assertion && statement.when.as_ref().is_some_and(super::assertion::asks_what_is_permitted);
        if !deferred && !self.decided(statement.when.as_ref(), unknowns_of(verb)) {
            return;
        }
        let Some(flows) = self.flow_values(&statement.flow) else { return self.unknown(unknowns_of(verb)) };
        let condition = statement.when.clone().filter(|_| deferred).map(Arc::new);
        for flow in flows {
            if !self.has_meaning(verb, &flow, statement) {
                continue;
            }
            self.one_flow(statement, whole, flow, condition.clone());
        }
    }

    fn one_flow(
        &mut self,
        statement: &FlowStatement,
        whole: &Statement,
        flow: FlowValue<'db>,
        condition: Option<Arc<crate::syntax::expr::Expr>>,
    ) {
        let origin = self.origin(statement.label.as_ref(), &statement.clauses, whole);
        let otherwise = statement.otherwise.as_ref();
        match statement.verb {
            Verb::Allow | Verb::Deny => {
                self.effects.rules.push(Rule { allow: statement.verb == Verb::Allow, flow, origin });
            }
            Verb::Alter => {
                let kinds = kinds(statement);
                self.effects.besides().facts.push(Fact { flow, kinds, origin });
            }
            Verb::Never => self.assert(Asserted::Never(flow), condition, otherwise, origin),
            Verb::Must => self.assert(Asserted::Must(flow), condition, otherwise, origin),
            Verb::Intact => {
                self.assert(Asserted::Intact(flow, kinds(statement)), condition, otherwise, origin)
            }
            Verb::Confine => {
                let labels = self.confined_to(statement);
                self.assert(Asserted::Confine(flow, labels), condition, otherwise, origin);
            }
            Verb::Unrestricted => {
                let any = FlowValue { service: Arc::new(Services::any()), ..flow };
                self.effects.rules.push(Rule { allow: true, flow: any.clone(), origin: origin.clone() });
                self.assert(Asserted::Must(any.clone()), None, otherwise, origin.clone());
                self.assert(Asserted::Intact(any, every_kind()), None, otherwise, origin);
            }
        }
    }

    fn confined_to(&self, statement: &FlowStatement) -> Vec<Label> {
        let labelled = statement.confined_to.iter().filter_map(|path| self.evaluator.labelled(path));
        labelled.map(|(module, name)| Label { module, name }).collect()
    }

    /// Whether the flow says anything. What says nothing is an error where a person wrote it, and silent elsewhere.
    fn has_meaning(&mut self, verb: Verb, flow: &FlowValue<'db>, statement: &FlowStatement) -> bool {
        let sides = [
            ("source", flow.from.set().is_empty(), statement.flow.from.node),
            ("destination", flow.to.set().is_empty(), statement.flow.to.node),
            ("service", flow.service.set.is_empty(), statement.flow.service.node),
        ];
        let empty = sides.into_iter().find(|(_, empty, _)| *empty);
        if empty.is_none() && !flow.product().is_empty() {
            if !self.nested && within_one_server(flow) {
                let place = self.place(statement.flow.node);
                self.trouble(place, Trouble::WithinOneServer { verb });
            }
            return true;
        }
        if self.nested {
            return false;
        }
        let vacuous = matches!(verb, Verb::Never | Verb::Confine);
        let (place, trouble) = match empty {
            Some((_, _, node)) if vacuous => (node, Trouble::OverNothing { verb }),
            Some((side, _, node)) => (node, Trouble::EmptySide { verb, side }),
            None if vacuous => (statement.flow.node, Trouble::OverNothing { verb }),
            None => (statement.flow.node, Trouble::NoCommonFamily { verb }),
        };
        let place = self.place(place);
        if !self.effects.troubles().iter().any(|known| known.place == place) {
            self.trouble(place, trouble);
        }
        false
    }
}

/// Whether both sides name one and the same server.
fn within_one_server<'db>(flow: &FlowValue<'db>) -> bool {
    let server = |set: &Endpoints<'db>| match (set.terms().len(), set.terms().first()?.member) {
        (1, Member::Server(item) | Member::Interface(item, _)) => Some(item),
        _ => None,
    };
    server(&flow.from).is_some_and(|from| server(&flow.to) == Some(from))
}

fn kinds(statement: &FlowStatement) -> Vec<AlterationValue> {
    if statement.alterations.is_empty() && statement.verb == Verb::Intact {
        return every_kind();
    }
    let mut kinds: Vec<AlterationValue> = statement
        .alterations
        .iter()
        .map(|alteration| AlterationValue { kind: alteration.kind, seconds: alteration.seconds })
        .collect();
    kinds.sort();
    kinds.dedup();
    kinds
}

/// Everything that a device can do. An idle time-out counts only where a duration says from when on it hurts.
fn every_kind() -> Vec<AlterationValue> {
    let kinds = AlterationKind::ALL.into_iter().filter(|kind| *kind != AlterationKind::IdleTimeout);
    kinds.map(|kind| AlterationValue { kind, seconds: None }).collect()
}
