//! The types of expressions.

use super::Checker;
use crate::hir::calls::{self, Signature};
use crate::hir::label::has_label;
use crate::hir::member::{Local, static_roles};
use crate::hir::module::module_of;
use crate::hir::problem::{ProblemKind, Wanted};
use crate::hir::types::Type;
use crate::hir::uses::Meaning;
use crate::syntax::expr::{Comparison, Expr, ExprKind};
use crate::syntax::item::Item as Tree;
use crate::syntax::statement::Flow;
use crate::syntax::{Name, NodeId, Path};

impl<'db> Checker<'db> {
    /// Checks the expression where a type is wanted; what does not fit is reported.
    pub(super) fn expect(&mut self, expr: &Expr, wanted: &Type) -> Type {
        if let Type::Enumeration(members) = wanted
            && let Some(word) = bare_word(expr)
        {
            if members.iter().any(|member| member == word) {
                return wanted.clone();
            }
            if !self.locals.iter().any(|local| local.name == word) && !word.contains('.') {
                let kind = ProblemKind::NotAMember { word: word.into(), members: members.to_vec() };
                self.report(expr.node, kind);
                return Type::Unknown;
            }
        }
        let found = self.infer(expr, Some(wanted));
        if let (Type::Number, Type::Ports, ExprKind::Number(number)) = (&found, wanted, &expr.kind)
            && *number > 65_535
        {
            self.report(expr.node, ProblemKind::NotAPort);
            return Type::Unknown;
        }
        if found.fits(wanted) {
            return found;
        }
        self.report(expr.node, ProblemKind::WrongType { found, wanted: wanted.clone() });
        Type::Unknown
    }

    /// The type of an expression; `wanted` decides what `any` is.
    pub(super) fn infer(&mut self, expr: &Expr, wanted: Option<&Type>) -> Type {
        match &expr.kind {
            ExprKind::Path(path) => self.path(path, wanted),
            ExprKind::Member(inner, name) => self.member_of(inner, std::slice::from_ref(name)),
            ExprKind::Address(_) | ExprKind::Internet => Type::Endpoints,
            ExprKind::Number(_) => Type::Number,
            ExprKind::PortRange(..) => Type::Ports,
            ExprKind::Date(_) => Type::Date,
            ExprKind::Duration(_) => Type::Duration,
            ExprKind::Text(_) => Type::Text,
            ExprKind::Flag(_) => Type::Flag,
            ExprKind::Any if wanted == Some(&Type::Service) => Type::Service,
            ExprKind::Any => Type::Endpoints,
            ExprKind::None => Type::Nothing,
            ExprKind::Protocol(word, ports) => self.protocol(expr.node, *word, ports.as_deref()),
            ExprKind::Union(all) => self.union(all, wanted),
            ExprKind::Intersection(a, b) => self.pair(a, b, wanted, true),
            ExprKind::Except(a, b) => self.pair(a, b, wanted, false),
            ExprKind::Filter { variable, set, condition } => self.filter(variable, set, condition.as_deref()),
            ExprKind::Call(name, arguments) => self.call(expr.node, name, arguments),
            ExprKind::FlowCall(name, flow) => self.flow_call(name, flow),
            ExprKind::Compare(comparison, a, b) => self.compare(*comparison, a, b),
            ExprKind::And(a, b) | ExprKind::Or(a, b) => {
                self.expect(a, &Type::Flag);
                self.expect(b, &Type::Flag);
                Type::Flag
            }
            ExprKind::Not(inner) => {
                self.expect(inner, &Type::Flag);
                Type::Flag
            }
            ExprKind::Error => Type::Unknown,
        }
    }

    fn union(&mut self, all: &[Expr], wanted: Option<&Type>) -> Type {
        let set = self.set_type(all, wanted);
        let mut only_servers = true;
        for one in all {
            let found = self.expect(one, &set);
            only_servers &= matches!(found, Type::Servers | Type::Unknown | Type::Nothing);
        }
        if set == Type::Endpoints && only_servers { Type::Servers } else { set }
    }

    /// What a list is a list of: services where one element is plainly one, else endpoints.
    fn set_type(&mut self, all: &[Expr], wanted: Option<&Type>) -> Type {
        match wanted {
            Some(Type::Service) => Type::Service,
            Some(Type::Ports) => Type::Ports,
            Some(Type::Endpoints | Type::Servers) => Type::Endpoints,
            _ => {
                let before = self.problems.len();
                let found = all.iter().map(|one| self.infer(one, None)).find(|kind| *kind != Type::Nothing);
                self.problems.truncate(before);
                match found {
                    Some(Type::Service) => Type::Service,
                    Some(Type::Ports | Type::Number) => Type::Ports,
                    _ => Type::Endpoints,
                }
            }
        }
    }

    fn pair(&mut self, a: &Expr, b: &Expr, wanted: Option<&Type>, intersection: bool) -> Type {
        let both = [a.clone(), b.clone()];
        let set = self.set_type(&both, wanted);
        let left = self.expect(a, &set);
        let right = self.expect(b, &set);
        if set != Type::Endpoints {
            return set;
        }
        let servers = left == Type::Servers || intersection && right == Type::Servers;
        if servers { Type::Servers } else { Type::Endpoints }
    }

    fn filter(&mut self, variable: &Name, set: &Expr, condition: Option<&Expr>) -> Type {
        let found = self.expect(set, &Type::Endpoints);
        let roles = static_roles(self.db, self.file, &self.locals, set);
        let kind = if found == Type::Servers { Type::Servers } else { Type::Endpoints };
        let local = Local { name: variable.text.clone(), kind: kind.clone(), roles, single: true };
        self.declare_variable(local, variable.node);
        if let Some(condition) = condition {
            self.expect(condition, &Type::Flag);
        }
        self.locals.pop();
        kind
    }

