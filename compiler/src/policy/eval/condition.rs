//! Conditions.

use std::sync::Arc;

use super::{Evaluator, bare_word, word_value};
use crate::db::SourceFile;
use crate::hir::{Definition, Head, Item, Type, module_of, resolve, resolve_path};
use crate::policy::address::is_dated;
use crate::policy::endpoints::{Member, Term};
use crate::policy::value::Value;
use crate::syntax::expr::{Comparison, Expr, ExprKind};
use crate::syntax::statement::Flow;
use crate::syntax::{ItemKind, Name, Path};

impl<'db> Evaluator<'_, 'db> {
    /// The value of a condition or a function; `None` where it is unknown.
    pub(super) fn condition(&mut self, expr: &Expr) -> Option<Value<'db>> {
        let flag = match &expr.kind {
            ExprKind::Not(inner) => !self.holds(inner)?,
            // Both sides are looked at: one that is false decides, even where the other is unknown.
            ExprKind::And(a, b) => both(self.holds(a), self.holds(b), false)?,
            ExprKind::Or(a, b) => both(self.holds(a), self.holds(b), true)?,
            ExprKind::Compare(comparison, a, b) => self.compare(*comparison, a, b)?,
            ExprKind::FlowCall(name, flow) => self.flow_call(name, flow)?,
            ExprKind::Call(name, arguments) => return self.call(name, arguments),
            _ => return None,
        };
        Some(Value::Flag(flag))
    }

    fn call(&mut self, name: &Name, arguments: &[Expr]) -> Option<Value<'db>> {
        let flag = match (name.text.as_str(), arguments) {
            ("empty", [set]) => is_empty(&self.value(set, None))?,
            ("exists", [set]) => !is_empty(&self.value(set, None))?,
            ("count", [set]) => {
                return self.endpoints(set).map(|set| Value::Number(set.terms().len() as u64));
            }
            ("addressed", [set]) => {
                let set = self.endpoints(set)?;
                !set.set().is_empty() && !set.set().has_external()
            }
            ("dated", [set]) => {
                let set = self.endpoints(set)?;
                let is_dated = |term: &Arc<Term<'_>>| matches!(term.member, Member::Zone(zone) if is_dated(self.db, zone));
                !set.terms().is_empty() && set.terms().iter().all(is_dated)
            }
            ("overlaps", [a, b]) => match self.two(a, b, None) {
                (Value::Endpoints(a), Value::Endpoints(b)) => a.set().intersects(b.set()),
                (Value::Services(a), Value::Services(b)) => a.set.intersects(&b.set),
                (Value::Ports(a), Value::Ports(b)) => a.intersects(&b),
                _ => return None,
            },
            ("contains", [a, b]) => match self.two(a, b, None) {
                (Value::Endpoints(a), Value::Endpoints(b)) => b.set().is_subset(a.set()),
                (Value::Services(a), Value::Services(b)) => b.set.is_subset(&a.set),
                (Value::Ports(a), Value::Ports(b)) => b.is_subset(&a),
                _ => return None,
            },
            ("present", [Expr { kind: ExprKind::Path(path), .. }]) => {
                let (module, label) = self.labelled(path)?;
                self.oracle?.present(module, &label)?
            }
            ("waived", [Expr { kind: ExprKind::Path(path), .. }]) => {
                let (module, label) = self.labelled(path)?;
                self.oracle?.waived(module, self.diagnostic(path), &label)?
            }
            _ => return None,
        };
        Some(Value::Flag(flag))
    }

    fn flow_call(&mut self, name: &Name, flow: &Flow) -> Option<bool> {
        let products = self.products(flow)?;
        match name.text.as_str() {
            "permitted" => self.oracle?.permitted(&products),
            "blocked" => self.oracle?.blocked(&products),
            _ => None,
        }
    }

    /// The module and the name of a label.
    pub(crate) fn labelled(&self, path: &Path) -> Option<(SourceFile, smol_str::SmolStr)> {
        let last = path.segments.last()?.text.clone();
        match &*path.segments {
            [_] => Some((module_of(self.db, self.file), last)),
            [module, _] => match resolve(self.db, self.file, &module.text)? {
                Definition::Module(module) => Some((module, last)),
                Definition::Item(_) => None,
            },
            _ => None,
        }
    }

    /// The diagnostic that a path names, if it does.
    pub(crate) fn diagnostic(&self, path: &Path) -> Option<Item<'db>> {
        let resolved = resolve_path(self.db, self.file, &[], path).ok()?;
        match resolved.head {
            Head::Item(item) if item.kind(self.db) == ItemKind::Diagnostic => Some(item),
            _ => None,
        }
    }

    fn compare(&mut self, comparison: Comparison, a: &Expr, b: &Expr) -> Option<bool> {
        let (left, right) = self.comparable(a, b);
        let equal = match (&left, &right) {
            (Value::Unknown, _) | (_, Value::Unknown) => return None,
            (Value::None, other) | (other, Value::None) => is_empty(other)?,
            (Value::Endpoints(a), Value::Endpoints(b)) => a.set() == b.set(),
            (Value::Services(a), Value::Services(b)) => a.set == b.set,
            (a, b) => a == b,
        };
        let order = match (&left, &right) {
            (Value::Number(a), Value::Number(b)) | (Value::Duration(a), Value::Duration(b)) => Some(a.cmp(b)),
            (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
            _ => None,
        };
        Some(match comparison {
            Comparison::Equal => equal,
            Comparison::NotEqual => !equal,
            // `none` is neither before nor behind anything.
            _ if left == Value::None || right == Value::None => false,
            Comparison::Less => order?.is_lt(),
            Comparison::LessEqual => order?.is_le(),
            Comparison::Greater => order?.is_gt(),
            Comparison::GreaterEqual => order?.is_ge(),
        })
    }

    /// Both sides as values of one type: bare words beside an enumeration, numbers beside ports.
    fn comparable(&mut self, a: &Expr, b: &Expr) -> (Value<'db>, Value<'db>) {
        let left = self.value(a, None);
        let right = self.value(b, None);
        match (left, right) {
            (Value::Word(left), right) => match bare_word(b) {
                Some(word) => (Value::Word(left), word_value(word)),
                None => (Value::Word(left), right),
            },
            (left, Value::Word(right)) => match bare_word(a) {
                Some(word) => (word_value(word), Value::Word(right)),
                None => (left, Value::Word(right)),
            },
            // Beside a parameter that is `none`, a word that names nothing is a member of its enumeration.
            (Value::None, Value::Unknown) if bare_word(b).is_some() => {
                (Value::None, word_value(bare_word(b).unwrap_or_default()))
            }
            (Value::Unknown, Value::None) if bare_word(a).is_some() => {
                (word_value(bare_word(a).unwrap_or_default()), Value::None)
            }
            (left @ Value::Ports(_), Value::Number(_)) => (left, self.value(b, Some(&Type::Ports))),
            (Value::Number(_), right @ Value::Ports(_)) => (self.value(a, Some(&Type::Ports)), right),
            (left @ Value::Services(_), _) => (left, self.value(b, Some(&Type::Service))),
            (_, right @ Value::Services(_)) => (self.value(a, Some(&Type::Service)), right),
            both => both,
        }
    }
}

/// A conjunction (`decisive` false) or disjunction (`decisive` true) of what may be unknown.
fn both(a: Option<bool>, b: Option<bool>, decisive: bool) -> Option<bool> {
    match (a, b) {
        (Some(value), _) | (_, Some(value)) if value == decisive => Some(decisive),
        (Some(_), Some(_)) => Some(!decisive),
        _ => None,
    }
}

/// Whether a value is `none` or an empty set.
fn is_empty(value: &Value<'_>) -> Option<bool> {
    match value {
        Value::Unknown => None,
        Value::None => Some(true),
        Value::Endpoints(set) => {
            Some(set.set().is_empty() && !set.terms().iter().any(|term| matches!(term.member, Member::Any)))
        }
        Value::Services(set) => Some(set.set.is_empty()),
        Value::Ports(set) => Some(set.is_empty()),
        _ => Some(false),
    }
}
