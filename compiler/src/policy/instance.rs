//! Computes the statements of one item: profiles applied, loops run, conditions decided.

mod assertion;
mod flow;
mod trial;

use std::rc::Rc;
use std::sync::Arc;

use smol_str::SmolStr;

use super::effect::{Effects, Expectation, Label, Meta, Origin, Trouble, Troubled, Unknowns, Until, Waiver};
use super::endpoints::Term;
use super::eval::{Evaluator, one_member};
use super::value::Value;
use crate::db::{Db, SourceFile};
use crate::hir::{
    Head, Item, Known, Local, Place, Type, ast, module_of, parameter_type, resolve_path, static_roles,
};
use crate::syntax::item::{Item as Tree, Parameter, Profile};
use crate::syntax::literal::Date;
use crate::syntax::statement::{Apply, Clauses, For, Statement, StatementKind, Test, Verb, Waive};
use crate::syntax::{ItemAst, ItemKind, NodeId};

pub(super) use trial::tried;

/// A top-level statement may run through this many instances of profiles and loops.
pub const MAX_INSTANCES: u32 = 50_000;

/// Profiles may apply profiles this deeply.
pub const MAX_APPLY_DEPTH: usize = 64;

/// Computes what a top-level statement comes to; nothing for declarations.
pub(super) fn compute<'db>(known: &Rc<Known<'db>>, item: Item<'db>, tree: &ItemAst) -> Effects<'db> {
    let db = known.db();
    let Tree::Statement(statement) = &tree.item else { return Effects::default() };
    let mut instance = Instance {
        item,
        evaluator: Evaluator::sharing(known, item.file(db)),
        chain: Vec::new(),
        inherited: Inherited::default(),
        profiles: Vec::new(),
        nested: item.file(db).library(db),
        count: 0,
        effects: Effects::default(),
    };
    instance.statement(statement);
    instance.effects.shrink_to_fit();
    instance.effects
}

/// What `apply`s pass on to the statements inside.
#[derive(Clone, Default)]
struct Inherited<'db> {
    label: Option<Arc<Label>>,
    meta: Meta<'db>,
}

struct Instance<'db> {
    /// The item whose tree is being read: the statement's own, or a profile's.
    item: Item<'db>,
    evaluator: Evaluator<'db, 'db>,
    chain: Vec<Place<'db>>,
    inherited: Inherited<'db>,
    profiles: Vec<Item<'db>>,
    /// Inside a profile, a loop or a library module, where an empty side produces nothing.
    nested: bool,
    count: u32,
    effects: Effects<'db>,
}

impl<'db> Instance<'db> {
    fn statement(&mut self, statement: &Statement) {
        let place = self.place(statement.node);
        self.chain.push(place);
        match &statement.kind {
            StatementKind::Flow(flow) => self.flow(flow, statement),
            StatementKind::Check(check) => self.check(check, statement),
            StatementKind::Apply(apply) => self.apply(apply, statement),
            StatementKind::For(all) => {
                // A loop is not a step of the way: its statements are.
                self.chain.pop();
                self.for_(all);
                return;
            }
            StatementKind::Waive(waive) => self.waive(waive, place),
            StatementKind::Test(test) => self.test(test),
            StatementKind::Broken => self.unknown(Unknowns::ALL),
        }
        self.chain.pop();
    }