    fn call(&mut self, node: NodeId, name: &Name, arguments: &[Expr]) -> Type {
        let function = name.text.clone();
        let Some(signature) = calls::signature(&function) else {
            self.report(name.node, ProblemKind::UnknownFunction { name: function });
            return Type::Unknown;
        };
        self.assertion_only(name);
        let wanted = if let Signature::Sets(count) = signature { count } else { 1 };
        if arguments.len() != wanted || signature == Signature::Flow {
            let found = if signature == Signature::Flow { 0 } else { arguments.len() };
            self.report(node, ProblemKind::WrongCount { function, wanted, found });
            return calls::answer(&name.text);
        }
        match (signature, arguments.first().map(|first| &first.kind)) {
            (Signature::Sets(_), _) => self.sets(arguments),
            (_, Some(ExprKind::Path(path))) => self.label(path, signature == Signature::Waivable),
            _ => {
                let wanted = "a label".into();
                self.report(
                    node,
                    ProblemKind::WrongKind { found: "an expression".into(), wanted, declared: None },
                );
            }
        }
        calls::answer(&name.text)
    }

    /// Sets of one kind; `empty` and `exists` take any value that may be `none`.
    fn sets(&mut self, arguments: &[Expr]) {
        if let [only] = arguments {
            self.infer(only, None);
            return;
        }
        let set = self.set_type(arguments, None);
        for argument in arguments {
            self.expect(argument, &set);
        }
    }

    fn assertion_only(&mut self, name: &Name) {
        if calls::depends_on_permitted(&name.text) && !self.assertion {
            self.report(name.node, ProblemKind::DependsOnPermitted { function: name.text.clone() });
        }
    }

    fn flow_call(&mut self, name: &Name, flow: &Flow) -> Type {
        match calls::signature(&name.text) {
            Some(Signature::Flow) => {}
            Some(_) => {
                let kind =
                    ProblemKind::WrongKind { found: "a flow".into(), wanted: "a set".into(), declared: None };
                self.report(name.node, kind);
            }
            None => self.report(name.node, ProblemKind::UnknownFunction { name: name.text.clone() }),
        }
        self.assertion_only(name);
        self.flow(flow);
        Type::Flag
    }

    pub(super) fn flow(&mut self, flow: &Flow) {
        self.expect(&flow.from, &Type::Endpoints);
        self.expect(&flow.to, &Type::Endpoints);
        self.expect(&flow.service, &Type::Service);
    }

    fn compare(&mut self, comparison: Comparison, a: &Expr, b: &Expr) -> Type {
        let before = self.problems.len();
        let left = self.infer(a, None);
        // A bare word means something only beside an enumeration.
        let (left, turned) = match left {
            Type::Unknown if bare_word(a).is_some() && self.problems.len() > before => {
                self.problems.truncate(before);
                (self.infer(b, None), true)
            }
            other => (other, false),
        };
        let other = if turned { a } else { b };
        let wanted = match left {
            Type::Number if matches!(other.kind, ExprKind::PortRange(..)) => Type::Ports,
            Type::Nothing => self.infer(other, None),
            kind => kind,
        };
        self.expect(other, &wanted);
        let ordered = matches!(wanted, Type::Number | Type::Date | Type::Duration | Type::Unknown);
        if !ordered && !matches!(comparison, Comparison::Equal | Comparison::NotEqual) {
            self.report(other.node, ProblemKind::WrongType { found: wanted, wanted: Type::Number });
        }
        Type::Flag
    }

    /// A label, or (for waivers) a diagnostic.
    pub(super) fn label(&mut self, path: &Path, or_diagnostic: bool) {
        let (module, name) = match &*path.segments {
            [name] => (Some(self.file), name),
            [prefix, name] => {
                let prefix = Path { segments: [prefix.clone()].into(), node: prefix.node };
                (self.module_named(&prefix), name)
            }
            _ => (
                None,
                match path.segments.last() {
                    Some(last) => last,
                    None => return,
                },
            ),
        };
        let Some(module) = module else { return };
        if has_label(self.db, module, &name.text) {
            let label = Meaning::Label(module_of(self.db, module), name.text.clone());
            self.record(name.node, label);
            return;
        }
        if or_diagnostic && self.names_diagnostic(path) {
            return;
        }
        self.report(name.node, ProblemKind::UnknownLabel { name: name.text.clone(), module });
    }

    fn names_diagnostic(&mut self, path: &Path) -> bool {
        let resolved = self.known.resolve_path(self.file, &[], path);
        let Ok(resolved @ crate::hir::Resolved { head: crate::hir::Head::Item(item), .. }) = resolved else {
            return false;
        };
        self.record_path(path, &resolved);
        matches!(crate::hir::ast(self.db, item).item, Tree::Diagnostic(_))
    }

    fn module_named(&mut self, path: &Path) -> Option<crate::db::SourceFile> {
        use crate::hir::scope::Definition;
        let name = path.segments.first()?;
        match self.known.resolve(self.file, &name.text) {
            Some(Definition::Module(module)) => {
                self.record(name.node, Meaning::Module(module));
                Some(module)
            }
            _ => {
                self.resolve(path, Wanted::Value);
                None
            }
        }
    }
}

/// A word that may be a member of an enumeration.
fn bare_word(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        ExprKind::Path(path) if path.segments.len() == 1 => {
            path.segments.first().map(|name| name.text.as_str())
        }
        ExprKind::Protocol(word, None) => Some(word.word()),
        ExprKind::Flag(on) => Some(if *on { "on" } else { "off" }),
        ExprKind::Any => Some("any"),
        ExprKind::Internet => Some("internet"),
        _ => None,
    }
}
