//! Arguments against parameters, and the parameters themselves.

use super::Checker;
use crate::hir::ast;
use crate::hir::item::{Item, Place};
use crate::hir::member::Local;
use crate::hir::problem::ProblemKind;
use crate::hir::scope::Definition;
use crate::hir::types::{Type, parameter_type};
use crate::hir::uses::Meaning;
use crate::syntax::NodeId;
use crate::syntax::item::{Item as Tree, Parameter, TypeName};
use crate::syntax::statement::Arguments;

impl<'db> Checker<'db> {
    /// Every argument has its parameter and fits it; every parameter without a default has its argument.
    pub(super) fn arguments(
        &mut self,
        callee: Item<'db>,
        parameters: &[Parameter],
        arguments: &Arguments,
        call: NodeId,
    ) {
        for (index, argument) in arguments.list.iter().enumerate() {
            let name = &argument.name;
            if arguments.list[..index].iter().any(|earlier| earlier.name.text == name.text) {
                self.report(name.node, ProblemKind::RepeatedArgument { name: name.text.clone() });
            }
            match parameters.iter().find(|parameter| parameter.name.text == name.text) {
                Some(parameter) => {
                    self.record(name.node, Meaning::Inner(Place::new(callee, parameter.name.node)));
                    self.expect(&argument.value, &parameter_type(parameter));
                }
                None => {
                    let known = parameters.iter().map(|parameter| parameter.name.text.clone()).collect();
                    self.report(
                        name.node,
                        ProblemKind::UnknownArgument { name: name.text.clone(), known, callee },
                    );
                }
            }
        }
        for parameter in parameters {
            let given = arguments.list.iter().any(|argument| argument.name.text == parameter.name.text);
            if !given && parameter.default.is_none() {
                let (parameter, kind) = (parameter.name.text.clone(), parameter_type(parameter));
                self.report(call, ProblemKind::MissingArgument { parameter, kind, callee });
            }
        }
    }

    /// The parameters of a role or a profile.
    pub(super) fn parameters(&mut self, parameters: &[Parameter]) {
        for (index, parameter) in parameters.iter().enumerate() {
            let name = &parameter.name;
            if parameters[..index].iter().any(|earlier| earlier.name.text == name.text) {
                self.report(name.node, ProblemKind::RepeatedParameter { name: name.text.clone() });
            }
            if let TypeName::Named(kind) = &parameter.kind
                && Type::named(&kind.text).is_none()
            {
                self.report(kind.node, ProblemKind::UnknownType { name: kind.text.clone() });
            }
            self.hiding(parameter);
            if let Some(default) = &parameter.default {
                self.expect(default, &parameter_type(parameter));
            }
        }
    }

    fn hiding(&mut self, parameter: &Parameter) {
        let name = &parameter.name;
        let Some(Definition::Item(item)) = self.known.resolve(self.file, &name.text) else {
            return;
        };
        if matches!(ast(self.db, item).item, Tree::Service(_) | Tree::Role(_)) {
            self.report(name.node, ProblemKind::HidingParameter { name: name.text.clone(), item });
        }
    }

    /// Brings the parameters of a profile into scope.
    pub(super) fn enter_parameters(&mut self, parameters: &[Parameter]) {
        for parameter in parameters {
            let (name, kind) = (parameter.name.text.clone(), parameter_type(parameter));
            self.declare(Local { name, kind, roles: Vec::new(), single: false }, parameter.name.node);
        }
    }
}
