//! Assertions: kept with their variables, decided when it is known what is permitted.

use std::sync::Arc;

use super::Instance;
use crate::hir::ast;
use crate::policy::effect::{Asserted, Assertion, Environment, Origin, Unknowns};
use crate::syntax::Path;
use crate::syntax::expr::{Expr, ExprKind};
use crate::syntax::item::Item as Tree;
use crate::syntax::statement::{Check, Statement};

impl<'db> Instance<'db> {
    pub(super) fn assert(
        &mut self,
        asserted: Asserted<'db>,
        condition: Option<Arc<Expr>>,
        otherwise: Option<&Path>,
        mut origin: Origin<'db>,
    ) {
        let diagnostic = otherwise.and_then(|path| self.evaluator.diagnostic(path));
        if otherwise.is_some() && diagnostic.is_none() {
            // The diagnostic is misspelt, which is reported; the assertion itself is judged when it is repaired.
            return;
        }
        origin.cite_else(|| match &ast(self.db(), diagnostic?).item {
            Tree::Diagnostic(declared) => Some((declared.cite.clone()?, diagnostic?.file(self.db()))),
            _ => None,
        });
        let environment = Arc::new(Environment {
            file: self.evaluator.file,
            locals: self.evaluator.locals.clone(),
            values: self.evaluator.values.clone(),
        });
        self.effects.besides().assertions.push(Assertion {
            asserted,
            condition,
            diagnostic,
            environment,
            origin,
        });
    }

    pub(super) fn check(&mut self, check: &Check, whole: &Statement) {
        let origin = self.origin(check.label.as_ref(), &check.clauses, whole);
        if asks_what_is_permitted(&check.when) {
            return self.assert(
                Asserted::Check,
                Some(Arc::new(check.when.clone())),
                check.otherwise.as_ref(),
                origin,
            );
        }
        // A condition that asks nothing of the permitted set is kept as well: that it does not hold is a proof.
        let Some(fires) = self.evaluator.holds(&check.when) else {
            return self.unknown(Unknowns { assertion: true, ..Unknowns::default() });
        };
        let condition = Arc::new(Expr { kind: ExprKind::Flag(fires), node: check.when.node });
        self.assert(Asserted::Check, Some(condition), check.otherwise.as_ref(), origin);
    }
}

/// Whether the condition can be decided only after the permitted set.
pub(super) fn asks_what_is_permitted(condition: &Expr) -> bool {
    let mut asks = false;
    condition.walk(&mut |inner| match &inner.kind {
        ExprKind::FlowCall(..) => asks = true,
        ExprKind::Call(name, _) => asks |= matches!(name.text.as_str(), "present" | "waived"),
        _ => {}
    });
    asks
}
