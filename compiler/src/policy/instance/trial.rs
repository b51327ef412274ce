//! A profile applied for a try, without a statement that says so.

use smol_str::SmolStr;

use super::{Inherited, Instance};
use crate::db::Db;
use crate::hir::{Item, Local, ast, parameter_type};
use crate::policy::effect::Effects;
use crate::policy::eval::Evaluator;
use crate::policy::value::Value;
use crate::syntax::item::Item as Tree;

/// What a profile would bring with these arguments, and its defaults for the others; `None` where one is missing, or where
/// something cannot be known.
pub(in crate::policy) fn tried<'db>(
    db: &'db dyn Db,
    profile: Item<'db>,
    given: &[(SmolStr, Value<'db>)],
) -> Option<Effects<'db>> {
    let tree = ast(db, profile);
    let Tree::Profile(declared) = &tree.item else { return None };
    let mut arguments = Vec::new();
    for parameter in &declared.parameters {
        let kind = parameter_type(parameter);
        let name = &parameter.name.text;
        let value = match (given.iter().find(|(given, _)| given == name), &parameter.default) {
            (Some((_, value)), _) => value.clone(),
            (None, Some(default)) => Evaluator::new(db, profile.file(db)).value(default, Some(&kind)),
            (None, None) => return None,
        };
        arguments.push((Local { name: name.clone(), kind, roles: Vec::new(), single: false }, value));
    }
    let mut instance = Instance {
        item: profile,
        evaluator: Evaluator::new(db, profile.file(db)),
        chain: Vec::new(),
        inherited: Inherited::default(),
        profiles: Vec::new(),
        nested: true,
        count: 0,
        effects: Effects::default(),
    };
    instance.inside(profile, declared, arguments, Inherited::default());
    let effects = instance.effects;
    (effects.unknowns.none() && effects.troubles().is_empty()).then_some(effects)
}