    fn db(&self) -> &'db dyn Db {
        self.evaluator.db
    }

    fn file(&self) -> SourceFile {
        self.item.file(self.db())
    }

    fn place(&self, node: NodeId) -> Place<'db> {
        Place::new(self.item, node)
    }

    fn unknown(&mut self, unknowns: Unknowns) {
        self.effects.unknowns = self.effects.unknowns.and(unknowns);
    }

    fn trouble(&mut self, place: Place<'db>, trouble: Trouble) {
        self.effects.besides().troubles.push(Troubled { place, trouble });
    }

    /// Counts an instance; false where there are too many.
    fn another(&mut self) -> bool {
        self.count += 1;
        if self.count == MAX_INSTANCES + 1 {
            let place = self.chain.first().copied().unwrap_or_else(|| self.place(NodeId::ITEM));
            self.trouble(place, Trouble::TooManyInstances);
            self.unknown(Unknowns::ALL);
        }
        self.count <= MAX_INSTANCES
    }

    /// Whether a condition that must be decided now holds.
    fn decided(&mut self, condition: Option<&crate::syntax::expr::Expr>, unknowns: Unknowns) -> bool {
        match condition.map(|condition| self.evaluator.holds(condition)) {
            None | Some(Some(true)) => true,
            Some(Some(false)) => false,
            Some(None) => {
                self.unknown(unknowns);
                false
            }
        }
    }

    fn apply(&mut self, apply: &Apply, statement: &Statement) {
        if !self.decided(apply.when.as_ref(), Unknowns::ALL) || !self.another() {
            return;
        }
        let db = self.db();
        let resolved = resolve_path(db, self.file(), &self.evaluator.locals, &apply.profile);
        let profile = match resolved.map(|resolved| resolved.head) {
            Ok(Head::Item(item)) if item.kind(db) == ItemKind::Profile => item,
            _ => return self.unknown(Unknowns::ALL),
        };
        let tree = ast(db, profile).clone();
        let Tree::Profile(declared) = &tree.item else { return self.unknown(Unknowns::ALL) };
        if self.profiles.contains(&profile) {
            return self.unknown(Unknowns::ALL);
        }
        if self.profiles.len() >= MAX_APPLY_DEPTH {
            let place = self.chain.first().copied().unwrap_or_else(|| self.place(NodeId::ITEM));
            self.trouble(place, Trouble::AppliedTooDeeply);
            return self.unknown(Unknowns::ALL);
        }
        let arguments = self.arguments(apply, profile, &declared.parameters);
        let inherited = self.pass_on(apply, statement);
        self.inside(profile, declared, arguments, inherited);
    }

    /// The values of a profile's parameters.
    fn arguments(
        &mut self,
        apply: &Apply,
        profile: Item<'db>,
        parameters: &[Parameter],
    ) -> Vec<(Local<'db>, Value<'db>)> {
        let mut values = Vec::new();
        for parameter in parameters {
            let kind = parameter_type(parameter);
            let given =
                apply.arguments.list.iter().find(|argument| argument.name.text == parameter.name.text);
            let value = match (given, &parameter.default) {
                (Some(argument), default) => {
                    let value = self.evaluator.value(&argument.value, Some(&kind));
                    self.check_argument(&value, argument.value.node, parameter, default.as_ref());
                    value
                }
                (None, Some(default)) => {
                    let file = profile.file(self.db());
                    self.evaluator.elsewhere(file, Vec::new(), Vec::new()).value(default, Some(&kind))
                }
                (None, None) => Value::Unknown,
            };
            values.push((
                Local { name: parameter.name.text.clone(), kind, roles: Vec::new(), single: false },
                value,
            ));
        }
        values
    }

    /// An argument may be empty only where the default is `none`.
    fn check_argument(
        &mut self,
        value: &Value<'db>,
        node: NodeId,
        parameter: &Parameter,
        default: Option<&crate::syntax::expr::Expr>,
    ) {
        let empty = match value {
            Value::Endpoints(set) => set.set().is_empty(),
            Value::Services(set) => set.set.is_empty(),
            Value::Ports(set) => set.is_empty(),
            _ => false,
        };
        let may = default.is_some_and(|default| default.kind == crate::syntax::expr::ExprKind::None);
        if empty && !may && !self.nested {
            self.trouble(self.place(node), Trouble::EmptyArgument { parameter: parameter.name.text.clone() });
        }
    }

    fn pass_on(&self, apply: &Apply, statement: &Statement) -> Inherited<'db> {
        let own = apply.label.as_ref().map(|label| self.label(label));
        Inherited {
            label: own.or_else(|| self.inherited.label.clone()),
            meta: self.meta(&apply.clauses, statement),
        }
    }

    fn inside(
        &mut self,
        profile: Item<'db>,
        declared: &Profile,
        arguments: Vec<(Local<'db>, Value<'db>)>,
        inherited: Inherited<'db>,
    ) {
        let (locals, values) = arguments.into_iter().unzip();
        let evaluator = self.evaluator.elsewhere(profile.file(self.db()), locals, values);
        let outer = (
            std::mem::replace(&mut self.evaluator, evaluator),
            std::mem::replace(&mut self.inherited, inherited),
            std::mem::replace(&mut self.item, profile),
            std::mem::replace(&mut self.nested, true),
        );
        self.profiles.push(profile);
        for statement in &declared.statements {
            if self.count > MAX_INSTANCES {
                break;
            }
            self.statement(statement);
        }
        self.profiles.pop();
        (self.evaluator, self.inherited, self.item, self.nested) = outer;
    }

    fn for_(&mut self, all: &For) {
        let Some(set) = self.evaluator.endpoints(&all.set) else { return self.unknown(Unknowns::ALL) };
        let roles = static_roles(self.db(), self.file(), &self.evaluator.locals, &all.set);
        let nested = std::mem::replace(&mut self.nested, true);
        match all.variables.as_slice() {
            [only] => {
                for term in set.terms() {
                    self.iteration(&[(&only.text, term)], &roles, &all.statements);
                }
            }
            [first, second] => {
                for (index, a) in set.terms().iter().enumerate() {
                    for (other, b) in set.terms().iter().enumerate() {
                        if index != other {
                            self.iteration(&[(&first.text, a), (&second.text, b)], &roles, &all.statements);
                        }
                    }
                }
            }
            _ => {}
        }
        self.nested = nested;
    }

    fn iteration(
        &mut self,
        bound: &[(&SmolStr, &Arc<Term<'db>>)],
        roles: &[Item<'db>],
        statements: &[Statement],
    ) {
        if !self.another() {
            return;
        }
        for (name, term) in bound {
            let local =
                Local { name: (*name).clone(), kind: Type::Endpoints, roles: roles.to_vec(), single: true };
            self.evaluator.push(local, one_member(self.db(), term));
        }
        statements.iter().for_each(|statement| self.statement(statement));
        bound.iter().for_each(|_| self.evaluator.pop());
    }

    /// The clauses of a statement and its documentation, filled up with what its `apply`s pass on.
    fn meta(&self, clauses: &Clauses, statement: &Statement) -> Meta<'db> {
        let outer = &self.inherited.meta;
        let text = |own: &Option<crate::syntax::item::Text>, outer: &Option<SmolStr>| {
            own.as_ref().map(|text| text.value.clone()).or_else(|| outer.clone())
        };
        let until =
            clauses.until.as_ref().map(|until| Until { date: until.date, place: self.place(until.node) });
        let cite = clauses.cite.clone().map(|cite| (cite, self.file()));
        Meta {
            because: text(&clauses.because, &outer.because),
            owner: text(&clauses.owner, &outer.owner),
            ticket: text(&clauses.ticket, &outer.ticket),
            until: until.or(outer.until),
            log: clauses.log || outer.log,
            idle_timeout: clauses.idle_timeout.or(outer.idle_timeout),
            cite: cite.or_else(|| outer.cite.clone()),
            doc: statement.doc.clone().or_else(|| outer.doc.clone()),
        }
    }

    fn label(&self, name: &crate::syntax::Name) -> Arc<Label> {
        Arc::new(Label { module: module_of(self.db(), self.file()), name: name.text.clone() })
    }

    fn origin(
        &self,
        label: Option<&crate::syntax::Name>,
        clauses: &Clauses,
        statement: &Statement,
    ) -> Origin<'db> {
        let own = label.map(|label| self.label(label));
        let label = own.or_else(|| self.inherited.label.clone());
        Origin::new(&self.chain, label, self.meta(clauses, statement))
    }

    fn waive(&mut self, waive: &Waive, place: Place<'db>) {
        let (Some(because), Some(until)) = (&waive.clauses.because, &waive.clauses.until) else {
            return self.unknown(Unknowns { waive: true, ..Unknowns::default() });
        };
        let Some((module, name)) = self.evaluator.labelled(&waive.target) else {
            return self.unknown(Unknowns { waive: true, ..Unknowns::default() });
        };
        let flows = match &waive.flow {
            None => None,
            Some(flow) => match self.flow_values(flow) {
                Some(flows) => Some(flows),
                None => return self.unknown(Unknowns { waive: true, ..Unknowns::default() }),
            },
        };
        let waiver = Waiver {
            diagnostic: self.evaluator.diagnostic(&waive.target),
            label: Label { module, name },
            flows,
            because: because.value.clone(),
            until: until.clone(),
            place,
        };
        self.effects.besides().waivers.push(waiver);
    }

    fn test(&mut self, test: &Test) {
        for expectation in &test.expectations {
            let Some(flows) = self.flow_values(&expectation.flow) else { continue };
            let expectation = Expectation {
                title: test.title.value.clone(),
                flows,
                allowed: expectation.allowed,
                place: self.place(expectation.node),
            };
            self.effects.besides().expectations.push(expectation);
        }
    }
}

