//! What stands behind a dot: the declarations of a module, interfaces, the parameters of roles, `zone`.

use crate::db::{Db, SourceFile};
use crate::hir::{
    Definition, Head, Item, Place, ast, labels, module_of, resolve_path, roles_of_entity, static_roles,
    visible_definitions,
};
use crate::ide::hover::{inert, parameter_text};
use crate::ide::item::range_of_place;
use crate::ide::names::path_of;
use crate::ide::phrase::{Phrase, Want, parameters_of, roles_of_expression};
use crate::syntax::docs;
use crate::syntax::item::Item as Tree;

use super::candidates::{declaration, fits};
use super::{CompletionKind, Offers};

/// Offers what stands behind the dotted name or the brackets on the left.
pub(super) fn offer<'db>(db: &'db dyn Db, file: SourceFile, phrase: &Phrase<'db>, offers: &mut Offers<'db>) {
    if let Some(set) = &phrase.bracketed {
        let roles = roles_of_expression(db, file, &phrase.locals, set);
        parameters(db, &roles, offers);
        return;
    }
    if phrase.wants.contains(&Want::Library) {
        modules(db, phrase, offers);
        return;
    }
    let tree = path_of(phrase.chain.iter().map(String::as_str));
    match resolve_path(db, file, &phrase.locals, &tree) {
        Ok(resolved) if resolved.rest == phrase.chain.len() => match resolved.head {
            Head::Local(index) => {
                let roles = phrase.locals.get(index).map(|local| local.roles.clone()).unwrap_or_default();
                parameters(db, &roles, offers);
            }
            Head::Item(item) => of_item(db, file, item, offers),
        },
        Ok(_) => parameters(db, &[], offers),
        Err(_) => {
            if let Some(module) = module(db, file, &phrase.chain) {
                of_module(db, module, phrase, offers);
            }
        }
    }
}

fn modules(db: &dyn Db, phrase: &Phrase<'_>, offers: &mut Offers<'_>) {
    let prefix = phrase.chain.get(1..).unwrap_or_default().join(".");
    for name in crate::db::StdLib::get(db).modules(db).keys() {
        let rest =
            if prefix.is_empty() { Some(name.as_str()) } else { name.strip_prefix(&format!("{prefix}.")) };
        if let Some(rest) = rest.filter(|_| phrase.chain.first().is_some_and(|first| first == "std")) {
            let offer = offers.plain(rest, CompletionKind::Module, 1);
            offers.push(offer);
        }
    }
}

fn module(db: &dyn Db, file: SourceFile, chain: &[String]) -> Option<SourceFile> {
    let [only] = chain else { return None };
    let found = visible_definitions(db, file, &|name| name == only.as_str());
    found.into_iter().find_map(|(_, definition)| match definition {
        Definition::Module(module) => Some(module),
        Definition::Item(_) => None,
    })
}

fn of_module<'db>(db: &'db dyn Db, module: SourceFile, phrase: &Phrase<'db>, offers: &mut Offers<'db>) {
    for (name, definition) in visible_definitions(db, module, &|_| true) {
        let Definition::Item(item) = definition else { continue };
        let want = phrase.wants.iter().find(|want| fits(db, want, item));
        if let Some(want) = want.filter(|_| module_of(db, item.file(db)) == module && !item.private(db)) {
            let offer = declaration(db, offers, &name, item, want);
            offers.push_item(offer, item);
        }
    }
    if phrase.wants.iter().any(|want| matches!(want, Want::Label { .. })) {
        for name in labels(db, module) {
            let offer = offers.plain(name.as_str(), CompletionKind::Label, 2);
            offers.push(offer);
        }
    }
}

fn of_item<'db>(db: &'db dyn Db, file: SourceFile, item: Item<'db>, offers: &mut Offers<'_>) {
    let roles: Vec<Item<'db>> = match &ast(db, item).item {
        Tree::Role(_) => vec![item],
        Tree::Server(server) => {
            for interface in &server.interfaces {
                let mut offer = offers.plain(interface.name.text.as_str(), CompletionKind::Interface, 0);
                let list: Vec<&str> = interface.body.addresses.iter().map(|one| one.text.as_str()).collect();
                offer.detail = list.join(", ");
                offers.push(offer);
            }
            roles_of_entity(db, item).clone()
        }
        Tree::Group(group) => {
            let mut roles = roles_of_entity(db, item).clone();
            let members = group.members.as_ref();
            roles.extend(members.iter().flat_map(|members| static_roles(db, file, &[], members)));
            roles
        }
        Tree::Zone(_) => roles_of_entity(db, item).clone(),
        _ => return,
    };
    parameters(db, &roles, offers);
}

/// The parameters of roles, and `zone`.
fn parameters<'db>(db: &'db dyn Db, roles: &[Item<'db>], offers: &mut Offers<'_>) {
    for role in roles {
        for parameter in parameters_of(db, *role) {
            let place = Place::new(*role, parameter.name.node);
            let mut offer = offers.plain(parameter.name.text.as_str(), CompletionKind::Argument, 1);
            offer.detail = parameter_text(db, place, parameter);
            let start = range_of_place(db, place).range.start as usize;
            offer.documentation = docs::above(role.file(db).text(db), start).as_deref().map(inert);
            offers.push(offer);
        }
    }
    let mut zone = offers.plain("zone", CompletionKind::Keyword, 3);
    zone.detail = "the zones in which the members stand".to_owned();
    offers.push(zone);
}
