//! Evaluates expressions. What is wrong with names and types is reported elsewhere; here it is [`Value::Unknown`].

mod condition;
mod named;
mod operand;
mod set;

use std::rc::Rc;
use std::sync::Arc;

use smol_str::SmolStr;

use super::endpoints::Endpoints;
use super::value::{Services, Value};
use crate::db::{Db, SourceFile};
use crate::hir::{Item, Known, Local, Type};
use crate::syntax::expr::{Expr, ExprKind};
use crate::syntax::statement::Flow;
use expol_space::{Product, RangeSet};

pub(super) use named::named_value;
pub(crate) use set::one_member;
pub use set::{group_value, service_of_set, service_value};

/// Answers what only an assertion may ask. `None` is "not known".
pub trait Oracle<'db> {
    /// All of the flow is permitted, and it is not empty.
    fn permitted(&self, flows: &[Product]) -> Option<bool>;
    /// None of the flow is permitted.
    fn blocked(&self, flows: &[Product]) -> Option<bool>;
    /// An active allow with the label exists.
    fn present(&self, module: SourceFile, label: &str) -> Option<bool>;
    /// A waiver for the diagnostic or label is declared.
    fn waived(&self, module: SourceFile, diagnostic: Option<Item<'db>>, label: &str) -> Option<bool>;
}

/// An environment: a module, and variables with their values.
#[derive(Clone)]
pub struct Evaluator<'a, 'db> {
    pub(super) db: &'db dyn Db,
    pub(super) file: SourceFile,
    pub(super) locals: Vec<Local<'db>>,
    pub(super) values: Vec<Value<'db>>,
    oracle: Option<&'a dyn Oracle<'db>>,
    /// The names that it and others have met in the same query.
    known: Rc<Known<'db>>,
}

impl<'a, 'db> Evaluator<'a, 'db> {
    /// In a module, without variables.
    pub fn new(db: &'db dyn Db, file: SourceFile) -> Evaluator<'a, 'db> {
        Evaluator::sharing(&Rc::new(Known::new(db)), file)
    }

    /// The same, for a query that evaluates many trees.
    pub(in crate::policy) fn sharing(known: &Rc<Known<'db>>, file: SourceFile) -> Evaluator<'a, 'db> {
        let (locals, values) = (Vec::new(), Vec::new());
        Evaluator { db: known.db(), file, locals, values, oracle: None, known: Rc::clone(known) }
    }

    /// In another module, with other variables, for the same query.
    pub(in crate::policy) fn elsewhere(
        &self,
        file: SourceFile,
        locals: Vec<Local<'db>>,
        values: Vec<Value<'db>>,
    ) -> Evaluator<'a, 'db> {
        Evaluator { locals, values, ..Evaluator::sharing(&self.known, file) }
    }

    /// With variables.
    pub fn with(
        db: &'db dyn Db,
        file: SourceFile,
        locals: Vec<Local<'db>>,
        values: Vec<Value<'db>>,
    ) -> Evaluator<'a, 'db> {
        Evaluator { locals, values, ..Evaluator::new(db, file) }
    }

    /// With answers about what is permitted.
    pub fn asking(mut self, oracle: &'a dyn Oracle<'db>) -> Evaluator<'a, 'db> {
        self.oracle = Some(oracle);
        self
    }

    /// Brings a variable into scope.
    pub fn push(&mut self, local: Local<'db>, value: Value<'db>) {
        self.locals.push(local);
        self.values.push(value);
    }

    /// Takes the last variable out of scope.
    pub fn pop(&mut self) {
        self.locals.pop();
        self.values.pop();
    }

