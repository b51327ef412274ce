//! EX0208: a value of another kind than the place wants.

use super::context::Context;
use crate::diagnostics::{Diagnostic, declare_diagnostic};
use crate::hir::{Item, Place, Type};

declare_diagnostic! { EX0208 "wrong-type", Error, since "0.1.0", "a value of another kind than the place wants" }

/// A value of another type.
pub(crate) fn wrong_type<'db>(
    ctx: Context<'db>,
    place: Place<'db>,
    found: &Type,
    wanted: &Type,
) -> Diagnostic {
    let (found, wanted_words) = (words(found), words(wanted));
    let spot = ctx.spot(place);
    let here = format!("{} is {found}", spot.quoted());
    spot.diagnostic(&ENTRY, format!("expected {wanted_words}, found {found}"), here).help(remedy(wanted))
}

/// Another kind of declaration.
pub(crate) fn wrong_kind<'db>(
    ctx: Context<'db>,
    place: Place<'db>,
    found: &str,
    wanted: &str,
    declared: Option<Item<'db>>,
) -> Diagnostic {
    let diagnostic = ctx
        .spot(place)
        .diagnostic(&ENTRY, format!("expected {wanted}, found {found}"), format!("expected {wanted}"))
        .help(format!("name {wanted} here"));
    match declared {
        Some(item) => diagnostic.label(ctx.secondary(ctx.name_place(item), "declared here")),
        None => diagnostic,
    }
}

/// A module where a value is wanted.
pub(crate) fn module_as_value<'db>(ctx: Context<'db>, place: Place<'db>, name: &str) -> Diagnostic {
    ctx.spot(place)
        .diagnostic(&ENTRY, format!("`{name}` is a module, not a value"), "a name of the module is missing")
        .note("a module is a collection of names, and stands for none of them")
        .help(format!("write a name of the module behind a dot: `{name}.NAME`"))
}

/// A type in a sentence.
fn words(kind: &Type) -> String {
    match kind {
        Type::Flag => "a flag".to_owned(),
        Type::Text => "a text".to_owned(),
        Type::Enumeration(members) => format!("one of {}", members.join(", ")),
        other => other.to_string(),
    }
}

fn remedy(wanted: &Type) -> String {
    match wanted {
        Type::Endpoints => "write a zone, server, group, role or address".to_owned(),
        Type::Servers => "write servers, or a group or role that holds only servers".to_owned(),
        Type::Service => "write a service, as in `tcp 443`".to_owned(),
        Type::Ports => "write a port or a range of ports, as in `25` or `1024-65535`".to_owned(),
        Type::Flag => "write `on`, `off` or a condition".to_owned(),
        Type::Number => "write a number".to_owned(),
        Type::Text => "write a text in quotes".to_owned(),
        Type::Date => "write a date, as in `2027-06-30`".to_owned(),
        Type::Duration => "write a duration, as in `30m`".to_owned(),
        Type::Enumeration(members) => format!("write one of {}", members.join(", ")),
        Type::Nothing | Type::Unknown => "write a value of the right kind".to_owned(),
    }
}