/// What an unknown statement of this verb could bring.
fn unknowns_of(verb: Verb) -> Unknowns {
    match verb {
        Verb::Allow | Verb::Unrestricted => Unknowns { allow: true, ..Unknowns::default() },
        Verb::Deny => Unknowns { deny: true, ..Unknowns::default() },
        Verb::Never | Verb::Must | Verb::Intact | Verb::Alter | Verb::Confine => {
            Unknowns { assertion: true, ..Unknowns::default() }
        }
    }
}

/// What an item that is wrong could bring when it is repaired.
pub fn unknowns_of_item(db: &dyn Db, item: Item<'_>) -> Unknowns {
    if item.kind(db) != ItemKind::Statement {
        return match item.kind(db) {
            ItemKind::Diagnostic | ItemKind::Citation => Unknowns::default(),
            _ => Unknowns::ALL,
        };
    }
    match item.slice(db).word.as_str() {
        "allow" | "unrestricted" => unknowns_of(Verb::Allow),
        "deny" => unknowns_of(Verb::Deny),
        "waive" => Unknowns { waive: true, ..Unknowns::default() },
        "never" | "must" | "intact" | "alter" | "confine" | "check" | "test" => Unknowns::default(),
        _ => Unknowns::ALL,
    }
}

/// A day as an input of judgement.
pub(super) fn is_over(until: Date, as_of: Date) -> bool {
    until < as_of
}
