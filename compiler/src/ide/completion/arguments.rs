//! The arguments of a role or profile that are not given yet.

use smol_str::SmolStr;

use crate::db::Db;
use crate::hir::{Item, Place, Type, parameter_type};
use crate::ide::hover::{inert, parameter_text};
use crate::ide::item::range_of_place;
use crate::ide::phrase::parameters_of;
use crate::syntax::docs;
use crate::syntax::item::{Parameter, TypeName};

use super::{Completion, CompletionKind, Offers};

/// Offers the parameters that have no argument.
pub(super) fn arguments(db: &dyn Db, callee: Item<'_>, given: &[SmolStr], offers: &mut Offers<'_>) {
    for parameter in parameters_of(db, callee).iter().filter(|known| !given.contains(&known.name.text)) {
        let offer = argument(db, callee, parameter, offers);
        offers.push(offer);
    }
}

fn argument(db: &dyn Db, callee: Item<'_>, parameter: &Parameter, offers: &Offers<'_>) -> Completion {
    let place = Place::new(callee, parameter.name.node);
    let name = parameter.name.text.as_str();
    let required = parameter.default.is_none();
    let mut offer = offers.plain(name, CompletionKind::Argument, u8::from(!required));
    offer.detail = parameter_text(db, place, parameter);
    let start = range_of_place(db, place).range.start as usize;
    offer.documentation = docs::above(callee.file(db).text(db), start).as_deref().map(inert);
    offer.insert = format!("{name}: ");
    offer.snippet = Some(match &parameter.kind {
        TypeName::Enumeration(members) => {
            let words: Vec<&str> = members.iter().map(|member| member.text.as_str()).collect();
            format!("{name}: ${{1|{}|}}", words.join(","))
        }
        TypeName::Named(_) if parameter_type(parameter) == Type::Flag => format!("{name}: ${{1|on,off|}}"),
        TypeName::Named(_) => format!("{name}: ${{1}}"),
    });
    offer
}
