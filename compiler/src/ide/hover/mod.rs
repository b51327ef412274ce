//! What a word means: declarations with what they come to, parameters, labels, words of the language.

mod declaration;
mod statement;
mod text;

use crate::checks::Context;
use crate::db::{Db, SourceFile};
use crate::hir::{Meaning, Place, ast, module_name, range_of};
use crate::syntax::docs;
use crate::syntax::item::{Item as Tree, Parameter};
use crate::text::TextRange;

use super::definition::labelled;
use super::item::{FilePosition, range_of_place};
use super::names::name_at;

pub(super) use text::inert;
pub use text::{Hover, HoverPart};

/// What is said about the word at a position.
pub fn hover(db: &dyn Db, position: FilePosition) -> Option<Hover> {
    match name_at(db, position) {
        Some(name) => {
            let parts = of_meaning(db, &name.meaning);
            (!parts.is_empty()).then_some(Hover { range: name.range, parts })
        }
        None => statement::hover(db, position),
    }
}

/// What is said about the thing that a name means.
pub(super) fn of_meaning(db: &dyn Db, meaning: &Meaning<'_>) -> Vec<HoverPart> {
    match meaning {
        Meaning::Item(item) => declaration::parts(Context { db }, *item),
        Meaning::Module(file) => of_module(db, *file),
        Meaning::Inner(place) => of_inner(db, *place),
        Meaning::Label(file, name) => of_label(db, *file, name),
    }
}

fn of_module(db: &dyn Db, file: SourceFile) -> Vec<HoverPart> {
    let name = module_name(db, file);
    let code = if name.is_empty() { format!("use \"{}\"", file.path(db)) } else { format!("use {name}") };
    let mut parts = vec![HoverPart::Code(code)];
    parts.extend(docs::of_file(file.text(db)).map(|doc| HoverPart::Text(doc.to_string())));
    parts
}

/// A parameter, a variable or an interface.
fn of_inner(db: &dyn Db, place: Place<'_>) -> Vec<HoverPart> {
    let tree = ast(db, place.item);
    let ctx = Context { db };
    match &tree.item {
        Tree::Role(role) => of_parameter(db, place, &role.parameters),
        Tree::Profile(profile) if profile.parameters.iter().any(|known| known.name.node == place.node) => {
            of_parameter(db, place, &profile.parameters)
        }
        Tree::Server(server) => {
            let found = server.interfaces.iter().find(|interface| interface.name.node == place.node);
            let Some(interface) = found else { return Vec::new() };
            let list: Vec<&str> = interface.body.addresses.iter().map(|one| one.text.as_str()).collect();
            vec![
                HoverPart::Code(format!("interface {} of {}", interface.name.text, ctx.name(place.item))),
                HoverPart::Fact("address", list.join(", ")),
            ]
        }
        _ => {
            let text = place.item.file(db).text(db);
            let at = range_of_place(db, place).range;
            let from =
                text.get(..at.start as usize).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
            let line = text.get(from..).and_then(|rest| rest.lines().next()).unwrap_or_default();
            vec![
                HoverPart::Code(line.split('{').next().unwrap_or(line).trim().to_owned()),
                HoverPart::Text(format!("the variable `{}`, declared here", at.slice(text))),
            ]
        }
    }
}

fn of_parameter(db: &dyn Db, place: Place<'_>, parameters: &[Parameter]) -> Vec<HoverPart> {
    let Some(parameter) = parameters.iter().find(|known| known.name.node == place.node) else {
        return Vec::new();
    };
    let ctx = Context { db };
    let mut parts = vec![HoverPart::Code(parameter_text(db, place, parameter))];
    let start = range_of_place(db, place).range.start as usize;
    parts
        .extend(docs::above(place.item.file(db).text(db), start).map(|doc| HoverPart::Text(doc.to_string())));
    parts.push(HoverPart::Fact("parameter of", format!("`{}`", ctx.full_name(place.item))));
    parts
}

/// `name: type = default`, as written.
pub(super) fn parameter_text(db: &dyn Db, place: Place<'_>, parameter: &Parameter) -> String {
    let text = place.item.file(db).text(db);
    let name = range_of_place(db, place).range;
    let rest = text.get(name.end as usize..).unwrap_or_default();
    let end = match &parameter.default {
        Some(default) => range_of(db, Place::new(place.item, default.node)).1.end - name.end,
        None => type_end(rest),
    };
    let brackets = rest.get(end as usize..).is_some_and(|behind| behind.trim_start().starts_with(')'));
    let written = TextRange::new(name.start, name.end + end).slice(text);
    let open = written.matches('(').count() > written.matches(')').count();
    let close = if brackets && open { ")" } else { "" };
    let line = written.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("{line}{close}")
}

/// Where the type behind the colon ends.
fn type_end(rest: &str) -> u32 {
    let end = match rest.find('{').filter(|open| rest.find([',', ')']).is_none_or(|stop| *open < stop)) {
        Some(open) => {
            rest.get(open..).and_then(|inner| inner.find('}')).map_or(rest.len(), |at| open + at + 1)
        }
        None => rest.find([',', ')', '\n']).unwrap_or(rest.len()),
    };
    end as u32
}

fn of_label(db: &dyn Db, file: SourceFile, name: &str) -> Vec<HoverPart> {
    let text = file.text(db);
    let mut parts = Vec::new();
    for place in labelled(db, file, name) {
        let at = range_of_place(db, place).range.start as usize;
        let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
        let line = text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        parts.push(HoverPart::Code(line.split('{').next().unwrap_or(line).trim().to_owned()));
        parts.extend(docs::above(text, start).map(|doc| HoverPart::Text(doc.to_string())));
    }
    parts
}