    /// The value of an expression where a type is wanted.
    pub fn value(&mut self, expr: &Expr, wanted: Option<&Type>) -> Value<'db> {
        if let (Some(Type::Enumeration(members)), Some(word)) = (wanted, bare_word(expr))
            && members.iter().any(|member| member == word)
        {
            return Value::Word(word.into());
        }
        let value = self.plain(expr, wanted);
        match (wanted, value) {
            (Some(Type::Ports), Value::Number(number)) => match u32::try_from(number) {
                Ok(port) if port <= 65_535 => Value::Ports(RangeSet::single(port, port)),
                _ => Value::Unknown,
            },
            (Some(Type::Endpoints | Type::Servers), Value::None) => Value::Endpoints(Endpoints::empty()),
            (Some(Type::Flag), Value::None) => Value::Flag(false),
            (Some(Type::Service), Value::None) => Value::Services(Arc::new(Services::empty())),
            (_, value) => value,
        }
    }

    fn plain(&mut self, expr: &Expr, wanted: Option<&Type>) -> Value<'db> {
        match &expr.kind {
            ExprKind::Path(path) => self.path(path),
            ExprKind::Member(inner, name) => {
                let value = self.value(inner, Some(&Type::Endpoints));
                let roles = crate::hir::static_roles(self.db, self.file, &self.locals, inner);
                self.behind(value, &roles, std::slice::from_ref(name))
            }
            ExprKind::Address(literal) => self.address(*literal),
            ExprKind::Internet => self.member(super::endpoints::Member::Internet),
            ExprKind::Number(number) => Value::Number(*number),
            ExprKind::PortRange(low, high) => {
                Value::Ports(RangeSet::single(u32::from(*low), u32::from(*high)))
            }
            ExprKind::Date(date) => Value::Date(*date),
            ExprKind::Duration(seconds) => Value::Duration(*seconds),
            ExprKind::Text(text) => Value::Text(text.clone()),
            ExprKind::Flag(on) => Value::Flag(*on),
            ExprKind::Any if wanted == Some(&Type::Service) => Value::Services(Arc::new(Services::any())),
            ExprKind::Any => self.member(super::endpoints::Member::Any),
            ExprKind::None => Value::None,
            ExprKind::Protocol(word, ports) => self.protocol(*word, ports.as_deref()),
            ExprKind::Union(all) => self.union(all, wanted),
            ExprKind::Intersection(a, b) => self.pair(a, b, wanted, true),
            ExprKind::Except(a, b) => self.pair(a, b, wanted, false),
            ExprKind::Filter { variable, set, condition } => self.filter(variable, set, condition.as_deref()),
            ExprKind::Error => Value::Unknown,
            _ => self.condition(expr).map_or(Value::Unknown, |value| value),
        }
    }

    /// The endpoints of an expression; `None` where they are unknown.
    pub fn endpoints(&mut self, expr: &Expr) -> Option<Endpoints<'db>> {
        match self.value(expr, Some(&Type::Endpoints)) {
            Value::Endpoints(set) => Some(set),
            _ => None,
        }
    }

    /// The services of an expression; `None` where they are unknown.
    pub fn services(&mut self, expr: &Expr) -> Option<Arc<Services<'db>>> {
        match self.value(expr, Some(&Type::Service)) {
            Value::Services(set) => Some(set),
            _ => None,
        }
    }

    /// Whether a condition holds; `None` where that is unknown.
    pub fn holds(&mut self, expr: &Expr) -> Option<bool> {
        match self.value(expr, Some(&Type::Flag)) {
            Value::Flag(holds) => Some(holds),
            _ => None,
        }
    }

    /// The products of a flow: one, or two where its arrow points both ways.
    pub fn products(&mut self, flow: &Flow) -> Option<Vec<Product>> {
        let (from, to) = (self.endpoints(&flow.from)?, self.endpoints(&flow.to)?);
        let service = self.services(&flow.service)?;
        let mut products =
            vec![Product { from: from.set().clone(), to: to.set().clone(), service: service.set.clone() }];
        if flow.both_ways {
            products.push(Product {
                from: to.set().clone(),
                to: from.set().clone(),
                service: service.set.clone(),
            });
        }
        Some(products)
    }
}

/// A word that may be a member of an enumeration.
pub(super) fn bare_word(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        ExprKind::Path(path) => match &*path.segments {
            [only] => Some(only.text.as_str()),
            _ => None,
        },
        ExprKind::Protocol(word, None) => Some(word.word()),
        ExprKind::Flag(on) => Some(if *on { "on" } else { "off" }),
        ExprKind::Any => Some("any"),
        ExprKind::Internet => Some("internet"),
        _ => None,
    }
}

/// A word as a value.
pub(super) fn word_value<'db>(word: &str) -> Value<'db> {
    Value::Word(SmolStr::new(word))
}
